// A backup's one file: a consistent copy of the database, the stored files, the key; written and read back.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { create, extract } from 'tar';
import { systemClock } from '../kernel/clock.ts';
import { CommandError } from './words.ts';

export interface ArchiveReport {
  conversations: number;
  messages: number;
  files: number;
  /** What is wrong, in sentences; empty when sound. */
  trouble: string[];
}

const DATABASE = 'hubdesk.sqlite';
/** What of the data folder goes along, beside the database. */
const FOLDERS = ['files', 'keys', 'plugins'];
/** Of the folders a backup works in: a crash leaves them behind. */
const WORKING = '.hubdesk-working-';

export function demandDesk(dataFolder: string): void {
  if (!existsSync(join(dataFolder, DATABASE))) throw new CommandError(`There is no desk in ${dataFolder}.`, 1);
}

/** Works while the desk runs: `vacuum into` copies one moment of the database (SQLite documentation, VACUUM). */
export async function writeArchive(dataFolder: string, target: string): Promise<void> {
  demandDesk(dataFolder);
  await inWorkingFolder(dirname(target), async (copies) => {
    await copyDatabase(join(dataFolder, DATABASE), join(copies, DATABASE));
    // Files are written before the rows that name them, so every file of the copied moment is there by now.
    const folders = FOLDERS.filter((name) => existsSync(join(dataFolder, name)));
    const besides = join(copies, 'database.tar');
    await create({ file: besides, cwd: copies, mode: 0o600 }, [DATABASE]);
    // The key is in it: it is nobody else's from its first byte on.
    await create({ file: target, mode: 0o600, gzip: true, portable: true, cwd: dataFolder }, [
      `@${besides}`,
      ...folders,
    ]);
    await chmod(target, 0o600);
    await onDisk(target);
  });
}

/** A power cut after this leaves the file whole. */
async function onDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** On the disk that has to hold the backup anyway: the folder for temporary files is often small, and in memory. */
async function inWorkingFolder<T>(beside: string, work: (folder: string) => Promise<T>): Promise<T> {
  await mkdir(beside, { recursive: true, mode: 0o700 });
  await sweepWorkingFolders(beside);
  const folder = await mkdtemp(join(beside, `${WORKING}${process.pid}-`));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sweepWorkingFolders(beside: string): Promise<void> {
  for (const name of await readdir(beside)) {
    const owner = name.startsWith(WORKING) ? Number.parseInt(name.slice(WORKING.length), 10) : 0;
    if (owner > 0 && !isAlive(owner)) await rm(join(beside, name), { recursive: true, force: true });
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

/** A whole and sound copy of the database, or none. Throws as SQLite does. */
export async function copyDatabase(file: string, target: string): Promise<void> {
  try {
    const source = new Database(file, { readonly: true });
    try {
      source.pragma('busy_timeout = 10000');
      source.prepare('vacuum into ?').run(target);
    } finally {
      source.close();
    }
    const copy = new Database(target, { readonly: true });
    const check = copy.pragma('quick_check', { simple: true });
    copy.close();
    if (check !== 'ok') throw new CommandError(`The copy of the database is not sound: ${String(check)}`, 1);
    await chmod(target, 0o600);
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  }
}

/** Before migrations change anything: a whole copy beside the other backups; `hubdesk restore` brings it back (OP-2). */
export async function keepBeforeMigrating(dataFolder: string, file: string, pending: string[]): Promise<void> {
  const folder = join(dataFolder, 'backups');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `before-${pending[0]!.replace(/\W/g, '-')}-${systemClock().now().getTime()}.sqlite`;
  await copyDatabase(file, join(folder, name));
  console.log(`The database as it was before this version is kept in ${join(folder, name)}`);
  for (const old of copiesIn(folder).slice(COPIES_KEPT)) await rm(join(folder, old), { force: true });
}

const COPIES_KEPT = 5;

/** Of the database before migrations, newest first. */
function copiesIn(folder: string): string[] {
  const made = (name: string) => Number(/^before-.*-(\d+)\.sqlite$/.exec(name)?.[1] ?? Number.NaN);
  const copies = readdirSync(folder).filter((name) => !Number.isNaN(made(name)));
  return copies.toSorted((one, other) => made(other) - made(one));
}

/** Unpacks into a folder of its own and looks at everything. */
export function verifyArchive(file: string): Promise<ArchiveReport> {
  return inWorkingFolder(dirname(file), async (folder) => {
    await unpack(file, folder);
    return verifyFolder(folder);
  });
}

/** Only what a backup holds, and only plain files: nothing in it may lead out of the folder. */
export async function unpack(file: string, folder: string): Promise<void> {
  const isOurs = (path: string) => path === DATABASE || FOLDERS.includes(path.split('/')[0]!);
  try {
    await extract({
      file,
      cwd: folder,
      strict: true,
      filter: (path, entry) =>
        isOurs(path.replace(/^\.\//, '')) && 'type' in entry && ['File', 'Directory'].includes(entry.type),
    });
  } catch (error) {
    if (!/^(TAR_|Z_)/.test((error as { code?: string }).code ?? '')) throw error;
    throw new CommandError(`${file} is no backup, or only a part of one: ${(error as Error).message}`, 1);
  }
}

/** `files`: the folder of stored files, where it is not beside the database. */
export async function verifyFolder(
  folder: string,
  { database: name = DATABASE, files = join(folder, 'files'), keys = join(folder, 'keys') } = {},
): Promise<ArchiveReport> {
  if (!existsSync(join(folder, name))) throw new CommandError('There is no desk in this file.', 1);
  const trouble: string[] = [];
  const database = new Database(join(folder, name), { readonly: true, fileMustExist: true });
  try {
    const integrity = database.pragma('integrity_check', { simple: true });
    if (integrity !== 'ok') trouble.push(`The database is damaged: ${String(integrity)}`);
    if (!existsSync(join(keys, 'desk.key')))
      trouble.push('The key file is missing; sealed secrets could not be opened.');
    const count = (table: string) =>
      (database.prepare(`select count(*) as count from ${table}`).get() as { count: number }).count;
    for (const row of database.prepare('select hash from file').iterate() as Iterable<{ hash: string }>) {
      const path = join(files, row.hash.slice(0, 2), row.hash);
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
