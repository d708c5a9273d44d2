// What was said with somebody on an account, as they themselves may see it: for channels that show it to them again.
import type { Address, ExternalId } from './address.ts';
import type { DeliveryStatus } from './inbound.ts';
import type { Part } from './part.ts';

/** Never a comment or an event, never what was taken back. */
export interface PastMessage {
  /** Public, for ever; later messages do not sort behind it, use the order of the list. */
  id: string;
  /** Public id of its conversation. */
  conversation: string;
  at: Date;
  direction: 'in' | 'out';
  /** Who of the team wrote it; null for the customer and for automatic messages. */
  author: { userId: number; name: string; firstName: string } | null;
  automatic: boolean;
  externalId: ExternalId | null;
  /** Keys of its deliveries, as `send` got them. */
  keys: string[];
  status: DeliveryStatus | null;
  /** Media have `fileId` once they are here; without it they are still to come or missing. */
  parts: Part[];
}

export interface PastConversation {
  id: string;
  status: 'open' | 'snoozed' | 'closed';
  startedAt: Date;
}

export interface History {
  /** Oldest first. */
  messages: PastMessage[];
  conversations: PastConversation[];
  /** Whether there are older ones. */
  earlier: boolean;
}

export interface HistoryQuery {
  person: Address;
  /** Only before this message (its id). */
  before?: string;
  /** 50 unless said; 200 at most. */
  most?: number;
}
