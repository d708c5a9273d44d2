// The door of the way in: journal → parse → thread → record, with quarantine and replay.
import type { Connection } from '../contract/connection.ts';
import type { RawArrival, Receipt, ReceiptEvent, StoredArrival, TypingEvent } from '../contract/inbound.ts';
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
import type { Routing } from '../routing/routing.ts';
import { createJournal, type LedgerPage, type LedgerQuery } from './journal.ts';
import { createMediaFetcher } from './media.ts';
import { createProcessor } from './process.ts';

export type { LedgerEntry, LedgerPage, LedgerQuery } from './journal.ts';

/** What the way in needs of rooms above it; boot hands it in. */
export interface InboundPorts {
  /** The live account, or null while its plugin is not there. */
  account(accountId: number): { row: ChannelAccount; connection: Connection } | null;
  /** A receipt moves the fate of something sent. True when it was ours. */
  follow(accountId: number, receipt: ReceiptEvent): Promise<boolean>;
  typing(accountId: number, event: TypingEvent): void;
}

export interface InboundRooms {
  database: Database;
  events: Events;
  jobs: Jobs;
  files: Files;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  contacts: Contacts;
  conversations: Conversations;
  routing: Routing;
  onStep: OnStep;
  ports: InboundPorts;
}

export interface Inbound {
  /** Resolves when the arrival and its job are on disk; many at once share one commit. Throws when the disk refuses. */
  receive(accountId: number, raw: RawArrival): Promise<Receipt>;
  known(accountId: number, keys: string[]): Promise<Set<string>>;
  /** A stored arrival with its bytes. */
  arrival(id: number): Promise<StoredArrival | null>;
  /** Processes an arrival again, for example after a plugin was mended. Messages it already made stay single. */
  replay(id: number, actor: string): Promise<boolean>;
  ledger(query: LedgerQuery): Promise<LedgerPage>;
  counts(accountId: number, since: Date): Promise<{ total: number; quarantined: number; waiting: number }>;
}

export function createInbound(rooms: InboundRooms): Inbound {
  const journal = createJournal(rooms);
  const processor = createProcessor(rooms, journal);
  const media = createMediaFetcher(rooms);
  rooms.jobs.handle('inbound.process', { run: (payload) => processor.run(Number(payload.arrivalId)), attempts: 8 });
  rooms.jobs.handle('inbound.media', {
    run: (payload, job) => media.run(Number(payload.attachmentId), job),
    attempts: 8,
  });
  return {
    receive: (accountId, raw) => journal.receive(accountId, raw),
    known: (accountId, keys) => journal.known(accountId, keys),
    arrival: (id) => journal.arrival(id),
    replay: (id, actor) => journal.replay(id, actor),
    ledger: (query) => journal.ledger(query),
    counts: (accountId, since) => journal.counts(accountId, since),
  };
}
