// What only this database calls so, for rooms that need not know its dialect. SQLite: FTS5, JSON functions.

/** The text or number at a path (`params.messageId`) of a column that holds JSON. */
export function jsonAt(column: string, path: string): string {
  return `json_extract(${column}, '$.${path}')`;
}

/** A table whose column `value` holds the members of a JSON list: of a bound one (`?`), or at a path of a column. */
export function jsonMembers(column: string, path?: string): string {
  return path === undefined ? `json_each(${column})` : `json_each(${column}, '$.${path}')`;
}

/** What stands behind the last @ of a column `value` (the part before it may hold others, in quotes), as the index has it. */
export const EMAIL_DOMAIN = `substr(value, length(rtrim(value, replace(value, '@', ''))) + 1)`;

/** A query whose `value` is how many bytes the database has on disk. */
export const BYTES_ON_DISK = 'select page_count * page_size as value from pragma_page_count(), pragma_page_size()';

/**
 * A condition on `contact.id`: every word of what was typed begins a word of the contact's name, note or addresses, or
 * it is the number by which somebody without a name is called ("Visitor 1042"). Null when nothing to search for is left.
 */
export function contactsMatching(typed: string): { sql: string; params: unknown[] } | null {
  const words = wordsIn(typed);
  if (words.length === 0) return null;
  const named = 'select rowid from contact_fts where contact_fts match ?';
  const number = numberIn(words);
  if (number === null) return { sql: `contact.id in (${named})`, params: [beginning(words)] };
  const nameless = `select id from contact where id = ? and name = '' and not exists (
    select 1 from contact_identity where contact_id = contact.id and kind <> 'handle')`;
  return { sql: `contact.id in (${named} union ${nameless})`, params: [beginning(words), number] };
}

/** Alone, or behind the one word for people without a name. */
function numberIn(words: string[]): number | null {
  const numbers = words.filter((word) => /^\d{1,15}$/.test(word));
  return words.length <= 2 && numbers.length === 1 ? Number(numbers[0]) : null;
}

/** A condition on `ticket.id`: every word typed begins a word of its name or description, or is its number (`T-12`). */
export function ticketsMatching(typed: string): { sql: string; params: unknown[] } | null {
  const words = wordsIn(typed.replace(/\bt-(?=\d)/gi, ''));
  if (words.length === 0) return null;
  return { sql: 'ticket.id in (select rowid from ticket_fts where ticket_fts match ?)', params: [beginning(words)] };
}

/** A condition on `record.id`: every word of what was typed begins a word of its name or domain. */
export function recordsMatching(typed: string): { sql: string; params: unknown[] } | null {
  const words = wordsIn(typed);
  if (words.length === 0) return null;
  return { sql: 'record.id in (select rowid from record_fts where record_fts match ?)', params: [beginning(words)] };
}

function wordsIn(typed: string): string[] {
  return typed
    .slice(0, 200)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 8);
}

function beginning(words: string[]): string {
  return words.map((word) => `"${word}"*`).join(' ');
}
