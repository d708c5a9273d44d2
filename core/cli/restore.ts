// `hubdesk restore`: a backup becomes the data folder; what was there is moved aside, never deleted.
import { existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { systemClock } from '../kernel/clock.ts';
import { unpack, verifyFolder, type ArchiveReport } from './archive.ts';
import { runningDesk, takeLock } from './lock.ts';
import { CommandError, readWords } from './words.ts';

export async function restore(args: string[]): Promise<number> {
  const { words, on } = readWords(args, [], ['replace']);
  if (!words[0]) throw new CommandError('Say which file: hubdesk restore FILE');
  const file = resolve(words[0]);
  const { dataFolder } = await loadConfig();
  const running = existsSync(dataFolder) ? runningDesk(dataFolder) : null;
  if (running !== null)
    throw new CommandError(`The desk is running${running ? ` (process ${running})` : ''}. Stop it first.`, 1);
  const inUse = holdsDesk(dataFolder);
  const isDatabase = await beginsAsDatabase(file);
  if (inUse && !on.replace)
    throw new CommandError(`${dataFolder} is in use. With --replace it is moved aside and kept.`, 1);
  const letGo = inUse ? takeLock(dataFolder) : () => {};
  try {
    const aside = `${dataFolder}.before-${stamp()}`;
    const report = await (isDatabase ? bringDatabase(file, dataFolder, aside) : bringAll(file, dataFolder, aside));
    const { conversations, messages, files } = report;
    console.log(`Restored to ${dataFolder}: ${conversations} conversations, ${messages} messages, ${files} files.`);
    if (existsSync(aside)) console.log(`What was there is kept in ${aside}`);
    return 0;
  } finally {
    letGo();
  }
}

/** A folder with no more than these holds no desk. */
const OF_NOBODY = ['.gitkeep', 'desk.lock', 'desk.lock.sqlite'];

const holdsDesk = (folder: string) =>
  existsSync(folder) && readdirSync(folder).some((name) => !OF_NOBODY.includes(name));

const stamp = () => systemClock().now().toISOString().replace(/[:.]/g, '-').slice(0, 19);

async function bringAll(file: string, dataFolder: string, aside: string): Promise<ArchiveReport> {
  const beside = `${dataFolder}.restoring`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true, mode: 0o700 });
  try {
    await unpack(file, beside);
    const report = sound(await verifyFolder(beside));
    if (holdsDesk(dataFolder)) await rename(dataFolder, aside);
    else await rm(dataFolder, { recursive: true, force: true });
    await rename(beside, dataFolder);
    return report;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

/** The copy made before an upgrade is the database alone: files and key are those that are there (OP-2). */
async function bringDatabase(file: string, dataFolder: string, aside: string): Promise<ArchiveReport> {
  const name = 'restoring.sqlite';
  if (!existsSync(join(dataFolder, 'keys', 'desk.key')))
    throw new CommandError(`${file} is a database alone; it goes only with the files of its desk.`, 1);
  try {
    await copyFile(file, join(dataFolder, name));
    await chmod(join(dataFolder, name), 0o600);
    const report = sound(
      await verifyFolder(dataFolder, {
        database: name,
        files: join(dataFolder, 'files'),
        keys: join(dataFolder, 'keys'),
      }),
    );
    await mkdir(aside, { mode: 0o700 });
    for (const part of ['hubdesk.sqlite', 'hubdesk.sqlite-wal', 'hubdesk.sqlite-shm'])
      if (existsSync(join(dataFolder, part))) await rename(join(dataFolder, part), join(aside, part));
    await rename(join(dataFolder, name), join(dataFolder, 'hubdesk.sqlite'));
    return report;
  } finally {
    for (const end of ['', '-wal', '-shm']) await rm(join(dataFolder, name + end), { force: true });
  }
}

async function beginsAsDatabase(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString('latin1').startsWith('SQLite format 3');
  } finally {
    await file.close();
  }
}

function sound(report: ArchiveReport): ArchiveReport {
  if (report.trouble.length === 0) return report;
  throw new CommandError(`The backup is not sound, nothing was changed:\n  ${report.trouble.join('\n  ')}`, 1);
}
