// The runner: claims due jobs, runs a few at once, puts back what failed with growing gaps.
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { claim, finish, nextDue, putBack, release, shift, type JobRow } from './store.ts';

/**
 * Nothing: done. `retry`: again after so many seconds (own back-off when absent), until the attempts are used up.
 * `park`: rests until `unpark` of its account. `fail`: kept as failed with the reason.
 */
export type JobResult = void | { retry: Reason; after?: number } | { park: Reason } | { fail: Reason };

export interface RunningJob {
  id: number;
  attempt: number;
  signal: AbortSignal;
  /** Removes the job in the surrounding transaction, so that its result and its end are one. */
  done(): Promise<void>;
}

export interface Handler {
  run(payload: Record<string, unknown>, job: RunningJob): Promise<JobResult>;
  /** Attempts before it counts as failed; default 12 (about two days with the back-off). */
  attempts?: number;
}

const AT_ONCE = 6;
const LEASE = 10 * 60_000;
const LOOK_AGAIN = 5_000;

/** 5 s, 10 s, 20 s … at most 6 h, with up to a fifth of chance so that a crowd spreads. */
export function backOff(attempt: number): number {
  const seconds = Math.min(5 * 2 ** (attempt - 1), 6 * 3600);
  return Math.round(seconds * (1 + Math.random() / 5));
}

export function createRunner(database: Database, clock: Clock, log: Log) {
  const handlers = new Map<string, Handler>();
  const running = new Map<number, Promise<void>>();
  const stopping = new AbortController();
  let idlers: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let pumping = false;
  let again = false;
  let wall = 0;
  let steady = 0;

  async function pump(): Promise<void> {
    if (!started || stopping.signal.aborted) return;
    if (pumping) {
      again = true;
      return;
    }
    pumping = true;
    try {
      do {
        again = false;
        await minded();
        const free = AT_ONCE - running.size;
        const jobs = free > 0 ? await claim(database, clock.now(), LEASE, free) : [];
        for (const job of jobs) launch(job);
        if (jobs.length === free && free > 0) again = true;
      } while (again && !stopping.signal.aborted);
      await settle();
    } catch (error) {
      log.error({ error }, 'The job runner stumbled');
      sleep(1_000);
    } finally {
      pumping = false;
    }
  }

  /** Notices a clock that was set back: waiting jobs move with it instead of sleeping for the difference. */
  async function minded(): Promise<void> {
    const nowWall = clock.now().getTime();
    const nowSteady = clock.monotonic();
    const lost = nowSteady - steady - (nowWall - wall);
    if (wall > 0 && lost > 60_000) {
      log.warn({ seconds: Math.round(lost / 1000) }, 'The clock was set back; waiting jobs are moved along');
      await shift(database, lost);
    }
    wall = nowWall;
    steady = nowSteady;
  }

  async function settle(): Promise<void> {
    const next = await nextDue(database);
    const now = clock.now().getTime();
    if (running.size === 0 && (next === null || next > now)) {
      for (const one of idlers.splice(0)) one();
    }
    sleep(next === null ? LOOK_AGAIN : Math.min(LOOK_AGAIN, Math.max(next - now, running.size > 0 ? 200 : 5)));
  }

  function sleep(milliseconds: number): void {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    timer = setTimeout(() => void pump(), milliseconds);
    timer.unref();
  }

  function launch(job: JobRow): void {
    const work = perform(job)
      .catch((error) => log.error({ error, job: job.id, kind: job.kind }, 'A job could not be put back'))
      .finally(() => {
        running.delete(job.id);
        void pump();
      });
    running.set(job.id, work);
  }

  async function perform(job: JobRow): Promise<void> {
    const handler = handlers.get(job.kind);
    if (!handler)
      return putBack(database, job.id, 'failed', clock.now().getTime(), {
        code: 'job.no_handler',
        text: `Nothing handles jobs of kind ${job.kind}.`,
      });
    let result: JobResult;
    try {
      result = await handler.run(job.payload, {
        id: job.id,
        attempt: job.attempts,
        signal: stopping.signal,
        done: () => finish(database, job.id),
      });
    } catch (error) {
      if (stopping.signal.aborted) return putBack(database, job.id, 'queued', clock.now().getTime(), null);
      log.error({ error, job: job.id, kind: job.kind, attempt: job.attempts }, 'A job failed unexpectedly');
      result = { retry: { code: 'job.error', text: error instanceof Error ? error.message : String(error) } };
    }
    await conclude(job, handler, result);
  }

  async function conclude(job: JobRow, handler: Handler, result: JobResult): Promise<void> {
    const now = clock.now().getTime();
    if (!result) return finish(database, job.id);
    if ('park' in result) return putBack(database, job.id, 'parked', now, result.park);
    if ('fail' in result) return putBack(database, job.id, 'failed', now, result.fail);
    if (job.attempts >= (handler.attempts ?? 12)) return putBack(database, job.id, 'failed', now, result.retry);
    return putBack(database, job.id, 'queued', now + (result.after ?? backOff(job.attempts)) * 1000, result.retry);
  }

  return {
    handle(kind: string, handler: Handler) {
      if (handlers.has(kind)) throw new Error(`Jobs of kind ${kind} are handled already`);
      handlers.set(kind, handler);
    },
    async start() {
      await release(database);
      started = true;
      void pump();
    },
    wake(runAt: Date) {
      if (!started) return;
      if (runAt.getTime() <= clock.now().getTime()) setImmediate(() => void pump());
      else void (pumping ? (again = true) : settle().catch((error) => log.error({ error }, 'The job runner stumbled')));
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      let limit: NodeJS.Timeout | undefined;
      await Promise.race([Promise.allSettled(running.values()), new Promise((go) => (limit = setTimeout(go, 5_000)))]);
      clearTimeout(limit);
      for (const one of idlers.splice(0)) one();
    },
    idle: () =>
      new Promise<void>((go) => {
        idlers.push(go);
        void pump();
      }),
  };
}
