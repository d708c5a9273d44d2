// What the way out is built from, and what it needs of rooms above it.
import type { Connection } from '../contract/connection.ts';
import type { Manifest } from '../contract/contract.ts';
import type { Reason } from '../contract/reason.ts';
import type { BusinessHours } from '../contract/settings.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { Events } from '../events/events.ts';
import type { Files } from '../files/files.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { OnStep } from '../kernel/steps.ts';

/** A live account as sending needs it. Its connection answers in time and never throws. */
export interface LiveAccount {
  row: ChannelAccount;
  connection: Connection;
  manifest: Manifest;
  /** Declared settings without secrets, for policy and capabilities. */
  settings: Record<string, unknown>;
  /** When somebody is there, where the account has such times. */
  hours?: BusinessHours;
}

/** Boot hands it in. */
export interface OutboundPorts {
  account(accountId: number): LiveAccount | null;
  /** Seconds a message of a person is held back so that it can be taken back. */
  hold(): Promise<number>;
  /** The account cannot send for now, or (null) it can again: shown as its health. */
  outage(accountId: number, why: Reason | null): void;
}

export interface OutboundRooms {
  database: Database;
  events: Events;
  jobs: Jobs;
  files: Files;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  contacts: Contacts;
  conversations: Conversations;
  onStep: OnStep;
  ports: OutboundPorts;
}
