// One step for many conversations, done and undone in slices so that nobody waits for them; never left half done.
import { toJson } from '../database/rows.ts';
import { writeStep } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { inSlices } from '../kernel/slices.ts';
import type { Row } from './rows.ts';
import type { Done, Needs } from './shapes.ts';

/** Conversations changed in one transaction; some ten milliseconds. */
const SLICE = 20;
const UNFINISHED = 'conversations.unfinished';
/** Seconds. */
const SOON = 60;

interface Many {
  /** Steps of single conversations. */
  steps: string[];
  /** Begun and not ended: when nobody works on it any more, it is undone to its end. */
  unfinished?: boolean;
}

type UndoOne = (stepPublicId: string, actor: Actor) => Promise<void>;

export interface ManyAtOnce {
  bulk(conversationIds: number[], actor: Actor, command: (conversationId: number) => Promise<Done>): Promise<Done>;
  /** Undoes a step of many outside any transaction; false for a step of another kind. Throws a conflict `undo_used`. */
  undo(stepPublicId: string, actor: Actor): Promise<boolean>;
}

export function createMany(needs: Needs, undoOne: UndoOne): ManyAtOnce {
  const { database, clock, jobs } = needs;
  const inHand = new Set<string>();

  jobs.handle(UNFINISHED, {
    async run(payload) {
      const { step, actor } = payload as { step: string; actor: Actor };
      if (inHand.has(step)) await remember(step, actor);
      else if ((await readMany(step, null))?.unfinished) await undoMany(step, actor);
    },
  });

  /** Of nobody else; null when it is none or was used. */
  async function readMany(step: string, userId: number | null): Promise<Many | null> {
    const row = await database.row<Row>(
      `select data from undo_step where public_id = ? and kind = 'bulk' and used_at is null
        and (? is null or user_id is null or user_id = ?)`,
      [step, userId, userId],
    );
    return row ? toJson<Many>(row.data) : null;
  }

  const note = (step: string, many: Many) =>
    database.run('update undo_step set data = ? where public_id = ?', [JSON.stringify(many), step]);

  /** The process may die at any moment: then the next one finds this. */
  const remember = (step: string, actor: Actor) =>
    jobs.add({ kind: UNFINISHED, payload: { step, actor }, runAt: new Date(clock.now().getTime() + SOON * 1000) });

  async function bulk(ids: number[], actor: Actor, command: (id: number) => Promise<Done>): Promise<Done> {
    const steps: string[] = [];
    let step: string | null = null;
    let left = ids.length;
    const slice = (some: number[]) =>
      database.write(async () => {
        const made: string[] = [];
        for (const id of some) made.push((await command(id)).undo ?? '');
        const all = [...steps, ...made.filter((one) => one !== '')];
        const unfinished = left > some.length;
        if (step) await note(step, { steps: all, unfinished });
        else if (all.length > 0) {
          const begun = await writeStep(
            needs,
            { kind: 'bulk', userId: userOf(actor) },
            { steps: all, unfinished },
            clock.now(),
          );
          if (unfinished) await remember(begun, actor);
          return { all, begun };
        }
        return { all, begun: step };
      });
    try {
      await inSlices(ids, database.writing() ? ids.length : SLICE, async (some) => {
        const { all, begun } = await slice(some);
        left -= some.length;
        steps.splice(0, steps.length, ...all);
        step = begun;
        if (step) inHand.add(step);
      });
    } catch (error) {
      if (step && !database.writing()) await undoMany(step, actor);
      throw error;
    } finally {
      if (step) inHand.delete(step);
    }
    return { undo: step };
  }

  /** Newest first. What is undone leaves the step, so that whoever goes on later does the rest. */
  async function undoMany(step: string, actor: Actor): Promise<void> {
    const many = await readMany(step, null);
    if (!many) throw conflict('undo_used', 'This has been undone already.');
    inHand.add(step);
    try {
      let left = many.steps;
      if (left.length > SLICE && !many.unfinished)
        await database.write(async () => {
          await note(step, { ...many, unfinished: true });
          await remember(step, actor);
        });
      await inSlices(many.steps.toReversed(), SLICE, (some) =>
        database.write(async () => {
          for (const one of some) await undoOne(one, actor);
          left = left.slice(0, -some.length);
          await note(step, { steps: left, unfinished: left.length > 0 });
          if (left.length === 0)
            await database.run('update undo_step set used_at = ? where public_id = ?', [clock.now(), step]);
        }),
      );
    } finally {
      inHand.delete(step);
    }
  }

  return {
    bulk,
    async undo(step, actor) {
      if (database.writing() || !(await readMany(step, userOf(actor)))) return false;
      if (inHand.has(step)) throw conflict('undo_used', 'This has been undone already.');
      await undoMany(step, actor);
      return true;
    },
  };
}
