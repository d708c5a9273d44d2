// `hubdesk backup`: a running desk in one file, read back before it counts.
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadConfig } from '../../config/config.ts';
import { demandDesk, verifyArchive, writeArchive } from './archive.ts';
import { readWords } from './words.ts';
import { systemClock } from '../kernel/clock.ts';

export async function backup(args: string[]): Promise<number> {
  const { words } = readWords(args, []);
  const { dataFolder } = await loadConfig();
  demandDesk(dataFolder);
  const stamp = systemClock().now().toISOString().replace(/[:.]/g, '-').slice(0, 19);
  const target = resolve(words[0] ?? join(dataFolder, 'backups', `hubdesk-${stamp}.tar.gz`));
  const beside = `${target}.new`;
  try {
    await writeArchive(dataFolder, beside);
    const report = await verifyArchive(beside);
    if (report.trouble.length > 0) {
      console.error(`The backup is not sound:\n  ${report.trouble.join('\n  ')}`);
      return 1;
    }
    await rename(beside, target);
    console.log(
      `${target}\n${report.conversations} conversations, ${report.messages} messages, ${report.files} files; read back and sound.`,
    );
    return 0;
  } finally {
    await rm(beside, { force: true });
  }
}
