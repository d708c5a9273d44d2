// What the channels room is built from, what it needs of rooms beside it, and how long plugins may take.
import type { AccountCalls, IceConfig } from '../contract/call.ts';
import type { Chatflow } from '../contract/chatflow.ts';
import type { PresenceEvent, TypingEvent } from '../contract/inbound.ts';
import type { Letter } from '../contract/letter.ts';
import type { Team } from '../contract/people.ts';
import type { MediaKind } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Files } from '../files/files.ts';
import type { Inbound } from '../inbound/inbound.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Properties } from '../properties/properties.ts';
import type { Tickets } from '../tickets/tickets.ts';
import type { PluginCalls } from './plugin-calls.ts';

/** What channels take from the operator's configuration. */
export interface ChannelConfig {
  publicUrl: string;
  dataFolder: string;
  /** Hosts (`host` or `host:port`) that plugins may reach although they are internal. */
  allowedHosts: string[];
  ice: IceConfig;
  /** Settings for single plugins by their id. */
  plugins: Record<string, Record<string, unknown>>;
  /** Tests let plugins take less time. */
  limits?: Partial<PluginLimits>;
}

/** How long a plugin may take, in milliseconds; what takes longer counts as failed and is shown so. */
export interface PluginLimits {
  import: number;
  start: number;
  mount: number;
  stop: number;
  /** One step of the wizard. */
  connect: number;
  parse: number;
  /** RFC 5321 §4.5.3.2 allows the far side ten minutes after the last byte; cutting it short makes duplicates. */
  send: number;
  /** What a plugin still has to answer after it was told to stop sending. */
  grace: number;
  media: number;
  /** Everything a person waits for on a page: checks, numbers, templates, proof. */
  ask: number;
  slot: number;
  close: number;
  /** A connection that comes back within this time was never shown as lost. */
  patience: number;
}

export const PLUGIN_LIMITS: PluginLimits = {
  import: 15_000,
  start: 15_000,
  // Less than what the web server grants all routes together.
  mount: 5_000,
  stop: 5_000,
  connect: 60_000,
  parse: 60_000,
  send: 15 * 60_000,
  grace: 5_000,
  media: 5 * 60_000,
  ask: 10_000,
  slot: 1_000,
  close: 2_000,
  patience: 20_000,
};

export interface ChannelPorts {
  workspace(): Promise<{ name: string; language: string }>;
  isTeamMember(address: string): Promise<boolean>;
  team(): Promise<Team>;
  stillOpen(sessions: number[]): Promise<Set<number>>;
  /** Published flows of an account that are on. */
  chatflows(accountId: number): Promise<Chatflow[]>;
  /** By the queue; the key is that of the (first) delivery. */
  answer(message: {
    conversationId: number;
    accountId: number;
    userId: number | null;
    text: string;
    html?: string;
    /** Kept already. */
    files?: { fileId: number; name: string; type: string; bytes: number; kind?: MediaKind }[];
  }): Promise<{ key: string } | { refused: Reason }>;
  /** The delivery of that key, if it failed, is unclear or waits. */
  sendAgain(accountId: number, key: string, actor: string): Promise<boolean>;
  happens(accountId: number, event: TypingEvent | PresenceEvent): void;
  calls(accountId: number): AccountCalls;
}

/** How plugins' views and texts are drawn; the web room hands it in once it stands. */
export interface Drawing {
  draw(plugin: string, view: string, model: object, language: string): string;
  text(plugin: string, language: string, key: string, params?: Record<string, string | number>): string;
}

/** What boot hands in. */
export interface ChannelNeeds {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  contacts: Contacts;
  conversations: Conversations;
  tickets: Tickets;
  properties: Properties;
  files: Files;
  inbound: Inbound;
  config: ChannelConfig;
  ports: ChannelPorts;
}

export interface ChannelRooms extends ChannelNeeds {
  config: ChannelConfig & { limits: PluginLimits };
  calls: PluginCalls;
  /** Throws before the web room stands. */
  drawing(): Drawing;
  /** Written down once by the account and key, then sent with retries. */
  sendLetter(accountId: number, letter: Letter): Promise<void>;
}
