// One live account: what core asks of it. Required methods are few; the absence of an optional one means "cannot".
import type { Address, ExternalId, Person } from './address.ts';
import type { CallEnds } from './call.ts';
import type { Capabilities, ConversationContext } from './capabilities.ts';
import type { Check } from './health.ts';
import type { AskedConsent } from './consent.ts';
import type { Parsed, StoredArrival } from './inbound.ts';
import type { Attempt, OutboundMessage, SendResult } from './outbound.ts';
import type { Policy } from './policy.ts';
import type { Reason } from './reason.ts';
import type { Template } from './template.ts';

export interface Connection {
  /** What can be carried in this conversation. Pure, no I/O; called on every drawing of a composer. */
  capabilities(context: ConversationContext): Capabilities;

  /** Whether and how long one may write. Pure, no I/O; asked when drawing and again at the moment of sending. */
  policy(context: ConversationContext): Policy;

  /**
   * Turns a stored arrival into events. Repeatable: the same arrival always yields the same events, in any order of
   * calls, and no state is kept. An arrival with many messages yields them all. Core stores what comes back.
   */
  parse(arrival: StoredArrival): Promise<Parsed>;

  /** Makes one attempt. Never called inside a transaction. Core has already checked plan and policy, and keeps the order. */
  send(message: OutboundMessage, attempt: Attempt): Promise<SendResult>;

  /** Looks whether the far side is in order, for the health page and the doctor. May use the network; 10 s at most. */
  check(): Promise<Check[]>;

  /**
   * Ends everything within 2 s: sockets, timers, workers. With `renewed` the account is opened anew at once with what was
   * changed: lines that customers hold may then be kept, and handed to what `open` makes.
   */
  close(renewed?: boolean): Promise<void>;

  /**
   * Takes messages in by itself (poll, stream) until the signal aborts. Started after opening and again by core, with
   * back-off, when it returns early. Trouble goes to `context.health`, not into an exception.
   */
  listen?(signal: AbortSignal): Promise<void>;

  /** Fetches a file that an event named by `ref`. Core retries; a file that will not come leaves a placeholder. */
  media?(ref: string, signal: AbortSignal): Promise<MediaResult>;

  /**
   * Shows somebody the wording of a consent; where the need is `explicit`, with a way to agree that `parse` tells as a
   * consent event. Asked again after a lost answer: once too often does no harm.
   */
  askConsent?(need: AskedConsent, attempt: Pick<Attempt, 'number' | 'signal'>): Promise<SendResult>;

  /** Proof for `unknown`: was the message with this key really sent? `cannot tell` leaves it to a person. */
  find?(
    message: OutboundMessage,
  ): Promise<{ found: true; id: ExternalId } | { found: false } | { found: 'cannot tell' }>;

  /**
   * Messages the far side keeps ready, as of its last synchronisation: also those that cannot be sent now, with the
   * reason. Kept by the plugin, so that they are there while the far side is not.
   */
  templates?(): Promise<Template[]>;

  /** What the far side knows about an address, for starting a conversation. */
  lookup?(address: Address): Promise<{ reachable: true; person: Person } | { reachable: false; why: Reason }>;

  edit?(id: ExternalId, message: OutboundMessage, attempt: Attempt): Promise<SendResult>;
  /** `message`: what is taken back, as it was sent: to whom, in which conversation. */
  delete?(id: ExternalId, attempt: Attempt, message: OutboundMessage): Promise<SendResult>;
  /**
   * The team's one reaction to this message of the customer `by`; an empty emoji takes it back. Another one replaces it,
   * the same once more changes nothing.
   */
  react?(id: ExternalId, emoji: string, attempt: Attempt, by: Address): Promise<SendResult>;
  /** Somebody of the team has read up to this message of the customer `by`. */
  markRead?(id: ExternalId, by: Address): Promise<void>;
  /** The team closed a conversation with these people, for channels that then say goodbye. */
  concluded?(conversation: string, people: Address[]): Promise<void>;
  /**
   * Mails what was said in the conversation with these people to an e-mail address. Resolves when the mail is written
   * down. `why` says to the person who asked for it what to do instead.
   */
  transcript?(conversation: string, people: Address[], to: string): Promise<TranscriptResult>;
  typing?(to: Address, on: boolean): Promise<void>;
  /** `context.chatflows()` answers something else from now on, for channels that have shown it to somebody. */
  chatflowsChanged?(): Promise<void>;

  /** Calls of this account. Absent: it carries none. */
  calls?: CallEnds;

  /** Numbers beside those core counts itself, for "they have N, we have N" on the health page. */
  counts?(): Promise<{ theirs: number; ours: number } | null>;
}

export type TranscriptResult = { sent: true } | { sent: false; why: Reason };

export type MediaResult =
  { content: Uint8Array; mimeType?: string; name?: string } | { missing: Reason } | { retry: Reason; after?: number };
