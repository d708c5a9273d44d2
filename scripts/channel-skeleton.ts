// Writes the skeleton of a channel under a new name, or says why that name will not do.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const NAME = /^[a-z][a-z0-9]{1,30}$/;
export const SKELETON = 'scripts/skeleton';
export const ITS_TEST = 'scripts/skeleton-test/conformance.test.ts';

export function newChannel(root: string, name: string): { files: string[] } | { refused: string } {
  const refused = refusal(root, name);
  if (refused) return { refused };
  const files = skeletonFiles(root).map((path) => [join(SKELETON, path), join('plugins', name, path)] as const);
  const all = [...files, [ITS_TEST, join('test/plugins', name, 'conformance.test.ts')] as const];
  for (const [from, to] of all) {
    const text = readFileSync(join(root, from), 'utf8');
    mkdirSync(dirname(join(root, to)), { recursive: true });
    writeFileSync(join(root, to), renamed(from === ITS_TEST ? moved(text) : text, name));
  }
  putOnMap(join(root, 'README.md'), name);
  return { files: all.map(([, to]) => to).sort() };
}

/** Paths inside of the skeleton's folder. */
export function skeletonFiles(root: string): string[] {
  return readdirSync(join(root, SKELETON), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, SKELETON).length + 1));
}

/** Why no channel can have this name, wherever it stands, or null. */
export function unfitName(root: string, name: string): string | null {
  if (!NAME.test(name))
    return `"${name}" cannot be the name of a channel: it has 2 to 31 lower case letters and digits and begins with a letter.`;
  return existsSync(join(root, 'plugins', name))
    ? `The name "${name}" is taken: there is plugins/${name} already.`
    : null;
}

function refusal(root: string, name: string): string | null {
  const unfit = unfitName(root, name);
  if (unfit) return unfit;
  const tests = `test/plugins/${name}`;
  if (existsSync(join(root, tests))) return `The name "${name}" is taken: there is ${tests} already.`;
  const used = whereUsed(root, name);
  return used === null
    ? null
    : `"${name}" is a word of the desk itself (${used}), which names no channel. Choose one that stands for the service only.`;
}

/** A house test keeps the names of channels out of these; a name that is a word there would break it. */
function whereUsed(root: string, name: string): string | null {
  for (const folder of ['core', 'config', 'views']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|js|hbs|json)$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      const lines = readFileSync(path, 'utf8').split('\n');
      const line = lines.findIndex((text) => text.toLowerCase().includes(name));
      if (line >= 0) return `${path.slice(join(root, '/').length)}:${line + 1}`;
    }
  }
  return null;
}

/** A row in the table of folders, as wide as the others. */
function putOnMap(readme: string, name: string): void {
  const lines = readFileSync(readme, 'utf8').split('\n');
  const at = lines.findLastIndex((line) => line.startsWith('| `plugins/'));
  const [, first = '', second = ''] = lines[at]?.split('|') ?? [];
  const cells = [` \`plugins/${name}\``.padEnd(first.length), ` the channel ${name}`.padEnd(second.length)];
  lines.splice(at + 1, 0, `|${cells.join('|')}|`);
  if (at >= 0) writeFileSync(readme, lines.join('\n'));
}

export function renamed(text: string, name: string): string {
  return text.replaceAll('skeleton', name).replaceAll('Skeleton', name[0]!.toUpperCase() + name.slice(1));
}

/** From where it lies here to where it will lie. */
function moved(text: string): string {
  return text
    .replaceAll(`'../../test/conformance/`, `'../../conformance/`)
    .replaceAll(`'../skeleton/`, `'../../../plugins/skeleton/`)
    .replaceAll(`'../skeleton'`, `'../../../plugins/skeleton'`);
}
