// Full-text conditions in the words of the database, so that other rooms need not know its dialect. SQLite (FTS5).

/**
 * A condition on `contact.id`: every word of what was typed begins a word of the contact's name, note or addresses.
 * Null when nothing to search for is left.
 */
export function contactsMatching(typed: string): { sql: string; params: unknown[] } | null {
  const words = typed
    .slice(0, 200)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .slice(0, 8);
  if (words.length === 0) return null;
  return {
    sql: 'contact.id in (select rowid from contact_fts where contact_fts match ?)',
    params: [words.map((word) => `"${word}"*`).join(' ')],
  };
}
