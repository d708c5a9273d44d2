// Giving back what a command changed, also when the world has moved on since.
import type { Database } from '../database/database.ts';
import { toJson } from '../database/rows.ts';
import { giveBack, takeStep, type Change, type Step } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { factsFromMessages } from './facts.ts';
import { wakeLater } from './handling.ts';
import { createMany } from './many.ts';
import { joinWriters, relocate } from './relocating.ts';
import { conversationById, patchConversation, type Row } from './rows.ts';
import { tell } from './telling.ts';
import type { Commands } from './commands.ts';
import type { Conversation, Needs } from './shapes.ts';

const MOVES = ['merge', 'split', 'move messages'];
/** After these the page is drawn anew. */
const RELOADS = [...MOVES, 'reattribute'];
const OTHERS = [
  ...['close', 'reopen', 'snooze', 'wake', 'assign', 'move to inbox', 'rename'],
  ...['spam', 'not spam', 'trash', 'restore', 'tag', 'untag', 'apart', 'reattribute'],
];

/** Days; whoever wants it undone asks within seconds. */
const STEP_DAYS = 30;

export function createUndoing(needs: Needs): Pick<Commands, 'undo' | 'undoTouches' | 'bulk'> {
  const many = createMany(needs, (step, actor) => undo(needs, step, actor));
  needs.jobs.handle('conversations.sweep', { run: () => forgetSteps(needs) });
  return {
    async undo(stepPublicId, actor) {
      if (!(await many.undo(stepPublicId, actor))) await needs.database.write(() => undo(needs, stepPublicId, actor));
    },
    undoTouches: (stepPublicId) => touches(needs.database, stepPublicId),
    bulk: many.bulk,
  };
}

/** Contacts and companies that were merged can be taken apart for as long as they exist. */
async function forgetSteps(needs: Needs): Promise<void> {
  const before = needs.clock.now().getTime() - STEP_DAYS * 86_400_000;
  await needs.database.run(
    `delete from undo_step where kind not in ('merge contacts', 'merge companies') and created_at < ?`,
    [before],
  );
}

async function touches(database: Database, stepPublicId: string): Promise<number[]> {
  const row = await database.row<Row>('select data from undo_step where public_id = ?', [stepPublicId]);
  const { steps = [], conversationIds = [] } = toJson<{ steps?: string[]; conversationIds?: number[] }>(
    row?.data ?? '{}',
  );
  const within = [];
  for (const step of steps) within.push(...(await touches(database, step)));
  return [...conversationIds, ...within];
}

async function undo(needs: Needs, stepPublicId: string, actor: Actor): Promise<void> {
  const step = await takeStep(needs, stepPublicId, userOf(actor));
  if (step.kind === 'bulk') {
    for (const one of (step.data.steps as string[]).toReversed()) await undo(needs, one, actor);
    return;
  }
  if (![...MOVES, ...OTHERS].includes(step.kind))
    throw conflict('undo_elsewhere', 'This step belongs to another page.');
  const changes = step.kind === 'split' ? await keepWhatCameSince(needs, step) : step.changes;
  await giveBack(needs.database, changes);
  for (const id of step.data.conversationIds as number[]) await settle(needs, step, changes, id, actor);
}

/** Messages that reached the split-off conversation since go back too; it then stays as a sign instead of vanishing. */
async function keepWhatCameSince(needs: Needs, step: Step): Promise<Change[]> {
  const [sourceId, madeId] = step.data.conversationIds as [number, number];
  const known = step.changes
    .filter((one) => one.table === 'message')
    .flatMap((one) => one.keys.map((key) => key.id as number));
  const later = await needs.database.rows<{ id: number }>(
    'select id from message where conversation_id = ? and id not in (?)',
    [madeId, known],
  );
  const pointing = await needs.database.row(
    `select 1 as here from conversation where merged_into_id = ? union all
     select 1 as here from conversation where maybe_belongs_to_id = ? limit 1`,
    [madeId, madeId],
  );
  if (later.length === 0 && !pointing) return step.changes;
  const ids = later.map((row) => row.id);
  await relocate(needs, ids, sourceId);
  await joinWriters(needs, sourceId, ids);
  const now = needs.clock.now();
  const sign = { place: 'merged', merged_into_id: sourceId, status: 'closed', closed_at: now, waiting_since: null };
  await patchConversation(needs, madeId, sign);
  return step.changes.filter((one) => one.table !== 'conversation' || one.before !== null);
}

async function settle(needs: Needs, step: Step, changes: Change[], id: number, actor: Actor): Promise<void> {
  const { database } = needs;
  const lines = changes.filter((one) => one.table === 'message' && !one.before).flatMap((one) => one.keys);
  const conversation = await conversationById(database, id);
  if (!conversation) {
    await needs.events.add({
      type: 'conversation.changed',
      actor,
      conversationId: id,
      data: { undone: step.kind, gone: true },
    });
    return;
  }
  if (MOVES.includes(step.kind)) await catchUp(needs, step, conversation);
  await patchConversation(needs, id, { last_message_at: (await conversationById(database, id))!.lastMessageAt });
  if (conversation.status === 'snoozed' && conversation.snoozedUntil)
    await wakeLater(needs, id, conversation.snoozedUntil);
  for (const line of lines) await tell(needs, 'message.deleted', conversation, actor, { messageId: line.id as number });
  const data = { undone: step.kind, reload: RELOADS.includes(step.kind) };
  await tell(needs, 'conversation.changed', conversation, actor, { data });
}

/** Messages that came since the step count too. */
async function catchUp(needs: Needs, step: Step, conversation: Conversation): Promise<void> {
  const facts = await factsFromMessages(needs.database, conversation);
  if (facts.message_count === conversation.messageCount && facts.last_message_id === conversation.lastMessageId) return;
  if (!conversation.mergedIntoId) await patchConversation(needs, conversation.id, facts);
  const since = await needs.database.rows<Row>(
    `select id from message where conversation_id = ? and kind = 'message' and
      created_at >= (select created_at from undo_step where id = ?)`,
    [conversation.id, step.id],
  );
  await joinWriters(
    needs,
    conversation.id,
    since.map((row) => row.id as number),
  );
}
