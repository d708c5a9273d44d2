// Taking messages in and finding them again: what the rooms above call within their own transactions.
import type { DeliveryStatus } from '../contract/inbound.ts';
import type { Address } from '../contract/address.ts';
import type { CallPart } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import type { Actor } from '../events/events.ts';
import type { Conversation, Held, Message, NewConversation, NewMessage, NewPart } from './shapes.ts';

/** Taking in and finding. What writes joins the surrounding `database.write`, or is one of its own. */
export interface Intake {
  start(conversation: NewConversation): Promise<Conversation>;
  /**
   * Writes a message with its attachments, aliases and participants, brings the conversation's row up to date and adds
   * the events. A repeat (same account and external id, or an alias equal to it) changes nothing and gives the stored message back.
   */
  record(message: NewMessage): Promise<Message>;
  /**
   * The words of a message of which only a placeholder could be recorded (`details.placeholder`): they take its place, and
   * it is unread again. False when it is none (any more).
   */
  fill(messageId: number, message: NewMessage): Promise<boolean>;
  findMessage(accountId: number, externalId: string): Promise<{ id: number; conversationId: number } | null>;
  /** What the desk sends by the account, by the key of its delivery: also what was not taken. */
  findDelivered(accountId: number, key: string): Promise<{ id: number; conversationId: number } | null>;
  message(id: number): Promise<Message | null>;
  /** What the person wrote in the form of that key, unless it was taken back. */
  writtenIn(formKey: string | null | undefined, userId: number | null): Promise<Message | null>;
  get(id: number): Promise<Conversation | null>;
  /** Leads on to the conversation it was merged into. */
  byPublicId(publicId: string): Promise<Conversation | null>;
  /** The conversation of a far side's thread, through merges. */
  byThread(accountId: number, threadKey: string): Promise<Conversation | null>;
  /** The contact's newest conversation on this account that is open or snoozed and in the inbox. */
  openOf(contactId: number, accountId: number): Promise<Conversation | null>;
  /** The contact's newest conversation on this account, whatever its state. */
  newestOf(contactId: number, accountId: number): Promise<Conversation | null>;
  /** Keeps what the customer thinks of it; a later rating replaces an earlier one. */
  rate(
    conversationId: number,
    rating: { accountId: number; contactId: number | null; score: number; comment?: string; at: Date },
  ): Promise<void>;
  /**
   * The customer says that they are done: it is closed, unless people owe them an answer. Said in the thread; does
   * nothing when it is closed already.
   */
  ended(conversationId: number, at: Date, actor: Actor): Promise<void>;
  /** Whether any of the addresses takes part in the conversation (EM-14). */
  participates(conversationId: number, addresses: Address[]): Promise<boolean>;
  addParticipants(
    conversationId: number,
    people: { name: string; address: Address; contactId?: number | null }[],
  ): Promise<void>;
  /** A chatflow talks with them from now on: nobody is asked to answer. */
  botBegan(conversationId: number, happening: { type: string; params?: Record<string, string> }): Promise<void>;
  /** People take over, or it is done. Does nothing when no bot talks. */
  botEnded(
    conversationId: number,
    happening: { type: string; params?: Record<string, string>; reason?: Reason },
    actor: Actor,
  ): Promise<void>;
  /** Merges these into the plugin's notes on the conversation. */
  note(conversationId: number, notes: Record<string, unknown>): Promise<void>;
  editMessage(
    messageId: number,
    change: { parts: NewPart[]; at: Date; actor: Actor; held?: Omit<Held, 'subject'> | null; arrivalId?: number },
  ): Promise<void>;
  /** How the call stands that the message tells of. One that is taken counts as an answer of the `actor`, whoever rang. */
  renewCall(messageId: number, part: CallPart, actor: Actor): Promise<void>;
  /** The words go, the row stays and says that something was taken back. */
  deleteMessage(messageId: number, change: { at: Date; actor: Actor }): Promise<void>;
  /** An empty emoji takes the actor's reaction back. People of the team have one together. */
  react(messageId: number, emoji: string, actor: Actor): Promise<void>;
  /** Forward only; false when the status would have gone back. `again` allows the way from failed to queued. */
  setStatus(messageId: number, status: DeliveryStatus, reason?: Reason | null, again?: boolean): Promise<boolean>;
  /** The external id a sent message got, so that answers and receipts find it. */
  nameMessage(messageId: number, externalId: string, aliases?: string[]): Promise<void>;
  attachmentArrived(
    attachmentId: number,
    what: { fileId: number; bytes: number; type?: string; name?: string; held?: Reason | null } | { missing: Reason },
  ): Promise<void>;
  /** A line in the thread about what the desk did. */
  happened(
    conversationId: number,
    happening: { type: string; params?: Record<string, string | number>; reason?: Reason; decision?: object },
    actor: Actor,
  ): Promise<Message>;
  /** Tells a person something; by which ways follows from the event. Gives the id; the row is gone when they want none. */
  notify(notification: {
    userId: number;
    kind: string;
    conversationId?: number | null;
    messageId?: number | null;
    /** What is told of a channel account. */
    accountId?: number | null;
    /** What is told of an outgoing webhook. */
    webhookId?: number | null;
    /** What is told of a ticket. */
    ticketId?: number | null;
    reason?: Reason | null;
    actor: Actor;
  }): Promise<number>;
  /** Messages in which a person is mentioned, newest first. */
  mentionsOf(
    userId: number,
    options?: { unseen?: boolean; before?: number; limit?: number },
  ): Promise<
    { messageId: number; conversationId: number; at: Date; seenAt: Date | null; text: string; authorName: string }[]
  >;
}
