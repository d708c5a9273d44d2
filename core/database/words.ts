// Full-text conditions in the words of the database, so that other rooms need not know its dialect. SQLite (FTS5).

/**
 * A condition on `contact.id`: every word of what was typed begins a word of the contact's name, note or addresses.
 * Null when nothing to search for is left.
 */
export function contactsMatching(typed: string): { sql: string; params: unknown[] } | null {
  const words = wordsIn(typed);
  if (words.length === 0) return null;
  return { sql: 'contact.id in (select rowid from contact_fts where contact_fts match ?)', params: [beginning(words)] };
}

/** A condition on `ticket.id`: every word typed begins a word of its name or description, or is its number (`T-12`). */
export function ticketsMatching(typed: string): { sql: string; params: unknown[] } | null {
  const words = wordsIn(typed.replace(/\bt-(?=\d)/gi, ''));
  if (words.length === 0) return null;
  return { sql: 'ticket.id in (select rowid from ticket_fts where ticket_fts match ?)', params: [beginning(words)] };
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
