// Deliveries that wait or went wrong, as the health page shows them.
import type { DeliveryStatus } from '../contract/inbound.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import { toDate, toJsonOrNull } from '../database/rows.ts';
import type { Fate } from './fate.ts';

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

const NEEDING = `('failed', 'unknown', 'queued', 'sending', 'deferred')`;

const DONE = ['sent', 'delivered', 'read', 'played'] as const;

/** Milliseconds: somewhat more than a channel may take. */
const LONGEST_ATTEMPT = 20 * 60_000;

const NONE: Record<DeliveryStatus | 'unknown', number> = {
  queued: 0,
  sending: 0,
  sent: 0,
  deferred: 0,
  delivered: 0,
  read: 0,
  played: 0,
  failed: 0,
  unknown: 0,
};

export class Queue {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whether an attempt is under way whose result is not known yet; one that hangs for longer does not count. */
  async isSending(accountId: number, now: Date): Promise<boolean> {
    const row = await this.#database.row(
      `select id from delivery where account_id = ? and status = 'sending' and changed_at > ? limit 1`,
      [accountId, now.getTime() - LONGEST_ATTEMPT],
    );
    return row !== undefined;
  }

  async list(accountId: number, limit: number): Promise<QueueEntry[]> {
    const rows = await this.#database.rows<Record<string, unknown>>(
      `select delivery.id, delivery.message_id, delivery.conversation_id, conversation.public_id, conversation.subject, delivery.status, delivery.reason,
        delivery.attempts, coalesce((select run_at from job where order_key = 'out:' || delivery.conversation_id and payload = '{"deliveryId":' || delivery.id || '}'), delivery.next_attempt_at) as next_at,
        (select group_concat(coalesce(nullif(name, ''), value), ', ') from delivery_recipient where delivery_id = delivery.id) as recipients
       from delivery join conversation on conversation.id = delivery.conversation_id
       where delivery.account_id = ? and delivery.status in ${NEEDING} order by delivery.id desc limit ?`,
      [accountId, limit],
    );
    return rows.map(toEntry);
  }

  /** What waits or went wrong, however old, and what changed since then. */
  async counts(accountId: number, since: Date): Promise<Record<DeliveryStatus | 'unknown', number>> {
    const needing = await this.#database.rows<{ status: keyof typeof NONE; count: number }>(
      `select status, count(*) as count from delivery where account_id = ? and status in ${NEEDING} group by status`,
      [accountId],
    );
    const done = DONE.map((status) => `count(*) filter (where status = '${status}') as ${status}`);
    const recent = await this.#database.row<Record<(typeof DONE)[number], number>>(
      `select ${done.join(', ')} from delivery where account_id = ? and changed_at >= ?`,
      [accountId, since.getTime()],
    );
    return { ...NONE, ...recent, ...Object.fromEntries(needing.map(({ status, count }) => [status, count])) };
  }
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
