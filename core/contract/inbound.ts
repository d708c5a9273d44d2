// What comes in: a raw arrival, written down before anyone is thanked, and the events it turns out to hold.
import type { Address, ExternalId, Person } from './address.ts';
import type { ConsentNeed } from './consent.ts';
import type { Part } from './part.ts';
import type { Reason } from './reason.ts';
import type { TicketHints } from './ticket.ts';

/**
 * One webhook body, one mail, one polled item, one submitted page: exactly what arrived.
 * `key` is unique within the account for ever; a second arrival with the same key is a no-op.
 */
export interface RawArrival {
  key: string;
  /** A MIME type that says how to read `body`, for example `message/rfc822` or `application/json`. */
  type: string;
  body: Uint8Array;
  /** What belongs to it but is not in the body: envelope, folder, UID, headers. JSON, no secrets. */
  meta?: Record<string, unknown>;
  /** Arrivals with the same order key are processed one after another, in order of arrival. Usually the sender. */
  orderKey?: string;
  /** For the ledger: who it seems to come from and what it seems to be, cheap to know before parsing. */
  from?: string;
  summary?: string;
}

/** What `receive` answers once the row is on disk. */
export interface Receipt {
  arrivalId: number;
  duplicate: boolean;
}

/** A stored arrival as `parse` gets it back. */
export interface StoredArrival extends RawArrival {
  id: number;
  receivedAt: Date;
}

/** Where a message belongs, as far as the channel can tell; core decides (flows, threading). */
export interface ThreadHints {
  /** The far side's own thread, trusted as it is (a chat, a provider thread id). */
  thread?: ExternalId;
  /** Tokens that core once signed and handed out (`context.threadToken`). */
  tokens?: string[];
  /** External ids of messages this one refers to, nearest first. */
  references?: ExternalId[];
  /** Join the sender's open conversation on this account when nothing else matches (chat-like channels). */
  joinOpen?: boolean;
}

/** Mail and the like that no person wrote; never answered automatically, never reopens. */
export type AutomaticKind = 'auto-reply' | 'bounce' | 'complaint' | 'list' | 'generated';

export interface MessageEvent {
  type: 'message';
  /** Unique within the account; a repeat never makes a second message. */
  id: ExternalId;
  /** When it was sent, by the far side's clock. */
  at: Date;
  /** `out` for an answer given outside Hubdesk (echo). Default `in`. */
  direction?: 'in' | 'out';
  sender: Person;
  /** Everybody else addressed, so that participants are known and an answer can include them. */
  recipients?: { role: 'to' | 'cc' | 'bcc'; person: Person }[];
  /** Where an answer should go when not to the sender. */
  replyTo?: Person[];
  subject?: string;
  parts: Part[];
  thread: ThreadHints;
  /** The message this one answers, shown as a quotation. */
  inReplyTo?: ExternalId;
  automatic?: AutomaticKind;
  /** Whether the sender is proven to be who they say. */
  verdict?: { level: 'verified' | 'unverified' | 'spoofed'; detail: Record<string, string> };
  /** The plugin believes it is unwanted; goes to the spam list with this reason. */
  spam?: Reason;
  /** No ticket is made of it, whatever the account's defaults say (CH-7); kept with the message. */
  noTicket?: Reason;
  /** Of its ticket, where one is made, now or when the conversation comes to where tickets are. */
  ticket?: TicketHints;
  /** The chatflow whose opening they answered (its public id), for a conversation that begins with this message. */
  chatflow?: string;
  /**
   * The far side could not pass the message on yet and may still do so: when it comes with the same `id` and without this
   * mark, it takes the place of this one.
   */
  placeholder?: boolean;
  /** Further ids under which references may name this message. */
  aliases?: ExternalId[];
  /**
   * Free notes of the plugin, given back to its views and to `send` of answers. JSON. Two names are understood by the
   * desk, each `{name, address}` of a mailbox: `forwarder` handed the message on for the sender; `originalSender` seems
   * to have written first what the sender handed on. People can swap them with one click (EM-17).
   */
  details?: Record<string, unknown>;
}

