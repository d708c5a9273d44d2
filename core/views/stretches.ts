// Along which index a view is read: what its conditions fix for certain says where to begin. Pure.
import type { Filter, Sql } from '../conditions/conditions.ts';

/** Rows of one stretch come out of an index in the order of time. */
export interface Stretch extends Sql {
  from: string;
  /** The columns with the time of the newest message and with the conversation's id, as the index has them. */
  newest: string;
  id: string;
}

export interface Fixed {
  userId: number;
  inboxIds: number[];
  /** In the order in which customers wait: indexes of tags do not know it. */
  waiting?: boolean;
  /** Accounts by channel. */
  accounts: { id: number; channel: string }[];
  /** Nothing else can be in it. */
  conversationIds?: number[];
}

const STATUSES = ['open', 'snoozed', 'closed'];

/** What holds for every row: by property, the values it must have one of. */
export function fixedBy({ match, groups }: Filter): Map<string, string[]> {
  const sure = match === 'all' || groups.length === 1 ? groups : [];
  const all = sure.flatMap((group) => (group.match === 'all' || group.conditions.length === 1 ? group.conditions : []));
  return new Map(all.filter(({ operator }) => operator === 'is').map(({ property, values }) => [property, values]));
}

/** Spam and trash only where a condition speaks of them; merged ones never. */
export function placesOf(filter: Filter): string[] {
  const isAsked = filter.groups.some(({ conditions }) => conditions.some(({ property }) => property === 'place'));
  return fixedBy(filter).get('place') ?? (isAsked ? ['inbox', 'spam', 'trash'] : ['inbox']);
}

/** At most so many: beyond that one stretch less certain costs less than many. */
const MOST = 200;

export function stretchesOf(
  filter: Filter,
  { userId, inboxIds, waiting, accounts, conversationIds }: Fixed,
): Stretch[] {
  const fixed = fixedBy(filter);
  const places = placesOf(filter);
  const statuses = fixed.get('status') ?? STATUSES;
  const wanted = fixed.get('inbox')?.map(Number);
  const inboxes = wanted ? inboxIds.filter((id) => wanted.includes(id)) : inboxIds;
  if (inboxes.length === 0) return [];
  if (conversationIds) return conversationIds.length > 0 ? [among(conversationIds, places, statuses, inboxes)] : [];
  const tags = fixed.get('tag');
  const owners = ownersIn(fixed.get('owner'), userId);
  if (!owners && !waiting && tags?.length === 1) return [tagged(Number(tags[0]), places, statuses, inboxes)];
  const accountIds = accountsIn(fixed, accounts);
  const by = (column: string, ids: number[], seen: Sql) =>
    ids.flatMap((id) => places.flatMap((place) => statuses.map((status) => along(column, [id, place, status], seen))));
  const seen = { sql: ' and inbox_id + 0 in (?)', params: [inboxes] };
  if (owners) return by('owner_id', owners, seen);
  if (accountIds && accountIds.length * places.length * statuses.length <= MOST)
    return by('account_id', accountIds, seen);
  return by('inbox_id', inboxes, { sql: '', params: [] });
}

function along(column: string, values: unknown[], seen: Sql): Stretch {
  return {
    from: 'conversation',
    newest: 'conversation.last_message_at',
    id: 'conversation.id',
    sql: `${column} = ? and place = ? and status = ?${seen.sql}`,
    params: [...values, ...seen.params],
  };
}

/** Where no index of the list leads: the inbox is calculated, so that none is taken. */
const SEEN = 'place in (?) and status in (?) and inbox_id + 0 in (?)';

/** One by one; calculated, so that they are not looked for along an index of everything. */
function among(ids: number[], places: string[], statuses: string[], inboxes: number[]): Stretch {
  return {
    from: 'conversation',
    newest: 'conversation.last_message_at + 0',
    id: 'conversation.id',
    sql: `conversation.id in (?) and ${SEEN}`,
    params: [ids, places, statuses, inboxes],
  };
}

/** Along the tag's own index; what is not in the list is passed over. */
function tagged(tagId: number, places: string[], statuses: string[], inboxes: number[]): Stretch {
  return {
    from: 'conversation_tag tagged cross join conversation on conversation.id = tagged.conversation_id',
    newest: 'tagged.last_message_at',
    id: 'tagged.conversation_id',
    sql: `tagged.tag_id = ? and ${SEEN}`,
    params: [tagId, places, statuses, inboxes],
  };
}

/** Null where nobody may be the owner: that stands in no index of owners. */
function ownersIn(values: string[] | undefined, userId: number): number[] | null {
  if (!values || values.includes('nobody')) return null;
  return [...new Set(values.map((value) => (value === 'me' ? userId : Number(value))))];
}

function accountsIn(fixed: Map<string, string[]>, accounts: Fixed['accounts']): number[] | null {
  const channels = fixed.get('channel');
  const named = fixed.get('account')?.map(Number);
  if (!channels && !named) return null;
  return accounts
    .filter(({ id, channel }) => (!named || named.includes(id)) && (!channels || channels.includes(channel)))
    .map(({ id }) => id);
}
