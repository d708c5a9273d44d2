// Running a macro: everything is looked at first, then one conversation after the other; cut off, it goes on by itself.
import { actorOf, may, type Permission, type Viewer } from '../accounts/accounts.ts';
import { reason } from '../contract/reason.ts';
import type { Conversation } from '../conversations/conversations.ts';
import { toJson } from '../database/rows.ts';
import { writeStep } from '../database/undo.ts';
import { forbidden, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { doAction, Refusal } from './acting.ts';
import { intoDraft, repliesOf, sendReply, type ReadyReply } from './replying.ts';
import type { Deed, Macro, MacroAction, Needs, RunAnswer, RunData } from './shapes.ts';
import { giveBackAll } from './undoing.ts';

/** What each action needs where the conversation is. */
const NEEDED: Partial<Record<MacroAction['do'], Permission>> = {
  reply: 'conversation.answer',
  template: 'conversation.answer',
  comment: 'conversation.answer',
  priority: 'ticket.edit',
  stage: 'ticket.edit',
};
const UNFINISHED = 'macros.unfinished';
/** Seconds. */
const SOON = 60;

type Does = Pick<Macro, 'name' | 'actions'>;

export interface Running {
  /**
   * One step for all conversations. Refused as a value before anything is done, or after what was begun has been given
   * back. When the process dies the next one does the rest, or gives back what was done where the rest is refused.
   * Throws `not_found` or `forbidden` for what the viewer may not do.
   */
  run(viewer: Viewer, macro: Macro, conversationIds: number[]): Promise<RunAnswer>;
  /** Whether somebody works on the run of this step just now. */
  isInHand(step: string): boolean;
}

export function createRunning(needs: Needs): Running {
  const { database, clock, jobs, log, onStep } = needs;
  const inHand = new Set<string>();
  const soon = () => new Date(clock.now().getTime() + SOON * 1000);
  const later = (step: string, userId: number) =>
    jobs.add({ kind: UNFINISHED, payload: { step, userId }, runAt: soon() });

  jobs.handle(UNFINISHED, {
    async run(payload) {
      const { step, userId } = payload as { step: string; userId: number };
      if (inHand.has(step)) await later(step, userId);
      else await goOn(step, userId);
    },
  });

  async function goOn(step: string, userId: number): Promise<void> {
    const data = await readRun(needs, step);
    const viewer = await needs.accounts.viewerOf(userId);
    // Ended, given back, or begun by somebody who is not here any more: then its undo is left to nobody but the desk.
    if (!data || data.left.length === 0 || !viewer) return;
    inHand.add(step);
    try {
      await doRest(step, viewer, data);
    } catch (error) {
      log.warn({ error, step }, 'The rest of a macro is refused: what was done is given back');
      await giveUp(step, viewer);
    } finally {
      inHand.delete(step);
    }
  }

  async function doRest(step: string, viewer: Viewer, data: RunData): Promise<void> {
    const { macro: name, actions, left } = data;
    for (const { id, keys } of left) {
      const head = await permitted(needs, viewer, { name, actions }, id);
      const replies = await repliesOf(needs, viewer, { actions }, head);
      if ('code' in replies) throw new Refusal(replies);
      await runOn(step, viewer, { name, actions }, head, replies, keys, true);
    }
  }

  /** Replies go first: what comes after must not be done when they do not leave. */
  async function runOn(
    step: string,
    viewer: Viewer,
    macro: Does,
    head: Conversation,
    replies: ReadyReply[],
    keys: string[],
    isLate = false,
  ): Promise<void> {
    const deeds: Deed[] = [];
    for (const [index, reply] of replies.entries()) {
      if (!reply.send) continue;
      const done = await sendReply(needs, viewer, head, reply, keys[index]!);
      if ('code' in done) throw new Refusal(done);
      deeds.push(done);
    }
    onStep('macro.replied');
    await database.write(async () => {
      for (const reply of replies) if (!reply.send) deeds.push(await intoDraft(needs, viewer, head, reply));
      for (const action of macro.actions) deeds.push(...(await doAction(needs, viewer, head, action)));
      const happening = { type: 'macro', params: { name: macro.name } };
      await needs.conversations.happened(head.id, happening, actorOf(viewer));
      const data = (await readRun(needs, step))!;
      const left = data.left.filter(({ id }) => id !== head.id);
      await note(needs, step, { ...data, left, deeds: [...data.deeds, ...deeds] });
      // Nobody waits for it any more: whoever ran it is told on their next page.
      if (isLate && left.length === 0)
        await needs.runs.endedLate(viewer.userId, { step, name: data.macro, count: data.conversationIds.length });
      onStep('macro.acting');
    });
    onStep('macro.acted');
  }

  /** Also replies that were written for the conversation at which it ended. */
  async function giveUp(step: string, viewer: Viewer): Promise<void> {
    await database.write(async () => {
      const { deeds, left } = (await readRun(needs, step))!;
      const written: Deed[] = [];
      for (const key of left[0]?.keys ?? []) {
        const message = await needs.conversations.writtenIn(key, viewer.userId);
        if (message) written.push({ of: 'message', id: message.id });
      }
      await giveBackAll(needs, [...deeds, ...written], viewer);
      await database.run('update undo_step set used_at = ? where public_id = ?', [clock.now(), step]);
    });
  }

  async function begin(viewer: Viewer, macro: Macro, heads: Conversation[], replies: ReadyReply[][]) {
    const left = heads.map(({ id }, index) => ({ id, keys: replies[index]!.map(() => publicId()) }));
    const conversationIds = heads.map(({ id }) => id);
    const data: RunData = { deeds: [], macro: macro.name, actions: macro.actions, conversationIds, left };
    return database.write(async () => {
      const act = { kind: 'macro', userId: viewer.userId };
      const step = await writeStep(needs, act, { ...data }, clock.now());
      return { step, left, job: await later(step, viewer.userId) };
    });
  }

  async function run(viewer: Viewer, macro: Macro, conversationIds: number[]): Promise<RunAnswer> {
    const heads: Conversation[] = [];
    for (const id of new Set(conversationIds)) heads.push(await permitted(needs, viewer, macro, id));
    const replies: ReadyReply[][] = [];
    for (const head of heads) {
      const ready = await repliesOf(needs, viewer, macro, head);
      if ('code' in ready) return { ok: false, why: ready };
      replies.push(ready);
    }
    const { step, left, job } = await begin(viewer, macro, heads, replies);
    inHand.add(step);
    onStep('macro.begun');
    try {
      for (const [index, head] of heads.entries())
        await runOn(step, viewer, macro, head, replies[index]!, left[index]!.keys);
    } catch (error) {
      await giveUp(step, viewer);
      if (error instanceof Refusal) return { ok: false, why: error.why };
      throw error;
    } finally {
      inHand.delete(step);
      await jobs.cancel(job);
    }
    const { deeds } = (await readRun(needs, step)) ?? { deeds: [] };
    const unowned = deeds.filter((deed) => deed.of === 'ticket' && deed.unowned).length;
    return { ok: true, undo: step, count: heads.length, unowned };
  }

  return {
    isInHand: (step) => inHand.has(step),
    async run(viewer, macro, conversationIds) {
      if (macro.actions.length > 0) return run(viewer, macro, conversationIds);
      return {
        ok: false,
        why: reason('macro.empty', 'The macro does nothing yet. Add actions to it in the settings.'),
      };
    },
  };
}

/** Null when it was given back. */
async function readRun({ database }: Needs, step: string): Promise<RunData | null> {
  const row = await database.row<{ data: unknown }>(
    `select data from undo_step where public_id = ? and kind = 'macro' and used_at is null`,
    [step],
  );
  if (!row) return null;
  const data = toJson<RunData>(row.data);
  // Steps of an earlier version had ended when they were written.
  return { ...data, left: data.left ?? [] };
}

function note({ database }: Needs, step: string, data: RunData): Promise<void> {
  return database.run('update undo_step set data = ? where public_id = ?', [JSON.stringify(data), step]);
}

async function permitted(needs: Needs, viewer: Viewer, macro: Does, id: number): Promise<Conversation> {
  const head = await needs.conversations.get(id);
  if (!head || !may(viewer, 'conversation.read', head)) throw notFound('conversation');
  for (const action of macro.actions) {
    const permission = NEEDED[action.do] ?? 'conversation.manage';
    if (!may(viewer, permission, head)) throw forbidden(permission);
    if (action.do === 'move' && !may(viewer, 'conversation.manage', action)) throw forbidden('conversation.manage');
  }
  return head;
}
