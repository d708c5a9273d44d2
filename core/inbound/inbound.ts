// The door of the way in: journal → parse → thread → record, with quarantine and replay.
import type { RawArrival, Receipt, StoredArrival } from '../contract/inbound.ts';
import { forgetSealed, type ForgottenRequests } from './emptying.ts';
import { Journal } from './journal.ts';
import { Ledger, type LedgerPage, type LedgerQuery } from './ledger.ts';
import { MediaFetcher } from './media.ts';
import { Processor } from './process.ts';
import type { InboundRooms } from './rooms.ts';
import { Sealing } from './sealing.ts';
import { createSweeping } from './sweeping.ts';

export type { LedgerEntry, LedgerPage, LedgerQuery } from './ledger.ts';
export type { FlowPort, InboundPorts } from './rooms.ts';

export interface Inbound {
  /** Resolves when the arrival and its job are on disk; many at once share one commit. Throws when the disk refuses. */
  receive(accountId: number, raw: RawArrival): Promise<Receipt>;
  known(accountId: number, keys: string[]): Promise<Set<string>>;
  /** A stored arrival with its bytes. */
  arrival(id: number): Promise<StoredArrival | null>;
  /** Processes an arrival again, for example after a plugin was mended. Messages it already made stay single. */
  replay(id: number, actor: string): Promise<boolean>;
  /** Arrivals of the channel whose key begins with one of these keep their place, but nothing of what they held (PR-2). */
  empty(channel: string, beginnings: string[]): Promise<void>;
  ledger(query: LedgerQuery): Promise<LedgerPage>;
  counts(accountId: number, since: Date): Promise<{ total: number; quarantined: number; waiting: number }>;
}

/** After so many unforeseen failures an arrival is put into quarantine, a file is given up. */
const ATTEMPTS = 8;

export function createInbound(rooms: InboundRooms): Inbound {
  const journal = new Journal(rooms);
  const ledger = new Ledger(rooms.database);
  const sealing = new Sealing(rooms, journal, ATTEMPTS);
  sealing.follow();
  const processor = new Processor(rooms, journal, sealing, ATTEMPTS);
  const media = new MediaFetcher(rooms, ATTEMPTS);
  rooms.jobs.handle('inbound.process', {
    run: (payload, job) => processor.run(Number(payload.arrivalId), job),
    attempts: ATTEMPTS,
  });
  rooms.jobs.handle('inbound.ask', {
    run: (payload, job) => sealing.ask(Number(payload.requestId), job),
    attempts: ATTEMPTS,
  });
  rooms.jobs.handle('inbound.reconsider', { run: (payload) => sealing.reconsider(Number(payload.accountId)) });
  // Left by a version that did it later.
  rooms.jobs.handle('inbound.forget', {
    run: (payload) =>
      rooms.database.write(() => forgetSealed(rooms, payload as unknown as ForgottenRequests, String(payload.actor))),
  });
  rooms.jobs.handle('inbound.sweep', { run: createSweeping(rooms) });
  rooms.jobs.handle('inbound.media', {
    run: (payload, job) => media.run(Number(payload.attachmentId), job),
    attempts: ATTEMPTS,
  });
  return {
    receive: (accountId, raw) => journal.receive(accountId, raw),
    known: (accountId, keys) => journal.known(accountId, keys),
    arrival: (id) => journal.arrival(id),
    replay: (id, actor) => journal.replay(id, actor),
    empty: (channel, beginnings) => journal.empty(channel, beginnings),
    ledger: (query) => ledger.page(query),
    counts: (accountId, since) => ledger.counts(accountId, since),
  };
}
