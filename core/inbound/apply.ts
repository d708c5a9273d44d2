// What each kind of inbound event does to the desk, inside the one transaction of its arrival.
import type {
  ConsentEvent,
  DeleteEvent,
  EditEvent,
  InboundEvent,
  MessageEvent,
  ReactionEvent,
  StoredArrival,
} from '../contract/inbound.ts';
import type { Person } from '../contract/address.ts';
import type { Part } from '../contract/part.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { InboundRooms } from './inbound.ts';
import type { SavedMedia } from './media.ts';
import { createThreading, type Place } from './thread.ts';

export function createApply(rooms: InboundRooms) {
  const { database, conversations, contacts, routing, jobs, ports } = rooms;
  const place = createThreading(rooms);

  return async function apply(
    accountId: number,
    arrival: StoredArrival,
    event: InboundEvent,
    saved: SavedMedia[],
  ): Promise<void> {
    switch (event.type) {
      case 'message':
        return message(accountId, arrival, event, saved);
      case 'receipt':
        await ports.follow(accountId, event);
        return;
      case 'edit':
        return edit(accountId, event);
      case 'delete':
        return remove(accountId, event);
      case 'reaction':
        return react(accountId, event);
      case 'consent':
        return consent(accountId, arrival, event);
      case 'contact':
        if (event.was) await contacts.renumber(event.was, event.person, { accountId });
        else await contacts.take(event.person, { accountId, at: arrival.receivedAt });
        return;
      case 'typing':
        database.afterCommit(() => ports.typing(accountId, event));
        return;
      case 'call':
        return;
    }
  };

  async function message(
    accountId: number,
    arrival: StoredArrival,
    event: MessageEvent,
    saved: SavedMedia[],
  ): Promise<void> {
    // The unique key would refuse a repeat; looking first keeps the transaction whole (CH-12).
    if (await conversations.findMessage(accountId, event.id)) return;
    const account = ports.account(accountId)!.row;
    const customer = customerOf(event);
    const contactId = customer ? (await contacts.take(customer, { accountId, at: event.at })).contactId : null;
    const where = await place(accountId, contactId, event);
    const conversationId = where.into ?? (await start(account, contactId, event, where, arrival.receivedAt));
    const inReplyTo = event.inReplyTo ? await conversations.findMessage(accountId, event.inReplyTo) : null;
    const recorded = await conversations.record({
      conversationId,
      kind: 'message',
      direction: event.direction ?? 'in',
      accountId,
      authorContactId: event.direction === 'out' ? null : contactId,
      externalId: event.id,
      aliases: event.aliases,
      at: event.at,
      subject: event.subject ?? '',
      parts: withAttachments(event.parts, saved),
      people: peopleOf(event),
      automatic: event.automatic ?? null,
      placement: where.placement,
      verdict: event.verdict ?? null,
      details: event.details ?? {},
      arrivalId: arrival.id,
      inReplyToId: inReplyTo?.conversationId === conversationId ? inReplyTo.id : null,
    });
    await fetchLater(recorded.id, accountId);
  }

  /** Who the conversation is with; robots that report on deliveries are no contacts. */
  function customerOf(event: MessageEvent): Person | null {
    if (event.automatic === 'bounce' || event.automatic === 'complaint') return null;
    if (event.direction !== 'out') return event.sender;
    return event.recipients?.find((one) => one.role === 'to')?.person ?? null;
  }

  async function start(
    account: ChannelAccount,
    contactId: number | null,
    event: MessageEvent,
    where: Place,
    at: Date,
  ): Promise<number> {
    const spam = await isSpam(account.inboxId, event);
    const conversation = await conversations.start({
      inboxId: account.inboxId,
      accountId: account.id,
      contactId,
      subject: event.subject ?? '',
      threadKey: event.thread.thread ?? null,
      place: spam ? 'spam' : 'inbox',
      automatic: event.automatic !== undefined,
      maybeBelongsToId: where.maybe,
      at,
      actor: contactId === null ? 'desk' : `contact:${contactId}`,
    });
    if (!spam && event.automatic === undefined) await route(account, conversation.id, contactId);
    return conversation.id;
  }

  async function isSpam(inboxId: number, event: MessageEvent): Promise<boolean> {
    const judged =
      event.sender.address.kind === 'email'
        ? await conversations.inboxes.judge(inboxId, event.sender.address.value)
        : null;
    return judged === 'blocked' || (judged !== 'allowed' && event.spam !== undefined);
  }

  async function route(account: ChannelAccount, conversationId: number, contactId: number | null): Promise<void> {
    const contact =
      contactId === null
        ? null
        : await database.row<{ owner_id: number | null }>('select owner_id from contact where id = ?', [contactId]);
    const decision = await routing.assign(
      { id: conversationId, inboxId: account.inboxId },
      account.routing,
      contact?.owner_id ?? null,
    );
    if (decision.notify)
      await conversations.notify({ ...decision.notify, conversationId, reason: decision.reason, actor: 'desk' });
    await conversations.assign(
      conversationId,
      { userId: decision.userId, teamId: decision.teamId },
      decision.reason,
      'desk',
    );
  }

  async function fetchLater(messageId: number, accountId: number): Promise<void> {
    const pending = await database.rows<{ id: number }>(
      `select id from attachment where message_id = ? and state = 'pending'`,
      [messageId],
    );
    for (const one of pending) await jobs.add({ kind: 'inbound.media', payload: { attachmentId: one.id }, accountId });
  }

  async function edit(accountId: number, event: EditEvent): Promise<void> {
    const found = await conversations.findMessage(accountId, event.of);
    const parts = event.parts.filter((part) => part.type !== 'media');
    if (found) await conversations.editMessage(found.id, { parts, at: event.at, actor: 'desk' });
  }

  async function remove(accountId: number, event: DeleteEvent): Promise<void> {
    const found = await conversations.findMessage(accountId, event.of);
    if (found) await conversations.deleteMessage(found.id, { at: event.at, actor: 'desk' });
  }

  async function react(accountId: number, event: ReactionEvent): Promise<void> {
    const found = await conversations.findMessage(accountId, event.of);
    if (!found) return;
    const { contactId } = await contacts.take(event.by, { accountId, at: event.at });
    await conversations.react(found.id, event.emoji, `contact:${contactId}`);
  }

  async function consent(accountId: number, arrival: StoredArrival, event: ConsentEvent): Promise<void> {
    const { contactId } = await contacts.take(event.by, { accountId, at: arrival.receivedAt });
    await contacts.consent(contactId, event.purpose, event.given, event.at, event.wording);
  }
}

/** Media parts become attachments: ready with their file, pending with their reference, or missing. */
function withAttachments(parts: Part[], saved: SavedMedia[]) {
  return parts.map((part, index) => {
    if (part.type !== 'media') return part;
    const file = saved[index];
    return {
      type: 'media' as const,
      attachment: {
        kind: part.kind,
        name: part.name,
        type: part.mimeType,
        bytes: file?.bytes ?? part.bytes ?? 0,
        fileId: file?.fileId ?? null,
        contentId: part.contentId ?? null,
        inline: part.inline ?? false,
        remoteRef: file ? null : (part.ref ?? null),
        state: file ? ('ready' as const) : part.ref ? ('pending' as const) : ('missing' as const),
      },
    };
  });
}

function peopleOf(event: MessageEvent) {
  const from = { role: 'from' as const, name: event.sender.name ?? '', address: event.sender.address };
  const others = (event.recipients ?? []).map((one) => ({
    role: one.role,
    name: one.person.name ?? '',
    address: one.person.address,
  }));
  const replyTo = (event.replyTo ?? []).map((one) => ({
    role: 'reply-to' as const,
    name: one.name ?? '',
    address: one.address,
  }));
  return [from, ...others, ...replyTo];
}
