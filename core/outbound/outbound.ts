// The door of the way out: compose → plan → queue → send → follow.
import type { DeliveryStatus, ReceiptEvent } from '../contract/inbound.ts';
import type { Reason } from '../contract/reason.ts';
import type { Template } from '../contract/template.ts';
import { AMEND, Amending, type AmendAnswer } from './amending.ts';
import { Compose } from './compose.ts';
import { Decisions } from './decisions.ts';
import { Deliveries } from './deliveries.ts';
import { Follow } from './follow.ts';
import type { NewMessage, Preview, SendAnswer } from './messages.ts';
import { Outages } from './outages.ts';
import { Queue, type QueueEntry } from './queue.ts';
import { REACT, Reacting } from './reacting.ts';
import type { OutboundRooms } from './rooms.ts';
import { ATTEMPTS, Send } from './send.ts';
import { usualAccount } from './usual.ts';

export type { NewMessage, Preview, SendAnswer } from './messages.ts';
export type { TemplateChoice } from './templates.ts';
export { kindOfFile, type StoredFile } from './attachments.ts';
export type { QueueEntry } from './queue.ts';
export { reaches } from './reaching.ts';
export type { LiveAccount, OutboundPorts } from './rooms.ts';

export interface Outbound {
  /** What would become of a draft: can it go, what is lost, until when. For the composer. */
  preview(message: NewMessage): Promise<Preview>;
  /** Writes the message, its deliveries, jobs and events in one transaction. */
  send(message: NewMessage): Promise<SendAnswer>;
  /** Likewise for programs: nobody has looked at the conversation. The key is that of the first delivery. */
  answer(message: NewMessage): Promise<{ key: string } | { refused: Reason }>;
  /** The account an answer goes by unless another is chosen: the given one, or one that leads out to the contact. */
  usualAccount(conversationId: number, accountId: number | null): Promise<number | null>;
  /** What an account has ready to be sent at any time, and whose inbox it is; null where no such account runs. */
  templates(accountId: number): Promise<{ inboxId: number; templates: Template[] } | null>;
  /** Takes a held message back; false when it has left already. */
  cancel(messageId: number, actor: string): Promise<boolean>;
  /** Sends a failed or unclear delivery again, on a person's word; one that waits is hurried. */
  retry(deliveryId: number, actor: string): Promise<boolean>;
  /** The same by the key that its account was handed. */
  retryOf(accountId: number, key: string, actor: string): Promise<boolean>;
  /** A person says that an unclear delivery did arrive. */
  settle(deliveryId: number, actor: string): Promise<boolean>;
  /** Changes the words of what was sent, on channels that can, for who wrote it. */
  edit(messageId: number, userId: number, words: { text: string; html?: string }): Promise<AmendAnswer>;
  /** Takes back what was sent, likewise. */
  delete(messageId: number, userId: number): Promise<AmendAnswer>;
  /** The team's one reaction to what a customer wrote; an empty emoji takes it back. */
  react(messageId: number, userId: number, emoji: string): Promise<AmendAnswer>;
  /** Why this person may not (any more); null when they may. */
  amendObstacle(messageId: number, userId: number, deed: 'edit' | 'delete'): Promise<Reason | null>;
  /** Moves a fate forward; true when the receipt spoke of something of ours. */
  follow(accountId: number, receipt: ReceiptEvent): Promise<boolean>;
  /** Whether an attempt of the account is under way. */
  isSending(accountId: number): Promise<boolean>;
  queue(accountId: number, limit: number): Promise<QueueEntry[]>;
  counts(accountId: number, since: Date): Promise<Record<DeliveryStatus | 'unknown', number>>;
}

export function createOutbound(rooms: OutboundRooms): Outbound {
  const compose = new Compose(rooms);
  const deliveries = new Deliveries(rooms);
  const outages = new Outages(rooms);
  const decisions = new Decisions(rooms, deliveries, outages);
  const send = new Send(rooms, deliveries, outages);
  const follow = new Follow(rooms, deliveries);
  const queue = new Queue(rooms.database);
  const amending = new Amending(rooms, deliveries);
  const reacting = new Reacting(rooms);
  handleJobs(rooms, { send, amending, reacting });
  return {
    preview: (message) => compose.preview(message),
    send: (message) => compose.send(message),
    async answer(message) {
      const sent = await compose.send({ ...message, anyway: true });
      if (sent.ok) return { key: await deliveries.firstKey(sent.messageId) };
      if (sent.kind === 'refused') return { refused: sent.why };
      throw new Error('It is sent whatever was written meanwhile');
    },
    usualAccount: (conversationId, accountId) => usualAccount(rooms, conversationId, accountId),
    async templates(accountId) {
      const live = rooms.ports.account(accountId);
      return live && { inboxId: live.row.inboxId, templates: (await live.connection.templates?.()) ?? [] };
    },
    cancel: (messageId, actor) => decisions.cancel(messageId, actor),
    retry: (deliveryId, actor) => decisions.retry(deliveryId, actor),
    retryOf: (accountId, key, actor) => decisions.retryOf(accountId, key, actor),
    settle: (deliveryId, actor) => decisions.settle(deliveryId, actor),
    edit: (messageId, userId, words) => amending.edit(messageId, userId, words),
    delete: (messageId, userId) => amending.delete(messageId, userId),
    react: (messageId, userId, emoji) => reacting.react(messageId, userId, emoji),
    amendObstacle: (messageId, userId, deed) => amending.obstacle(messageId, userId, deed),
    follow: (accountId, receipt) => follow.follow(accountId, receipt),
    isSending: (accountId) => queue.isSending(accountId, rooms.clock.now()),
    queue: (accountId, limit) => queue.list(accountId, limit),
    counts: (accountId, since) => queue.counts(accountId, since),
  };
}

function handleJobs(
  { jobs }: OutboundRooms,
  { send, amending, reacting }: { send: Send; amending: Amending; reacting: Reacting },
): void {
  jobs.handle('outbound.send', {
    run: (payload, job) => send.run(Number(payload.deliveryId), job),
    attempts: ATTEMPTS + 4,
  });
  jobs.handle(AMEND, { run: (payload, job) => amending.resume(payload, job) });
  jobs.handle(REACT, { run: (payload, job) => reacting.resume(payload, job) });
}
