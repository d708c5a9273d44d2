// Data folders of any size for measuring: founded by the desk itself, then filled, kept for the next run.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULTS } from '../../config/config.ts';
import { openServer } from '../../core/cli/serve.ts';
import { fill } from './fill.ts';

export interface Seed {
  folder: string;
  conversations: number;
  messages: number;
}

export const EMAIL = 'bench@radwerk.example';
export const PASSWORD = 'two wheels and a bell';
const ROOT = join(tmpdir(), 'hubdesk-bench');

/** A data folder with so many conversations of so many messages each, and some long threads. Made once for each schema. */
export async function seed(conversations: number, say: (line: string) => void, each = 1): Promise<Seed> {
  const messages = conversations * each;
  const folder = join(ROOT, `${conversations}-${messages}-${stamp()}`);
  if (existsSync(folder)) return { folder, conversations, messages };
  for (const old of existsSync(ROOT) ? readdirSync(ROOT) : [])
    if (old.startsWith(`${conversations}-`)) rmSync(join(ROOT, old), { recursive: true });
  const beside = `${folder}.new`;
  rmSync(beside, { recursive: true, force: true });
  mkdirSync(beside, { recursive: true });
  const began = performance.now();
  await found(beside);
  fill(join(beside, 'hubdesk.sqlite'), conversations, each);
  renameSync(beside, folder);
  say(
    `seeded ${conversations} conversations, ${messages} messages in ${Math.round((performance.now() - began) / 1000)} s`,
  );
  return { folder, conversations, messages };
}

/** Changes with the tables and with how they are filled. */
function stamp(): string {
  const hash = createHash('sha256');
  for (const name of ['fill.ts', 'rows.ts']) hash.update(readFileSync(join(import.meta.dirname, name)));
  const migrations = new URL('../../core/database/migrations/', import.meta.url);
  for (const name of readdirSync(migrations).toSorted()) hash.update(readFileSync(new URL(name, migrations)));
  return hash.digest('hex').slice(0, 10);
}

const STAGES = [
  { name: 'New', kind: 'open' as const },
  { name: 'In progress', kind: 'open' as const },
  { name: 'Waiting', kind: 'waiting' as const },
  { name: 'Closed', kind: 'closed' as const },
];

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
  for (const name of ['Support', 'Sales', 'Workshop', 'Press']) {
    const inbox = await served.desk.conversations.inboxes.create({ name, actor: 'desk' });
    await served.desk.channels.ensureFallback(inbox);
  }
  await served.desk.tickets.pipelines.prepare({ pipeline: 'Support', stages: STAGES });
  // The first stored file, which attachments name.
  await served.desk.files.save(Buffer.alloc(48_000, 'x'));
  await served.close();
}
