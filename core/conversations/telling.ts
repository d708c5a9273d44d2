// Telling others: events of a conversation, lines in the thread, notifications.
import { insert } from '../database/columns.ts';
import { userOf, type Actor, type EventType } from '../events/events.ts';
import { notFound } from '../kernel/errors.ts';
import { json, type Row } from './rows.ts';
import type { Conversation, Needs, NewMessage } from './shapes.ts';
import type { Intake } from './intake.ts';

export function actorOf(message: NewMessage): Actor {
  if (message.actor) return message.actor;
  if (message.authorUserId) return `user:${message.authorUserId}`;
  return message.authorContactId ? `contact:${message.authorContactId}` : 'desk';
}

export async function tell(
  needs: Needs,
  type: EventType,
  conversation: Pick<Conversation, 'id' | 'inboxId' | 'accountId' | 'contactId'>,
  actor: Actor,
  more: { messageId?: number | null; data?: Record<string, unknown> } = {},
): Promise<void> {
  await needs.events.add({
    type,
    actor,
    inboxId: conversation.inboxId,
    conversationId: conversation.id,
    accountId: conversation.accountId,
    contactId: conversation.contactId,
    messageId: more.messageId ?? null,
    data: more.data,
  });
}

export async function tellMessageChanged(
  needs: Needs,
  messageId: number,
  actor: Actor,
  data: Record<string, unknown> = {},
  type: EventType = 'message.changed',
): Promise<void> {
  const row = await needs.database.row<Row>(
    `update message set changed_at = ? where id = ? returning conversation_id,
      (select inbox_id from conversation where id = conversation_id) as inbox_id, account_id, author_contact_id`,
    [needs.clock.now(), messageId],
  );
  if (!row) throw notFound('message');
  await needs.events.add({
    type,
    actor,
    messageId,
    inboxId: row.inbox_id as number,
    conversationId: row.conversation_id as number,
    accountId: row.account_id as number | null,
    contactId: row.author_contact_id as number | null,
    data,
  });
}

export function createNotify(needs: Needs): Intake['notify'] {
  return ({
    userId,
    kind,
    conversationId = null,
    messageId = null,
    accountId = null,
    webhookId = null,
    ticketId = null,
    reason,
    actor,
  }) =>
    needs.database.write(async () => {
      const id = await insert(needs.database, 'notification', {
        user_id: userId,
        kind,
        conversation_id: conversationId,
        message_id: messageId,
        account_id: accountId,
        webhook_id: webhookId,
        ticket_id: ticketId,
        by_user_id: userOf(actor),
        reason: json(reason),
        created_at: needs.clock.now(),
      });
      await needs.events.add({
        type: 'notification.created',
        actor,
        conversationId,
        messageId,
        accountId,
        data: { notificationId: id, userId, kind },
      });
      return id;
    });
}
