// What a desk is built with and consists of: every room by its name.
import type { Accounts, AccountsDeps } from './accounts/accounts.ts';
import type { CallLimits, Calls } from './calls/calls.ts';
import type { Channels, PluginLimits } from './channels/channels.ts';
import type { Chatflows } from './chatflows/chatflows.ts';
import type { Contacts } from './contacts/contacts.ts';
import type { Content } from './content/content.ts';
import type { Conversations } from './conversations/conversations.ts';
import type { Database } from './database/database.ts';
import type { Doctor } from './doctor/doctor.ts';
import type { IceConfig } from './contract/call.ts';
import type { Duplicates } from './duplicates/duplicates.ts';
import type { Events } from './events/events.ts';
import type { Exports } from './exports/exports.ts';
import type { Files } from './files/files.ts';
import type { Imports } from './imports/imports.ts';
import type { Inbound } from './inbound/inbound.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Clock } from './kernel/clock.ts';
import type { Log, LogLevel } from './kernel/log.ts';
import type { Secrets } from './kernel/secrets.ts';
import type { OnStep } from './kernel/steps.ts';
import type { Notifications } from './notifications/notifications.ts';
import type { Library } from './library/library.ts';
import type { Macros } from './macros/macros.ts';
import type { LiveAccount, Outbound } from './outbound/outbound.ts';
import type { Search } from './search/search.ts';
import type { Properties } from './properties/properties.ts';
import type { Records } from './records/records.ts';
import type { Realtime, RealtimeLimits } from './realtime/realtime.ts';
import type { Routing } from './routing/routing.ts';
import type { Runs } from './runs/runs.ts';
import type { Sla } from './sla/sla.ts';
import type { Tickets } from './tickets/tickets.ts';
import type { Views } from './views/views.ts';
import type { WebhookLimits, Webhooks } from './webhooks/webhooks.ts';

export interface BootOptions {
  dataFolder: string;
  /** Without a slash at the end. */
  publicUrl: string;
  logLevel: LogLevel;
  /** Where channel plugins live. */
  pluginFolder: string;
  /** Names of plugins to load; null for all folders. */
  plugins: string[] | null;
  /** Settings of single plugins by their id. */
  pluginSettings: Record<string, Record<string, unknown>>;
  /** As far as the operator wrote them; the doctor looks at them. */
  givenSettings?: Record<string, Record<string, unknown>>;
  /** Servers by which sound finds its way between browsers. */
  ice?: IceConfig;
  /** Internal hosts that plugins may reach. */
  allowedHosts: string[];
  clock?: Clock;
  log?: Log;
  onStep?: OnStep;
  /** Tests let plugins take less time. */
  limits?: Partial<PluginLimits>;
  /** Waits for the disk; tests let it wait and fail. */
  flush?: () => Promise<void>;
  /** Tests let pages wait less. */
  realtime?: Partial<RealtimeLimits>;
  /** Tests let calls ring and wait less long. */
  calls?: Partial<CallLimits>;
  /** Tests let receivers of webhooks take less time. */
  webhooks?: Partial<WebhookLimits>;
  /** The address that mails of the desk itself come from; that of an account when absent. */
  systemMailFrom?: string;
  /** Renders a mail of the desk itself. */
  renderMail(
    mail: Parameters<AccountsDeps['sendSystemMail']>[0],
  ): Promise<{ subject: string; text: string; html: string }>;
  beforeMigrating?(file: string, pending: string[]): Promise<void>;
  /** What sending goes through instead of the account itself (the sample company answers for invented people). */
  stage?(live: LiveAccount): LiveAccount;
}

/** Every room of a running desk. */
export interface Desk {
  options: BootOptions;
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
  views: Views;
  duplicates: Duplicates;
  imports: Imports;
  exports: Exports;
  routing: Routing;
  runs: Runs;
  sla: Sla;
  notifications: Notifications;
  library: Library;
  inbound: Inbound;
  outbound: Outbound;
  chatflows: Chatflows;
  macros: Macros;
  calls: Calls;
  channels: Channels;
  doctor: Doctor;
  search: Search;
  webhooks: Webhooks;
  realtime: Realtime;
  /** Starts plugins, accounts and jobs. */
  start(): Promise<void>;
  close(): Promise<void>;
}
