// Webhooks and deliveries as the database gives them.
import type { Reason } from '../contract/reason.ts';
import { toDate, toDateOrNull, toJson, toJsonOrNull } from '../database/rows.ts';
import type { EventType } from '../events/events.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Answered, Delivery, DeliveryAttempt, Webhook } from './shapes.ts';

export type Row = Record<string, unknown>;

/** Sealed with another key, the address is empty. */
export function webhookFrom(row: Row, secrets: Secrets, now: Date): Webhook {
  const until = toDateOrNull(row.old_until);
  return {
    id: row.id as number,
    description: row.description as string,
    address: secrets.open(row.address as string) ?? '',
    types: toJsonOrNull<EventType[]>(row.types),
    inboxIds: toJsonOrNull<number[]>(row.inbox_ids),
    state: row.state as Webhook['state'],
    why: toJsonOrNull<Reason>(row.reason),
    failingSince: toDateOrNull(row.failing_since),
    deliveredAt: toDateOrNull(row.delivered_at),
    oldSecretUntil: until && until > now ? until : null,
    createdAt: toDate(row.created_at),
    waiting: Number(row.waiting ?? 0),
    failed: Number(row.failed ?? 0),
  };
}

export function deliveryFrom(row: Row): Delivery {
  const status = row.status as Delivery['status'];
  return {
    id: row.id as number,
    key: row.key as string,
    type: row.type as string,
    eventId: row.event_id as number | null,
    status,
    attempts: row.attempts as number,
    answer: row.answer as number | null,
    why: toJsonOrNull<Reason>(row.reason),
    createdAt: toDate(row.created_at),
    dueAt: status === 'waiting' ? toDate(row.due_at) : null,
    endedAt: toDateOrNull(row.ended_at),
  };
}

export function attemptFrom(row: Row): DeliveryAttempt {
  return {
    id: row.id as number,
    at: toDate(row.at),
    milliseconds: row.milliseconds as number,
    answer: row.answer as number | null,
    why: toJsonOrNull<Reason>(row.reason),
    request: toJson<Record<string, string>>(row.request),
    response: toJsonOrNull<Answered>(row.response),
  };
}
