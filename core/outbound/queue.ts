// Deliveries as rows: loading, moving their fate forward, taking back, trying again. Writes happen inside `write`.
import type { DeliveryStatus } from '../contract/inbound.ts';
import type { Draft, SendResult } from '../contract/outbound.ts';
import type { Reason } from '../contract/reason.ts';
import { toDate, toJson, toJsonOrNull } from '../database/rows.ts';
import { worst, type Fate } from './fate.ts';
import type { OutboundRooms } from './outbound.ts';

export interface DeliveryRow {
  id: number;
  messageId: number;
  accountId: number;
  conversationId: number;
  key: string;
  externalId: string | null;
  draft: Draft;
  status: Fate;
  attempts: number;
  createdAt: Date;
  authorUserId: number | null;
}

export interface QueueEntry {
  deliveryId: number;
  messageId: number;
  conversationId: number;
  conversationPublicId: string;
  to: string;
  subject: string;
  status: Fate;
  reason: Reason | null;
  attempts: number;
  nextAttemptAt: Date | null;
}

export type Queue = ReturnType<typeof createQueue>;

const COLUMNS =
  'delivery.id, delivery.message_id, delivery.account_id, delivery.conversation_id, key, delivery.external_id, draft, delivery.status, attempts, delivery.created_at, author_user_id';

