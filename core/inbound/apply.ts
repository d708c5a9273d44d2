// What each kind of inbound event does to the desk, inside the one transaction of its arrival.
import type {
  AccountEvent,
  ConsentEvent,
  ContactEvent,
  DeleteEvent,
  EditEvent,
  EndEvent,
  InboundEvent,
  MessageEvent,
  RatingEvent,
  ReactionEvent,
  StoredArrival,
} from '../contract/inbound.ts';
import type { Person } from '../contract/address.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import { handOut } from '../routing/routing.ts';
import { changedWords, heldOf, shownOf, withAttachments, wordsOf, type Prepared } from './recording.ts';
import { ConsentRequests } from './requests.ts';
import type { InboundRooms } from './rooms.ts';
import { Threading, type Place } from './thread.ts';
import { countUsage } from './usage.ts';

export class Apply {
  readonly #rooms: InboundRooms;
  readonly #threading: Threading;
  readonly #requests: ConsentRequests;

  constructor(rooms: InboundRooms) {
    this.#rooms = rooms;
    this.#threading = new Threading(rooms);
    this.#requests = new ConsentRequests(rooms);
  }

  async event(account: ChannelAccount, arrival: StoredArrival, event: InboundEvent, prepared: Prepared) {
    const { database, ports } = this.#rooms;
    switch (event.type) {
      case 'message':
        return this.#message(account, arrival, event, prepared);
      case 'receipt':
        await countUsage(database, account.id, event);
        return void (await ports.follow(account.id, event));
      case 'edit':
        return this.#edit(account.id, arrival.id, event, prepared);
      case 'delete':
        return this.#remove(account.id, event);
      case 'reaction':
        return this.#react(account.id, event);
      case 'consent':
        return this.#consent(account.id, arrival, event);
      case 'contact':
        return this.#contact(account.id, arrival, event);
      case 'typing':
        return database.afterCommit(() => ports.happens(account.id, event));
      case 'rating':
        return this.#rate(account.id, event);
      case 'end':
        return this.#end(account.id, event);
      case 'account':
        return this.#tell(account.id, event);
      case 'call':
        return undefined;
    }
  }

