// Durable work: a job is a row, runs after its transaction has committed, in order where order matters, and is retried.
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import { createRunner, type Handler } from './runner.ts';
import { claimableAt, insertJob, type NewJob } from './store.ts';

export type { JobResult, Handler, RunningJob } from './runner.ts';
export type { NewJob } from './store.ts';
export { startTimetable } from './timetable.ts';

export interface Jobs {
  /** Writes the job down, in the surrounding transaction when there is one. */
  add(job: NewJob): Promise<number>;
  /** Says how jobs of a kind are done; before `start`. */
  handle(kind: string, handler: Handler): void;
  start(): Promise<void>;
  /** Waits for running jobs up to 5 s, then leaves them to the next start. */
  stop(): Promise<void>;
  /** Lets an account's waiting jobs rest (sign-in lost) and wakes them again. */
  park(accountId: number, why: Reason): Promise<void>;
  unpark(accountId: number): Promise<void>;
  /** Takes a job that waits out; false when it runs already or is gone. */
  cancel(id: number): Promise<boolean>;
  /** Makes a waiting job due now. */
  hurry(id: number): Promise<void>;
  /** Resolves when nothing is due and nothing runs. For tests and a graceful stop. */
  idle(): Promise<void>;
}

export function createJobs(database: Database, clock: Clock, log: Log): Jobs {
  const runner = createRunner(database, clock, log);
  const wake = (runAt: Date) => database.afterCommit(() => runner.wake(runAt));
  return {
    async add(job) {
      const runAt = job.runAt ?? clock.now();
      const id = await insertJob(database, job, runAt, clock.now());
      wake(runAt);
      return id;
    },
    handle: (kind, handler) => runner.handle(kind, handler),
    start: () => runner.start(),
    stop: () => runner.stop(),
    idle: () => runner.idle(),
    async park(accountId, why) {
      await database.run(`update job set status = 'parked', reason = ? where account_id = ? and status = 'queued'`, [
        JSON.stringify(why),
        accountId,
      ]);
    },
    async unpark(accountId) {
      await database.run(
        `update job set status = 'queued', run_at = ?, reason = null where account_id = ? and status = 'parked'`,
        [clock.now().getTime(), accountId],
      );
      wake(clock.now());
    },
    async cancel(id) {
      const rows = await database.write(() =>
        database.rows(`delete from job where id = ? and status in ('queued', 'parked') returning id`, [id]),
      );
      // What stood behind it in its order may be free now.
      wake(clock.now());
      return rows.length > 0;
    },
    async hurry(id) {
      await database.run(
        `update job set status = 'queued', run_at = ? where id = ? and status in ('queued', 'parked', 'failed')`,
        [claimableAt(clock.now()), id],
      );
      wake(clock.now());
    },
  };
}
