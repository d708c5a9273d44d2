// Who has to be told of what happened; within the transaction in which it happened.
import { toBoolean } from '../database/rows.ts';
import { userOf, type EventType, type ToldEvent } from '../events/events.ts';
import { accountFares } from './account-trouble.ts';
import { isWanted, plan } from './planning.ts';
import type { Kind } from './kinds.ts';
import type { Needs } from './needs.ts';
import { lookLater } from './unassigned.ts';

type Handler = (needs: Needs, event: ToldEvent) => Promise<void>;

const HANDLERS: Partial<Record<EventType, Handler>> = {
  'message.received': answered,
  'conversation.created': lookLater,
  'conversation.changed': async (needs, event) => {
    // A bot is done with it: it is for people now.
    if (event.data.bot === false) await lookLater(needs, event);
  },
  'conversation.reopened': woken,
  'delivery.changed': fared,
  'account.health': accountFares,
  'notification.created': plan,
};

export function followEvents(needs: Needs): void {
  needs.events.follow(async (event) => HANDLERS[event.type]?.(needs, event));
}

interface Told {
  userId: number;
  kind: Kind;
  /** Only while nothing of that kind about the same conversation is unread. */
  once: boolean;
}

async function tell(needs: Needs, event: ToldEvent, { userId, kind, once }: Told): Promise<void> {
  if (!(await isWanted(needs, userId, kind))) return;
  const { conversationId, messageId, actor } = event;
  const known =
    once &&
    (await needs.database.row(
      'select 1 as known from notification where conversation_id = ? and user_id = ? and kind = ? and read_at is null',
      [conversationId, userId, kind],
    ));
  if (!known) await needs.conversations.notify({ userId, kind, conversationId, messageId, actor });
}

/** The owner of a conversation hears that the customer wrote; machines' answers wake nobody. */
async function answered(needs: Needs, event: ToldEvent): Promise<void> {
  const row = await needs.database.row<Record<string, unknown>>(
    `select conversation.owner_id, message.automatic from message
     join conversation on conversation.id = message.conversation_id
     where message.id = ? and conversation.place = 'inbox' and conversation.bot_since is null`,
    [event.messageId],
  );
  const userId = row?.owner_id as number | null | undefined;
  if (userId && !row!.automatic) await tell(needs, event, { userId, kind: 'answer', once: true });
}

/** Woken by its time, not by somebody: its owner hears of it, else who laid it aside. */
async function woken(needs: Needs, event: ToldEvent): Promise<void> {
  if (event.data.was !== 'snoozed' || event.actor !== 'desk') return;
  const row = await needs.database.row<{ owner_id: number | null }>('select owner_id from conversation where id = ?', [
    event.conversationId,
  ]);
  const userId = row?.owner_id ?? (await whoSnoozed(needs, event.conversationId!));
  if (userId) await tell(needs, event, { userId, kind: 'snooze_over', once: true });
}

async function whoSnoozed({ database }: Needs, conversationId: number): Promise<number | null> {
  const row = await database.row<{ actor: string }>(
    `select actor from event where conversation_id = ? and type = 'conversation.snoozed' order by id desc limit 1`,
    [conversationId],
  );
  return row ? userOf(row.actor) : null;
}

/** Who wrote it has to know that it did not arrive. */
async function fared(needs: Needs, event: ToldEvent): Promise<void> {
  if (event.data.status !== 'failed') return;
  const row = await needs.database.row<Record<string, unknown>>(
    `select author_user_id, exists (select 1 from notification where message_id = message.id and kind = 'send_failed') as told
     from message where id = ?`,
    [event.messageId],
  );
  const userId = row?.author_user_id as number | null | undefined;
  if (userId && !toBoolean(row!.told)) await tell(needs, event, { userId, kind: 'send_failed', once: false });
}
