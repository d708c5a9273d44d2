// The work of imports as durable jobs. What reads files is loaded when there is one to read.
import { reason } from '../contract/reason.ts';
import type { Needs } from './shapes.ts';
import { undoAll } from './undoing.ts';

const STOPPING = { wait: reason('import.resting', 'The desk stops; the import goes on after its start.'), after: 0 };

type Work = (needs: Needs, id: number, signal: AbortSignal) => Promise<'whole' | 'stopped'>;

export function handleJobs(needs: Needs): void {
  const handle = (kind: string, work: Work) =>
    needs.jobs.handle(kind, {
      run: async ({ importId }, { signal }) => {
        const ended = await work(needs, Number(importId), signal);
        return ended === 'stopped' && signal.aborted ? STOPPING : undefined;
      },
    });
  handle('imports.check', async (...about) => (await import('./working.ts')).check(...about));
  handle('imports.run', async (...about) => (await import('./working.ts')).run(...about));
  handle('imports.undo', undoAll);
  needs.jobs.handle('imports.sweep', { run: () => forgetFiles(needs) });
}

/** Days that files and faulty rows are kept: they hold what nobody has agreed to for ever. */
const KEPT_DAYS = 30;
const RESTS = `changed_at < ? and status not in ('checking', 'running', 'undoing')`;

async function forgetFiles({ database, clock }: Needs): Promise<void> {
  const before = clock.now().getTime() - KEPT_DAYS * 86_400_000;
  await database.write(async () => {
    const faults = `delete from import_fault where import_id in (select id from import_run where ${RESTS})`;
    await database.run(faults, [before]);
    const files = `update import_run set file_id = null, samples = '[]' where file_id is not null and ${RESTS}`;
    await database.run(files, [before]);
  });
}
