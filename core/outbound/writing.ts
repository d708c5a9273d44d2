// Writing a message down: conversation, message, deliveries, jobs and events in the transaction of the caller.
import type { Draft } from '../contract/outbound.ts';
import type { Part } from '../contract/part.ts';
import type { NewPart } from '../conversations/conversations.ts';
import { publicId } from '../kernel/ids.ts';
import type { ChosenAttachment } from './attachments.ts';
import type { Situation } from './context.ts';
import { peopleOf, type NewMessage, type SendAnswer } from './messages.ts';
import type { OutboundRooms } from './rooms.ts';

export interface Planned {
  message: NewMessage;
  situation: Situation;
  /** As the person wrote it. */
  draft: Draft;
  /** As the channel carries it, in order. */
  messages: Draft[];
  attachments: ChosenAttachment[];
}

interface Delivered {
  messageId: number;
  accountId: number;
  conversationId: number;
  leaves: Date;
  now: Date;
}

export class Writing {
  readonly #rooms: OutboundRooms;

  constructor(rooms: OutboundRooms) {
    this.#rooms = rooms;
  }

  async write(planned: Planned): Promise<SendAnswer> {
    const { message, situation, messages } = planned;
    const now = this.#rooms.clock.now();
    const { row: account } = situation.live;
    const conversationId = message.conversationId ?? (await this.#start(message, situation, now));
    const recorded = await this.#record(planned, conversationId, now);
    if (message.passesOnMessageId) await this.#sayPassedOn(planned, message.passesOnMessageId, recorded.id);
    const leaves = await this.#leaves(planned, now);
    const whole = { messageId: recorded.id, accountId: account.id, conversationId, leaves, now };
    for (const [position, draft] of messages.entries()) await this.#queue(whole, position, draft);
    await this.#rooms.events.add({
      type: 'delivery.changed',
      actor: actorOf(message),
      inboxId: account.inboxId,
      conversationId,
      messageId: recorded.id,
      accountId: account.id,
    });
    return { ok: true, messageId: recorded.id, conversationId, undoUntil: leaves > now ? leaves : null };
  }

  /** At once, after the time for taking it back, or when the person said. */
  async #leaves({ message, situation }: Planned, now: Date): Promise<Date> {
    if (message.sendAt && message.sendAt > now) return message.sendAt;
    const held = message.userId === null ? 0 : (situation.live.manifest.hold ?? (await this.#rooms.ports.hold()));
    return new Date(now.getTime() + held * 1000);
  }

  async #start(message: NewMessage, situation: Situation, now: Date): Promise<number> {
    const { contacts, conversations } = this.#rooms;
    const { row: account } = situation.live;
    const { contactId } = await contacts.take(situation.to[0]!, { accountId: account.id, at: now });
    const conversation = await conversations.start({
      inboxId: account.inboxId,
      accountId: account.id,
      contactId,
      subject: message.subject ?? '',
      ownerId: message.userId,
      at: now,
      actor: actorOf(message),
    });
    return conversation.id;
  }

  async #sayPassedOn({ message, draft }: Planned, passedOnId: number, messageId: number): Promise<void> {
    const { database, conversations } = this.#rooms;
    const sql = 'select conversation_id as "conversationId" from message where id = ?';
    const from = await database.row<{ conversationId: number }>(sql, [passedOnId]);
    if (!from) return;
    const to = peopleOf(draft).flatMap(({ role, name, address }) => (role === 'bcc' ? [] : [name || address.value]));
    const params = { to: to.join(', '), messageId };
    await conversations.happened(from.conversationId, { type: 'passed_on', params }, actorOf(message));
  }

  #record({ message, situation, draft, attachments }: Planned, conversationId: number, at: Date) {
    const held = attachments.flatMap((one) => one.held ?? []);
    return this.#rooms.conversations.record({
      conversationId,
      kind: 'message',
      direction: 'out',
      accountId: situation.live.row.id,
      authorUserId: message.userId,
      at,
      subject: draft.subject ?? '',
      parts: draft.parts.flatMap((part) => keptParts(part, attachments)),
      people: peopleOf(draft),
      inReplyToId: message.replyToMessageId ?? null,
      formKey: message.formKey,
      automatic: message.automatic ? 'generated' : null,
      status: 'queued',
      details: {
        ...(message.chatflow && { chatflow: message.chatflow }),
        // Somebody has looked at it and passed it on: nobody else opens it unasked.
        ...(held.length > 0 && { held }),
        ...(message.passesOnMessageId && { passesOn: message.passesOnMessageId }),
      },
    });
  }

  async #queue(whole: Delivered, position: number, draft: Draft): Promise<void> {
    const { database, jobs } = this.#rooms;
    const { messageId, accountId, conversationId, leaves } = whole;
    const at = whole.now.getTime();
    const row = await database.row<{ id: number }>(
      `insert into delivery (message_id, account_id, conversation_id, position, key, draft, status, attempts, next_attempt_at, created_at, changed_at)
       values (?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?) returning id`,
      [messageId, accountId, conversationId, position, publicId(), JSON.stringify(draft), leaves.getTime(), at, at],
    );
    for (const { role, name, address } of peopleOf(draft)) {
      await database.run(
        `insert into delivery_recipient (delivery_id, role, kind, value, name, status, changed_at) values (?, ?, ?, ?, ?, 'queued', ?)`,
        [row!.id, role, address.kind, address.value, name, at],
      );
    }
    await jobs.add({
      kind: 'outbound.send',
      payload: { deliveryId: row!.id },
      orderKey: `out:${conversationId}`,
      accountId,
      runAt: leaves,
    });
  }
}

/** Files of a template stand before it, as they do on the phone. */
function keptParts(part: Part, attachments: ChosenAttachment[]): NewPart[] {
  const kept = (attachment: ChosenAttachment, inline: boolean): NewPart => {
    return { type: 'media', attachment: { ...attachment, inline, state: 'ready' } };
  };
  if (part.type === 'template') {
    const within = new Set(Object.values(part.files ?? {}).map(({ fileId }) => fileId));
    return [...attachments.filter(({ fileId }) => within.has(fileId)).map((one) => kept(one, false)), part];
  }
  if (part.type !== 'media') return [part];
  const from = attachments.find((one) => one.fileId === part.fileId && one.contentId === part.contentId)!;
  return [kept(from, part.inline ?? false)];
}

function actorOf(message: NewMessage): string {
  return message.userId === null ? 'desk' : `user:${message.userId}`;
}
