// From what a person wrote to rows: checked against policy and plan, then written down in one transaction.
import type { Person } from '../contract/address.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import type { Draft } from '../contract/outbound.ts';
import { plan } from '../contract/plan.ts';
import type { Policy } from '../contract/policy.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { publicId } from '../kernel/ids.ts';
import type { NewPart } from '../conversations/conversations.ts';
import { cleanHtml, textOf } from './clean-html.ts';
import { createContext, type Situation } from './context.ts';
import { attachmentsOf, type ChosenAttachment } from './attachments.ts';
import type { OutboundRooms, SendAnswer } from './outbound.ts';

export interface NewMessage {
  /** Null starts a new conversation with `to` on `accountId`. */
  conversationId: number | null;
  /** The account to answer by; the conversation's own when absent. */
  accountId?: number;
  /** Null when a rule writes. */
  userId: number | null;
  html?: string;
  text?: string;
  subject?: string;
  /** Absent: whoever wrote last (their reply address where they gave one). */
  to?: Person[];
  cc?: Person[];
  bcc?: Person[];
  /** Attachments already stored, in order. */
  attachmentIds?: number[];
  replyToMessageId?: number | null;
  /** The newest message the person had before their eyes (RE-9). Absent: not checked. */
  seenMessageId?: number | null;
  /** Send although the conversation has moved on. */
  anyway?: boolean;
  /** Not before this time. */
  sendAt?: Date;
  automatic?: boolean;
}

export interface Preview {
  capabilities: Capabilities | null;
  policy: Policy | null;
  losses: Reason[];
  refused: Reason | null;
  to: Person[];
}

