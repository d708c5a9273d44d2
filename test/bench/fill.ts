// Fills a founded database as years of work would: through the real tables and triggers, by SQL, the same every time.
import Database from 'better-sqlite3';
import { seeded } from '../../core/cli/sample/random.ts';
import { besides, statements, tickets } from './rows.ts';

/** Each stands in one of a hundred messages. */
export const RARE = ['kettenblatt', 'speichenschluessel', 'tretlager', 'schaltauge', 'lenkerband', 'felgenband'];
/** Threads with many messages, the newest conversations of the list. */
export const THREADS = 40;
const THREAD_LENGTH = 20;
const PEOPLE = 20;

/** Conversations of so many messages each, the last ones long threads. */
export function fill(file: string, conversations: number, each: number): void {
  const database = new Database(file);
  database.pragma('journal_mode = wal');
  database.pragma('synchronous = off');
  database.pragma('cache_size = -400000');
  const now = Date.now();
  const insert = statements(database);
  const { next, whole, pick } = seeded(7);
  const words = vocabulary();
  const contacts = Math.max(10, Math.floor(conversations / 8));
  const sentence = (count: number) =>
    Array.from({ length: count }, () => words[Math.floor(words.length * next() ** 2)]).join(' ');
  const text = (most: number) =>
    RARE.map((word) => (next() < 0.01 ? `${word} ` : '')).join('') + sentence(whole(12, most));
  insert.people(PEOPLE, now);
  inBatches(database, contacts, (index) => insert.contact(index + 1, `${pick(words)} ${pick(words)}`, now));
  let message = 0;
  inBatches(database, conversations, (index) => {
    const isThread = index >= conversations - THREADS;
    const at = now - (conversations - index) * 1000;
    const count = isThread ? THREAD_LENGTH : each;
    const about = { id: index + 1, contactId: whole(1, contacts), at, count, last: message + count };
    const subject = sentence(4);
    insert.conversation({ ...about, subject, chance: isThread ? 0.6 + next() * 0.3 : next(), owner: whole(1, PEOPLE) });
    for (let part = 0; part < count; part += 1) {
      message += 1;
      const sent = at - (count - part - 1) * 60_000;
      insert.message({
        ...about,
        id: message,
        of: about.id,
        at: sent,
        text: text(isThread ? 120 : 40),
        part,
        isThread,
      });
    }
  });
  besides(database);
  tickets(database);
  database.pragma('wal_checkpoint(truncate)');
  database.close();
}

function inBatches(database: Database.Database, total: number, each: (index: number) => void): void {
  for (let from = 0; from < total; from += 20_000) {
    const batch = database.transaction(() => {
      for (let index = from; index < Math.min(total, from + 20_000); index += 1) each(index);
    });
    batch();
  }
}

/** Four thousand made-up words, a few of them frequent. */
function vocabulary(): string[] {
  const { pick, whole } = seeded(3);
  const syllables = 'ba de ker lo mi nor pa rat sel tun vi zor ga hem il ost'.split(' ');
  const all = new Set<string>();
  while (all.size < 4000) all.add(Array.from({ length: whole(2, 4) }, () => pick(syllables)).join(''));
  return [...all];
}
