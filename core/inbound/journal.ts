// The inbound journal (ledger): every raw arrival, once, on disk before anyone is thanked.
import type { RawArrival, Receipt, StoredArrival } from '../contract/inbound.ts';
import type { Reason } from '../contract/reason.ts';
import type { ArrivalStatus } from '../database/entities/flow.ts';
import { toDate, toDateOrNull, toJson, toJsonOrNull } from '../database/rows.ts';
import type { InboundRooms } from './inbound.ts';

/** Bodies above this many bytes are kept as a file, so that the database stays quick to copy. */
const INLINE = 64 * 1024;
/** Arrivals that wait while a commit is under way are committed together, at most so many. */
const TOGETHER = 200;

export interface LedgerQuery {
  accountId: number;
  status?: ArrivalStatus;
  /** Entries with a smaller id. */
  before?: number;
  limit: number;
}

export interface LedgerEntry {
  id: number;
  key: string;
  type: string;
  bytes: number;
  sender: string;
  summary: string;
  status: ArrivalStatus;
  reason: Reason | null;
  attempts: number;
  repeats: number;
  receivedAt: Date;
  processedAt: Date | null;
}

export interface LedgerPage {
  entries: LedgerEntry[];
  /** Pass as `before` for the next page; null at the end. */
  next: number | null;
}

interface Waiting {
  accountId: number;
  raw: RawArrival;
  fileId: number | null;
  done(receipt: Receipt): void;
  failed(error: unknown): void;
}

export type Journal = ReturnType<typeof createJournal>;

export function createJournal(rooms: InboundRooms) {
  const { database, jobs, files, clock, events, onStep } = rooms;
  let waiting: Waiting[] = [];
  let flushing = false;

  async function receive(accountId: number, raw: RawArrival): Promise<Receipt> {
    const fileId = raw.body.byteLength > INLINE ? (await files.save(raw.body)).id : null;
    return new Promise<Receipt>((done, failed) => {
      waiting.push({ accountId, raw, fileId, done, failed });
      if (!flushing) void flush();
    });
  }

  /** One commit for all that wait: a busy webhook shares the wait for the disk. */
  async function flush(): Promise<void> {
    flushing = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, TOGETHER);
      try {
        const receipts = await database.write(async () => {
          const all: Receipt[] = [];
          for (const one of batch) all.push(await put(one));
          return all;
        });
        onStep('inbound.journaled');
        batch.forEach((one, index) => one.done(receipts[index]!));
      } catch (error) {
        for (const one of batch) one.failed(error);
      }
    }
    flushing = false;
  }

  async function put({ accountId, raw, fileId }: Waiting): Promise<Receipt> {
    const now = clock.now().getTime();
    const inserted = await database.row<{ id: number }>(
      `insert into arrival (account_id, key, type, meta, body, file_id, bytes, order_key, sender, summary, status, attempts, repeats, received_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', 0, 0, ?) on conflict (account_id, key) do nothing returning id`,
      [
        accountId,
        raw.key,
        raw.type,
        JSON.stringify(raw.meta ?? {}),
        fileId === null ? Buffer.from(raw.body) : null,
        fileId,
        raw.body.byteLength,
        raw.orderKey ?? '',
        raw.from ?? '',
        raw.summary ?? '',
        now,
      ],
    );
    if (inserted) {
      await addJob(accountId, inserted.id, raw.orderKey ?? '');
      return { arrivalId: inserted.id, duplicate: false };
    }
    const known = await database.row<{ id: number }>(
      `update arrival set repeats = repeats + 1 where account_id = ? and key = ? returning id`,
      [accountId, raw.key],
    );
    return { arrivalId: known!.id, duplicate: true };
  }

  async function addJob(accountId: number, arrivalId: number, orderKey: string): Promise<void> {
    await jobs.add({
      kind: 'inbound.process',
      payload: { arrivalId },
      orderKey: `in:${accountId}:${orderKey || arrivalId}`,
    });
  }

  async function known(accountId: number, keys: string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (let at = 0; at < keys.length; at += 500) {
      const some = keys.slice(at, at + 500);
      const rows = await database.rows<{ key: string }>(
        `select key from arrival where account_id = ? and key in (${some.map(() => '?').join(',')})`,
        [accountId, ...some],
      );
      for (const row of rows) found.add(row.key);
    }
    return found;
  }

  async function arrival(id: number): Promise<StoredArrival | null> {
    const row = await database.row<Record<string, unknown>>('select * from arrival where id = ?', [id]);
    if (!row) return null;
    const body =
      row.file_id === null ? ((row.body as Buffer | null) ?? Buffer.alloc(0)) : await files.read(Number(row.file_id));
    return {
      id: Number(row.id),
      key: String(row.key),
      type: String(row.type),
      body,
      meta: toJson(row.meta),
      orderKey: String(row.order_key),
      from: String(row.sender),
      summary: String(row.summary),
      receivedAt: toDate(row.received_at),
    };
  }

  async function replay(id: number, actor: string): Promise<boolean> {
    return database.write(async () => {
      const row = await database.row<{ account_id: number; order_key: string }>(
        `update arrival set status = 'accepted', reason = null, processed_at = null where id = ? and status <> 'accepted' returning account_id, order_key`,
        [id],
      );
      if (!row) return false;
      await addJob(row.account_id, id, row.order_key);
      await events.add({ type: 'arrival.changed', actor, accountId: row.account_id, data: { arrivalId: id } });
      return true;
    });
  }

  async function ledger(query: LedgerQuery): Promise<LedgerPage> {
    const rows = await database.rows<Record<string, unknown>>(
      `select id, key, type, bytes, sender, summary, status, reason, attempts, repeats, received_at, processed_at from arrival
       where account_id = ? ${query.status ? 'and status = ?' : ''} and id < ? order by id desc limit ?`,
      [
        query.accountId,
        ...(query.status ? [query.status] : []),
        query.before ?? Number.MAX_SAFE_INTEGER,
        query.limit + 1,
      ],
    );
    const entries = rows.slice(0, query.limit).map(toEntry);
    return { entries, next: rows.length > query.limit ? entries.at(-1)!.id : null };
  }

  async function counts(accountId: number, since: Date) {
    const row = await database.row<{ total: number; quarantined: number; waiting: number }>(
      `select (select count(*) from arrival where account_id = ? and id > coalesce((select max(id) from arrival where account_id = ? and received_at < ?), 0)) as total,
        (select count(*) from arrival where account_id = ? and status = 'quarantined') as quarantined,
        (select count(*) from arrival where account_id = ? and status = 'accepted') as waiting`,
      [accountId, accountId, since.getTime(), accountId, accountId],
    );
    return { total: row?.total ?? 0, quarantined: row?.quarantined ?? 0, waiting: row?.waiting ?? 0 };
  }

  return { receive, known, arrival, replay, ledger, counts };
}

function toEntry(row: Record<string, unknown>): LedgerEntry {
  return {
    id: Number(row.id),
    key: String(row.key),
    type: String(row.type),
    bytes: Number(row.bytes),
    sender: String(row.sender),
    summary: String(row.summary),
    status: row.status as ArrivalStatus,
    reason: toJsonOrNull(row.reason),
    attempts: Number(row.attempts),
    repeats: Number(row.repeats),
    receivedAt: toDate(row.received_at),
    processedAt: toDateOrNull(row.processed_at),
  };
}
