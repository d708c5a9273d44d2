// Finding and ranking, on a read-only connection: best words first, newer before older, each conversation once.
import type Database from 'better-sqlite3';
import { matchOf, parseQuery, type Match } from './query.ts';
import { filterOf, type Scope } from './statements.ts';

export interface Ask extends Scope {
  text: string;
  limit: number;
  /** How many conversations to pass over. */
  offset: number;
}

/** Marks stand between U+0001 and U+0002: escape the text first, then turn them into `<mark>`. */
export interface FoundHit {
  conversationId: number;
  /** Null when only operators were given. */
  messageId: number | null;
  subject: string | null;
  excerpt: string | null;
}

export interface Found {
  hits: FoundHit[];
  /** At least so many conversations; `more` when there may be others. */
  total: number;
  more: boolean;
  unknown: string[];
}

/** Matches that are ranked; of a word that is everywhere the newest ones … */
const RANKED = 4_000;
/** … and as many older ones that have it in the subject, a name or the name of a file: they would rank before. */
const RANKED_HEADS = 1_000;
const CHUNK = 200;
/** Days after which a match counts half of a new one with the same words. */
const HALF_LIFE = 180;

export function find(database: Database.Database, ask: Ask, now: number): Found {
  const query = parseQuery(ask.text);
  const match = matchOf(query);
  const found = match === null ? byFilters(database, ask, query) : byWords(database, ask, query, match, now);
  return { ...found, unknown: query.unknown };
}

type Query = ReturnType<typeof parseQuery>;

function byFilters(database: Database.Database, ask: Ask, query: Query): Omit<Found, 'unknown'> {
  const filter = filterOf(query, ask, false);
  const rows = database
    .prepare(
      `select c.id from conversation c where ${filter.sql} order by c.last_message_at desc, c.id desc limit ? offset ?`,
    )
    .all(...filter.params, ask.limit + 1, ask.offset) as { id: number }[];
  const hits = rows
    .slice(0, ask.limit)
    .map((row) => ({ conversationId: row.id, messageId: null, subject: null, excerpt: null }));
  return { hits, total: ask.offset + rows.length, more: rows.length > ask.limit };
}

function byWords(
  database: Database.Database,
  ask: Ask,
  query: Query,
  match: Match,
  now: number,
): Omit<Found, 'unknown'> {
  const candidates = candidatesOf(database, match);
  const newest = candidates[0]?.id ?? 0;
  const oldest = candidates.at(-1)?.id ?? 0;
  // Ids grow with time: a first guess at the age, so that only the best are looked up.
  const weight = ({ id, score }: Candidate) => -score * (1 - (0.4 * (newest - id)) / Math.max(1, newest - oldest));
  candidates.sort((one, other) => weight(other) - weight(one));
  const filter = filterOf(query, ask, true);
  const chosen = new Map<number, { messageId: number; score: number }>();
  const wanted = ask.offset + ask.limit + 1;
  for (let at = 0; at < candidates.length && chosen.size < wanted * 3; at += CHUNK) {
    collect(database, candidates.slice(at, at + CHUNK), filter, now, chosen);
    if (chosen.size >= wanted * 2) break;
  }
  const ranked = [...chosen].toSorted(([, one], [, other]) => other.score - one.score);
  const page = ranked.slice(ask.offset, ask.offset + ask.limit);
  return {
    hits: page.map(([conversationId, { messageId }]) => marked(database, match.everywhere, conversationId, messageId)),
    total: ranked.length,
    more: ranked.length > ask.offset + ask.limit,
  };
}

interface Candidate {
  id: number;
  score: number;
}

/** Newest first. */
function candidatesOf(database: Database.Database, match: Match): Candidate[] {
  const scored = database.prepare<[string, number, number], Candidate>(
    `select rowid as id, bm25(message_fts, 6.0, 4.0, 2.0, 1.0) as score from message_fts
     where message_fts match ? and rowid < ? order by rowid desc limit ?`,
  );
  const newest = scored.all(match.everywhere, Number.MAX_SAFE_INTEGER, RANKED);
  return newest.length < RANKED ? newest : [...newest, ...scored.all(match.inHead, newest.at(-1)!.id, RANKED_HEADS)];
}

/** Looks the messages up and keeps the best of each conversation. */
function collect(
  database: Database.Database,
  some: Candidate[],
  filter: { sql: string; params: unknown[] },
  now: number,
  chosen: Map<number, { messageId: number; score: number }>,
): void {
  const scores = new Map(some.map((one) => [one.id, one.score]));
  const rows = database
    .prepare(
      `select m.id, m.conversation_id, m.at from message m join conversation c on c.id = m.conversation_id where m.id in (select value from json_each(?)) and m.deleted_at is null and ${filter.sql}`,
    )
    .all(JSON.stringify(some.map((one) => one.id)), ...filter.params) as {
    id: number;
    conversation_id: number;
    at: number;
  }[];
  for (const row of rows) {
    const days = Math.max(0, now - row.at) / 86_400_000;
    const score = -scores.get(row.id)! * (0.4 + 0.6 * 0.5 ** (days / HALF_LIFE));
    const best = chosen.get(row.conversation_id);
    if (!best || score > best.score) chosen.set(row.conversation_id, { messageId: row.id, score });
  }
}

function marked(database: Database.Database, match: string, conversationId: number, messageId: number): FoundHit {
  const row = database
    .prepare(
      `select highlight(message_fts, 0, char(1), char(2)) as subject, snippet(message_fts, 3, char(1), char(2), ' … ', 24) as excerpt,
        snippet(message_fts, 2, char(1), char(2), ' … ', 12) as files from message_fts where message_fts match ? and rowid = cast(? as integer)`,
    )
    .get(match, messageId) as { subject: string; excerpt: string; files: string } | undefined;
  const excerpt = row && !row.excerpt.includes('\u0001') && row.files.includes('\u0001') ? row.files : row?.excerpt;
  return { conversationId, messageId, subject: row?.subject ?? null, excerpt: excerpt ?? null };
}
