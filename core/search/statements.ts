// Search as SQL: the filters that follow from a query's operators and from what the person may see.
import type { Asked, SearchQuery } from './query.ts';

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
  unassigned: 'c.owner_id is null and c.team_id is null',
  waiting: 'c.waiting_since is not null',
  automatic: 'c.automatic = 1',
};

const ACCOUNT = `exists (select 1 from channel_account a where a.id = c.account_id and (a.channel = ? or lower(a.title) like ?))`;
const INBOX = `exists (select 1 from inbox i where i.id = c.inbox_id and lower(i.name) like ?)`;
const OWNER = `exists (select 1 from desk_user u where u.id = c.owner_id and (lower(u.name) like ? or u.email = ?))`;
const TEAM = `exists (select 1 from team t where t.id = c.team_id and lower(t.name) like ?)`;
const NOBODY = 'c.owner_id is null and c.team_id is null';
const ME = ['me', 'ich', 'mir', 'mich'];
const NONE = ['nobody', 'none', 'niemand', 'niemandem'];
/** Who has the role in one of the conversation's messages, by name or address. */
const PERSON = (
  roles: string,
) => `exists (select 1 from message p, json_each(p.addresses) one where p.conversation_id = c.id
  and json_extract(one.value, '$.role') in (${roles})
  and lower(json_extract(one.value, '$.name') || ' ' || json_extract(one.value, '$.address.value')) like ?)`;
const TAG = `exists (select 1 from conversation_tag ct join tag t on t.id = ct.tag_id where ct.conversation_id = c.id and lower(t.name) like ?)`;
const WITH_FILE = `exists (select 1 from message f where f.conversation_id = c.id and f.files <> '')`;
const FILE_WORDS = ['file', 'files', 'attachment', 'datei', 'anhang'];

/** Conditions over `c` (conversation) and `m` (message, only when `messages`). */
export function filterOf(query: SearchQuery, scope: Scope, messages: boolean): Filter {
  const parts: Filter[] = [inboxes(scope), places(query), ...asked(query, scope)];
  // What is excluded is true of no message of the conversation.
  for (const one of [...asked(query.except, scope), ...people(query.except)])
    parts.push({ sql: `not (${one.sql})`, params: one.params });
  for (const text of query.to) parts.push({ sql: PERSON(`'to', 'cc', 'bcc'`), params: [like(text)] });
  const at = messages ? 'm.at' : 'c.last_message_at';
  if (query.before) parts.push({ sql: `${at} < ?`, params: [query.before.getTime()] });
  if (query.after) parts.push({ sql: `${at} >= ?`, params: [query.after.getTime()] });
  if (isForFiles(query) && messages) parts.push({ sql: `m.files <> ''`, params: [] });
  return { sql: parts.map((part) => `(${part.sql})`).join(' and '), params: parts.flatMap((part) => part.params) };
}

const like = (text: string) => `%${text}%`;
const isForFiles = ({ has }: Asked) => has.some((word) => FILE_WORDS.includes(word));

/** Conditions over the conversation alone. */
function asked(query: Asked, scope: Scope): Filter[] {
  const parts = states(query, scope);
  if (query.channel.length > 0) parts.push(anyOf(query.channel, ACCOUNT, (text) => [text, like(text)]));
  if (query.inbox.length > 0) parts.push(anyOf(query.inbox, INBOX, (text) => [like(text)]));
  if (query.owner.length > 0) parts.push(owners(query.owner, scope));
  for (const tag of query.tag) parts.push({ sql: TAG, params: [`${tag}%`] });
  if (isForFiles(query)) parts.push({ sql: WITH_FILE, params: [] });
  return parts;
}

function people({ from, to }: Asked): Filter[] {
  return [
    ...from.map((text) => ({ sql: PERSON(`'from'`), params: [like(text)] })),
    ...to.map((text) => ({ sql: PERSON(`'to', 'cc', 'bcc'`), params: [like(text)] })),
  ];
}

function owners(names: string[], { userId }: Scope): Filter {
  const each = names.map((name): Filter => {
    if (ME.includes(name)) return { sql: 'c.owner_id = ?', params: [userId] };
    if (NONE.includes(name)) return { sql: NOBODY, params: [] };
    return { sql: `${OWNER} or ${TEAM}`, params: [like(name), name, like(name)] };
  });
  return { sql: each.map((one) => one.sql).join(' or '), params: each.flatMap((one) => one.params) };
}

function states(query: Asked, { userId }: Scope): Filter[] {
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
