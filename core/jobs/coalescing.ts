// A job that much asks for: while one waits to begin, whoever asks is served by it.
import type { Database } from '../database/database.ts';
import type { NewJob } from './store.ts';
import type { Handler } from './work.ts';

interface Rooms {
  database: Pick<Database, 'write' | 'afterCommit'>;
  jobs: { add(job: NewJob): Promise<number>; handle(kind: string, handler: Handler): void };
}

/** Says how the job is done. Gives how it is asked for, only inside `write`: the run sees what is being written there. */
export function coalescedJob(
  { database, jobs }: Rooms,
  { kind, orderKey }: Required<Pick<NewJob, 'kind' | 'orderKey'>>,
  run: () => Promise<void>,
): () => Promise<void> {
  let waits = false;
  let begun = 0;
  jobs.handle(kind, {
    async run() {
      begun += 1;
      waits = false;
      // After whatever is being written: the run sees it, or it asks anew.
      await database.write(async () => {}, { repeatable: true });
      await run();
    },
  });
  return async () => {
    if (waits) return;
    const before = begun;
    await jobs.add({ kind, payload: {}, orderKey });
    // Told when the disk is sure of it; the job may have begun, and ended, long before.
    database.afterCommit(() => {
      if (begun === before) waits = true;
    });
  };
}
