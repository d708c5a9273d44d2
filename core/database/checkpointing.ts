// When the log beside the database is moved into it: beside the main thread, as it takes as long as the disk likes.
import { Worker } from 'node:worker_threads';

export interface Checkpointing {
  /** Something was committed. */
  committed(): void;
  close(): Promise<void>;
}

/** Commits that one move is for. */
const COMMITS = 200;
/** Without one for so long the thread is let go, so that it costs no memory. */
const IDLE = 30_000;

/**
 * The main thread moves the log itself only when it has become very long (`wal_autocheckpoint` in `connection.ts`): when
 * the thread cannot keep up, cannot be started, or few commits wrote much.
 */
export function createCheckpointing(file: string): Checkpointing {
  let commits = 0;
  let busy = false;
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | undefined;

  function start(): Worker {
    const made = new Worker(new URL('./checkpoint-thread.ts', import.meta.url), {
      workerData: { file },
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
    });
    made.on('message', () => (busy = false));
    made.on('error', () => {});
    made.on('exit', () => {
      if (worker !== made) return;
      worker = null;
      busy = false;
    });
    made.unref();
    return made;
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    const ending = worker;
    worker = null;
    busy = false;
    if (!ending) return;
    const ended = new Promise((go) => ending.once('exit', go));
    // Closed by itself, so that the desk's own connection is the last one and leaves a single tidy file behind.
    ending.ref();
    ending.postMessage('close');
    await ended;
  }

  return {
    close,
    committed() {
      commits += 1;
      if (commits < COMMITS || busy) return;
      commits = 0;
      busy = true;
      worker ??= start();
      worker.postMessage('move');
      clearTimeout(timer);
      timer = setTimeout(() => void close(), IDLE);
      timer.unref();
    },
  };
}
