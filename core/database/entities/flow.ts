// Entities: the inbound journal, durable jobs and numbered events.
import { defineEntity, p } from '@mikro-orm/core';
import type { Reason } from '../../contract/reason.ts';

/**
 * accepted → processed, or quarantined (can be replayed), or ignored (nothing to do with it), or sealed until whoever it is
 * from agrees that it is read.
 */
export type ArrivalStatus = 'accepted' | 'sealed' | 'processed' | 'quarantined' | 'ignored';

/** What an arrival loses when nobody may have what it held any more. It keeps its place, so that it is not taken in twice. */
export const EMPTIED = `body = null, file_id = null, sender = '', summary = '', meta = '{}', order_key = ''`;

const ArrivalSchema = defineEntity({
  name: 'Arrival',
  tableName: 'arrival',
  properties: {
    id: p.integer().primary(),
    accountId: p.integer(),
    key: p.string(),
    type: p.string(),
    meta: p.json<Record<string, unknown>>(),
    /** The bytes, when small; large ones are a file. */
    body: p.blob().nullable(),
    fileId: p.integer().nullable(),
    bytes: p.integer(),
    orderKey: p.string().default(''),
    sender: p.string().default(''),
    summary: p.string().default(''),
    status: p.string().$type<ArrivalStatus>().default('accepted'),
    reason: p.json<Reason>().nullable(),
    attempts: p.integer().default(0),
    /** How often the same key came again. */
    repeats: p.integer().default(0),
    receivedAt: p.datetime(),
    processedAt: p.datetime().nullable(),
  },
});
export class Arrival extends ArrivalSchema.class {}
ArrivalSchema.setClass(Arrival);

const EventSchema = defineEntity({
  name: 'Event',
  tableName: 'event',
  properties: {
    id: p.integer().primary(),
    at: p.datetime(),
    type: p.string(),
    /** `user:7`, `contact:12`, `desk` or `plugin:id`. */
    actor: p.string().default(''),
    inboxId: p.integer().nullable(),
    conversationId: p.integer().nullable(),
    messageId: p.integer().nullable(),
    contactId: p.integer().nullable(),
    accountId: p.integer().nullable(),
    data: p.json<Record<string, unknown>>(),
  },
});
export class Event extends EventSchema.class {}
EventSchema.setClass(Event);

const SuppressionSchema = defineEntity({
  name: 'Suppression',
  tableName: 'suppression',
  properties: {
    id: p.integer().primary(),
    kind: p.string(),
    value: p.string(),
    scope: p.string().default(''),
    reason: p.json<Reason>(),
    createdAt: p.datetime(),
  },
});
export class Suppression extends SuppressionSchema.class {}
SuppressionSchema.setClass(Suppression);

const AccountNoteSchema = defineEntity({
  name: 'AccountNote',
  tableName: 'account_note',
  properties: { id: p.integer().primary(), accountId: p.integer(), at: p.datetime(), reason: p.json<Reason>() },
});
export class AccountNote extends AccountNoteSchema.class {}
AccountNoteSchema.setClass(AccountNote);

export const flowEntities = [Arrival, Event, Suppression, AccountNote];
