// A backup's one file: a consistent copy of the database, the stored files, the key; written and read back.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { create, extract } from 'tar';
import { CommandError } from './words.ts';

export interface ArchiveReport {
  conversations: number;
  messages: number;
  files: number;
  /** What is wrong, in sentences; empty when sound. */
  trouble: string[];
}

const DATABASE = 'hubdesk.sqlite';

/** Works while the desk runs: `vacuum into` copies one moment of the database (SQLite documentation, VACUUM). */
export async function writeArchive(dataFolder: string, target: string): Promise<void> {
  if (!existsSync(join(dataFolder, DATABASE))) throw new CommandError(`There is no desk in ${dataFolder}.`, 1);
  const copies = await mkdtemp(join(tmpdir(), 'hubdesk-backup-'));
  try {
    const source = new Database(join(dataFolder, DATABASE), { readonly: true });
    source.pragma('busy_timeout = 10000');
    source.prepare('vacuum into ?').run(join(copies, DATABASE));
    source.close();
    // Files are written before the rows that name them, so every file of the copied moment is there by now.
    const folders = ['files', 'keys', 'plugins'].filter((name) => existsSync(join(dataFolder, name)));
    const besides = join(copies, 'database.tar');
    await create({ file: besides, cwd: copies, mode: 0o600 }, [DATABASE]);
    // The key is in it: it is nobody else's from its first byte on.
    await create({ file: target, mode: 0o600, gzip: true, portable: true, cwd: dataFolder }, [
      `@${besides}`,
      ...folders,
    ]);
    await chmod(target, 0o600);
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

/** Before migrations change anything: a whole copy beside the other backups (OP-2). */
export async function copyDatabase(file: string, target: string): Promise<void> {
  const source = new Database(file, { readonly: true });
  try {
    source.prepare('vacuum into ?').run(target);
  } finally {
    source.close();
  }
}

/** Unpacks into a folder of its own and looks at everything. */
export async function verifyArchive(file: string): Promise<ArchiveReport> {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-verify-'));
  try {
    await unpack(file, folder);
    return await verifyFolder(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function unpack(file: string, folder: string): Promise<void> {
  await extract({ file, cwd: folder, strict: true });
}

export async function verifyFolder(folder: string): Promise<ArchiveReport> {
  const trouble: string[] = [];
  const database = new Database(join(folder, DATABASE), { readonly: true, fileMustExist: true });
  try {
    const integrity = database.pragma('integrity_check', { simple: true });
    if (integrity !== 'ok') trouble.push(`The database is damaged: ${String(integrity)}`);
    if (!existsSync(join(folder, 'keys', 'desk.key')))
      trouble.push('The key file is missing; sealed secrets could not be opened.');
    const count = (table: string) =>
      (database.prepare(`select count(*) as count from ${table}`).get() as { count: number }).count;
    for (const row of database.prepare('select hash from file').iterate() as Iterable<{ hash: string }>) {
      const path = join(folder, 'files', row.hash.slice(0, 2), row.hash);
      if (!existsSync(path)) trouble.push(`The file ${row.hash} is missing.`);
      else if ((await hashOf(path)) !== row.hash) trouble.push(`The file ${row.hash} is damaged.`);
    }
    return { conversations: count('conversation'), messages: count('message'), files: count('file'), trouble };
  } finally {
    database.close();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
