// Questions that may take long, asked beside the main thread; the thread is there only while somebody asks.
import { Worker } from 'node:worker_threads';

export interface Beside {
  rows<T extends object>(sql: string, params: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

/** Without questions for so long the thread is let go, so that it costs no memory. */
const IDLE = 60_000;

interface Answer {
  id: number;
  rows?: object[];
  error?: string;
}

export function createBeside(file: string): Beside {
  const waiting = new Map<number, { done(rows: object[]): void; failed(error: Error): void }>();
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | undefined;
  let last = 0;

  function start(): Worker {
    const made = new Worker(new URL('./beside-thread.ts', import.meta.url), { workerData: { file } });
    made.on('message', ({ id, rows, error }: Answer) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (rows) one?.done(rows);
      else one?.failed(new Error(error));
    });
    made.on('error', (error) => lost(made, error instanceof Error ? error : new Error(String(error))));
    made.on('exit', () => lost(made, new Error('The thread that answers ended')));
    made.unref();
    return made;
  }

  function lost(which: Worker, error: Error): void {
    if (worker !== which) return;
    worker = null;
    for (const one of waiting.values()) one.failed(error);
    waiting.clear();
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    await worker?.terminate();
  }

  return {
    close,
    rows<T extends object>(sql: string, params: unknown[]) {
      worker ??= start();
      clearTimeout(timer);
      timer = setTimeout(() => void (waiting.size === 0 && close()), IDLE);
      timer.unref();
      const id = (last += 1);
      const current = worker;
      return new Promise<T[]>((done, failed) => {
        waiting.set(id, { done: (rows) => done(rows as T[]), failed });
        current.postMessage({ id, sql, params });
      });
    },
  };
}
