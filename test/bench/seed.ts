// Databases of any size for measuring: founded by the desk itself, filled by SQL through the real tables and triggers, kept for the next run.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { DEFAULTS } from '../../config/config.ts';
import { openServer } from '../../core/cli/serve.ts';
import { seeded } from '../../core/cli/sample/random.ts';

export interface Seed {
  folder: string;
  conversations: number;
}

export const EMAIL = 'bench@radwerk.example';
export const PASSWORD = 'two wheels and a bell';
/** Stands in one of a hundred messages. */
export const RARE = 'kettenblatt';
/** Threads with many messages, the newest conversations of the list. */
export const THREADS = 40;
const THREAD_LENGTH = 20;

const ROOT = join(tmpdir(), 'hubdesk-bench');

/** A data folder with so many conversations of one message each, and some long threads. Made once for each schema. */
export async function seed(conversations: number, say: (line: string) => void): Promise<Seed> {
  const folder = join(ROOT, `${conversations}-${stamp()}`);
  if (existsSync(folder)) return { folder, conversations };
  for (const old of existsSync(ROOT) ? readdirSync(ROOT) : [])
    if (old.startsWith(`${conversations}-`)) rmSync(join(ROOT, old), { recursive: true });
  const beside = `${folder}.new`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const began = performance.now();
  await found(beside);
  fill(join(beside, 'hubdesk.sqlite'), conversations);
  renameSync(beside, folder);
  say(`seeded ${conversations} conversations in ${Math.round((performance.now() - began) / 1000)} s`);
  return { folder, conversations };
}

/** Changes with the tables and with this file. */
function stamp(): string {
  const hash = createHash('sha256').update(readFileSync(import.meta.filename));
  const migrations = new URL('../../core/database/migrations/', import.meta.url);
  for (const name of readdirSync(migrations).toSorted()) hash.update(readFileSync(new URL(name, migrations)));
  return hash.digest('hex').slice(0, 10);
}

/** The desk's own start and first run: tables, an administrator, an inbox with an address. */
async function found(dataFolder: string): Promise<void> {
  const config = {
    ...DEFAULTS,
    dataFolder,
    publicUrl: 'http://localhost:1',
    port: 0,
    smtpPort: 0,
    logLevel: 'error' as const,
  };
  const served = await openServer(config);
  const first = {
    name: 'Ben Ch',
    email: EMAIL,
    password: PASSWORD,
    deskName: 'Bench',
    language: 'en',
    timeZone: 'UTC',
  };
  await served.desk.accounts.firstRun.complete(first, '');
  const inbox = await served.desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });
  await served.desk.channels.ensureFallback(inbox);
  await served.close();
}

function fill(file: string, conversations: number): void {
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
  const inBatches = (total: number, each: (index: number) => void) => {
    for (let from = 0; from < total; from += 20_000) {
      const batch = database.transaction(() => {
        for (let index = from; index < Math.min(total, from + 20_000); index += 1) each(index);
      });
      batch();
    }
  };
  inBatches(contacts, (index) => insert.contact(index + 1, `${pick(words)} ${pick(words)}`, now));
  let message = 0;
  inBatches(conversations, (index) => {
    const id = index + 1;
    const at = now - (conversations - index) * 1000;
    const length = index >= conversations - THREADS ? THREAD_LENGTH : 1;
    const contact = whole(1, contacts);
    const text = () => (next() < 0.01 ? `${RARE} ` : '') + sentence(whole(12, 40));
    insert.conversation(id, contact, sentence(4), at, length, message + length, next());
    for (let part = 0; part < length; part += 1) {
      message += 1;
      insert.message(message, id, contact, at - (length - part) * 60_000, text(), part % 2 === 1);
    }
  });
  database.exec('analyze');
  database.pragma('wal_checkpoint(truncate)');
  database.close();
}

function statements(database: Database.Database) {
  const contact = database.prepare(
    `insert into contact (id, public_id, name, properties, consents, created_at, updated_at, last_message_at) values (?, ?, ?, '{}', '{}', ?, ?, ?)`,
  );
  const identity = database.prepare(
    `insert into contact_identity (contact_id, kind, value, primary_of, created_at) values (?, 'email', ?, 1, ?)`,
  );
  const conversation = database.prepare(
    `insert into conversation (id, public_id, inbox_id, account_id, contact_id, subject, snippet, status, owner_id, waiting_since,
      last_inbound_at, last_message_at, last_message_id, message_count, notes, created_at, changed_at)
     values (?, ?, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, ?)`,
  );
  const message = database.prepare(
    `insert into message (id, public_id, conversation_id, account_id, kind, direction, author_user_id, author_contact_id, external_id,
      at, created_at, changed_at, details, reactions, subject, people, text, addresses, parts)
     values (?, ?, ?, 1, 'message', ?, ?, ?, ?, ?, ?, ?, '{}', '[]', '', ?, ?, ?, ?)`,
  );
  const participant = database.prepare(
    `insert into participant (conversation_id, kind, value, contact_id) values (?, 'email', ?, ?) on conflict do nothing`,
  );
  const address = (contactId: number) => `c${contactId}@customers.example`;
  return {
    contact(id: number, name: string, at: number) {
      contact.run(id, `contact${id}`, name, at, at, at);
      identity.run(id, address(id), at);
    },
    conversation(
      id: number,
      contactId: number,
      subject: string,
      at: number,
      count: number,
      last: number,
      chance: number,
    ) {
      // Of ten: six closed, three open (one of them of the person who looks), one put off.
      const status = chance < 0.6 ? 'closed' : chance < 0.9 ? 'open' : 'snoozed';
      const owner = chance < 0.5 || (chance > 0.6 && chance < 0.7) ? 1 : null;
      const waits = status === 'open' ? at : null;
      conversation.run(id, `conv${id}`, contactId, subject, subject, status, owner, waits, at, at, last, count, at, at);
      participant.run(id, address(contactId), contactId);
    },
    message(id: number, conversationId: number, contactId: number, at: number, text: string, ours: boolean) {
      const people = JSON.stringify([
        { role: 'from', name: '', address: { kind: 'email', value: address(contactId) } },
      ]);
      const parts = JSON.stringify([{ type: 'text', text }]);
      const [direction, user, author] = ours ? ['out', 1, null] : ['in', null, contactId];
      message.run(
        id,
        `m${id}`,
        conversationId,
        direction,
        user,
        author,
        `x${id}`,
        at,
        at,
        at,
        address(contactId),
        text,
        people,
        parts,
      );
    },
  };
}

/** Four thousand made-up words, a few of them frequent. */
function vocabulary(): string[] {
  const { pick, whole } = seeded(3);
  const syllables = [
    'ba',
    'de',
    'ker',
    'lo',
    'mi',
    'nor',
    'pa',
    'rat',
    'sel',
    'tun',
    'vi',
    'zor',
    'ga',
    'hem',
    'il',
    'ost',
  ];
  const all = new Set<string>();
  while (all.size < 4000) all.add(Array.from({ length: whole(2, 4) }, () => pick(syllables)).join(''));
  return [...all];
}
