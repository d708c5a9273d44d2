// The door of the way out: compose → plan → queue → send → follow.
import type { Connection } from '../contract/connection.ts';
import type { Manifest } from '../contract/contract.ts';
import type { DeliveryStatus, ReceiptEvent } from '../contract/inbound.ts';
import type { Reason } from '../contract/reason.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { Events } from '../events/events.ts';
import type { Files } from '../files/files.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { OnStep } from '../kernel/steps.ts';
import { createCompose, type NewMessage, type Preview } from './compose.ts';
import { createFollow } from './follow.ts';
import { createQueue, type QueueEntry } from './queue.ts';
import { createSend } from './send.ts';

export type { NewMessage, Preview } from './compose.ts';
export type { QueueEntry } from './queue.ts';

/** A live account as sending needs it. */
export interface LiveAccount {
  row: ChannelAccount;
  connection: Connection;
  manifest: Manifest;
  /** Declared settings without secrets, for policy and capabilities. */
  settings: Record<string, unknown>;
}

export interface OutboundPorts {
  account(accountId: number): LiveAccount | null;
  /** Seconds a message of a person is held back so that it can be taken back. */
  hold(): Promise<number>;
}

export interface OutboundRooms {
  database: Database;
  events: Events;
  jobs: Jobs;
  files: Files;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  contacts: Contacts;
  conversations: Conversations;
  onStep: OnStep;
  ports: OutboundPorts;
}

/**
 * `stale`: the conversation has moved on since the person last saw it (RE-9); `newest` is what they have not seen.
 * `refused`: plan, policy or permission of the channel say no, with the sentence for the composer.
 */
export type SendAnswer =
  | { ok: true; messageId: number; conversationId: number; undoUntil: Date | null }
  | { ok: false; kind: 'stale'; newestId: number; by: string | null; at: Date }
  | { ok: false; kind: 'refused'; why: Reason };

export interface Outbound {
  /** What would become of a draft: can it go, what is lost, until when. For the composer. */
  preview(message: NewMessage): Promise<Preview>;
  /** Writes the message, its deliveries, jobs and events in one transaction. */
  send(message: NewMessage): Promise<SendAnswer>;
  /** Takes a held message back; false when it has left already. */
  cancel(messageId: number, actor: string): Promise<boolean>;
  /** Sends a failed or unclear delivery again, on a person's word. */
  retry(deliveryId: number, actor: string): Promise<boolean>;
  /** A person says that an unclear delivery did arrive. */
  settle(deliveryId: number, actor: string): Promise<boolean>;
  /** Moves a fate forward; true when the receipt spoke of something of ours. */
  follow(accountId: number, receipt: ReceiptEvent): Promise<boolean>;
  queue(accountId: number, limit: number): Promise<QueueEntry[]>;
  counts(accountId: number, since: Date): Promise<Record<DeliveryStatus | 'unknown', number>>;
}

export function createOutbound(rooms: OutboundRooms): Outbound {
  const compose = createCompose(rooms);
  const queue = createQueue(rooms);
  const send = createSend(rooms, queue);
  const follow = createFollow(rooms, queue);
  rooms.jobs.handle('outbound.send', {
    run: (payload, job) => send.run(Number(payload.deliveryId), job),
    attempts: send.attempts,
  });
  return {
    preview: compose.preview,
    send: compose.send,
    cancel: queue.cancel,
    retry: queue.retry,
    settle: queue.settle,
    follow,
    queue: queue.list,
    counts: queue.counts,
  };
}
