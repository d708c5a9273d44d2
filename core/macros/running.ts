// Running a macro: everything is looked at first, replies leave, then the rest is done in one transaction a conversation.
import { actorOf, may, type Permission, type Viewer } from '../accounts/accounts.ts';
import { reason } from '../contract/reason.ts';
import type { Conversation } from '../conversations/conversations.ts';
import { writeStep } from '../database/undo.ts';
import { forbidden, notFound } from '../kernel/errors.ts';
import { doAction, Refusal } from './acting.ts';
import { repliesOf, sendReply, type ReadyReply } from './replying.ts';
import type { Deed, Macro, MacroAction, Needs, RunAnswer } from './shapes.ts';
import { giveBackAll } from './undoing.ts';

/** What each action needs where the conversation is. */
const NEEDED: Partial<Record<MacroAction['do'], Permission>> = {
  reply: 'conversation.answer',
  comment: 'conversation.answer',
  priority: 'ticket.edit',
  stage: 'ticket.edit',
};

/**
 * One step for all conversations. Refused as a value before anything is done, or after what was begun has been given
 * back. Throws `not_found` or `forbidden` for what the viewer may not do.
 */
export async function run(needs: Needs, viewer: Viewer, macro: Macro, conversationIds: number[]): Promise<RunAnswer> {
  if (macro.actions.length === 0)
    return { ok: false, why: reason('macro.empty', 'The macro does nothing yet. Add actions to it in the settings.') };
  const heads: Conversation[] = [];
  for (const id of new Set(conversationIds)) heads.push(await permitted(needs, viewer, macro, id));
  const replies: ReadyReply[][] = [];
  for (const head of heads) {
    const ready = await repliesOf(needs, viewer, macro, head);
    if ('code' in ready) return { ok: false, why: ready };
    replies.push(ready);
  }
  const deeds: Deed[] = [];
  try {
    for (const [index, head] of heads.entries()) await runOn(needs, viewer, macro, head, replies[index]!, deeds);
  } catch (error) {
    await giveBackAll(needs, deeds, viewer);
    if (error instanceof Refusal) return { ok: false, why: error.why };
    throw error;
  }
  const { database, clock } = needs;
  const step = { kind: 'macro', userId: viewer.userId };
  const data = { deeds, macro: macro.name, conversationIds: heads.map(({ id }) => id) };
  const undo = await database.write(() => writeStep(needs, step, data, clock.now()));
  return { ok: true, undo, count: heads.length };
}

async function permitted(needs: Needs, viewer: Viewer, macro: Macro, id: number): Promise<Conversation> {
  const head = await needs.conversations.get(id);
  if (!head || !may(viewer, 'conversation.read', head)) throw notFound('conversation');
  for (const action of macro.actions) {
    const permission = NEEDED[action.do] ?? 'conversation.manage';
    if (!may(viewer, permission, head)) throw forbidden(permission);
    if (action.do === 'move' && !may(viewer, 'conversation.manage', action)) throw forbidden('conversation.manage');
  }
  return head;
}

/** Replies go first: what comes after must not be done when they do not leave. */
async function runOn(
  needs: Needs,
  viewer: Viewer,
  macro: Macro,
  head: Conversation,
  replies: ReadyReply[],
  deeds: Deed[],
): Promise<void> {
  const { database, conversations } = needs;
  for (const reply of replies) {
    const done = await sendReply(needs, viewer, head, reply);
    if ('code' in done) throw new Refusal(done);
    deeds.push(done);
  }
  const made = await database.write(async () => {
    const inside: Deed[] = [];
    for (const action of macro.actions) inside.push(...(await doAction(needs, viewer, head, action)));
    const happening = { type: 'macro', params: { name: macro.name } };
    await conversations.happened(head.id, happening, actorOf(viewer));
    return inside;
  });
  deeds.push(...made);
}
