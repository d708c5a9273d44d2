// The job table: putting in, claiming, finishing. SQL only.
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import { toJson } from '../database/rows.ts';

export interface NewJob {
  kind: string;
  /** JSON; ids rather than contents. */
  payload: Record<string, unknown>;
  /** Jobs with the same order key run one after another, in the order they were added. */
  orderKey?: string;
  /** Belongs to this channel account: rests while the account cannot work. */
  accountId?: number;
  runAt?: Date;
}

export interface JobRow {
  id: number;
  kind: string;
  payload: Record<string, unknown>;
  accountId: number | null;
  attempts: number;
}

export async function insertJob(database: Database, job: NewJob, runAt: Date, now: Date): Promise<number> {
  const put = () =>
    database.row<{ id: number }>(
      `insert into job (kind, order_key, account_id, payload, status, run_at, attempts, created_at) values (?, ?, ?, ?, 'queued', ?, 0, ?) returning id`,
      [
        job.kind,
        job.orderKey ?? null,
        job.accountId ?? null,
        JSON.stringify(job.payload),
        runAt.getTime(),
        now.getTime(),
      ],
    );
  const row = database.writing() ? await put() : await database.write(put);
  return row!.id;
}

const FREE = `(order_key is null or not exists (
  select 1 from job earlier where earlier.order_key = job.order_key and earlier.id < job.id and earlier.status in ('queued', 'running', 'parked')))`;

/** Takes up to `limit` due jobs; of each order only the first. */
export async function claim(database: Database, now: Date, lease: number, limit: number): Promise<JobRow[]> {
  const due = `select id from job where status = 'queued' and run_at <= ? and ${FREE} order by run_at, id limit ?`;
  const waiting = await database.rows<{ id: number }>(due, [now.getTime(), limit]);
  if (waiting.length === 0) return [];
  const rows = await database.write(
    () =>
      database.rows<Record<string, unknown>>(
        `update job set status = 'running', attempts = attempts + 1, locked_until = ? where id in (${due}) and status = 'queued'
       returning id, kind, payload, account_id, attempts`,
        [now.getTime() + lease, now.getTime(), limit],
      ),
    // What is claimed is due again after a power cut, whether or not the claim is remembered.
    { repeatable: true },
  );
  return rows.map((row) => ({
    id: Number(row.id),
    kind: String(row.kind),
    payload: toJson(row.payload),
    accountId: row.account_id as number | null,
    attempts: Number(row.attempts),
  }));
}

/** When the next job is due that nothing stands before, in ms; null when none waits. */
export async function nextDue(database: Database): Promise<number | null> {
  const next = `select run_at from job where status = 'queued' and ${FREE} order by run_at, id limit 1`;
  return (await database.row<{ run_at: number }>(next))?.run_at ?? null;
}

export async function finish(database: Database, id: number): Promise<void> {
  // Handlers find what they did already done: that it ended may be forgotten.
  await database.run(`delete from job where id = ?`, [id], { repeatable: true });
}

/** Also says how many attempts count so far. */
export async function putBack(
  database: Database,
  job: Pick<JobRow, 'id' | 'attempts'>,
  status: 'queued' | 'parked' | 'failed',
  runAt: number,
  why: Reason | null,
): Promise<void> {
  await database.run(
    `update job set status = ?, run_at = ?, attempts = ?, locked_until = null, reason = ? where id = ?`,
    [status, runAt, job.attempts, why && JSON.stringify(why), job.id],
  );
}

/** What failed for good is of no use to anybody any more. */
export async function forgetFailed(database: Database, before: number): Promise<void> {
  await database.run(`delete from job where status = 'failed' and run_at < ?`, [before]);
}

/** After a crash: what was running is due again. */
export async function release(database: Database): Promise<void> {
  await database.run(`update job set status = 'queued', locked_until = null where status = 'running'`);
}

/** The clock was set back: what would wait too long now is brought along. */
export async function shift(database: Database, by: number): Promise<void> {
  await database.run(`update job set run_at = run_at - ? where status = 'queued'`, [by]);
}

/** Jobs written down "later than now": the clock was set back in between. Gives by how much they were moved, in ms. */
export async function shiftFromFuture(database: Database, now: number): Promise<number> {
  const row = await database.row<{ at: number | null }>(
    `select max(created_at) as at from job where status in ('queued', 'parked')`,
  );
  const by = (row?.at ?? 0) - now;
  if (by <= 60_000) return 0;
  await database.run(
    `update job set run_at = run_at - ?, created_at = created_at - ? where status in ('queued', 'parked')`,
    [by, by],
  );
  return by;
}

export async function park(database: Database, accountId: number, why: Reason): Promise<void> {
  await database.run(`update job set status = 'parked', reason = ? where account_id = ? and status = 'queued'`, [
    JSON.stringify(why),
    accountId,
  ]);
}

export async function unpark(database: Database, accountId: number, now: number): Promise<void> {
  await database.run(
    `update job set status = 'queued', run_at = ?, reason = null where account_id = ? and status = 'parked'`,
    [now, accountId],
  );
}

/** False when it runs already or is gone. */
export async function cancel(database: Database, id: number): Promise<boolean> {
  const rows = await database.write(() =>
    database.rows(`delete from job where id = ? and status in ('queued', 'parked') returning id`, [id]),
  );
  return rows.length > 0;
}

export async function hurry(database: Database, id: number, now: number): Promise<void> {
  await database.run(
    `update job set status = 'queued', run_at = ? where id = ? and status in ('queued', 'parked', 'failed')`,
    [now, id],
  );
}
