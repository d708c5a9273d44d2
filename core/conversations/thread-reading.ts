// Threads read from the database: a page of items, what is new since, one item, the head.
import type { FormAnswersPart } from '../contract/part.ts';
import type { StoredPart } from '../database/entities/message.ts';
import { contactTitle, namelessFrom } from '../database/calling.ts';
import { toBoolean, toJson } from '../database/rows.ts';
import { attachmentsOf, deliveriesOf, mentionsIn, quotedOf } from './beside.ts';
import { rowsQuery, tagsQuery } from './list-queries.ts';
import { calledFrom, peopleOf, tagFrom } from './list-rows.ts';
import { readUpTo } from './reading.ts';
import { conversationFrom, messageFrom, type Row } from './rows.ts';
import type { Conversation, Happening, Needs } from './shapes.ts';
import type { Thread, ThreadHead, ThreadItem } from './thread.ts';

const SINCE_LIMIT = 300;
const MOST = 200;
const LAST_EVENT = 'select max(id) as id from event where conversation_id = ?';

/** Messages with the names of their authors. */
const ITEMS = `select message.*, desk_user.name as user_name, contact.public_id as contact_public_id,
    ${contactTitle('contact')} as contact_title, ${namelessFrom('contact')} as nameless_from, channel_account.channel
  from message left join desk_user on desk_user.id = message.author_user_id
  left join contact on contact.id = message.author_contact_id
  left join channel_account on channel_account.id = message.account_id`;

export function createThread(needs: Needs): Thread {
  const { database } = needs;
  return {
    read: (conversationId, options) => read(needs, conversationId, options),
    since: (conversationId, cursor) => since(needs, conversationId, cursor),
    async item(messageId) {
      return (
        (await itemsFrom(needs, await database.rows<Row>(`${ITEMS} where message.id = ?`, [messageId])))[0] ?? null
      );
    },
    lastDecision: (conversationId) => lastDecision(needs, conversationId),
    head: (conversationId, userId) => head(needs, conversationId, userId),
    async participants(conversationId) {
      const sql = 'select * from participant where conversation_id = ? order by kind, value';
      const rows = await database.rows<Row>(sql, [conversationId]);
      return rows.map((row) => ({
        address: { kind: row.kind as 'email', value: row.value as string },
        name: row.name as string,
        contactId: row.contact_id as number | null,
      }));
    },
    async newest(conversationId) {
      const row = await database.row<Row>(
        `${ITEMS} where message.id = (select last_message_id from conversation where id = ?)`,
        [conversationId],
      );
      if (!row) return null;
      const { id, at, direction } = messageFrom(row);
      return { messageId: id, at, direction };
    },
    ofContact: (contactId, options) => ofContact(needs, contactId, options),
    formsOf: (conversationIds) => formsOf(needs, conversationIds),
  };
}

async function lastDecision({ database }: Needs, conversationId: number): Promise<object | null> {
  const row = await database.row<{ details: unknown }>(
    `select details from message where conversation_id = ? and kind = 'event' and details like '%"decision":{%'
     order by id desc limit 1`,
    [conversationId],
  );
  return row ? (toJson<Happening>(row.details).decision ?? null) : null;
}

async function read(
  needs: Needs,
  conversationId: number,
  { before, limit, userId }: Parameters<Thread['read']>[1],
): ReturnType<Thread['read']> {
  const { database } = needs;
  const most = Math.min(limit, MOST);
  // Before the rows: what happens in between is then told twice rather than never.
  const last = await database.row<{ id: number | null }>(LAST_EVENT, [conversationId]);
  const conversation = await head(needs, conversationId, userId);
  if (!conversation) return null;
  const rows = await database.rows<Row>(
    `${ITEMS} where message.conversation_id = ? and message.id < ? order by message.id desc limit ?`,
    [conversationId, before ?? Number.MAX_SAFE_INTEGER, most + 1],
  );
  const items = await itemsFrom(needs, rows.slice(0, most).toReversed());
  return { conversation, items, earlier: rows.length > most, cursor: last?.id ?? 0 };
}

async function ofContact(
  needs: Needs,
  contactId: number,
  { inboxIds, except = 0, before, limit }: Parameters<Thread['ofContact']>[1],
): Promise<Conversation[]> {
  const rows = await needs.database.remembered<Row>(
    `select * from conversation where contact_id = ? and place <> 'merged' and inbox_id + 0 in (?) and id <> ?
     ${before ? 'and (last_message_at, id) < (?, ?)' : ''} order by last_message_at desc, id desc limit ?`,
    [contactId, inboxIds, except, ...(before ? [before.at, before.id] : []), Math.min(limit, MOST)],
  );
  return rows.map(conversationFrom);
}

