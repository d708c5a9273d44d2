// What a person was told in the app: mentions, conversations given to them; read when they have been there.
import type { Reason } from '../contract/reason.ts';
import { contactTitle, namelessFrom } from '../database/calling.ts';
import { toDate, toDateOrNull, toJsonOrNull } from '../database/rows.ts';
import { calledFrom } from './list-rows.ts';
import type { Called } from './lists.ts';
import type { Row } from './rows.ts';
import type { Needs } from './shapes.ts';

export interface Notification {
  id: number;
  /** `mention`, `assignment` and the like; the text `notification.<kind>` says it. */
  kind: string;
  conversationId: number | null;
  /** Its public id. */
  conversationKey: string | null;
  /** Where the conversation stands. */
  inboxId: number | null;
  messageId: number | null;
  /** The channel account it is about, and what it is called. */
  accountId: number | null;
  accountTitle: string | null;
  /** The outgoing webhook it is about; `accountTitle` then says what that is called. */
  webhookId: number | null;
  /** The ticket it is about. */
  ticket: { number: number; name: string } | null;
  /** Why, for what the desk did by itself. */
  reason: Reason | null;
  /** Who caused it; null for the desk. */
  by: { id: number; name: string } | null;
  subject: string;
  /** With whom the conversation is. */
  contact: Called | null;
  /** Words of the conversation's last message. */
  snippet: string;
  /** By which the conversation came; null for one without an account. */
  channel: string | null;
  /** Words of the message it is about. */
  text: string;
  createdAt: Date;
  readAt: Date | null;
}

export interface Notifications {
  /** Newest first; `before` is the id of the last one shown. */
  list(userId: number, options: { before?: number; limit: number; unread?: boolean }): Promise<Notification[]>;
  /** Those of the ids that are this person's, newest first, also what is on no list. */
  some(userId: number, ids: number[]): Promise<Notification[]>;
  /** One of this person's, else null. */
  get(userId: number, id: number): Promise<Notification | null>;
  /** How many are not read yet; 100 means "100 or more". */
  unread(userId: number): Promise<number>;
  /** One, those of a conversation, or all. */
  markRead(userId: number, which: { id: number } | { conversationId: number } | 'all'): Promise<void>;
}

const MOST = 100;

export function createNotifications(needs: Needs): Notifications {
  const { database } = needs;
  const select = async (where: string, params: unknown[]): Promise<Notification[]> => {
    const rows = await database.rows<Row>(
      `select notification.*, author.id as author_id, author.name as author_name, conversation.subject, conversation.public_id as conversation_key,
         coalesce(conversation.inbox_id, ticket.inbox_id) as inbox_id, ticket.number as ticket_number, ticket.name as ticket_name,
         conversation.snippet, channel_account.channel, coalesce(about.title, webhook.description) as account_title,
         contact.id as contact_id, ${contactTitle('contact')} as contact_title, ${namelessFrom('contact')} as nameless_from, substr(message.text, 1, 200) as words
       from notification left join desk_user author on author.id = notification.by_user_id
       left join conversation on conversation.id = notification.conversation_id
       left join channel_account on channel_account.id = conversation.account_id
       left join channel_account about on about.id = notification.account_id
       left join webhook on webhook.id = notification.webhook_id
       left join ticket on ticket.id = notification.ticket_id
       left join contact on contact.id = conversation.contact_id
       left join message on message.id = notification.message_id
       where notification.user_id = ? and ${where} order by notification.id desc limit ?`,
      params,
    );
    return rows.map(notificationFrom);
  };
  return {
    list: (userId, { before = Number.MAX_SAFE_INTEGER, limit, unread = false }) =>
      select(`notification.id < ? and not notification.unlisted ${unread ? 'and notification.read_at is null' : ''}`, [
        userId,
        before,
        Math.min(limit, MOST),
      ]),
    some: (userId, ids) => select('notification.id in (?)', [userId, ids, MOST]),
    get: async (userId, id) => (await select('notification.id = ?', [userId, id, 1]))[0] ?? null,
    async unread(userId) {
      const sql = `select count(*) as count from (select 1 from notification where user_id = ? and read_at is null and not unlisted limit ${MOST})`;
      return Number((await database.row<Row>(sql, [userId]))!.count);
    },
    markRead: (userId, which) => markNotificationsRead(needs, userId, which),
  };
}

/** Says so only when there was something to read. */
export async function markNotificationsRead(
  needs: Needs,
  userId: number,
  which: Parameters<Notifications['markRead']>[1],
): Promise<void> {
  const conditions: [string, unknown[]] =
    which === 'all'
      ? ['', []]
      : 'id' in which
        ? ['and id = ?', [which.id]]
        : ['and conversation_id = ?', [which.conversationId]];
  await needs.database.write(async () => {
    const read = await needs.database.rows(
      `update notification set read_at = ? where user_id = ? and read_at is null ${conditions[0]} returning id`,
      [needs.clock.now(), userId, ...conditions[1]],
    );
    if (read.length > 0)
      await needs.events.add({
        type: 'notification.read',
        actor: `user:${userId}`,
        data: { userId, count: read.length },
      });
  });
}

function notificationFrom(row: Row): Notification {
  return {
    id: row.id as number,
    kind: row.kind as string,
    conversationId: row.conversation_id as number | null,
    conversationKey: row.conversation_key as string | null,
    inboxId: row.inbox_id as number | null,
    messageId: row.message_id as number | null,
    accountId: row.account_id as number | null,
    accountTitle: row.account_title as string | null,
    webhookId: row.webhook_id as number | null,
    ticket: row.ticket_number ? { number: row.ticket_number as number, name: row.ticket_name as string } : null,
    reason: toJsonOrNull<Reason>(row.reason),
    by: row.author_id ? { id: row.author_id as number, name: row.author_name as string } : null,
    subject: (row.subject as string | null) ?? '',
    contact: row.contact_id ? { id: row.contact_id as number, ...calledFrom(row) } : null,
    snippet: (row.snippet as string | null) ?? '',
    channel: row.channel as string | null,
    text: (row.words as string | null) ?? '',
    createdAt: toDate(row.created_at),
    readAt: toDateOrNull(row.read_at),
  };
}
