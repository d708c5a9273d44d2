// The door to search: ranked full text with operators, beside the main thread, seen through the person's rights (VW-3).
import { Worker } from 'node:worker_threads';
import type { Database } from '../database/database.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ask, Found } from './find.ts';

export type { Ask, Found, FoundHit } from './find.ts';

export interface Search {
  /** Never throws for what people type; an empty question finds nothing. */
  ask(ask: Ask): Promise<Found>;
  close(): Promise<void>;
}

/** Without questions for so long the thread is let go, so that it costs no memory. */
const IDLE = 60_000;

const NOTHING: Found = { hits: [], total: 0, more: false, unknown: [] };

export function createSearch(database: Database, clock: Clock): Search {
  const waiting = new Map<number, { done(found: Found): void; failed(error: Error): void }>();
  let worker: Worker | null = null;
  let timer: NodeJS.Timeout | undefined;
  let last = 0;

  function start(): Worker {
    const made = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { file: database.file } });
    made.on('message', ({ id, found, error }: { id: number; found?: Found; error?: string }) => {
      const one = waiting.get(id);
      waiting.delete(id);
      if (found) one?.done(found);
      else one?.failed(new Error(error));
    });
    made.on('error', (error) => lost(made, error instanceof Error ? error : new Error(String(error))));
    made.on('exit', () => lost(made, new Error('The search ended')));
    made.unref();
    return made;
  }

  function lost(which: Worker, error: Error): void {
    if (worker === which) worker = null;
    for (const one of waiting.values()) one.failed(error);
    waiting.clear();
  }

  async function close(): Promise<void> {
    clearTimeout(timer);
    const ending = worker;
    worker = null;
    await ending?.terminate();
  }

  return {
    close,
    ask(ask) {
      if (ask.text.trim() === '') return Promise.resolve(NOTHING);
      worker ??= start();
      clearTimeout(timer);
      timer = setTimeout(() => void close(), IDLE);
      timer.unref();
      const id = (last += 1);
      const current = worker;
      return new Promise<Found>((done, failed) => {
        waiting.set(id, { done, failed });
        current.postMessage({ id, ask, now: clock.now().getTime() });
      });
    },
  };
}
