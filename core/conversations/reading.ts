// What each person has read, and where they were mentioned.
import { notFound } from '../kernel/errors.ts';
import { toDate, toDateOrNull } from '../database/rows.ts';
import { markNotificationsRead } from './notifications.ts';
import { conversationById, type Row } from './rows.ts';
import { tell } from './telling.ts';
import type { Commands } from './commands.ts';
import type { Conversation, Needs } from './shapes.ts';
import type { Intake } from './intake.ts';

type Part = Pick<Commands, 'markRead' | 'markUnread'> & Pick<Intake, 'mentionsOf'>;

export function createReading(needs: Needs): Part {
  const { database } = needs;
  return {
    // A page that was read before waits for no writer.
    async markRead(conversationId, userId, messageId) {
      if (!(await isRead(needs, conversationId, userId, messageId)))
        await database.write(() => markRead(needs, conversationId, userId, messageId));
    },
    markUnread: (conversationId, userId) =>
      database.write(async () => {
        const conversation = await mustExist(needs, conversationId);
        const before = await database.row<{ id: number | null }>(
          `select max(id) as id from message where conversation_id = ? and id < ? and kind <> 'event'`,
          [conversationId, conversation.lastMessageId],
        );
        await setMark(needs, conversation, userId, before?.id ?? 0);
      }),
    mentionsOf: (userId, options) => mentionsOf(needs, userId, options ?? {}),
  };
}

/** Nothing new up to there, and nothing told about it that is not read. */
async function isRead(needs: Needs, conversationId: number, userId: number, messageId?: number): Promise<boolean> {
  const conversation = await mustExist(needs, conversationId);
  const upTo = Math.min(messageId ?? conversation.lastMessageId, conversation.lastMessageId);
  if ((await readUpTo(needs, conversationId, userId)) < upTo) return false;
  const told = 'select 1 from notification where user_id = ? and conversation_id = ? and read_at is null limit 1';
  return (await needs.database.row(told, [userId, conversationId])) === undefined;
}

async function markRead(needs: Needs, conversationId: number, userId: number, messageId?: number): Promise<void> {
  const conversation = await mustExist(needs, conversationId);
  await markNotificationsRead(needs, userId, { conversationId });
  const upTo = Math.min(messageId ?? conversation.lastMessageId, conversation.lastMessageId);
  if ((await readUpTo(needs, conversationId, userId)) >= upTo) return;
  await setMark(needs, conversation, userId, upTo);
  await needs.database.run(
    `update mention set seen_at = ? where user_id = ? and seen_at is null and message_id in
      (select id from message where conversation_id = ? and id <= ?)`,
    [needs.clock.now(), userId, conversationId, upTo],
  );
}

async function mentionsOf(
  needs: Needs,
  userId: number,
  { unseen = false, before, limit = 50 }: NonNullable<Parameters<Intake['mentionsOf']>[1]>,
): ReturnType<Intake['mentionsOf']> {
  const rows = await needs.database.rows<Row>(
    `select mention.message_id, mention.seen_at, message.conversation_id, message.at, message.text, desk_user.name
     from mention cross join message on message.id = mention.message_id left join desk_user on desk_user.id = message.author_user_id
     where mention.user_id = ? and mention.message_id < ? ${unseen ? 'and mention.seen_at is null' : ''}
     order by mention.message_id desc limit ?`,
    [userId, before ?? Number.MAX_SAFE_INTEGER, limit],
  );
  return rows.map((row) => ({
    messageId: row.message_id as number,
    conversationId: row.conversation_id as number,
    at: toDate(row.at),
    seenAt: toDateOrNull(row.seen_at),
    text: row.text as string,
    authorName: (row.name as string | null) ?? '',
  }));
}

async function mustExist(needs: Needs, conversationId: number): Promise<Conversation> {
  const conversation = await conversationById(needs.database, conversationId);
  if (!conversation) throw notFound('conversation');
  return conversation;
}

export async function readUpTo(needs: Needs, conversationId: number, userId: number): Promise<number> {
  const row = await needs.database.row<{ message_id: number }>(
    'select message_id from read_mark where conversation_id = ? and user_id = ?',
    [conversationId, userId],
  );
  return row?.message_id ?? 0;
}

export async function setMark(
  needs: Needs,
  conversation: Conversation,
  userId: number,
  messageId: number,
): Promise<void> {
  await needs.database.run(
    `insert into read_mark (user_id, conversation_id, message_id) values (?, ?, ?)
     on conflict (conversation_id, user_id) do update set message_id = excluded.message_id`,
    [userId, conversation.id, messageId],
  );
  await tell(needs, 'conversation.read', conversation, `user:${userId}`, { data: { userId, upTo: messageId } });
}
