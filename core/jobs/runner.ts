// The runner: claims due jobs, runs a few at once, puts back what failed with growing gaps.
import { setTimeout as pause } from 'node:timers/promises';
import { isStorageTrouble, type Database } from '../database/database.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { claim, finish, nextDue, putBack, release, shift, shiftFromFuture, type JobRow } from './store.ts';
import { backOff, type Handler, type JobResult } from './work.ts';

const AT_ONCE = 6;
const LEASE = 10 * 60_000;
const LOOK_AGAIN = 5_000;
/** Milliseconds for what runs at a stop; containers grant ten seconds for everything. */
const GRACE = 4_000;
const LAST_GRACE = 2_000;
/** Seconds until the disk is asked again when it refused. */
const STORAGE_PAUSE = 15;

export class Runner {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #handlers = new Map<string, Handler>();
  readonly #running = new Map<number, Promise<void>>();
  /** Of those that run, the ones that take none of the places. */
  readonly #aside = new Set<number>();
  readonly #stopping = new AbortController();
  /** What could not be written about jobs that have ended: tried again before anything new is begun. */
  readonly #owed: (() => Promise<void>)[] = [];
  readonly #idlers: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #started = false;
  #pumping = false;
  #again = false;
  #wall = 0;
  #steady = 0;

