// Many tickets changed at once, undone at once: all of it or nothing, but for those whose stage asks for more.
import { writeStep } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { DeskError, invalid } from '../kernel/errors.ts';
import { createChanging } from './changing.ts';
import { setStage } from './staging.ts';
import type { ManyChange, ManyDone, Needs } from './shapes.ts';
import type { Tickets } from './verbs.ts';

/** In one transaction, so that nobody waits long for it. */
export const AT_ONCE = 100;

export function createMany(needs: Needs): Pick<Tickets, 'changeMany'> {
  return {
    changeMany: (ticketIds, change, actor) =>
      needs.database.write(() => changeMany(needs, [...new Set(ticketIds)], change, actor)),
  };
}

async function changeMany(needs: Needs, ids: number[], change: ManyChange, actor: Actor): Promise<ManyDone> {
  if (ids.length > AT_ONCE) throw invalid({ ticket: 'wrong.too_many' });
  const steps: string[] = [];
  const changed: number[] = [];
  const asking: number[] = [];
  const unseen: number[] = [];
  const unowned: number[] = [];
  for (const id of ids) {
    const { stays, undo, unowned: name } = await changeOne(needs, id, change, actor);
    if (stays === 'asked') asking.push(id);
    if (stays === 'unseen') unseen.push(id);
    if (name !== undefined) unowned.push(id);
    if (undo) {
      steps.push(undo);
      changed.push(id);
    }
  }
  const { database, clock } = needs;
  const step = { kind: 'tickets', userId: userOf(actor) };
  const undo =
    steps.length > 0 ? await writeStep({ database }, step, { ticketIds: changed, steps }, clock.now()) : null;
  return { changed: changed.length, asking, unseen, unowned, undo };
}

interface One {
  /** Why it is as it was: the stage asks for more, or whoever it was to be given does not see it. */
  stays?: 'asked' | 'unseen';
  /** Null when there was nothing to do, also for one that has gone meanwhile. */
  undo: string | null;
  /** Who was its owner until then. */
  unowned?: string;
}

const GONE = ['not_found', 'ticket_merged'];

async function changeOne(needs: Needs, id: number, { stageId, ...fields }: ManyChange, actor: Actor): Promise<One> {
  try {
    if (stageId === undefined) return await createChanging(needs).change(id, fields, actor);
    const set = await setStage(needs, id, stageId, actor, fields);
    return set.ok ? { undo: set.undo, unowned: set.unowned } : { stays: 'asked', undo: null };
  } catch (error) {
    if (error instanceof DeskError && GONE.includes(error.code)) return { undo: null };
    if (error instanceof DeskError && error.code === 'owner_sees_not') return { stays: 'unseen', undo: null };
    throw error;
  }
}
