// Entities: conversations and what the team does with them.
import { defineEntity, p } from '@mikro-orm/core';
import type { CallPart, MediaKind, PartType } from '../../contract/part.ts';
import type { Reason } from '../../contract/reason.ts';

export type ConversationStatus = 'open' | 'snoozed' | 'closed';
/** Where it lies: the inbox, or out of sight. `merged`: its messages are in the conversation of `mergedIntoId`. */
export type ConversationPlace = 'inbox' | 'spam' | 'trash' | 'merged';

/** What the snippet is of: written words, or a kind of file or part that a locale has a word for; `call` alone is of older rows. */
export type SnippetOf =
  | 'text'
  | MediaKind
  | Exclude<PartType, 'text' | 'media'>
  | `call.${CallPart['outcome']}`
  | `call.out.${CallPart['outcome']}`;

const ConversationSchema = defineEntity({
  name: 'Conversation',
  tableName: 'conversation',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    inboxId: p.integer(),
    /** The account it came in by; null for one that was made by hand and has no channel yet. */
    accountId: p.integer().nullable(),
    contactId: p.integer().nullable(),
    subject: p.text().default(''),
    snippet: p.text().default(''),
    snippetOf: p.string().$type<SnippetOf>().default('text'),
    status: p.string().$type<ConversationStatus>().default('open'),
    place: p.string().$type<ConversationPlace>().default('inbox'),
    ownerId: p.integer().nullable(),
    teamId: p.integer().nullable(),
    /** Why it has this owner, for people. */
    assignmentReason: p.json<Reason>().nullable(),
    /** Since when routing looks for somebody who can take it; null when it does not. */
    unroutedSince: p.datetime().nullable(),
    /** Somebody said which skills it needs: rules leave it alone. */
    skillsByHand: p.boolean().default(false),
    /** The far side's own thread id, where there is one. */
    threadKey: p.string().nullable(),
    /** Holds nothing but automatic mail. */
    automatic: p.boolean().default(false),
    hasOutbound: p.boolean().default(false),
    /** Since when the customer waits for an answer; null when we wrote last. */
    waitingSince: p.datetime().nullable(),
    snoozedUntil: p.datetime().nullable(),
    /** Since when a chatflow talks with them; null when people do. */
    botSince: p.datetime().nullable(),
    lastDirection: p.string().$type<'in' | 'out'>().default('in'),
    lastInboundAt: p.datetime().nullable(),
    lastMessageAt: p.datetime(),
    /** The newest message or comment, for unread and for "has moved on since" (RE-9); 0 while there is none. */
    lastMessageId: p.integer().default(0),
    messageCount: p.integer().default(0),
    /** The plugin's notes, given back to policy and send. */
    notes: p.json<Record<string, unknown>>(),
    language: p.string().nullable(),
    /** A stranger quoted a reference: the conversation it points at (EM-14). */
    maybeBelongsToId: p.integer().nullable(),
    mergedIntoId: p.integer().nullable(),
    closedAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
    version: p.integer().default(1),
  },
});
export class Conversation extends ConversationSchema.class {}
ConversationSchema.setClass(Conversation);

const TagSchema = defineEntity({
  name: 'Tag',
  tableName: 'tag',
  properties: { id: p.integer().primary(), name: p.string(), colour: p.integer().default(1) },
});
export class Tag extends TagSchema.class {}
TagSchema.setClass(Tag);

/** What the composer holds: HTML as typed, recipients, attachments are rows of their own. */
export interface DraftBody {
  html?: string;
  text?: string;
  subject?: string;
  to?: string[];
  cc?: string[];
  bcc?: string[];
  replyToMessageId?: number | null;
  accountId?: number | null;
  /** The message passed on with it. */
  passesOn?: number;
  /** The far side's id of a template, what was typed for it, and ids of its files among the draft's, by key. */
  template?: { id: string; values: Record<string, string>; files?: Record<string, number> };
}

const DraftSchema = defineEntity({
  name: 'Draft',
  tableName: 'draft',
  properties: {
    id: p.integer().primary(),
    userId: p.integer(),
    conversationId: p.integer().nullable(),
    /** reply, comment or new. */
    kind: p.string().default('reply'),
    body: p.json<DraftBody>(),
    /** The newest message the person had seen when starting to write (RE-9). */
    seenMessageId: p.integer().nullable(),
    updatedAt: p.datetime(),
  },
});
export class Draft extends DraftSchema.class {}
DraftSchema.setClass(Draft);

const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notification',
  properties: {
    id: p.integer().primary(),
    userId: p.integer(),
    kind: p.string(),
    conversationId: p.integer().nullable(),
    messageId: p.integer().nullable(),
    /** Who caused it; null for the desk. */
    byUserId: p.integer().nullable(),
    reason: p.json<Reason>().nullable(),
    /** Of what is told of a channel account. */
    accountId: p.integer().nullable(),
    /** Told by mail only: on no list. */
    unlisted: p.boolean().default(false),
    /** When it goes by mail unless it has been read by then; null: it does not, or has gone. */
    mailAt: p.datetime().nullable(),
    /** The same for pushes to browsers. */
    pushAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    readAt: p.datetime().nullable(),
  },
});
export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);

const UndoStepSchema = defineEntity({
  name: 'UndoStep',
  tableName: 'undo_step',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    userId: p.integer().nullable(),
    kind: p.string(),
    data: p.json<Record<string, unknown>>(),
    createdAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});
export class UndoStep extends UndoStepSchema.class {}
UndoStepSchema.setClass(UndoStep);

const SenderRuleSchema = defineEntity({
  name: 'SenderRule',
  tableName: 'sender_rule',
  properties: {
    id: p.integer().primary(),
    /** Null: for all inboxes. */
    inboxId: p.integer().nullable(),
    /** block or allow. */
    list: p.string().$type<'block' | 'allow'>(),
    /** An address, or `@domain`. */
    pattern: p.string(),
    createdAt: p.datetime(),
  },
});
export class SenderRule extends SenderRuleSchema.class {}
SenderRuleSchema.setClass(SenderRule);

export const conversationEntities = [Conversation, Tag, Draft, Notification, UndoStep, SenderRule];