  constructor(database: Database, clock: Clock, log: Log) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  handle(kind: string, handler: Handler): void {
    if (this.#handlers.has(kind)) throw new Error(`Jobs of kind ${kind} are handled already`);
    this.#handlers.set(kind, handler);
  }

  async start(): Promise<void> {
    await release(this.#database);
    const moved = await shiftFromFuture(this.#database, this.#now());
    if (moved > 0) this.#log.warn({ seconds: Math.round(moved / 1000) }, 'The clock was set back while the desk slept');
    this.#started = true;
    void this.#pump();
  }

  wake(runAt: Date): void {
    if (!this.#started) return;
    if (runAt.getTime() <= this.#now()) setImmediate(() => void this.#pump());
    else if (this.#pumping) this.#again = true;
    else void this.#settle().catch((error) => this.#log.error({ error }, 'The job runner stumbled'));
  }

  /** Takes nothing new, lets what runs end by itself, then asks it to stop, then leaves it to the next start. */
  async stop(): Promise<void> {
    this.#started = false;
    clearTimeout(this.#timer);
    await this.#ended(GRACE);
    this.#stopping.abort();
    await this.#ended(LAST_GRACE);
    for (const one of this.#idlers.splice(0)) one();
  }

  async #ended(limit: number): Promise<void> {
    const late = new AbortController();
    const ended = Promise.allSettled(this.#running.values());
    await Promise.race([ended, pause(limit, undefined, late).catch(() => {})]);
    late.abort();
  }

  idle(): Promise<void> {
    return new Promise<void>((go) => {
      this.#idlers.push(go);
      void this.#pump();
    });
  }

  #now(): number {
    return this.#clock.now().getTime();
  }

  async #pump(): Promise<void> {
    if (!this.#started) return;
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    try {
      await this.#payOwed();
      do {
        this.#again = false;
        await this.#mindClock();
        await this.#launchDue();
        // Whoever comes while it settles was not seen by it, and must not wait for the next look.
        if (!this.#again) await this.#settle();
      } while (this.#again && this.#started);
    } catch (error) {
      this.#log.error({ error }, 'The job runner stumbled');
      this.#sleep(1_000);
    } finally {
      this.#pumping = false;
    }
  }

  async #payOwed(): Promise<void> {
    while (this.#owed.length > 0) {
      await this.#owed[0]!();
      this.#owed.shift();
    }
  }

  async #launchDue(): Promise<void> {
    const free = AT_ONCE - (this.#running.size - this.#aside.size);
    const jobs = free > 0 ? await claim(this.#database, this.#clock.now(), LEASE, free) : [];
    for (const job of jobs) this.#launch(job);
    if (jobs.length === free && free > 0) this.#again = true;
  }

  /** Notices a clock that was set back: waiting jobs move with it instead of sleeping for the difference. */
  async #mindClock(): Promise<void> {
    const [wall, steady] = [this.#now(), this.#clock.monotonic()];
    const lost = steady - this.#steady - (wall - this.#wall);
    if (this.#wall > 0 && lost > 60_000) {
      this.#log.warn({ seconds: Math.round(lost / 1000) }, 'The clock was set back; waiting jobs are moved along');
      await shift(this.#database, lost);
    }
    this.#wall = wall;
    this.#steady = steady;
  }

  async #settle(): Promise<void> {
    const next = await nextDue(this.#database);
    const now = this.#now();
    const busy = this.#running.size > 0;
    if (!busy && !this.#again && this.#owed.length === 0 && (next === null || next > now))
      for (const one of this.#idlers.splice(0)) one();
    this.#sleep(next === null ? LOOK_AGAIN : Math.min(LOOK_AGAIN, Math.max(next - now, busy ? 200 : 5)));
  }

  #sleep(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (!this.#started) return;
    this.#timer = setTimeout(() => void this.#pump(), milliseconds);
    this.#timer.unref();
  }

  #launch(job: JobRow): void {
    const work = this.#perform(job)
      .catch((error) => {
        this.#log.error({ error, job: job.id, kind: job.kind }, 'The end of a job could not be written; it will be');
      })
      .finally(() => {
        this.#running.delete(job.id);
        this.#aside.delete(job.id);
        void this.#pump();
      });
    this.#running.set(job.id, work);
    if (this.#handlers.get(job.kind)?.aside) this.#aside.add(job.id);
  }

  async #perform(job: JobRow): Promise<void> {
    const handler = this.#handlers.get(job.kind);
    const why = { code: 'job.no_handler', text: `Nothing handles jobs of kind ${job.kind}.` };
    const state = { ended: false };
    const result: JobResult = handler ? await this.#outcome(handler, job, state) : { fail: why };
    if (!result && state.ended) return;
    const conclude = () => this.#conclude(job, handler, result);
    try {
      await conclude();
    } catch (error) {
      this.#owed.push(conclude);
      throw error;
    }
  }

  async #outcome(handler: Handler, job: JobRow, state: { ended: boolean }): Promise<JobResult> {
    const { signal } = this.#stopping;
    try {
      const done = async () => {
        await finish(this.#database, job.id);
        this.#database.afterCommit(() => (state.ended = true));
      };
      return await handler.run(job.payload, { id: job.id, attempt: job.attempts, signal, done });
    } catch (error) {
      const why = { code: 'job.error', text: error instanceof Error ? error.message : String(error) };
      if (signal.aborted) return { wait: why, after: 0 };
      this.#log.error({ error, job: job.id, kind: job.kind, attempt: job.attempts }, 'A job failed unexpectedly');
      return isStorageTrouble(error) ? { wait: why, after: STORAGE_PAUSE } : { retry: why };
    }
  }

  async #conclude(job: JobRow, handler: Handler | undefined, result: JobResult): Promise<void> {
    const [database, now] = [this.#database, this.#now()];
    if (!result) return finish(database, job.id);
    if ('fail' in result) return putBack(database, job, 'failed', now, result.fail);
    if ('wait' in result) {
      const again = { ...job, attempts: job.attempts - 1 };
      return putBack(database, again, 'queued', now + result.after * 1000, result.wait);
    }
    if ('park' in result) {
      await putBack(database, job, 'parked', now, result.park);
      if (result.still && !result.still()) await putBack(database, job, 'queued', now, null);
      return;
    }
    if (job.attempts >= (handler?.attempts ?? 12)) return putBack(database, job, 'failed', now, result.retry);
    return putBack(database, job, 'queued', now + (result.after ?? backOff(job.attempts)) * 1000, result.retry);
  }
}
