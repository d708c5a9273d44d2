// Search as SQL: the filters that follow from a query's operators and from what the person may see.
import type { SearchQuery } from './query.ts';

export interface Scope {
  /** Inboxes the person may see; null for all. */
  inboxIds: number[] | null;
  userId: number;
}

export interface Filter {
  sql: string;
  params: unknown[];
}

const PLACES: Record<string, string> = {
  spam: `c.place = 'spam'`,
  trash: `c.place = 'trash'`,
  papierkorb: `c.place = 'trash'`,
};
const STATES: Record<string, string> = {
  open: `c.status = 'open'`,
  offen: `c.status = 'open'`,
  closed: `c.status = 'closed'`,
  geschlossen: `c.status = 'closed'`,
  snoozed: `c.status = 'snoozed'`,
  unassigned: `c.owner_id is null and c.team_id is null`,
  waiting: 'c.waiting_since is not null',
  automatic: 'c.automatic = 1',
};

const ACCOUNT = `exists (select 1 from channel_account a where a.id = c.account_id and (a.channel = ? or lower(a.title) like ?))`;
const INBOX = `exists (select 1 from inbox i where i.id = c.inbox_id and lower(i.name) like ?)`;
const OWNER = `exists (select 1 from desk_user u where u.id = c.owner_id and (lower(u.name) like ? or u.email = ?))`;
const TAG = `exists (select 1 from conversation_tag ct join tag t on t.id = ct.tag_id where ct.conversation_id = c.id and lower(t.name) like ?)`;
const WITH_FILE = `exists (select 1 from message f where f.conversation_id = c.id and f.files <> '')`;
const FILE_WORDS = ['file', 'files', 'attachment', 'datei', 'anhang'];

/** Conditions over `c` (conversation) and `m` (message, only when `messages`). */
export function filterOf(query: SearchQuery, scope: Scope, messages: boolean): Filter {
  const parts: Filter[] = [inboxes(scope), places(query), ...states(query, scope)];
  const like = (text: string) => `%${text}%`;
  if (query.channel.length > 0) parts.push(anyOf(query.channel, ACCOUNT, (text) => [text, like(text)]));
  if (query.inbox.length > 0) parts.push(anyOf(query.inbox, INBOX, (text) => [like(text)]));
  if (query.owner.length > 0) parts.push(anyOf(query.owner, OWNER, (text) => [like(text), text]));
  for (const tag of query.tag) parts.push({ sql: TAG, params: [`${tag}%`] });
  const at = messages ? 'm.at' : 'c.last_message_at';
  if (query.before) parts.push({ sql: `${at} < ?`, params: [query.before.getTime()] });
  if (query.after) parts.push({ sql: `${at} >= ?`, params: [query.after.getTime()] });
  const files = query.has.some((word) => FILE_WORDS.includes(word));
  if (files) parts.push({ sql: messages ? `m.files <> ''` : WITH_FILE, params: [] });
  return { sql: parts.map((part) => `(${part.sql})`).join(' and '), params: parts.flatMap((part) => part.params) };
}

function states(query: SearchQuery, { userId }: Scope): Filter[] {
  return query.is.flatMap((word): Filter[] => {
    if (word === 'mine' || word === 'meine') return [{ sql: 'c.owner_id = ?', params: [userId] }];
    const sql = STATES[word];
    return sql ? [{ sql, params: [] }] : [];
  });
}

function inboxes({ inboxIds }: Scope): Filter {
  if (inboxIds === null) return { sql: '1 = 1', params: [] };
  // "+" keeps the planner off the lists' indexes: what has no words is read newest first until a page is full.
  return { sql: `+c.inbox_id in (select value from json_each(?))`, params: [JSON.stringify(inboxIds)] };
}

/** Spam and trash are searched only when asked for. */
function places(query: SearchQuery): Filter {
  const wanted = query.is.map((word) => PLACES[word]).filter((sql) => sql !== undefined);
  return { sql: wanted.length > 0 ? wanted.join(' or ') : `c.place = 'inbox'`, params: [] };
}

function anyOf(texts: string[], sql: string, params: (text: string) => unknown[]): Filter {
  return { sql: texts.map(() => sql).join(' or '), params: texts.flatMap(params) };
}
