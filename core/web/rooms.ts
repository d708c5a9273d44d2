// What the web is built from: the rooms below it, the operator's settings, and what every route file is given.
import type { WebSocket } from 'ws';
import type { Accounts, Viewer } from '../accounts/accounts.ts';
import type { Calls } from '../calls/calls.ts';
import type { Channels } from '../channels/channels.ts';
import type { Chatflows } from '../chatflows/chatflows.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Content } from '../content/content.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Doctor } from '../doctor/doctor.ts';
import type { Database } from '../database/database.ts';
import type { Duplicates } from '../duplicates/duplicates.ts';
import type { Events } from '../events/events.ts';
import type { Exports } from '../exports/exports.ts';
import type { Files } from '../files/files.ts';
import type { Imports } from '../imports/imports.ts';
import type { Inbound } from '../inbound/inbound.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { Library } from '../library/library.ts';
import type { Macros } from '../macros/macros.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Properties } from '../properties/properties.ts';
import type { Records } from '../records/records.ts';
import type { Routing } from '../routing/routing.ts';
import type { Runs } from '../runs/runs.ts';
import type { Sla } from '../sla/sla.ts';
import type { Search } from '../search/search.ts';
import type { Tickets } from '../tickets/tickets.ts';
import type { Views } from '../views/views.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { Assets } from './assets.ts';
import type { CookieJar } from './cookies.ts';
import type { Locales } from './locales.ts';
import type { Pages } from './pages.ts';
import type { Renderer } from './render.ts';
import type { Rates } from './throttle.ts';
import type { AskedToSee } from './asked-to-see.ts';

/** The rooms pages read from and call verbs of. */
export interface WebRooms {
  clock: Clock;
  log: Log;
  secrets: Secrets;
  database: Database;
  events: Events;
  jobs: Jobs;
  files: Files;
  accounts: Accounts;
  contacts: Contacts;
  content: Content;
  conversations: Conversations;
  properties: Properties;
  records: Records;
  tickets: Tickets;
  library: Library;
  macros: Macros;
  views: Views;
  duplicates: Duplicates;
  imports: Imports;
  exports: Exports;
  inbound: Inbound;
  notifications: Notifications;
  outbound: Outbound;
  calls: Calls;
  channels: Channels;
  chatflows: Chatflows;
  doctor: Doctor;
  routing: Routing;
  runs: Runs;
  sla: Sla;
  search: Search;
  webhooks: Webhooks;
  /** Keeps the live lines. It stands beside this room: who starts both gives it `Web.livePages`. */
  realtime: { take(socket: WebSocket, viewer: Viewer): void; close(): Promise<void> };
}

export interface WebSettings {
  /** Without a slash at the end. */
  publicUrl: string;
  /** Addresses and networks whose forwarding headers are believed. */
  trustedProxies: string[];
  /** Tests: texts and values that are missing throw, rows are drawn each time, files are pressed quickly. */
  strict?: boolean;
  /** Where the measures of how often one address may ask differ from the usual ones. */
  rates?: Partial<Rates>;
  /** An invented company to look around in; absent: not offered. */
  sample?: SampleCompany;
}

export interface SampleProgress {
  doing: 'loading' | 'removing' | 'failed';
  /** So much of it is done, from 0 to 1. */
  part: number;
}

/** Both verbs begin and return at once; `progress` tells how far they are. */
export interface SampleCompany {
  /** Whether anything of it is there. */
  isThere(): boolean;
  /** Null when nothing is under way. */
  progress(): SampleProgress | null;
  /** Whether something was under way until a moment ago. */
  isJustDone(): boolean;
  /** Does nothing when it is there already. */
  load(viewer: Viewer): Promise<void>;
  /** What is invented goes; what people wrote to others or connected stays, with the inbox it is in. */
  remove(): Promise<void>;
}

/** What every route file is given. */
export interface WebParts {
  rooms: WebRooms;
  options: WebSettings;
  renderer: Renderer;
  locales: Locales;
  assets: Assets;
  cookies: CookieJar;
  pages: Pages;
  pictures: AskedToSee;
  /** Who has looked at what is held back of a message, by its public id; it may be downloaded for a while. */
  revealed: AskedToSee;
}
