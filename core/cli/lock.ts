// One process for one data folder: a lock that ends with its process, however that ends, and a file that names it.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CommandError } from './words.ts';

/** The number of the process, for whoever reads it. */
const nameOf = (dataFolder: string) => join(dataFolder, 'desk.lock');
/** Locked by the operating system: also between containers, and never left behind by a crash. */
const lockOf = (dataFolder: string) => join(dataFolder, 'desk.lock.sqlite');

/** The number of the process that has this folder open (0 when it is not known), or null. */
export function runningDesk(dataFolder: string): number | null {
  if (!existsSync(lockOf(dataFolder))) return null;
  const held = grab(dataFolder);
  if (!held) return Number(readName(dataFolder)) || 0;
  held.close();
  return null;
}

/** Returns how to let go. Throws `CommandError` when another process has the folder. */
export function takeLock(dataFolder: string): () => void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const held = grab(dataFolder);
  if (!held) {
    const process = readName(dataFolder) || 'of another machine or container';
    throw new CommandError(
      `This data folder is open already in process ${process}. Only one desk may use ${dataFolder}.`,
      1,
    );
  }
  writeFileSync(nameOf(dataFolder), `${process.pid}\n`);
  return () => {
    rmSync(nameOf(dataFolder), { force: true });
    held.close();
  };
}

function grab(dataFolder: string): Database.Database | null {
  const held = new Database(lockOf(dataFolder), { timeout: 0 });
  try {
    held.exec('begin exclusive');
    return held;
  } catch (error) {
    held.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
}

function readName(dataFolder: string): string {
  try {
    return readFileSync(nameOf(dataFolder), 'utf8').trim();
  } catch {
    return '';
  }
}
