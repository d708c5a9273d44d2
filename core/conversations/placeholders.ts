// A placeholder's real words come after all: they take its place, and who has seen only the placeholder has not read them.
import { patch } from '../database/columns.ts';
import { storeParts } from './attachments.ts';
import { holdArrival, keepHeld } from './holding.ts';
import { refreshFacts } from './message-changes.ts';
import { setMark } from './reading.ts';
import { insertAliases, tellReopened } from './recording.ts';
import { conversationById, messageById, patchConversation } from './rows.ts';
import type { Message, Needs, NewMessage } from './shapes.ts';
import { actorOf, tellMessageChanged } from './telling.ts';
import { wordsOf } from './words.ts';
import type { Intake } from './intake.ts';

export function createPlaceholders(needs: Needs): Pick<Intake, 'fill'> {
  return { fill: (messageId, message) => needs.database.write(() => fill(needs, messageId, message)) };
}

async function fill(needs: Needs, messageId: number, message: NewMessage): Promise<boolean> {
  const { database } = needs;
  const stored = await messageById(database, messageId);
  // The same once more: raw it is as dangerous as before.
  if (stored && message.held && message.arrivalId) await holdArrival(needs, messageId, message.arrivalId);
  if (!stored?.details.placeholder || stored.deletedAt) return false;
  const words = wordsOf(message.parts);
  await database.run('delete from attachment where message_id = ?', [messageId]);
  await patch(database, 'message', messageId, {
    parts: JSON.stringify(await storeParts(needs, messageId, message.parts)),
    text: words.text,
    files: words.files,
    arrival_id: message.arrivalId ?? null,
    in_reply_to_id: message.inReplyToId ?? null,
    details: JSON.stringify({ ...message.details, ...(message.held && { held: message.held.reasons }) }),
  });
  await insertAliases(needs, message, messageId);
  if (message.held) await keepHeld(needs, messageId, message.held, message.arrivalId);
  await comeBack(needs, stored, message);
  await tellMessageChanged(needs, messageId, actorOf(message), { filled: true });
  return true;
}

/** The conversation stands where it would stand had they come now: open, and unread. */
async function comeBack(needs: Needs, { id, conversationId }: Message, message: NewMessage): Promise<void> {
  const conversation = (await conversationById(needs.database, conversationId))!;
  if (message.direction === 'in' && conversation.status !== 'open') {
    await patchConversation(needs, conversationId, { status: 'open', closed_at: null, snoozed_until: null });
    await tellReopened(needs, conversation, actorOf(message));
  }
  await refreshFacts(needs, conversationId);
  const before = await needs.database.row<{ id: number | null }>(
    `select max(id) as id from message where conversation_id = ? and id < ? and kind <> 'event'`,
    [conversationId, id],
  );
  const readers = await needs.database.rows<{ user_id: number }>(
    'select user_id from read_mark where conversation_id = ? and message_id >= ?',
    [conversationId, id],
  );
  for (const { user_id: userId } of readers) await setMark(needs, conversation, userId, before?.id ?? 0);
}
