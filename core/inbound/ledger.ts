// The ledger: the journal as people look at it, newest first, with what became of every arrival (CH-13).
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { ArrivalStatus } from '../database/entities/flow.ts';
import { toDate, toDateOrNull, toJsonOrNull } from '../database/rows.ts';

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

export class Ledger {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async page(query: LedgerQuery): Promise<LedgerPage> {
    const rows = await this.#database.rows<Record<string, unknown>>(
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

  async counts(accountId: number, since: Date): Promise<{ total: number; quarantined: number; waiting: number }> {
    const row = await this.#database.row<{ total: number; quarantined: number; waiting: number }>(
      `select (select count(*) from arrival where account_id = ? and id > coalesce((select max(id) from arrival where account_id = ? and received_at < ?), 0)) as total,
        (select count(*) from arrival where account_id = ? and status = 'quarantined') as quarantined,
        (select count(*) from arrival where account_id = ? and status = 'accepted') as waiting`,
      [accountId, accountId, since.getTime(), accountId, accountId],
    );
    return { total: row?.total ?? 0, quarantined: row?.quarantined ?? 0, waiting: row?.waiting ?? 0 };
  }
}

function toEntry(row: Record<string, unknown>): LedgerEntry {
  return {
    id: Number(row.id),
    key: String(row.key),
    type: String(row.type),
    bytes: Number(row.bytes),
    sender: String(row.sender),
    // What is still to be looked through may say what is masked later (WA-12).
    summary: row.status === 'accepted' ? '' : String(row.summary),
    status: row.status as ArrivalStatus,
    reason: toJsonOrNull(row.reason),
    attempts: Number(row.attempts),
    repeats: Number(row.repeats),
    receivedAt: toDate(row.received_at),
    processedAt: toDateOrNull(row.processed_at),
  };
}
