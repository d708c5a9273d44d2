// Work nobody waits for: its trouble goes to the log, and closing waits until it is done.
import type { Log } from '../kernel/log.ts';

export interface Background {
  /** `trouble` is what the log says when it fails. */
  run(trouble: string, work: () => Promise<void>): void;
  settled(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const running = new Set<Promise<void>>();
  return {
    run(trouble, work) {
      const done = work()
        .catch((error: unknown) => log.error({ error }, trouble))
        .finally(() => running.delete(done));
      running.add(done);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
