// A run carried on from where it stands: each few conversations together with how far it is, so that none is done twice.
import { setImmediate as turn } from 'node:timers/promises';
import { actorOf, may, type Viewer } from '../accounts/accounts.ts';
import { isStorageTrouble } from '../database/database.ts';
import { toJson, toNumber } from '../database/rows.ts';
import { writeStep } from '../database/undo.ts';
import { DeskError } from '../kernel/errors.ts';
import type { Command, Needs } from './shapes.ts';

/** Conversations changed in one transaction; some ten milliseconds. */
const SLICE = 20;

interface Kept {
  id: number;
  userId: number;
  state: 'running' | 'giving back' | 'done' | 'failed' | 'partly';
  command: Command;
  /** What is left to do. */
  ids: number[];
  /** Steps of single conversations that were done; while it is given back, of those that are left. */
  steps: string[];
  /** While it is given back: how many stay as they are. */
  done: number;
}

type Ended = 'whole' | 'stopped';

export function doCommand(
  { conversations }: Pick<Needs, 'conversations'>,
  viewer: Viewer,
  command: Command,
  id: number,
): Promise<{ undo: string | null }> {
  const actor = actorOf(viewer);
  switch (command) {
    case 'close':
      return conversations.close(id, actor);
    case 'take':
      return conversations.assign(id, { userId: viewer.userId }, null, actor);
    case 'spam':
      return conversations.spam(id, actor);
    case 'trash':
      return conversations.trash(id, actor);
  }
}

export async function carryOn(needs: Needs, id: number, signal: AbortSignal): Promise<Ended> {
  needs.onStep('runs.begun');
  try {
    for (let run = await keptRun(needs, id); run?.state === 'running'; run = await keptRun(needs, id)) {
      if (signal.aborted) return 'stopped';
      await someMore(needs, run);
      needs.onStep('runs.changed');
      await turn();
    }
  } catch (error) {
    if (isStorageTrouble(error)) throw error;
    needs.log.error({ error, run: id }, 'A change of many conversations failed and is given back');
    await beginGivingBack(needs, id);
  }
  return giveBack(needs, id, signal);
}

async function keptRun({ database }: Needs, id: number): Promise<Kept | null> {
  const row = await database.row<Record<string, unknown>>('select * from bulk_run where id = ?', [id]);
  if (!row) return null;
  return {
    id,
    userId: toNumber(row.user_id),
    state: row.state as Kept['state'],
    command: row.command as Command,
    ids: toJson(row.ids),
    steps: toJson(row.steps),
    done: toNumber(row.done),
  };
}

async function someMore(needs: Needs, run: Kept): Promise<void> {
  const { database } = needs;
  // Whoever may not sign in any more does nothing either: what was done stays and can be undone by nobody else.
  const viewer = await needs.accounts.viewerOf(run.userId);
  await database.write(async () => {
    const some = viewer ? run.ids.slice(0, SLICE) : run.ids;
    const steps = [...run.steps];
    let { done } = run;
    for (const id of viewer ? some : []) {
      const found = await needs.conversations.get(id);
      if (!found || found.mergedIntoId !== null || !may(viewer!, 'conversation.manage', { inboxId: found.inboxId }))
        continue;
      const { undo } = await doCommand(needs, viewer!, run.command, id);
      if (undo) steps.push(undo);
      done += 1;
    }
    const ids = run.ids.slice(some.length);
    const progress = { ids: JSON.stringify(ids), steps: JSON.stringify(steps), done };
    await patch(needs, run.id, ids.length > 0 ? progress : { ...progress, ...(await ended(needs, run, steps)) });
    needs.onStep('runs.changing');
  });
}

/** One step for all of it. */
async function ended(needs: Needs, { userId }: Kept, steps: string[]): Promise<Row & { undo: string | null }> {
  const undo = steps.length > 0 ? await writeStep(needs, { kind: 'bulk', userId }, { steps }, needs.clock.now()) : null;
  return { state: 'done', steps: '[]', undo };
}

async function beginGivingBack(needs: Needs, id: number): Promise<void> {
  await needs.database.write(async () => {
    const run = await keptRun(needs, id);
    if (run?.state === 'running') await patch(needs, id, { state: 'giving back', ids: '[]', done: 0 });
  });
}

/** The newest first. What cannot be given back is counted and left: the rest does not stay because of it. */
async function giveBack(needs: Needs, id: number, signal: AbortSignal): Promise<Ended> {
  for (let run = await keptRun(needs, id); run?.state === 'giving back'; run = await keptRun(needs, id)) {
    if (signal.aborted) return 'stopped';
    const some = run.steps.slice(-SLICE);
    try {
      await giveSomeBack(needs, run, some);
    } catch (error) {
      if (isStorageTrouble(error)) throw error;
      await giveOneBack(needs, run, error);
    }
    await turn();
  }
  return 'whole';
}

async function giveSomeBack(needs: Needs, run: Kept, some: string[]): Promise<void> {
  await needs.database.write(async () => {
    for (const step of some.toReversed()) await needs.conversations.undo(step, `user:${run.userId}`);
    await left(needs, run, some.length, 0);
  });
}

/** One of a few could not be: the newest goes by itself, so that at most the one that cannot stays. */
async function giveOneBack(needs: Needs, run: Kept, because: unknown): Promise<void> {
  const newest = run.steps.slice(-1);
  try {
    if (run.steps.length > 1) return await giveSomeBack(needs, run, newest);
  } catch (error) {
    if (isStorageTrouble(error)) throw error;
    because = error;
  }
  const isExpected = because instanceof DeskError && because.status < 500;
  if (!isExpected) needs.log.error({ error: because, run: run.id }, 'A conversation could not be given back');
  await needs.database.write(() => left(needs, run, newest.length, newest.length));
}

/** Inside `write`. */
async function left(needs: Needs, run: Kept, taken: number, stay: number): Promise<void> {
  const steps = run.steps.slice(0, run.steps.length - taken);
  const done = run.done + stay;
  const state = steps.length > 0 ? 'giving back' : done > 0 ? 'partly' : 'failed';
  await patch(needs, run.id, { state, steps: JSON.stringify(steps), done });
}

type Row = Record<string, string | number | null>;

async function patch({ database }: Needs, id: number, columns: Row): Promise<void> {
  const names = Object.keys(columns).map((name) => `${name} = ?`);
  await database.run(`update bulk_run set ${names.join(', ')} where id = ?`, [...Object.values(columns), id]);
}