export function createCompose(rooms: OutboundRooms) {
  const { database, conversations, events, jobs, clock, contacts, onStep, ports } = rooms;
  const situationOf = createContext(rooms);

  async function preview(message: NewMessage): Promise<Preview> {
    const situation = await situationOf(message);
    if ('refused' in situation)
      return { capabilities: null, policy: null, losses: [], refused: situation.refused, to: [] };
    const { capabilities, policy, to } = situation;
    const draft = await draftOf(message, situation, await attachmentsOf(database, message.attachmentIds ?? []));
    const planned = plan(draft, capabilities);
    const refused = policyRefusal(policy, message) ?? (planned.ok ? null : planned.refused);
    return { capabilities, policy, losses: planned.ok ? planned.losses : [], refused, to };
  }

  async function send(message: NewMessage): Promise<SendAnswer> {
    const situation = await situationOf(message);
    if ('refused' in situation) return { ok: false, kind: 'refused', why: situation.refused };
    const attachments = await attachmentsOf(database, message.attachmentIds ?? []);
    const draft = await draftOf(message, situation, attachments);
    const planned = plan(draft, situation.capabilities);
    const refused =
      policyRefusal(situation.policy, message) ?? (planned.ok ? await unreachable(draft) : planned.refused);
    if (refused || !planned.ok)
      return { ok: false, kind: 'refused', why: refused ?? reason('plan.empty', 'There is nothing to send.') };
    const answer = await database.write(async (): Promise<SendAnswer> => {
      // Asked inside the transaction, so that two people at once cannot both slip through.
      const moved = message.anyway ? null : await movedOn(message);
      if (moved) return moved;
      return write(message, situation, draft, planned.messages, attachments);
    });
    onStep('outbound.queued');
    return answer;
  }

  function policyRefusal(policy: Policy, message: NewMessage): Reason | null {
    if (policy.state === 'closed' || policy.state === 'template only') return policy.why;
    if (policy.state === 'human only' && message.userId === null) return policy.why;
    return null;
  }

  /** Everybody addressed is known not to be reachable: better said now than bounced later (EM-15). */
  async function unreachable(draft: Draft): Promise<Reason | null> {
    let why: Reason | null = null;
    for (const person of [...draft.to, ...(draft.cc ?? []), ...(draft.bcc ?? [])]) {
      why = await contacts.suppressed(person.address);
      if (!why) return null;
    }
    return why && reason('outbound.unreachable', 'Nobody addressed can be reached.', { detail: why.text });
  }

  async function movedOn(message: NewMessage): Promise<SendAnswer | null> {
    if (message.conversationId === null || message.seenMessageId === undefined) return null;
    const newer = await database.row<{ id: number; name: string | null; at: number }>(
      `select message.id, desk_user.name, message.created_at as at from message left join desk_user on desk_user.id = message.author_user_id
       where conversation_id = ? and message.id > ? and kind = 'message' and automatic is null and deleted_at is null
         and (author_user_id is null or author_user_id <> ?) order by message.id desc limit 1`,
      [message.conversationId, message.seenMessageId ?? 0, message.userId ?? 0],
    );
    return newer ? { ok: false, kind: 'stale', newestId: newer.id, by: newer.name, at: new Date(newer.at) } : null;
  }

  async function draftOf(message: NewMessage, situation: Situation, attachments: ChosenAttachment[]): Promise<Draft> {
    const html = message.html ? cleanHtml(message.html, attachments) : undefined;
    const text = html ? await textOf(html) : (message.text ?? '');
    const media = attachments.map((one) => ({
      type: 'media' as const,
      kind: one.kind,
      name: one.name,
      mimeType: one.type,
      bytes: one.bytes,
      fileId: one.fileId,
      contentId: one.contentId,
      inline: html?.includes(`cid:${one.contentId}`) ?? false,
    }));
    const { to, replyTo } = situation;
    return {
      subject: situation.subject,
      parts: [{ type: 'text', text, html }, ...media],
      to,
      cc: message.cc,
      bcc: message.bcc,
      replyTo,
    };
  }

  async function write(
    message: NewMessage,
    situation: Situation,
    draft: Draft,
    messages: Draft[],
    attachments: ChosenAttachment[],
  ): Promise<SendAnswer> {
    const now = clock.now();
    const { row: account } = situation.live;
    const conversationId = message.conversationId ?? (await startConversation(message, situation, now));
    const actor = message.userId === null ? 'desk' : `user:${message.userId}`;
    const recorded = await conversations.record({
      conversationId,
      kind: 'message',
      direction: 'out',
      accountId: account.id,
      authorUserId: message.userId,
      at: now,
      subject: draft.subject ?? '',
      parts: draft.parts.map((part): NewPart => {
        if (part.type !== 'media') return part;
        const from = attachments.find((one) => one.fileId === part.fileId && one.contentId === part.contentId)!;
        return { type: 'media', attachment: { ...from, inline: part.inline ?? false, state: 'ready' } };
      }),
      people: peopleOf(draft),
      inReplyToId: message.replyToMessageId ?? null,
      automatic: message.automatic ? 'generated' : null,
      status: 'queued',
      details: {},
    });
    const held = message.userId === null ? 0 : await ports.hold();
    const leaves = message.sendAt && message.sendAt > now ? message.sendAt : new Date(now.getTime() + held * 1000);
    for (const [position, planned] of messages.entries())
      await queue(recorded.id, conversationId, account.id, position, planned, leaves, now);
    await events.add({
      type: 'delivery.changed',
      actor,
      inboxId: account.inboxId,
      conversationId,
      messageId: recorded.id,
      accountId: account.id,
    });
    return { ok: true, messageId: recorded.id, conversationId, undoUntil: leaves > now ? leaves : null };
  }

  async function startConversation(message: NewMessage, situation: Situation, now: Date): Promise<number> {
    const { row: account } = situation.live;
    const first = situation.to[0]!;
    const { contactId } = await contacts.take(first, { accountId: account.id, at: now });
    const conversation = await conversations.start({
      inboxId: account.inboxId,
      accountId: account.id,
      contactId,
      subject: message.subject ?? '',
      ownerId: message.userId,
      at: now,
      actor: message.userId === null ? 'desk' : `user:${message.userId}`,
    });
    return conversation.id;
  }

  async function queue(
    messageId: number,
    conversationId: number,
    accountId: number,
    position: number,
    draft: Draft,
    leaves: Date,
    now: Date,
  ): Promise<void> {
    const at = now.getTime();
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

  return { preview, send };
}

function peopleOf(draft: Draft) {
  const as = (role: 'to' | 'cc' | 'bcc') => (person: Person) => ({
    role,
    name: person.name ?? '',
    address: person.address,
  });
  return [...draft.to.map(as('to')), ...(draft.cc ?? []).map(as('cc')), ...(draft.bcc ?? []).map(as('bcc'))];
}