export function createQueue(rooms: OutboundRooms) {
  const { database, conversations, contacts, events, jobs, clock } = rooms;
  const now = () => clock.now().getTime();

  async function load(id: number): Promise<DeliveryRow | null> {
    const row = await database.row<Record<string, unknown>>(
      `select ${COLUMNS} from delivery join message on message.id = delivery.message_id where delivery.id = ?`,
      [id],
    );
    return row ? toDelivery(row) : null;
  }

  async function begin(id: number): Promise<void> {
    await database.run(`update delivery set status = 'sending', attempts = attempts + 1, changed_at = ? where id = ?`, [
      now(),
      id,
    ]);
  }

  async function sent(delivery: DeliveryRow, result: Extract<SendResult, { id: string }>): Promise<void> {
    await database.run(
      `update delivery set status = 'sent', external_id = ?, reason = null, next_attempt_at = null, sent_at = ?, changed_at = ? where id = ?`,
      [result.id, now(), now(), delivery.id],
    );
    await database.run(
      `update delivery_recipient set status = 'sent', changed_at = ? where delivery_id = ? and status in ('queued', 'sending', 'deferred')`,
      [now(), delivery.id],
    );
    for (const one of result.refused ?? []) await refuse(delivery, one.address.value, one.why, one.hard);
    await conversations.nameMessage(delivery.messageId, result.id, result.aliases);
    await database.run('update channel_account set last_outbound_at = ? where id = ?', [now(), delivery.accountId]);
    await told(delivery);
  }

  async function refuse(delivery: DeliveryRow, address: string, why: Reason, hard: boolean): Promise<void> {
    await database.run(
      `update delivery_recipient set status = 'failed', reason = ?, changed_at = ? where delivery_id = ? and value = ?`,
      [JSON.stringify(why), now(), delivery.id, address],
    );
    if (hard) await contacts.suppress({ kind: 'email', value: address }, why);
  }

  async function fail(delivery: DeliveryRow, why: Reason, hard: boolean): Promise<void> {
    await mark(delivery.id, 'failed', why);
    await database.run(
      `update delivery_recipient set status = 'failed', reason = ?, changed_at = ? where delivery_id = ?`,
      [JSON.stringify(why), now(), delivery.id],
    );
    if (hard && delivery.draft.to.length === 1 && !delivery.draft.cc?.length)
      await contacts.suppress(delivery.draft.to[0]!.address, why);
    await told(delivery);
  }

  async function doubt(delivery: DeliveryRow, why: Reason): Promise<void> {
    await mark(delivery.id, 'unknown', why);
    await told(delivery);
  }

  async function defer(delivery: DeliveryRow, why: Reason, account: boolean): Promise<void> {
    await mark(delivery.id, account ? 'queued' : 'deferred', why);
    await told(delivery);
  }

  async function mark(id: number, status: Fate, why: Reason | null): Promise<void> {
    await database.run(`update delivery set status = ?, reason = ?, changed_at = ? where id = ?`, [
      status,
      why && JSON.stringify(why),
      now(),
      id,
    ]);
  }

  /** Brings the message's own status along and tells everybody who looks at it. */
  async function told(delivery: Pick<DeliveryRow, 'id' | 'messageId' | 'conversationId' | 'accountId'>): Promise<void> {
    const rows = await database.rows<{ status: Fate; reason: unknown }>(
      'select status, reason from delivery where message_id = ?',
      [delivery.messageId],
    );
    const status = worst(rows.map((row) => row.status));
    const why = toJsonOrNull<Reason>(rows.find((row) => row.status === status)?.reason ?? null);
    // What is unclear stays "sending" on the message; the delivery itself says why.
    if (status !== 'cancelled')
      await conversations.setStatus(
        delivery.messageId,
        status === 'unknown' ? 'sending' : status,
        why,
        status === 'queued',
      );
    await events.add({
      type: 'delivery.changed',
      actor: 'desk',
      conversationId: delivery.conversationId,
      messageId: delivery.messageId,
      accountId: delivery.accountId,
      data: { deliveryId: delivery.id, status },
    });
  }

  async function jobOf(
    deliveryId: number,
    conversationId: number,
  ): Promise<{ id: number; status: string } | undefined> {
    return database.row(`select id, status from job where order_key = ? and payload = ?`, [
      `out:${conversationId}`,
      JSON.stringify({ deliveryId }),
    ]);
  }

  async function cancel(messageId: number, actor: string): Promise<boolean> {
    return database.write(async () => {
      const rows = await database.rows<{ id: number; conversation_id: number; account_id: number; status: Fate }>(
        'select id, conversation_id, account_id, status from delivery where message_id = ?',
        [messageId],
      );
      if (rows.length === 0 || rows.some((row) => row.status !== 'queued')) return false;
      for (const row of rows) {
        const job = await jobOf(row.id, row.conversation_id);
        if (!job || !(await jobs.cancel(job.id))) return false;
      }
      for (const row of rows) await mark(row.id, 'cancelled', null);
      await conversations.deleteMessage(messageId, { at: clock.now(), actor });
      return true;
    });
  }

  async function again(deliveryId: number, from: Fate[], actor: string, to: 'queued' | 'sent'): Promise<boolean> {
    return database.write(async () => {
      const delivery = await load(deliveryId);
      if (!delivery || !from.includes(delivery.status)) return false;
      await mark(deliveryId, to, null);
      await database.run(
        `update delivery_recipient set status = ?, reason = null, changed_at = ? where delivery_id = ? and status in ('failed', 'sending', 'queued')`,
        [to, now(), deliveryId],
      );
      if (to === 'queued')
        await jobs.add({
          kind: 'outbound.send',
          payload: { deliveryId },
          orderKey: `out:${delivery.conversationId}`,
          accountId: delivery.accountId,
        });
      await conversations.setStatus(delivery.messageId, to, null, true);
      await events.add({
        type: 'delivery.changed',
        actor,
        conversationId: delivery.conversationId,
        messageId: delivery.messageId,
        accountId: delivery.accountId,
        data: { deliveryId, status: to },
      });
      return true;
    });
  }

  /** Failed or unclear ones are sent again; one that waits for its next attempt is hurried. */
  async function retry(deliveryId: number, actor: string): Promise<boolean> {
    const delivery = await load(deliveryId);
    const waiting = delivery && (await jobOf(deliveryId, delivery.conversationId));
    if (waiting && waiting.status !== 'running' && waiting.status !== 'failed') {
      await jobs.hurry(waiting.id);
      return true;
    }
    return again(deliveryId, ['failed', 'unknown'], actor, 'queued');
  }

  async function list(accountId: number, limit: number): Promise<QueueEntry[]> {
    const rows = await database.rows<Record<string, unknown>>(
      `select delivery.id, delivery.message_id, delivery.conversation_id, conversation.public_id, conversation.subject, delivery.status, delivery.reason,
        delivery.attempts, coalesce((select run_at from job where order_key = 'out:' || delivery.conversation_id and payload = '{"deliveryId":' || delivery.id || '}'), delivery.next_attempt_at) as next_at,
        (select group_concat(coalesce(nullif(name, ''), value), ', ') from delivery_recipient where delivery_id = delivery.id) as recipients
       from delivery join conversation on conversation.id = delivery.conversation_id
       where delivery.account_id = ? and delivery.status in ('failed', 'unknown', 'queued', 'sending', 'deferred') order by delivery.id desc limit ?`,
      [accountId, limit],
    );
    return rows.map(toEntry);
  }

  async function counts(accountId: number, since: Date) {
    const rows = await database.rows<{ status: Fate; count: number }>(
      `select status, count(*) as count from delivery where account_id = ? and (status in ('failed', 'unknown', 'queued', 'sending', 'deferred') or changed_at >= ?) group by status`,
      [accountId, since.getTime()],
    );
    const all = {
      queued: 0,
      sending: 0,
      sent: 0,
      deferred: 0,
      delivered: 0,
      read: 0,
      played: 0,
      failed: 0,
      unknown: 0,
    } as Record<DeliveryStatus | 'unknown', number>;
    for (const row of rows) if (row.status !== 'cancelled') all[row.status] = row.count;
    return all;
  }

  return {
    load,
    begin,
    sent,
    fail,
    doubt,
    defer,
    told,
    cancel,
    retry,
    settle: (id: number, actor: string) => again(id, ['unknown'], actor, 'sent'),
    list,
    counts,
  };
}

function toDelivery(row: Record<string, unknown>): DeliveryRow {
  return {
    id: Number(row.id),
    messageId: Number(row.message_id),
    accountId: Number(row.account_id),
    conversationId: Number(row.conversation_id),
    key: String(row.key),
    externalId: row.external_id as string | null,
    draft: toJson(row.draft),
    status: row.status as Fate,
    attempts: Number(row.attempts),
    createdAt: toDate(row.created_at),
    authorUserId: row.author_user_id as number | null,
  };
}

function toEntry(row: Record<string, unknown>): QueueEntry {
  return {
    deliveryId: Number(row.id),
    messageId: Number(row.message_id),
    conversationId: Number(row.conversation_id),
    conversationPublicId: String(row.public_id),
    to: String(row.recipients ?? ''),
    subject: String(row.subject),
    status: row.status as Fate,
    reason: toJsonOrNull(row.reason),
    attempts: Number(row.attempts),
    nextAttemptAt: row.next_at === null ? null : toDate(row.next_at),
  };
}
