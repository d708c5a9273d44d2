// The door to runs: whole lists changed in the background, with how far it is and one way back, also after a restart (RE-7).
import { toNumber } from '../database/rows.ts';
import { reason } from '../contract/reason.ts';
import { carryOn } from './carrying-on.ts';
import type { Needs, Run, Runs } from './shapes.ts';

export { COMMANDS } from './shapes.ts';
export { doCommand } from './carrying-on.ts';
export type { Command, Run, Runs } from './shapes.ts';

const KIND = 'runs.list';
const STOPPING = { wait: reason('runs.resting', 'The desk stops; this goes on after its start.'), after: 0 };

export function createRuns(needs: Needs): Runs {
  const { database, clock, jobs } = needs;

  jobs.handle(KIND, {
    run: async ({ runId }, { signal }) =>
      (await carryOn(needs, Number(runId), signal)) === 'stopped' ? STOPPING : undefined,
  });

  return {
    begin: (viewer, ids, command) =>
      database.write(async () => {
        const row = await database.row<{ id: number }>(
          `insert into bulk_run (user_id, kind, state, command, ids, total, begun_at) values (?, 'list', 'running', ?, ?, ?, ?)
           on conflict do nothing returning id`,
          [viewer.userId, command, JSON.stringify(ids), ids.length, clock.now()],
        );
        if (!row) return false;
        const earlier = `delete from bulk_run where user_id = ? and kind = 'list' and id <> ?`;
        await database.run(earlier, [viewer.userId, row.id]);
        await jobs.add({ kind: KIND, payload: { runId: row.id }, orderKey: `runs:${viewer.userId}` });
        return true;
      }),
    async endedLate(userId, { name, step, count }) {
      await database.run(
        `insert into bulk_run (user_id, kind, name, state, done, total, undo, begun_at) values (?, 'macro', ?, 'done', ?, ?, ?, ?)`,
        [userId, name, count, count, step, clock.now()],
      );
    },
    of: async (userId) => ((await hasSome(needs, userId)) ? newest(needs, userId) : null),
    forget: (userId, id) =>
      database.run(`delete from bulk_run where id = ? and user_id = ? and state in ('done', 'failed', 'partly')`, [
        id,
        userId,
      ]),
  };
}

/** Every page asks, and hardly anybody has one. */
async function hasSome({ database }: Needs, userId: number): Promise<boolean> {
  const holders = await database.remembered<{ user_id: number }>('select distinct user_id from bulk_run');
  return holders.some(({ user_id: id }) => id === userId);
}

async function newest({ database }: Needs, userId: number): Promise<Run | null> {
  const row = await database.row<Record<string, unknown>>(
    `select bulk_run.id, bulk_run.kind, name, state, done, total, undo_step.public_id as undo from bulk_run
     left join undo_step on undo_step.public_id = bulk_run.undo and undo_step.used_at is null
     where bulk_run.user_id = ? order by bulk_run.id desc limit 1`,
    [userId],
  );
  if (!row) return null;
  const { state } = row;
  return {
    id: toNumber(row.id),
    kind: row.kind as Run['kind'],
    name: row.name as string,
    // What is being given back goes on as well.
    state: state === 'done' || state === 'failed' || state === 'partly' ? state : 'running',
    done: state === 'giving back' ? 0 : toNumber(row.done),
    total: toNumber(row.total),
    undo: state === 'done' ? (row.undo as string | null) : null,
  };
}
