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

/** Conditions over `c` (conversation) and `m` (message, only when `messages`). */
export function filterOf(query: SearchQuery, scope: Scope, messages: boolean): Filter {
  const parts: Filter[] = [inboxes(scope), places(query)];
  for (const word of query.is) {
    if (word === 'mine' || word === 'meine') parts.push({ sql: 'c.owner_id = ?', params: [scope.userId] });
    else if (STATES[word]) parts.push({ sql: STATES[word], params: [] });
  }
  if (query.channel.length > 0)
    parts.push(
      anyOf(
        query.channel,
        `exists (select 1 from channel_account a where a.id = c.account_id and (a.channel = ? or lower(a.title) like ?))`,
        (text) => [text, `%${text}%`],
      ),
    );
  if (query.inbox.length > 0)
    parts.push(
      anyOf(query.inbox, `exists (select 1 from inbox i where i.id = c.inbox_id and lower(i.name) like ?)`, (text) => [
        `%${text}%`,
      ]),
    );
  if (query.owner.length > 0)
    parts.push(
      anyOf(
        query.owner,
        `exists (select 1 from desk_user u where u.id = c.owner_id and (lower(u.name) like ? or u.email = ?))`,
        (text) => [`%${text}%`, text],
      ),
    );
  for (const tag of query.tag)
    parts.push({
      sql: `exists (select 1 from conversation_tag ct join tag t on t.id = ct.tag_id where ct.conversation_id = c.id and lower(t.name) like ?)`,
      params: [`${tag}%`],
    });
  const at = messages ? 'm.at' : 'c.last_message_at';
  if (query.before) parts.push({ sql: `${at} < ?`, params: [query.before.getTime()] });
  if (query.after) parts.push({ sql: `${at} >= ?`, params: [query.after.getTime()] });
  if (query.has.some((word) => ['file', 'files', 'attachment', 'datei', 'anhang'].includes(word))) {
    parts.push({
      sql: messages
        ? `m.files <> ''`
        : `exists (select 1 from message f where f.conversation_id = c.id and f.files <> '')`,
      params: [],
    });
  }
  return { sql: parts.map((part) => `(${part.sql})`).join(' and '), params: parts.flatMap((part) => part.params) };
}

function inboxes({ inboxIds }: Scope): Filter {
  if (inboxIds === null) return { sql: '1 = 1', params: [] };
  return { sql: `c.inbox_id in (select value from json_each(?))`, params: [JSON.stringify(inboxIds)] };
}

/** Spam and trash are searched only when asked for. */
function places(query: SearchQuery): Filter {
  const wanted = query.is.map((word) => PLACES[word]).filter((sql) => sql !== undefined);
  return { sql: wanted.length > 0 ? wanted.join(' or ') : `c.place = 'inbox'`, params: [] };
}

function anyOf(texts: string[], sql: string, params: (text: string) => unknown[]): Filter {
  return { sql: texts.map(() => sql).join(' or '), params: texts.flatMap(params) };
}
