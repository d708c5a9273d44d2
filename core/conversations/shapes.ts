// What the rooms above hand in and get back: conversations, messages and attachments as plain data.
import type { Address } from '../contract/address.ts';
import type { AutomaticKind, DeliveryStatus } from '../contract/inbound.ts';
import type { MediaKind, Part } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { ConversationPlace, ConversationStatus, SnippetOf } from '../database/entities/conversation.ts';
import type { AddressedPerson, MessageKind, Placement, StoredPart } from '../database/entities/message.ts';
import type { Actor, Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';

/** What this room works with. */
export interface Needs {
  database: Database;
  events: Events;
  jobs: Pick<Jobs, 'add' | 'handle'>;
  clock: Clock;
}

/** A conversation's own row. Plain data, not tied to an entity manager; fields as in the entity of the same name. */
export interface Conversation {
  id: number;
  publicId: string;
  inboxId: number;
  accountId: number | null;
  contactId: number | null;
  subject: string;
  snippet: string;
  snippetOf: SnippetOf;
  status: ConversationStatus;
  place: ConversationPlace;
  ownerId: number | null;
  teamId: number | null;
  assignmentReason: Reason | null;
  unroutedSince: Date | null;
  threadKey: string | null;
  automatic: boolean;
  hasOutbound: boolean;
  waitingSince: Date | null;
  snoozedUntil: Date | null;
  botSince: Date | null;
  lastDirection: 'in' | 'out';
  lastInboundAt: Date | null;
  lastMessageAt: Date;
  lastMessageId: number;
  messageCount: number;
  notes: Record<string, unknown>;
  language: string | null;
  maybeBelongsToId: number | null;
  mergedIntoId: number | null;
  closedAt: Date | null;
  createdAt: Date;
  changedAt: Date;
  version: number;
}

export interface NewConversation {
  inboxId: number;
  accountId: number | null;
  contactId: number | null;
  subject: string;
  threadKey?: string | null;
  place?: Extract<ConversationPlace, 'inbox' | 'spam'>;
  status?: ConversationStatus;
  automatic?: boolean;
  /** A stranger quoted a reference into this conversation (EM-14). */
  maybeBelongsToId?: number | null;
  ownerId?: number | null;
  teamId?: number | null;
  notes?: Record<string, unknown>;
  language?: string | null;
  at: Date;
  actor: Actor;
}

/** `fileId` names a stored file; without one `state` is `pending` (with `remoteRef`) or `missing`. */
export interface NewAttachment {
  kind: MediaKind;
  name: string;
  type: string;
  bytes: number;
  fileId?: number | null;
  contentId?: string | null;
  inline?: boolean;
  remoteRef?: string | null;
  /** Default: `ready` with a file, else `pending`. */
  state?: 'ready' | 'pending' | 'missing';
  stateReason?: Reason | null;
  /** Why nobody may open it unasked (WA-12). */
  held?: Reason | null;
}

/** What of a message is not shown (WA-12): it is recorded masked, and kept beside as it came. */
export interface Held {
  subject: string;
  /** In their order; of files only the caption. */
  parts: Part[];
  reasons: Reason[];
}

export interface NewMediaPart {
  type: 'media';
  attachment: NewAttachment;
  caption?: string;
  duration?: number;
}

/** A part before it is stored: media bring their attachment along. */
export type NewPart = Exclude<Part, { type: 'media' }> | NewMediaPart;

export interface NewMessage {
  conversationId: number;
  kind: MessageKind;
  direction: 'in' | 'out';
  accountId: number | null;
  authorUserId?: number | null;
  authorContactId?: number | null;
  externalId?: string | null;
  aliases?: string[];
  /** Default: now. A time in the future is taken as now. */
  at?: Date;
  subject?: string;
  parts: NewPart[];
  people?: AddressedPerson[];
  automatic?: AutomaticKind | null;
  placement?: Placement | null;
  verdict?: { level: 'verified' | 'unverified' | 'spoofed'; detail: Record<string, string> } | null;
  details?: Record<string, unknown>;
  arrivalId?: number | null;
  inReplyToId?: number | null;
  /** Of the form a person wrote it in: what comes from one form twice is one message (CH-12). */
  formKey?: string | null;
  status?: DeliveryStatus | null;
  /** Taken over from elsewhere: reopens nothing, makes nobody wait, and its events say so. */
  quiet?: boolean;
  held?: Held | null;
  /** Default: the author, else the desk. */
  actor?: Actor;
}

export interface Message {
  id: number;
  publicId: string;
  conversationId: number;
  accountId: number | null;
  kind: MessageKind;
  direction: 'in' | 'out';
  authorUserId: number | null;
  authorContactId: number | null;
  externalId: string | null;
  inReplyToId: number | null;
  automatic: AutomaticKind | null;
  at: Date;
  createdAt: Date;
  changedAt: Date;
  arrivalId: number | null;
  placement: Placement | null;
  originalConversationId: number | null;
  verdict: { level: 'verified' | 'unverified' | 'spoofed'; detail: Record<string, string> } | null;
  details: Record<string, unknown>;
  reactions: { emoji: string; by: string }[];
  editedAt: Date | null;
  deletedAt: Date | null;
  status: DeliveryStatus | null;
  statusReason: Reason | null;
  subject: string;
  text: string;
  addresses: AddressedPerson[];
  parts: StoredPart[];
}

export interface Participant {
  address: Address;
  name: string;
  contactId: number | null;
}

/** What the desk did, as a line in the thread; the locale's text `happening.<type>` is filled with the params. */
export interface Happening {
  type: string;
  params: Record<string, string | number>;
  reason?: Reason;
  /** How routing came to it, as that room wrote it down. */
  decision?: object;
}

/** What a command that can be undone gives back: the public id for `undo`, or null when nothing changed. */
export interface Done {
  undo: string | null;
}
