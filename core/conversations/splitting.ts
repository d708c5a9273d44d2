// Some messages become a conversation of their own, or join another (EM-14).
import { undoable, type Act } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { mergeTwo } from './merging.ts';
import { refreshFacts } from './message-changes.ts';
import { createRecording } from './recording.ts';
import { joinWriters, relocate, watchMoves } from './relocating.ts';
import { liveConversation, type Row } from './rows.ts';
import { tell } from './telling.ts';
import type { Conversation, Done, Needs } from './shapes.ts';

/** What the step watches; both lists are filled while the work goes on. */
function actOf(kind: string, actor: Actor, conversationIds: number[], lines: number[]): Act {
  const watch = watchMoves(
    () => conversationIds,
    () => lines,
  );
  return { kind, userId: userOf(actor), watch, data: { conversationIds } };
}

/** The one conversation that holds all of them. */
async function holderOf(needs: Needs, messageIds: number[]): Promise<number> {
  const rows = await needs.database.rows<Row>(
    `select id, conversation_id from message where id in (?) and kind <> 'event'`,
    [messageIds],
  );
  if (rows.length === 0 || rows.length !== new Set(messageIds).size) throw notFound('message');
  const held = new Set(rows.map((row) => row.conversation_id as number));
  if (held.size > 1) throw invalid({ messages: 'wrong.one_conversation' });
  return [...held][0]!;
}

async function staysBehind(needs: Needs, conversationId: number, messageIds: number[]): Promise<boolean> {
  const row = await needs.database.row(
    `select 1 as here from message where conversation_id = ? and kind <> 'event' and id not in (?) limit 1`,
    [conversationId, messageIds],
  );
  return row !== undefined;
}

/** Inside `write`. */
export async function split(
  needs: Needs,
  conversationId: number,
  messageIds: number[],
  actor: Actor,
): Promise<Done & { conversationId: number }> {
  const source = await liveConversation(needs.database, conversationId);
  if ((await holderOf(needs, messageIds)) !== conversationId) throw notFound('message');
  if (!(await staysBehind(needs, conversationId, messageIds))) {
    throw conflict('split_leaves_nothing', 'At least one message has to stay in the conversation.');
  }
  const lines: number[] = [];
  const touched = [conversationId];
  const { result, undo } = await undoable(needs, actOf('split', actor, touched, lines), async () => {
    const made = await branchOff(needs, source, messageIds, actor);
    touched.push(made.id);
    const { happened } = createRecording(needs);
    const off = { type: 'split_off', params: { publicId: made.publicId, count: messageIds.length } };
    const from = { type: 'split_from', params: { publicId: source.publicId, subject: source.subject } };
    const away = await happened(conversationId, off, actor);
    lines.push(away.id, (await happened(made.id, from, actor)).id);
    await tell(needs, 'conversation.split', source, actor, { messageId: away.id, data: { into: made.id, messageIds } });
    return made;
  });
  return { undo, conversationId: result.id };
}

async function branchOff(
  needs: Needs,
  source: Conversation,
  messageIds: number[],
  actor: Actor,
): Promise<Conversation> {
  const first = await needs.database.row<Row>(
    `select subject, author_contact_id from message where id in (?) and kind = 'message' order by id limit 1`,
    [messageIds],
  );
  const made = await createRecording(needs).start({
    inboxId: source.inboxId,
    accountId: source.accountId,
    contactId: (first?.author_contact_id as number | null) ?? source.contactId,
    subject: (first?.subject as string) || source.subject,
    ownerId: source.ownerId,
    teamId: source.teamId,
    notes: source.notes,
    language: source.language,
    at: source.lastMessageAt,
    actor,
  });
  await relocate(needs, messageIds, made.id);
  await joinWriters(needs, made.id, messageIds);
  await refreshFacts(needs, made.id);
  await refreshFacts(needs, source.id);
  await needs.database.run(
    `insert into read_mark (user_id, conversation_id, message_id)
     select user_id, ?, message_id from read_mark where conversation_id = ?`,
    [made.id, source.id],
  );
  return made;
}

/** Inside `write`. */
export async function moveMessages(needs: Needs, messageIds: number[], toId: number, actor: Actor): Promise<Done> {
  const fromId = await holderOf(needs, messageIds);
  if (fromId === toId) return { undo: null };
  if (!(await staysBehind(needs, fromId, messageIds))) return mergeTwo(needs, toId, fromId, actor);
  const from = await liveConversation(needs.database, fromId);
  const to = await liveConversation(needs.database, toId);
  const lines: number[] = [];
  const { undo } = await undoable(needs, actOf('move messages', actor, [fromId, toId], lines), async () => {
    await relocate(needs, messageIds, toId);
    await joinWriters(needs, toId, messageIds);
    await refreshFacts(needs, fromId);
    await refreshFacts(needs, toId);
    const { happened } = createRecording(needs);
    const about = (one: Conversation) => ({ publicId: one.publicId, subject: one.subject, count: messageIds.length });
    const away = await happened(fromId, { type: 'messages_moved_away', params: about(to) }, actor);
    const here = await happened(toId, { type: 'messages_moved_here', params: about(from) }, actor);
    lines.push(away.id, here.id);
    await tell(needs, 'conversation.split', from, actor, { messageId: away.id, data: { into: toId, messageIds } });
    await tell(needs, 'conversation.merged', to, actor, { messageId: here.id, data: { from: fromId, messageIds } });
  });
  return { undo };
}
