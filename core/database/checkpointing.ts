// When the log beside the database is moved into it: beside the main thread, as it takes as long as the disk likes.
import { Worker } from 'node:worker_threads';

export interface Checkpointing {
  /** Something was committed. */
  committed(): void;
  /** Resolves when little waits to be moved, and nothing is being moved. */
  still(): Promise<void>;
  close(): Promise<void>;
}

/** Commits that one move is for. */
const COMMITS = 200;
/** The same for who waits for it: large changes write several times as much at once as what is done by hand. */
const LARGE_COMMITS = 100;
/** Without one for so long the thread is let go, so that it costs no memory. */
const IDLE = 30_000;

/**
 * The main thread moves the log itself only when it has become very long (`wal_autocheckpoint` in `connection.ts`): when
 * the thread cannot keep up, cannot be started, or few commits wrote much.
 */
export function createCheckpointing(file: string): Checkpointing {
  let commits = 0;
  let moving: PromiseWithResolvers<void> | null = null;
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | undefined;

  function start(): Worker {
    const made = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      workerData: { file },
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
    });
    made.on('message', moved);
    made.on('error', () => {});
    made.on('exit', () => {
      if (worker !== made) return;
      worker = null;
      moved();
    });
    made.unref();
    return made;
  }

  function moved(): void {
    worker?.unref();
    moving?.resolve();
    moving = null;
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    const ending = worker;
    worker = null;
    moved();
    if (!ending) return;
    const ended = new Promise((go) => ending.once('exit', go));
    // Closed by itself, so that the desk's own connection is the last one and leaves a single tidy file behind.
    ending.ref();
    ending.postMessage('close');
    await ended;
  }

  function move(): void {
    if (moving) return;
    commits = 0;
    moving = Promise.withResolvers();
    worker ??= start();
    // Somebody may wait for it.
    worker.ref();
    worker.postMessage('move');
    clearTimeout(timer);
    timer = setTimeout(() => void close(), IDLE);
    timer.unref();
  }

  return {
    close,
    async still() {
      if (commits >= LARGE_COMMITS) move();
      await moving?.promise;
    },
    committed() {
      commits += 1;
      if (commits >= COMMITS) move();
    },
  };
}
