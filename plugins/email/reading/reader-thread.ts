// One thread for reading mails: started when there is work, replaced when it hangs, ended when it idles.
import { Worker } from 'node:worker_threads';
import type { Answer, Job, JobResults } from './reader-job.ts';
import { inSlices, SLICE } from './slices.ts';

export interface ThreadLimits {
  /** Milliseconds for one mail. */
  timeLimit: number;
  /** Milliseconds without work after which the thread ends. */
  idleTime: number;
  /** Megabytes of heap. */
  memory: number;
}

export type Outcome<Kind extends Job['kind']> =
  { result: JobResults[Kind] } | { failure: 'too-slow' | 'unreadable' | 'closed' };

interface Waiting {
  job: Job;
  settle(outcome: Outcome<Job['kind']>): void;
}

/** Looking up names may take longer than reading. */
const verifyLimit = 15_000;
/** Time for a thread to load; beyond that something is wrong with it. */
const startLimit = 20_000;

export class ReaderThread {
  private readonly limits: ThreadLimits;
  private readonly queue: Waiting[] = [];
  private current: Waiting | null = null;
  private worker: Worker | null = null;
  private isReady = false;
  private isClosed = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(limits: ThreadLimits) {
    this.limits = limits;
  }

  /** Jobs are done one after the other, in the order asked. */
  ask<Kind extends Job['kind']>(job: Job & { kind: Kind }): Promise<Outcome<Kind>> {
    // Whoever still asks while the desk stops must not start a thread that nobody ends.
    if (this.isClosed) return Promise.resolve({ failure: 'closed' });
    return new Promise((resolve) => {
      this.queue.push({ job, settle: (outcome) => resolve(outcome as Outcome<Kind>) });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const waiting of this.queue.splice(0)) waiting.settle({ failure: 'closed' });
    this.finish({ failure: 'closed' });
    await this.end();
  }

  private next(): void {
    if (this.current) return;
    this.current = this.queue.shift() ?? null;
    if (!this.current) return this.rest();
    if (!this.worker) return this.start();
    this.worker.ref();
    if (this.isReady) void this.begin();
  }

  private start(): void {
    const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), {
      // A small nursery costs little time here and saves much memory.
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memory, maxYoungGenerationSizeMb: 32 },
    });
    this.worker = worker;
    this.isReady = false;
    // A thread that was given up may still speak; only the present one is listened to.
    const ifPresent = (then: () => void) => () => this.worker === worker && then();
    worker.on('message', (answer: Answer) => ifPresent(() => this.hear(answer))());
    worker.on(
      'error',
      ifPresent(() => this.giveUp('unreadable')),
    );
    worker.on(
      'exit',
      ifPresent(() => this.giveUp('unreadable')),
    );
    this.limit(startLimit);
  }

  private async begin(): Promise<void> {
    const { current, worker } = this;
    const { job } = current!;
    clearTimeout(this.timer);
    const { copy, given } = await copyFor(job);
    // Meanwhile the reader was closed.
    if (this.current !== current || this.worker !== worker) return;
    this.limit(job.kind === 'verify' ? verifyLimit : this.limits.timeLimit);
    worker!.postMessage(copy, given);
  }

  private hear(answer: Answer): void {
    if ('ready' in answer) {
      this.isReady = true;
      if (this.current) void this.begin();
      return;
    }
    this.finish('result' in answer ? answer : { failure: 'unreadable' });
    this.next();
  }

  private finish(outcome: Outcome<Job['kind']>): void {
    clearTimeout(this.timer);
    const done = this.current;
    this.current = null;
    done?.settle(outcome);
  }

  private limit(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.giveUp('too-slow'), milliseconds);
  }

  /** The present job is lost to this thread; the others go on with a new one. */
  private giveUp(failure: 'too-slow' | 'unreadable'): void {
    void this.end();
    this.finish({ failure });
    this.next();
  }

  /** Nothing to do: neither the thread nor its end keeps the process alive. */
  private rest(): void {
    if (!this.worker) return;
    this.worker.unref();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.end(), this.limits.idleTime).unref();
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    const worker = this.worker;
    this.worker = null;
    this.isReady = false;
    await worker?.terminate();
  }
}

/** The job with bytes that the thread can have; the asker keeps its own. */
async function copyFor(job: Job): Promise<{ copy: Job; given: ArrayBuffer[] }> {
  if (!('raw' in job) || job.raw.byteLength <= SLICE) return { copy: job, given: [] };
  const bytes = new Uint8Array(job.raw.byteLength);
  await inSlices(job.raw, (slice, at) => bytes.set(slice, at));
  return { copy: { ...job, raw: bytes }, given: [bytes.buffer] };
}