  async #message(
    account: ChannelAccount,
    arrival: StoredArrival,
    given: MessageEvent,
    prepared: Prepared,
  ): Promise<void> {
    const event = shownOf(given, prepared.inspection);
    const { conversations, contacts } = this.#rooms;
    // The unique key would refuse a repeat; looking first keeps the transaction whole (CH-12).
    const known = await conversations.findMessage(account.id, event.id);
    if (known) return event.placeholder ? undefined : this.#fill(account, arrival, known, given, prepared);
    const customer = customerOf(event);
    const taken = customer && (await contacts.take(customer, { accountId: account.id, at: event.at }));
    const contactId = taken?.contactId ?? null;
    const where = await this.#threading.place(account.id, contactId, event);
    const begun = where.into === null ? await this.#start(account, contactId, event, where, arrival.receivedAt) : null;
    const conversationId = where.into ?? begun!.id;
    const recorded = await conversations.record({
      ...(await this.#messageOf(account, arrival, conversationId, given, prepared)),
      authorContactId: event.direction === 'out' ? null : contactId,
      placement: where.placement,
    });
    await this.#fetchLater(recorded.id, account.id);
    // Not before its words are there: rules look at them (TK-3), and the owner may be mailed them (CH-4).
    if (begun?.handsOut) await handOut(this.#rooms, account, { id: conversationId, contactId });
    if (begun && event.direction !== 'out' && !event.noTicket)
      await this.#rooms.tickets.fromConversation(conversationId, event.ticket ?? {});
    if (isWritten(event)) await this.#rooms.ports.chatflow.heard(conversationId, recorded.id);
  }

  async #messageOf(
    account: ChannelAccount,
    arrival: StoredArrival,
    conversationId: number,
    given: MessageEvent,
    { media, inspection }: Prepared,
  ) {
    const { conversations } = this.#rooms;
    const event = shownOf(given, inspection);
    const inReplyTo = event.inReplyTo ? await conversations.findMessage(account.id, event.inReplyTo) : null;
    return {
      ...wordsOf(event),
      conversationId,
      accountId: account.id,
      parts: withAttachments(event.parts, media, inspection?.files),
      held: inspection && heldOf(given, inspection),
      arrivalId: arrival.id,
      inReplyToId: inReplyTo?.conversationId === conversationId ? inReplyTo.id : null,
    };
  }

  /** What could not be passed on before is there now; a repeat of anything else changes nothing. */
  async #fill(
    account: ChannelAccount,
    arrival: StoredArrival,
    { id, conversationId }: { id: number; conversationId: number },
    event: MessageEvent,
    prepared: Prepared,
  ): Promise<void> {
    const { contacts, conversations, ports } = this.#rooms;
    const authorContactId = event.direction === 'out' ? null : await contacts.find(event.sender.address, account.id);
    const message = await this.#messageOf(account, arrival, conversationId, event, prepared);
    if (!(await conversations.fill(id, { ...message, authorContactId }))) return;
    await this.#fetchLater(id, account.id);
    if (isWritten(event)) await ports.chatflow.heard(conversationId, id);
  }

  async #start(
    account: ChannelAccount,
    contactId: number | null,
    event: MessageEvent,
    where: Place,
    at: Date,
  ): Promise<{ id: number; handsOut: boolean }> {
    const spam = await this.#isSpam(account.inboxId, event);
    const { id } = await this.#rooms.conversations.start({
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
    if (spam || event.automatic !== undefined) return { id, handsOut: false };
    const held = isWritten(event) && (await this.#rooms.ports.chatflow.begin(account, id, event.chatflow));
    return { id, handsOut: !held };
  }

  async #isSpam(inboxId: number, event: MessageEvent): Promise<boolean> {
    const judged = await this.#rooms.conversations.inboxes.judge(inboxId, event.sender.address);
    return judged === 'blocked' || (judged !== 'allowed' && event.spam !== undefined);
  }

  async #fetchLater(messageId: number, accountId: number): Promise<void> {
    const pending = await this.#rooms.database.rows<{ id: number }>(
      `select id from attachment where message_id = ? and state = 'pending'`,
      [messageId],
    );
    for (const { id } of pending)
      await this.#rooms.jobs.add({ kind: 'inbound.media', payload: { attachmentId: id }, accountId });
  }

  async #edit(accountId: number, arrivalId: number, event: EditEvent, { inspection }: Prepared): Promise<void> {
    const { conversations } = this.#rooms;
    const found = await conversations.findMessage(accountId, event.of);
    const parts = changedWords(inspection?.parts ?? event.parts);
    const held = inspection && { parts: changedWords(event.parts), reasons: inspection.reasons };
    if (found) await conversations.editMessage(found.id, { parts, at: event.at, actor: 'desk', held, arrivalId });
    else if (held) await conversations.held.alone(arrivalId, held.reasons);
  }

  async #remove(accountId: number, event: DeleteEvent): Promise<void> {
    const { conversations } = this.#rooms;
    const found = await conversations.findMessage(accountId, event.of);
    if (found) await conversations.deleteMessage(found.id, { at: event.at, actor: 'desk' });
  }

  async #react(accountId: number, event: ReactionEvent): Promise<void> {
    const { conversations, contacts } = this.#rooms;
    const found = await conversations.findMessage(accountId, event.of);
    if (!found) return;
    const { contactId } = await contacts.take(event.by, { accountId, at: event.at });
    await conversations.react(found.id, event.emoji, `contact:${contactId}`);
  }

  async #rate(accountId: number, event: RatingEvent): Promise<void> {
    const { conversations, contacts } = this.#rooms;
    const { thread } = event.thread;
    const contactId = await contacts.find(event.by.address, accountId);
    const conversation = thread
      ? await conversations.byThread(accountId, thread)
      : contactId && (await conversations.newestOf(contactId, accountId));
    if (conversation) await conversations.rate(conversation.id, { ...event, accountId, contactId });
  }

  async #end(accountId: number, { by, at, thread: { thread } }: EndEvent): Promise<void> {
    const { conversations, contacts } = this.#rooms;
    const contactId = await contacts.find(by.address, accountId);
    if (contactId === null) return;
    const conversation = thread
      ? await conversations.byThread(accountId, thread)
      : await conversations.openOf(contactId, accountId);
    if (conversation) await conversations.ended(conversation.id, at, `contact:${contactId}`);
  }

  async #consent(accountId: number, arrival: StoredArrival, event: ConsentEvent): Promise<void> {
    const { contacts } = this.#rooms;
    const { contactId } = await contacts.take(event.by, { accountId, at: arrival.receivedAt });
    const { purpose, given, at } = event;
    const wording = await this.#requests.wordingOf(accountId, event);
    await contacts.consent(contactId, purpose, given, at, wording, `contact:${contactId}`);
  }

  /** A line of the account's log. */
  async #tell(accountId: number, { at, why }: AccountEvent): Promise<void> {
    const written = [accountId, at.getTime(), JSON.stringify(why)];
    await this.#rooms.database.run('insert into account_note (account_id, at, reason) values (?, ?, ?)', written);
  }

  async #contact(accountId: number, arrival: StoredArrival, event: ContactEvent): Promise<void> {
    const { contacts } = this.#rooms;
    if (event.was) await contacts.renumber(event.was, event.person, { accountId });
    else await contacts.take(event.person, { accountId, at: arrival.receivedAt });
  }
}

/** Who the conversation is with; robots that report on deliveries are no contacts. */
function customerOf(event: MessageEvent): Person | null {
  if (event.automatic === 'bounce' || event.automatic === 'complaint') return null;
  if (event.direction !== 'out') return event.sender;
  return event.recipients?.find((one) => one.role === 'to')?.person ?? null;
}

/** By the customer themselves. */
function isWritten(event: MessageEvent): boolean {
  return event.direction !== 'out' && event.automatic === undefined;
}
