// Lists read from the database: pages, rows and counts.
import { toBoolean } from '../database/rows.ts';
import { createCounting } from './counting.ts';
import { pageQuery, placeOf, rowsQuery, tagsQuery, type Query } from './list-queries.ts';
import { conversationFrom, type Row } from './rows.ts';
import type { Called, ListName, ListRow, Lists } from './lists.ts';
import type { Conversation, Needs } from './shapes.ts';

const MOST = 200;

export function createLists(needs: Needs): Lists {
  const { database } = needs;
  const read = (query: Query) => database.rows<Row>(query.sql, query.params);
  const remembered = (query: Query) => database.remembered<Row>(query.sql, query.params);
  const rowsBy = async (by: typeof read, conversationIds: number[], userId: number): Promise<ListRow[]> => {
    if (conversationIds.length === 0) return [];
    const found = await by(rowsQuery(conversationIds, userId));
    const tags = Map.groupBy(await by(tagsQuery(conversationIds)), (row) => row.conversation_id as number);
    const byId = new Map(found.map((row) => [row.id as number, rowFrom(row, tags.get(row.id as number) ?? [])]));
    return conversationIds.flatMap((id) => byId.get(id) ?? []);
  };
  const rows: Lists['rows'] = (conversationIds, userId) => rowsBy(read, conversationIds, userId);
  return {
    rows,
    listsOf,
    row: async (conversationId, userId) => (await rows([conversationId], userId))[0] ?? null,
    async page(query) {
      if (query.inboxIds.length === 0) return { rows: [], next: null };
      const limit = Math.min(query.limit, MOST);
      const places = await remembered(pageQuery({ ...query, limit }));
      const shown = await rowsBy(
        remembered,
        places.slice(0, limit).map((row) => row.id as number),
        query.userId,
      );
      const last = shown.at(-1);
      return { rows: shown, next: places.length > limit && last ? placeOf(last.lastMessageAt, last.id) : null };
    },
    ...createCounting(needs),
    async tags() {
      const all = await database.rows<Row>('select id, name, colour from tag order by name', []);
      return all.map(tagFrom);
    },
  };
}

function listsOf(row: ListRow, userId: number, teamIds: number[] = []): ListName[] {
  if (row.place === 'merged') return [];
  if (row.place !== 'inbox') return [row.place];
  const nobody = row.owner === null;
  const mine = row.owner?.id === userId || (nobody && row.team !== null && teamIds.includes(row.team.id));
  const lists: ListName[] = [row.status, 'all'];
  if (row.status === 'open' && mine) lists.push('mine');
  if (row.status === 'open' && nobody && row.team === null && row.botSince === null) lists.push('unassigned');
  if (row.hasOutbound) lists.push('sent');
  return lists;
}

export function tagFrom(row: Row): { id: number; name: string; colour: number } {
  return { id: row.id as number, name: row.name as string, colour: row.colour as number };
}

function rowFrom(row: Row, tags: Row[]): ListRow {
  return {
    ...shown(conversationFrom(row)),
    ...peopleOf(row),
    channel: row.channel as string | null,
    inboxName: row.inbox_name as string,
    unread: toBoolean(row.unread),
    failed: toBoolean(row.failed),
    tags: tags.map(tagFrom).sort((one, other) => one.name.localeCompare(other.name)),
  };
}

/** Of a row with `contact_title` and `nameless_from`. */
export function calledFrom(row: Row): Omit<Called, 'id'> {
  return { name: row.contact_title as string, namelessFrom: row.nameless_from as string | null };
}

/** Of a row of `rowsQuery`. */
export function peopleOf(row: Row): Pick<ListRow, 'contact' | 'owner' | 'team'> {
  const { contact_id, owner_id, owner_name, team_id, team_name } = row;
  return {
    contact: contact_id
      ? { id: contact_id as number, publicId: row.contact_public_id as string, ...calledFrom(row) }
      : null,
    owner: owner_id ? { id: owner_id as number, name: owner_name as string } : null,
    team: team_id ? { id: team_id as number, name: team_name as string } : null,
  };
}

/** Without what a list does not show. */
function shown(
  conversation: Conversation,
): Omit<ListRow, 'contact' | 'owner' | 'team' | 'channel' | 'inboxName' | 'unread' | 'failed' | 'tags'> {
  const { id, publicId, inboxId, accountId, subject, snippet, snippetOf, status, place, automatic } = conversation;
  const { assignmentReason, lastMessageAt, waitingSince, snoozedUntil, lastDirection, hasOutbound } = conversation;
  const { maybeBelongsToId, messageCount, lastMessageId, version, botSince } = conversation;
  return {
    ...{ id, publicId, inboxId, accountId, subject, snippet, snippetOf, status, place, automatic },
    ...{ assignmentReason, lastMessageAt, waitingSince, snoozedUntil, lastDirection, hasOutbound },
    ...{ maybeBelongsToId, messageCount, lastMessageId, version, botSince },
  };
}
