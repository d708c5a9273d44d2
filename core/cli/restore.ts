// `hubdesk restore`: a backup becomes the data folder; what was there is moved aside, never deleted.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { unpack, verifyFolder } from './archive.ts';
import { runningDesk } from './lock.ts';
import { CommandError, readWords } from './words.ts';
import { systemClock } from '../kernel/clock.ts';

export async function restore(args: string[]): Promise<number> {
  const { words, on } = readWords(args, [], ['replace']);
  if (!words[0]) throw new CommandError('Say which file: hubdesk restore FILE');
  const { dataFolder } = await loadConfig();
  const running = runningDesk(dataFolder);
  if (running) throw new CommandError(`The desk is running (process ${running}). Stop it first.`, 1);
  const inUse = existsSync(dataFolder) && readdirSync(dataFolder).some((name) => name !== '.gitkeep');
  if (inUse && !on.replace)
    throw new CommandError(`${dataFolder} is in use. With --replace it is moved aside and kept.`, 1);
  const beside = `${dataFolder}.restoring`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true, mode: 0o700 });
  try {
    await unpack(resolve(words[0]), beside);
    const report = await verifyFolder(beside);
    if (report.trouble.length > 0)
      throw new CommandError(`The backup is not sound, nothing was changed:\n  ${report.trouble.join('\n  ')}`, 1);
    const aside = `${dataFolder}.before-${systemClock().now().toISOString().replace(/[:.]/g, '-').slice(0, 19)}`;
    if (inUse) await rename(dataFolder, aside);
    else await rm(dataFolder, { recursive: true, force: true });
    await rename(beside, dataFolder);
    console.log(
      `Restored to ${dataFolder}: ${report.conversations} conversations, ${report.messages} messages, ${report.files} files.`,
    );
    if (inUse) console.log(`What was there is kept in ${aside}`);
    return 0;
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
