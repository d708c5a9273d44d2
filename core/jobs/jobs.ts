// Durable work: a job is a row, runs after its transaction has committed, in order where order matters, and is retried.
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import { Runner } from './runner.ts';
import * as store from './store.ts';
import type { NewJob } from './store.ts';
import type { Handler } from './work.ts';

export { backOff, type JobResult, type Handler, type RunningJob } from './work.ts';
export type { NewJob } from './store.ts';
export { coalescedJob } from './coalescing.ts';
export { startTimetable } from './timetable.ts';

export interface Jobs {
  /** Writes the job down, in the surrounding transaction when there is one. */
  add(job: NewJob): Promise<number>;
  /** Says how jobs of a kind are done; before `start`. */
  handle(kind: string, handler: Handler): void;
  start(): Promise<void>;
  /** Waits for running jobs some seconds, then leaves them to the next start. */
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

const FAILED_KEPT = 90 * 86_400_000;

export function createJobs(database: Database, clock: Clock, log: Log): Jobs {
  const runner = new Runner(database, clock, log);
  const now = () => clock.now().getTime();
  const wake = (runAt = clock.now()) => database.afterCommit(() => runner.wake(runAt));
  runner.handle('jobs.sweep', { run: () => store.forgetFailed(database, now() - FAILED_KEPT) });
  return {
    async add(job) {
      const runAt = job.runAt ?? clock.now();
      const id = await store.insertJob(database, job, runAt, clock.now());
      wake(runAt);
      return id;
    },
    handle: (kind, handler) => runner.handle(kind, handler),
    start: () => runner.start(),
    stop: () => runner.stop(),
    idle: () => runner.idle(),
    park: (accountId, why) => store.park(database, accountId, why),
    async unpark(accountId) {
      await store.unpark(database, accountId, now());
      wake();
    },
    async cancel(id) {
      const taken = await store.cancel(database, id);
      // What stood behind it in its order may be free now.
      wake();
      return taken;
    },
    async hurry(id) {
      await store.hurry(database, id, now());
      wake();
    },
  };
}
