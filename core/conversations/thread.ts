// One conversation to read: its messages, comments and events with everything a page shows beside them.
import type { DeliveryStatus } from '../contract/inbound.ts';
import type { FormAnswersPart, MediaKind } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import type { Called } from './lists.ts';
import type { Conversation, Happening, Message, Participant } from './shapes.ts';

export interface ShownAttachment {
  id: number;
  publicId: string;
  kind: string;
  name: string;
  type: string;
  bytes: number;
  /** Of a picture, in pixels, where it says so. */
  size: { width: number; height: number } | null;
  fileId: number | null;
  hash: string | null;
  contentId: string | null;
  inline: boolean;
  state: 'ready' | 'pending' | 'missing';
  stateReason: Reason | null;
  /** Why nobody may open it unasked (WA-12). */
  held: Reason | null;
}

export interface ShownDelivery {
  id: number;
  accountId: number;
  status: DeliveryStatus | 'unknown' | 'cancelled';
  reason: Reason | null;
  attempts: number;
  nextAttemptAt: Date | null;
  sentAt: Date | null;
  deliveredAt: Date | null;
  readAt: Date | null;
  recipients: {
    role: 'to' | 'cc' | 'bcc';
    kind: string;
    value: string;
    name: string;
    status: DeliveryStatus;
    reason: Reason | null;
  }[];
}

/** Of a message. */
export type Author = { kind: 'user'; id: number; name: string } | ({ kind: 'contact' } & Called);

export interface ThreadItem extends Message {
  author: (Author & { publicId: string | null }) | null;
  channel: string | null;
  attachments: ShownAttachment[];
  deliveries: ShownDelivery[];
  /** `file`: what the first of its files is. */
  quoted: {
    id: number;
    publicId: string;
    author: Author | null;
    text: string;
    file: MediaKind | null;
    deleted: boolean;
  } | null;
  mentionedUserIds: number[];
  /** Only for kind `event`. */
  happening: Happening | null;
}

export interface ThreadHead extends Conversation {
  contact: (Called & { publicId: string }) | null;
  owner: { id: number; name: string } | null;
  team: { id: number; name: string } | null;
  inbox: { id: number; publicId: string; name: string };
  account: { id: number; publicId: string; channel: string; title: string; active: boolean } | null;
  tags: { id: number; name: string; colour: number }[];
  /** The conversation a stranger's message points at. */
  maybeBelongsTo: { id: number; publicId: string; subject: string } | null;
  /** Up to which message this person has read; 0 for nothing. */
  readUpTo: number;
}

export interface Thread {
  /** The newest items, oldest first; earlier ones with `before` (an item's id). Null when there is no such conversation. */
  read(
    conversationId: number,
    options: { before?: number; limit: number; userId: number },
  ): Promise<{ conversation: ThreadHead; items: ThreadItem[]; earlier: boolean; cursor: number } | null>;
  /**
   * What is new or changed since a cursor: items (whole), ids that are no longer here, and the next cursor.
   * `reload` when so much happened that the page had better be read again.
   */
  since(
    conversationId: number,
    cursor: number,
  ): Promise<{ items: ThreadItem[]; removed: number[]; cursor: number; reload: boolean }>;
  item(messageId: number): Promise<ThreadItem | null>;
  /** How routing last decided about it, as that room wrote it down. */
  lastDecision(conversationId: number): Promise<object | null>;
  head(conversationId: number, userId: number): Promise<ThreadHead | null>;
  participants(conversationId: number): Promise<Participant[]>;
  /** The newest message or comment, to be compared with what a writer had seen (RE-9). */
  newest(conversationId: number): Promise<{ messageId: number; at: Date; direction: 'in' | 'out' } | null>;
  /** Other conversations of the same contact, newest first. */
  ofContact(
    contactId: number,
    options: { inboxIds: number[]; except?: number; before?: { at: Date; id: number }; limit: number },
  ): Promise<Conversation[]>;
  /** Forms that were filled in, with hidden answers, by conversation. */
  formsOf(conversationIds: number[]): Promise<Map<number, FormAnswersPart[]>>;
}
