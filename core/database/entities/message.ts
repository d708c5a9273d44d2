// Entities: messages, their attachments, stored files and deliveries.
import { defineEntity, p } from '@mikro-orm/core';
import type { Address } from '../../contract/address.ts';
import type { AutomaticKind, DeliveryStatus } from '../../contract/inbound.ts';
import type { Draft as PlannedDraft } from '../../contract/outbound.ts';
import type { Part } from '../../contract/part.ts';
import type { Reason } from '../../contract/reason.ts';

/** `message` with a customer, `comment` inside the team, `event` what the desk did. */
export type MessageKind = 'message' | 'comment' | 'event';

/** Which rule placed a message in its conversation (EM-14). */
export interface Placement {
  rule: 'thread' | 'token' | 'reference' | 'open conversation' | 'new' | 'stranger' | 'moved' | 'by hand';
  detail?: string;
}

const MessageSchema = defineEntity({
  name: 'Message',
  tableName: 'message',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    conversationId: p.integer(),
    accountId: p.integer().nullable(),
    kind: p.string().$type<MessageKind>(),
    direction: p.string().$type<'in' | 'out'>(),
    authorUserId: p.integer().nullable(),
    authorContactId: p.integer().nullable(),
    /** Unique within the account; a repeat never makes a second message (CH-12). */
    externalId: p.string().nullable(),
    inReplyToId: p.integer().nullable(),
    automatic: p.string().$type<AutomaticKind>().nullable(),
    /** By the far side's clock. Order is by id, which is the order of arrival. */
    at: p.datetime(),
    createdAt: p.datetime(),
    changedAt: p.datetime(),
    arrivalId: p.integer().nullable(),
    placement: p.json<Placement>().nullable(),
    /** Where it came in, when it was moved, merged or split since. */
    originalConversationId: p.integer().nullable(),
    verdict: p.json<{ level: 'verified' | 'unverified' | 'spoofed'; detail: Record<string, string> }>().nullable(),
    details: p.json<Record<string, unknown>>(),
    reactions: p.json<{ emoji: string; by: string }[]>(),
    editedAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
    /** The least favourable fate of its deliveries; null for what was not sent by us. */
    status: p.string().$type<DeliveryStatus>().nullable(),
    statusReason: p.json<Reason>().nullable(),
    subject: p.text().default(''),
    /** Names and addresses of everybody on it, for search. */
    people: p.text().default(''),
    /** Names of its attachments, for search. */
    files: p.text().default(''),
    /** Its words without quotations, capped, for search and snippets. */
    text: p.text().default(''),
    /** Who it is from and to, as the channel said. */
    addresses: p.json<AddressedPerson[]>(),
    parts: p.json<StoredPart[]>(),
  },
});
export class Message extends MessageSchema.class {}
MessageSchema.setClass(Message);

/** A part as stored: media point at attachment rows instead of holding bytes. */
export type StoredPart =
  Exclude<Part, { type: 'media' }> | { type: 'media'; attachmentId: number; caption?: string; duration?: number };

export interface AddressedPerson {
  role: 'from' | 'reply-to' | 'to' | 'cc' | 'bcc';
  name: string;
  address: Address;
}

const FileSchema = defineEntity({
  name: 'File',
  tableName: 'file',
  properties: {
    id: p.integer().primary(),
    /** SHA-256, hex; the name on disk. */
    hash: p.string(),
    bytes: p.integer(),
    /** As sniffed from the content. */
    type: p.string(),
    createdAt: p.datetime(),
    /** Since when nobody refers to it. */
    unusedSince: p.datetime().nullable(),
  },
});
export class File extends FileSchema.class {}
FileSchema.setClass(File);

const AttachmentSchema = defineEntity({
  name: 'Attachment',
  tableName: 'attachment',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    messageId: p.integer().nullable(),
    draftId: p.integer().nullable(),
    fileId: p.integer().nullable(),
    /** image, audio, voice, video, file or sticker. */
    kind: p.string(),
    name: p.string(),
    type: p.string(),
    bytes: p.integer().default(0),
    contentId: p.string().nullable(),
    inline: p.boolean().default(false),
    /** What `connection.media` takes while the file is not here yet. */
    remoteRef: p.string().nullable(),
    /** ready, pending or missing. */
    state: p.string().default('ready'),
    stateReason: p.json<Reason>().nullable(),
    position: p.integer().default(0),
    createdAt: p.datetime(),
  },
});
export class Attachment extends AttachmentSchema.class {}
AttachmentSchema.setClass(Attachment);

const DeliverySchema = defineEntity({
  name: 'Delivery',
  tableName: 'delivery',
  properties: {
    id: p.integer().primary(),
    messageId: p.integer(),
    accountId: p.integer(),
    conversationId: p.integer(),
    position: p.integer(),
    /** The same for every attempt; unique for ever. */
    key: p.string(),
    externalId: p.string().nullable(),
    /** What `plan` made of the message for this delivery. */
    draft: p.json<PlannedDraft>(),
    /** `unknown` needs a person: it may have been sent. `cancelled` was taken back in time. */
    status: p.string().$type<DeliveryStatus | 'unknown' | 'cancelled'>().default('queued'),
    reason: p.json<Reason>().nullable(),
    attempts: p.integer().default(0),
    nextAttemptAt: p.datetime().nullable(),
    createdAt: p.datetime(),
    sentAt: p.datetime().nullable(),
    deliveredAt: p.datetime().nullable(),
    readAt: p.datetime().nullable(),
    changedAt: p.datetime(),
  },
});
export class Delivery extends DeliverySchema.class {}
DeliverySchema.setClass(Delivery);

const DeliveryRecipientSchema = defineEntity({
  name: 'DeliveryRecipient',
  tableName: 'delivery_recipient',
  properties: {
    id: p.integer().primary(),
    deliveryId: p.integer(),
    role: p.string().$type<'to' | 'cc' | 'bcc'>(),
    kind: p.string(),
    value: p.string(),
    name: p.string().default(''),
    status: p.string().$type<DeliveryStatus>().default('queued'),
    reason: p.json<Reason>().nullable(),
    changedAt: p.datetime(),
  },
});
export class DeliveryRecipient extends DeliveryRecipientSchema.class {}
DeliveryRecipientSchema.setClass(DeliveryRecipient);

export const messageEntities = [Message, File, Attachment, Delivery, DeliveryRecipient];
