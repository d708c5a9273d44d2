// Starts the program from its bundle where there is one, else from its sources: the same program, more slowly.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants, enableCompileCache, registerHooks } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleFolder, isBundled, listOf, ROOT } from './bundle-place.mjs';
import { findModulesQuickly } from './quick-modules.mjs';

/**
 * For what is imported from now on. `make` where it is worth a second or two to put the bundle together first. Answers
 * whether nothing of it has been compiled before.
 */
export function useBundle({ make }) {
  findModulesQuickly();
  const folder = bundleFolder();
  if (folder && make && !isBundled(folder)) makeBundle();
  const isThere = folder !== null && isBundled(folder);
  // Node keeps what it has compiled: beside the bundle, or where it may write.
  const { FAILED } = constants.compileCacheStatus;
  const isNew = isThere && !existsSync(join(folder, 'compiled'));
  if (!isThere || enableCompileCache(join(folder, 'compiled')).status === FAILED) enableCompileCache();
  if (isThere) takeFrom(folder);
  return isNew;
}

function takeFrom(folder) {
  const [root, bundle] = [pathToFileURL(ROOT).href, `${pathToFileURL(folder).href}/`];
  const startingPoints = new Set(JSON.parse(readFileSync(listOf(folder), 'utf8')));
  registerHooks({
    resolve(name, context, next) {
      const from = context.parentURL;
      if (name.startsWith('.') && from?.startsWith(bundle))
        return { url: new URL(name, from).href, format: 'module', shortCircuit: true };
      const found = next(name, context);
      const path = found.url.startsWith(root) ? found.url.slice(root.length) : '';
      if (!startingPoints.has(path)) return found;
      return { url: `${bundle}${path.slice(0, -'.ts'.length)}.js`, format: 'module', shortCircuit: true };
    },
  });
}

function makeBundle() {
  const script = fileURLToPath(new URL('bundle.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status === 0) return;
  const [why = 'unknown'] = /^\w*Error: .*/m.exec(stderr) ?? [];
  console.error(`Hubdesk starts from its sources, which takes longer and more memory. Why: ${why}`);
}
