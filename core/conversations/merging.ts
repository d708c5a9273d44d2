// Two conversations become one; the other stays as a sign that leads there (EM-14).
import { undoable } from '../database/undo.ts';
import { userOf, type Actor } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { refreshFacts } from './message-changes.ts';
import { createRecording } from './recording.ts';
import { joinReadMarks, relocate, watchMoves } from './relocating.ts';
import { liveConversation, patchConversation } from './rows.ts';
import { tell } from './telling.ts';
import type { Conversation, Done, Needs } from './shapes.ts';

/** Inside `write`. */
export async function mergeTwo(needs: Needs, intoId: number, fromId: number, actor: Actor): Promise<Done> {
  if (intoId === fromId) throw conflict('merge_with_itself', 'A conversation cannot be merged with itself.');
  const into = await liveConversation(needs.database, intoId);
  const from = await liveConversation(needs.database, fromId);
  const lines: number[] = [];
  const both = [intoId, fromId];
  const watch = watchMoves(
    () => both,
    () => lines,
  );
  const act = { kind: 'merge', userId: userOf(actor), watch, data: { conversationIds: both } };
  const { undo } = await undoable(needs, act, async () => {
    await joinRows(needs, into, from);
    await joinHandling(needs, into, from);
    await refreshFacts(needs, into.id);
    const params = { subject: from.subject, publicId: from.publicId };
    const line = await createRecording(needs).happened(intoId, { type: 'merged', params }, actor);
    lines.push(line.id);
    await tell(needs, 'conversation.merged', into, actor, { messageId: line.id, data: { from: fromId } });
    await tell(needs, 'conversation.merged', from, actor, { data: { into: intoId, publicId: into.publicId } });
  });
  return { undo };
}

/** Messages, participants, tags, read marks and drafts. */
async function joinRows(needs: Needs, into: Conversation, from: Conversation): Promise<void> {
  const { database } = needs;
  const rows = await database.rows<{ id: number }>('select id from message where conversation_id = ?', [from.id]);
  const messageIds = rows.map((row) => row.id);
  await relocate(needs, messageIds, into.id);
  await database.run(
    `insert into participant (conversation_id, kind, value, name, contact_id)
     select ?, kind, value, name, contact_id from participant where conversation_id = ? on conflict do nothing`,
    [into.id, from.id],
  );
  await database.run(
    `insert into conversation_tag (conversation_id, tag_id, last_message_at)
     select ?, tag_id, last_message_at from conversation_tag where conversation_id = ? on conflict do nothing`,
    [into.id, from.id],
  );
  await joinReadMarks(needs, into.id, from.id, [into.lastMessageId, from.lastMessageId]);
  await database.run(
    `update draft set conversation_id = ? where conversation_id = ? and not exists (
      select 1 from draft other where other.conversation_id = ? and other.user_id = draft.user_id and other.kind = draft.kind)`,
    [into.id, from.id, into.id],
  );
}

/** What is open stays open, what has an owner keeps one. */
async function joinHandling(needs: Needs, into: Conversation, from: Conversation): Promise<void> {
  const opens = into.status !== 'open' && from.status === 'open';
  await patchConversation(needs, into.id, {
    contact_id: into.contactId ?? from.contactId,
    ...(into.ownerId === null && into.teamId === null && { owner_id: from.ownerId, team_id: from.teamId }),
    ...(opens && { status: 'open', closed_at: null, snoozed_until: null }),
  });
  await patchConversation(needs, from.id, {
    place: 'merged',
    merged_into_id: into.id,
    status: 'closed',
    closed_at: from.closedAt ?? needs.clock.now(),
    snoozed_until: null,
    waiting_since: null,
    message_count: 0,
  });
}