async function formsOf({ database }: Needs, conversationIds: number[]): ReturnType<Thread['formsOf']> {
  const forms = new Map<number, FormAnswersPart[]>();
  if (conversationIds.length === 0) return forms;
  const rows = await database.rows<{ conversation_id: number; parts: unknown }>(
    `select conversation_id, parts from message where conversation_id in (?) and kind = 'message' and direction = 'in'
     and deleted_at is null and parts like '%"type":"form"%' order by id`,
    [conversationIds],
  );
  for (const row of rows) {
    const found = toJson<StoredPart[]>(row.parts).filter((part) => part.type === 'form');
    forms.set(row.conversation_id, [...(forms.get(row.conversation_id) ?? []), ...found]);
  }
  return forms;
}

async function head(needs: Needs, conversationId: number, userId: number): Promise<ThreadHead | null> {
  const { database } = needs;
  const query = rowsQuery([conversationId], userId);
  const row = await database.row<Row>(query.sql, query.params);
  if (!row) return null;
  const tags = tagsQuery([conversationId]);
  const inbox = await database.row<ThreadHead['inbox']>(
    'select id, public_id as "publicId", name from inbox where id = ?',
    [row.inbox_id],
  );
  const points = await database.row<NonNullable<ThreadHead['maybeBelongsTo']>>(
    'select id, public_id as "publicId", subject from conversation where id = ?',
    [row.maybe_belongs_to_id],
  );
  return {
    ...conversationFrom(row),
    ...peopleOf(row),
    inbox: inbox!,
    account: await accountOf(needs, row.account_id as number | null),
    tags: (await database.rows<Row>(tags.sql, tags.params)).map(tagFrom),
    maybeBelongsTo: points ?? null,
    readUpTo: await readUpTo(needs, conversationId, userId),
  };
}

async function accountOf(needs: Needs, accountId: number | null): Promise<ThreadHead['account']> {
  if (accountId === null) return null;
  const row = await needs.database.row<Omit<NonNullable<ThreadHead['account']>, 'active'> & { active: unknown }>(
    'select id, public_id as "publicId", channel, title, active from channel_account where id = ?',
    [accountId],
  );
  return row ? { ...row, active: toBoolean(row.active) } : null;
}

async function itemsFrom(needs: Needs, rows: Row[]): Promise<ThreadItem[]> {
  const ids = rows.map((row) => row.id as number);
  const attachments = await attachmentsOf(needs, 'message_id', ids);
  const deliveries = await deliveriesOf(
    needs,
    rows.filter((row) => row.direction === 'out').map((row) => row.id as number),
  );
  const quoted = await quotedOf(
    needs,
    rows.flatMap((row) => (row.in_reply_to_id ? [row.in_reply_to_id as number] : [])),
  );
  const mentions = await mentionsIn(
    needs,
    rows.filter((row) => row.kind === 'comment').map((row) => row.id as number),
  );
  return rows.map((row) => {
    const message = messageFrom(row);
    return {
      ...message,
      author: authorOf(row),
      channel: row.channel as string | null,
      attachments: attachments.get(message.id) ?? [],
      deliveries: deliveries.get(message.id) ?? [],
      quoted: quoted.get(message.inReplyToId ?? 0) ?? null,
      mentionedUserIds: mentions.get(message.id) ?? [],
      happening: message.kind === 'event' ? (message.details as unknown as Happening) : null,
    };
  });
}

function authorOf(row: Row): ThreadItem['author'] {
  if (row.author_user_id)
    return { kind: 'user', id: row.author_user_id as number, publicId: null, name: row.user_name as string };
  if (!row.author_contact_id) return null;
  return {
    kind: 'contact',
    id: row.author_contact_id as number,
    publicId: row.contact_public_id as string,
    ...calledFrom(row),
  };
}

async function since(needs: Needs, conversationId: number, cursor: number): ReturnType<Thread['since']> {
  const events = await needs.database.rows<Row>(
    'select id, type, message_id, data from event where conversation_id = ? and id > ? order by id limit ?',
    [conversationId, cursor, SINCE_LIMIT],
  );
  const reload = events.length === SINCE_LIMIT || events.some(movedMessages);
  const ids = [...new Set(events.flatMap((row) => (row.message_id ? [row.message_id as number] : [])))];
  const rows = ids.length
    ? await needs.database.rows<Row>(
        `${ITEMS} where message.id in (?) and message.conversation_id = ? order by message.id`,
        [ids, conversationId],
      )
    : [];
  const here = new Set(rows.map((row) => row.id as number));
  return {
    items: await itemsFrom(needs, rows),
    removed: ids.filter((id) => !here.has(id)),
    cursor: (events.at(-1)?.id as number | undefined) ?? cursor,
    reload,
  };
}

function movedMessages(event: Row): boolean {
  if (event.type === 'conversation.merged' || event.type === 'conversation.split') return true;
  return toJson<{ reload?: boolean }>(event.data).reload === true;
}
