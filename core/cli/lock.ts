// One process for one data folder: a lock file with the process's number, taken at start, left behind by a crash.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from './words.ts';

const lockOf = (dataFolder: string) => join(dataFolder, 'desk.lock');

/** The number of the process that has this folder open, or null. */
export function runningDesk(dataFolder: string): number | null {
  if (!existsSync(lockOf(dataFolder))) return null;
  const id = Number(readFileSync(lockOf(dataFolder), 'utf8').trim());
  return Number.isInteger(id) && id > 0 && id !== process.pid && isAlive(id) ? id : null;
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return /node|hubdesk/.test(nameOf(id));
  } catch {
    return false;
  }
}

/** After a restart of the machine the number may belong to somebody else. */
function nameOf(id: number): string {
  const file = `/proc/${id}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8') : 'node';
}

/** Returns how to let go. */
export function takeLock(dataFolder: string): () => void {
  const running = runningDesk(dataFolder);
  if (running)
    throw new CommandError(
      `This data folder is open already in process ${running}. Only one desk may use ${dataFolder}.`,
      1,
    );
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  writeFileSync(lockOf(dataFolder), `${process.pid}\n`);
  return () => rmSync(lockOf(dataFolder), { force: true });
}
