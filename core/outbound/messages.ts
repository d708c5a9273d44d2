// A message somebody wants to send, what the composer is told about it, and what becomes of the wish.
import type { Person } from '../contract/address.ts';
import type { Capabilities } from '../contract/capabilities.ts';
import type { Draft } from '../contract/outbound.ts';
import type { Part } from '../contract/part.ts';
import type { Policy } from '../contract/policy.ts';
import type { Reason } from '../contract/reason.ts';
import type { StoredFile } from './attachments.ts';
import type { Window } from './window.ts';
import type { TemplateChoice } from './templates.ts';

export interface NewMessage {
  /** Null starts a new conversation with `to` on `accountId`. */
  conversationId: number | null;
  /** The account to answer by; the conversation's own when absent. */
  accountId?: number;
  /** Null when a rule writes. */
  userId: number | null;
  html?: string;
  text?: string;
  /** Instead of `html` and `text`: parts as they are, without files. */
  parts?: Part[];
  /** Instead of `html` and `text`: a message the far side keeps ready (WA-4). */
  template?: TemplateChoice;
  subject?: string;
  /** Absent: whoever wrote last (their reply address where they gave one). */
  to?: Person[];
  cc?: Person[];
  bcc?: Person[];
  /** Attachments already stored, in order. */
  attachmentIds?: number[];
  /** Kept already, and attached to no draft: after those. */
  files?: StoredFile[];
  replyToMessageId?: number | null;
  /** The message whose words these are: its conversation says whom they went to (EM-7). */
  passesOnMessageId?: number | null;
  /** The newest message the person had before their eyes (RE-9). Absent: not checked. */
  seenMessageId?: number | null;
  /** Send although the conversation has moved on. */
  anyway?: boolean;
  /** Not before this time. */
  sendAt?: Date;
  automatic?: boolean;
  /** Of the form it was written in: what comes from one form twice is sent once (CH-12). */
  formKey?: string | null;
  /** A chatflow writes it: it answers a customer who is there, so that it is no loop and not counted as one. */
  chatflow?: { name: string; step: string };
  /** Runs in the transaction that writes the message, just before; answers whether it is written at all. */
  proviso?(): Promise<boolean>;
}

export interface Preview {
  capabilities: Capabilities | null;
  policy: Policy | null;
  losses: Reason[];
  refused: Reason | null;
  /** Of `refused`: what the channel's policy says, whatever was written. */
  closed: Reason | null;
  /** Until when one may write freely; null where that does not end. */
  window: Window | null;
  to: Person[];
}

/**
 * `stale`: the conversation has moved on since the person last saw it (RE-9); `newest` is what they have not seen.
 * `refused`: plan, policy or permission of the channel say no, with the sentence for the composer.
 */
export type SendAnswer =
  | { ok: true; messageId: number; conversationId: number; undoUntil: Date | null }
  | { ok: false; kind: 'stale'; newestId: number; by: string | null; at: Date }
  | { ok: false; kind: 'refused'; why: Reason };

/** Everybody addressed, with the role each has. */
export function peopleOf(draft: Draft) {
  const as = (role: 'to' | 'cc' | 'bcc') => (person: Person) => ({
    role,
    name: person.name ?? '',
    address: person.address,
  });
  return [...draft.to.map(as('to')), ...(draft.cc ?? []).map(as('cc')), ...(draft.bcc ?? []).map(as('bcc'))];
}
