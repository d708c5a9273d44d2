// What goes out: a planned message and the five ways an attempt to send it can end.
import type { Address, ExternalId, Person } from './address.ts';
import type { Part } from './part.ts';
import type { Reason } from './reason.ts';

/** What an agent or a rule wants to send, before the channel's abilities are considered. */
export interface Draft {
  subject?: string;
  parts: Part[];
  replyTo?: ExternalId;
  to: Person[];
  cc?: Person[];
  bcc?: Person[];
}

/** One message as the far side will get it. `plan` makes one or several from a draft. */
export interface OutboundMessage extends Draft {
  /** Made by core, the same for every attempt; hand it to the far side where it takes one. */
  key: string;
  /** External ids of the conversation's messages, oldest first, for references and quotations. */
  references: ExternalId[];
  /** A token that brings an answer back to this conversation (reply address, subject). */
  threadToken: string;
  /** Who is writing; null when a rule does. `id` of the team member; null in mails of the desk itself. */
  author: { id: number | null; name: string; firstName: string; lastName: string; email: string } | null;
  automatic: boolean;
  /** Of a mail of the desk itself: the address it had better come from. Who cannot write under it takes their own. */
  from?: string;
  /** When the agent pressed send. */
  at: Date;
  /** `thread`: what `ThreadHints.thread` called it when this account began it. */
  conversation: { publicId: string; subject: string; notes: Record<string, unknown>; thread?: ExternalId };
  /** Earlier message that is quoted below the answer, if any. */
  quoted?: { from: string; at: Date; html: string; text: string };
}

export interface Attempt {
  /** 1 for the first. */
  number: number;
  signal: AbortSignal;
  /** Reads a stored file of a media part or a template. */
  file(fileId: number): Promise<{ name: string; mimeType: string; bytes: number; content(): Promise<Buffer> }>;
}

/**
 * - `accepted`: the far side has taken it; `id` is its name there.
 * - `pending`: taken, and a receipt will tell more.
 * - `rejected`: refused for good; `recipients` names those refused when others were taken. `objects`: the purpose of which
 *   the recipient has told the far side that they want nothing; kept as their refusal.
 * - `retry`: certainly not sent; try again after so many seconds (core's own back-off when absent).
 *   With `account: true` the trouble is the account's, not the message's (no connection): all its work waits.
 * - `unknown`: may have been sent. Never repeated without proof (`connection.find`) or a person.
 */
export type SendResult =
  | {
      outcome: 'accepted' | 'pending';
      id: ExternalId;
      aliases?: ExternalId[];
      refused?: { address: Address; why: Reason; hard: boolean }[];
    }
  | { outcome: 'rejected'; why: Reason; hard?: boolean; objects?: string }
  | { outcome: 'retry'; why: Reason; after?: number; account?: boolean }
  | { outcome: 'unknown'; why: Reason };
