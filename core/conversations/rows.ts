// Raw rows of conversations and messages turned into plain data, and changes turned into one statement.
import type { Database } from '../database/database.ts';
import type { Address } from '../contract/address.ts';
import type { AddressedPerson } from '../database/entities/message.ts';
import { toBoolean, toDate, toDateOrNull, toJson, toJsonOrNull } from '../database/rows.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import type { Conversation, Message, Needs } from './shapes.ts';

export type Row = Record<string, unknown>;

export function conversationFrom(row: Row): Conversation {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    inboxId: row.inbox_id as number,
    accountId: row.account_id as number | null,
    contactId: row.contact_id as number | null,
    subject: row.subject as string,
    snippet: row.snippet as string,
    snippetOf: row.snippet_of as Conversation['snippetOf'],
    status: row.status as Conversation['status'],
    place: row.place as Conversation['place'],
    ownerId: row.owner_id as number | null,
    teamId: row.team_id as number | null,
    assignmentReason: toJsonOrNull(row.assignment_reason),
    unroutedSince: toDateOrNull(row.unrouted_since),
    threadKey: row.thread_key as string | null,
    automatic: toBoolean(row.automatic),
    hasOutbound: toBoolean(row.has_outbound),
    waitingSince: toDateOrNull(row.waiting_since),
    snoozedUntil: toDateOrNull(row.snoozed_until),
    botSince: toDateOrNull(row.bot_since),
    lastDirection: row.last_direction as 'in' | 'out',
    lastInboundAt: toDateOrNull(row.last_inbound_at),
    lastMessageAt: toDate(row.last_message_at),
    lastMessageId: row.last_message_id as number,
    messageCount: row.message_count as number,
    notes: toJson(row.notes),
    language: row.language as string | null,
    maybeBelongsToId: row.maybe_belongs_to_id as number | null,
    mergedIntoId: row.merged_into_id as number | null,
    closedAt: toDateOrNull(row.closed_at),
    createdAt: toDate(row.created_at),
    changedAt: toDate(row.changed_at),
    version: row.version as number,
  };
}

export function messageFrom(row: Row): Message {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    conversationId: row.conversation_id as number,
    accountId: row.account_id as number | null,
    kind: row.kind as Message['kind'],
    direction: row.direction as 'in' | 'out',
    authorUserId: row.author_user_id as number | null,
    authorContactId: row.author_contact_id as number | null,
    externalId: row.external_id as string | null,
    inReplyToId: row.in_reply_to_id as number | null,
    automatic: row.automatic as Message['automatic'],
    at: toDate(row.at),
    createdAt: toDate(row.created_at),
    changedAt: toDate(row.changed_at),
    arrivalId: row.arrival_id as number | null,
    placement: toJsonOrNull(row.placement),
    originalConversationId: row.original_conversation_id as number | null,
    verdict: toJsonOrNull(row.verdict),
    details: toJson(row.details),
    reactions: toJson(row.reactions),
    editedAt: toDateOrNull(row.edited_at),
    deletedAt: toDateOrNull(row.deleted_at),
    status: row.status as Message['status'],
    statusReason: toJsonOrNull(row.status_reason),
    subject: row.subject as string,
    text: row.text as string,
    addresses: toJson(row.addresses),
    parts: toJson(row.parts),
  };
}

export async function conversationById(database: Database, id: number): Promise<Conversation | null> {
  const row = await database.row<Row>('select * from conversation where id = ?', [id]);
  return row ? conversationFrom(row) : null;
}

/** Throws `not_found`, or `conversation_merged` for one that is only a sign towards another. */
export async function liveConversation(database: Database, id: number): Promise<Conversation> {
  const conversation = await conversationById(database, id);
  if (!conversation) throw notFound('conversation');
  if (conversation.mergedIntoId) {
    throw conflict('conversation_merged', 'This conversation has been merged into another one.', {
      into: conversation.mergedIntoId,
    });
  }
  return conversation;
}

/** Follows merges to the conversation that holds the messages now. */
export async function followed(database: Database, found: Conversation | null): Promise<Conversation | null> {
  let conversation = found;
  while (conversation?.mergedIntoId) conversation = await conversationById(database, conversation.mergedIntoId);
  return conversation;
}

export async function messageById(database: Database, id: number): Promise<Message | null> {
  const row = await database.row<Row>('select * from message where id = ?', [id]);
  return row ? messageFrom(row) : null;
}

/** Sets columns of a conversation, counts its version up and keeps the time beside its tags. */
export async function patchConversation(needs: Needs, id: number, columns: Row): Promise<void> {
  const names = Object.keys(columns).map((name) => `${name} = ?, `);
  await needs.database.run(
    `update conversation set ${names.join('')} changed_at = ?, version = version + 1 where id = ?`,
    [...Object.values(columns), needs.clock.now(), id],
  );
  if ('last_message_at' in columns) {
    await needs.database.run('update conversation_tag set last_message_at = ? where conversation_id = ?', [
      columns.last_message_at,
      id,
    ]);
  }
}

export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Of a stored message's people: where its author writes from; null where nobody knows. */
export function authorOf(addresses: unknown): Address | null {
  const from = toJson<AddressedPerson[]>(addresses).find(({ role }) => role === 'from')?.address;
  return from && from.value !== '' ? from : null;
}
