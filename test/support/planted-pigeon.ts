// A copy of the test channel with one fault planted into it, for tests of what finds faults.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIXTURE_PLUGINS } from './desk.ts';

/** In this file, these words instead of those. */
export type Fault = [file: string, those: string, these: string];

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Gives the folder; it goes with the test. */
export async function plantedPigeon(
  t: { teardown(work: () => unknown): void },
  [file, those, these]: Fault,
): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'hubdesk-planted-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const folder = join(home, 'pigeon');
  await cp(join(FIXTURE_PLUGINS, 'pigeon'), folder, { recursive: true });
  for (const name of await readdir(folder)) if (name.endsWith('.ts')) await rewrite(join(folder, name));
  const text = await readFile(join(folder, file), 'utf8');
  if (!text.includes(those)) throw new Error(`${file} does not say: ${those}`);
  await writeFile(
    join(folder, file),
    text.replace(those, () => these),
  );
  return folder;
}

/** From elsewhere the way to the contract is another one. */
async function rewrite(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replaceAll(`'../../../../core/`, `'${ROOT}core/`));
}