export interface EditEvent {
  type: 'edit';
  of: ExternalId;
  at: Date;
  parts: Part[];
}

export interface DeleteEvent {
  type: 'delete';
  of: ExternalId;
  at: Date;
}

export interface ReactionEvent {
  type: 'reaction';
  of: ExternalId;
  at: Date;
  by: Person;
  /** Empty takes the reaction back. */
  emoji: string;
}

/** The forward-only fate of what we sent. */
export type DeliveryStatus = 'queued' | 'sending' | 'sent' | 'deferred' | 'delivered' | 'read' | 'played' | 'failed';

export interface ReceiptEvent {
  type: 'receipt';
  /**
   * What it speaks of: the id the far side gave, or the delivery key that core made. `upTo`: everything that was handed
   * over for this recipient until then, for far sides that tell only a time.
   */
  of: { externalId?: ExternalId; key?: string; upTo?: { recipient: Address; at: Date } };
  status: Extract<DeliveryStatus, 'sent' | 'deferred' | 'delivered' | 'read' | 'played' | 'failed'>;
  at: Date;
  /** Only this recipient, when the message had several. */
  recipient?: Address;
  reason?: Reason;
  /** `hard`: the address does not exist any more and is not written to again. `complaint`: its owner objects. */
  failure?: 'hard' | 'soft' | 'complaint';
  /**
   * What the far side counts for it: a unit is counted once, however often and in whatever order it is told of, and never
   * when it is told of as `void` (it was not delivered after all). `category` is the far side's word.
   */
  usage?: { unit: string; category: string; void?: boolean };
}

export interface TypingEvent {
  type: 'typing';
  by: Person;
  thread: ThreadHints;
  on: boolean;
}

/** Somebody is there, or has gone: a visitor on a site. Shown beside their open conversation, never stored. */
export interface PresenceEvent {
  type: 'presence';
  by: Person;
  here: boolean;
  /** Where they look, as an address. */
  page?: string;
}

/** What somebody thinks of how they were helped, from 1 (bad) to 5 (good). A later one replaces it. */
export interface RatingEvent {
  type: 'rating';
  by: Person;
  thread: ThreadHints;
  at: Date;
  score: 1 | 2 | 3 | 4 | 5;
  comment?: string;
}

/**
 * Somebody says that they are done, where a channel lets them. Their open conversation is closed, unless an answer is
 * owed to them; either way it is said in the thread.
 */
export interface EndEvent {
  type: 'end';
  by: Person;
  thread: ThreadHints;
  at: Date;
}

export interface ConsentEvent {
  type: 'consent';
  by: Person;
  given: boolean;
  purpose: string;
  /** What they were shown or said, as far as the channel knows. */
  wording?: string;
  /** Of the wording they agreed to, as `askConsent` was given it: the desk knows what that said. */
  version?: string;
  at: Date;
}

/** A person's name, addresses or language became known or changed; `was` names an address that is now another. */
export interface ContactEvent {
  type: 'contact';
  person: Person;
  was?: Address;
}

export interface CallEvent {
  type: 'call';
  id: ExternalId;
  at: Date;
  state: 'ringing' | 'answered' | 'ended';
  by: Person;
  detail?: Record<string, unknown>;
}

/** Something about the account itself: reviewed, limited, a template of it paused. Becomes a line of its log. */
export interface AccountEvent {
  type: 'account';
  /** The far side's word for it. */
  what: string;
  at: Date;
  why: Reason;
}

export type InboundEvent =
  | MessageEvent
  | EditEvent
  | DeleteEvent
  | ReactionEvent
  | ReceiptEvent
  | TypingEvent
  | RatingEvent
  | EndEvent
  | ConsentEvent
  | ContactEvent
  | CallEvent
  | AccountEvent;

/** What `parse` answers: events, or that this arrival cannot be read (it is then quarantined and can be replayed). */
export type Parsed =
  | { events: InboundEvent[]; summary?: string; note?: Reason; consent?: ConsentNeed }
  | { quarantine: Reason; summary?: string };
