// Where the program lies once it is put together into few files, and whether that is still what the sources say.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Several checkouts may share their packages. `npm ci` takes the bundles away with what they were made of. */
export const BUNDLES = join(ROOT, 'node_modules/.cache/program', shortHash(ROOT));
/** Names the starting points. Written last: without it a bundle was not finished. */
const LIST = 'starting-points.json';

const FOLDERS = ['config', 'core', 'plugins'];
/** Which packages went into it, and who puts it together. */
const BESIDES = ['package-lock.json', 'scripts/bundle.mjs', 'scripts/bundle-place.mjs'];

/**
 * The folder for the sources as they are now, by their times and sizes; they are not read. Null where a part of them is
 * missing.
 */
export function bundleFolder() {
  try {
    const files = [...FOLDERS.flatMap(sourcesIn).toSorted((one, other) => (one < other ? -1 : 1)), ...BESIDES];
    const state = files.map((file) => {
      const { mtimeMs, size } = statSync(join(ROOT, file));
      return `${file} ${mtimeMs} ${size}`;
    });
    return join(BUNDLES, shortHash([process.version, ...state].join('\n')));
  } catch {
    return null;
  }
}

export const listOf = (folder) => join(folder, LIST);
export const isBundled = (folder) => existsSync(listOf(folder));

function sourcesIn(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : sourcesIn(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

function shortHash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
