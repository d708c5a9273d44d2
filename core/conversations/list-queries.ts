// The SQL of the lists: each list is read in order from an index, several inboxes as a union of their own first rows.
import { contactTitle, namelessFrom } from '../database/calling.ts';
import { invalid } from '../kernel/errors.ts';
import type { ListName, ListQuery } from './lists.ts';

export interface Query {
  sql: string;
  params: unknown[];
}

/** One stretch of an index: rows that come out newest first without sorting. */
type Stretch = Query;

export const COUNT_LIMIT = 1000;

const STATES: Record<Exclude<ListName, 'mine'>, string> = {
  unassigned: `owner_id is null and team_id is null and bot_since is null and status = 'open' and place = 'inbox'`,
  open: `place = 'inbox' and status = 'open'`,
  snoozed: `place = 'inbox' and status = 'snoozed'`,
  closed: `place = 'inbox' and status = 'closed'`,
  sent: `has_outbound = 1 and place = 'inbox'`,
  spam: `place = 'spam'`,
  trash: `place = 'trash'`,
  all: `place = 'inbox'`,
};

type Where = Pick<ListQuery, 'userId' | 'teamIds' | 'inboxIds' | 'list'>;

function stretches({ list, userId, teamIds, inboxIds }: Where): Stretch[] {
  if (list !== 'mine') return inboxIds.map((id) => ({ sql: `inbox_id = ? and ${STATES[list]}`, params: [id] }));
  // "+ 0" keeps the planner on the owner's index; a person has few open conversations, a desk has many.
  const open = `place = 'inbox' and status = 'open' and inbox_id + 0 in (?)`;
  return [
    { sql: `owner_id = ? and ${open}`, params: [userId, inboxIds] },
    ...teamIds.map((id) => ({
      sql: `team_id = ? and owner_id is null and team_id is not null and ${open}`,
      params: [id, inboxIds],
    })),
  ];
}

/** Ids and times of one page and one row more, newest first. */
export function pageQuery(query: ListQuery): Query {
  const after = query.after ? place(query.after) : null;
  const most = query.limit + 1;
  if (query.tagId !== undefined) return tagQuery(query, query.tagId, after, most);
  const parts = stretches(query).map((stretch) => ({
    sql: `select id, last_message_at from conversation where ${stretch.sql}${after ? ' and (last_message_at, id) < (?, ?)' : ''}
      order by last_message_at desc, id desc limit ?`,
    params: [...stretch.params, ...(after ?? []), most],
  }));
  if (parts.length === 1) return parts[0]!;
  return {
    sql: `${parts.map((part) => `select * from (${part.sql})`).join(' union all ')} order by last_message_at desc, id desc limit ?`,
    params: [...parts.flatMap((part) => part.params), most],
  };
}

/** Along the tag's own index; what is not in the list is passed over. */
function tagQuery(query: ListQuery, tagId: number, after: [number, number] | null, most: number): Query {
  const mine = query.list === 'mine';
  const teams = query.teamIds.length > 0 ? ' or (owner_id is null and team_id in (?))' : '';
  const state = mine
    ? `place = 'inbox' and status = 'open' and (owner_id = ?${teams})`
    : STATES[query.list as keyof typeof STATES];
  const people = mine ? [query.userId, ...(teams ? [query.teamIds] : [])] : [];
  return {
    sql: `select conversation.id, tagged.last_message_at from conversation_tag tagged
      cross join conversation on conversation.id = tagged.conversation_id
      where tagged.tag_id = ?${after ? ' and (tagged.last_message_at, tagged.conversation_id) < (?, ?)' : ''} and inbox_id in (?) and ${state}
      order by tagged.last_message_at desc, tagged.conversation_id desc limit ?`,
    params: [tagId, ...(after ?? []), query.inboxIds, ...people, most],
  };
}

/** How many a list holds, up to the limit. */
export function countQuery(where: Where): Query {
  const parts = stretches(where);
  return {
    sql: `select count(*) from (${parts.map((part) => `select 1 from conversation where ${part.sql}`).join(' union all ')} limit ${COUNT_LIMIT})`,
    params: parts.flatMap((part) => part.params),
  };
}

/** What the rows of a list show; in any order. */
export function rowsQuery(conversationIds: number[], userId: number): Query {
  return {
    sql: `select conversation.*, channel_account.channel, contact.public_id as contact_public_id,
        ${contactTitle('contact')} as contact_title, ${namelessFrom('contact')} as nameless_from, owner.name as owner_name, team.name as team_name, inbox.name as inbox_name,
        coalesce(read_mark.message_id, 0) < conversation.last_message_id as unread,
        exists (select 1 from message where message.conversation_id = conversation.id and message.status = 'failed') as failed
      from conversation
      join inbox on inbox.id = conversation.inbox_id
      left join channel_account on channel_account.id = conversation.account_id
      left join contact on contact.id = conversation.contact_id
      left join desk_user owner on owner.id = conversation.owner_id
      left join team on team.id = conversation.team_id
      left join read_mark on read_mark.conversation_id = conversation.id and read_mark.user_id = ?
      where conversation.id in (?)`,
    params: [userId, conversationIds],
  };
}

export function tagsQuery(conversationIds: number[]): Query {
  return {
    sql: `select conversation_tag.conversation_id, tag.id, tag.name, tag.colour from conversation_tag
      cross join tag on tag.id = conversation_tag.tag_id where conversation_tag.conversation_id in (?)`,
    params: [conversationIds],
  };
}

/** The place in a list, for `after`. */
export function placeOf(lastMessageAt: Date, id: number): string {
  return `${lastMessageAt.getTime()}-${id}`;
}

function place(text: string): [number, number] {
  const found = /^(\d{1,15})-(\d{1,15})$/.exec(text);
  if (!found) throw invalid({ after: 'wrong.place' });
  return [Number(found[1]), Number(found[2])];
}
