// Puts the program together into few files, in node_modules/.cache: finding and reading 1,500 small ones is most of a start,
// and keeping them a quarter of the memory of a desk at rest. A process of its own, whose memory goes when it is done.
import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleFolder, BUNDLES, isBundled, listOf, ROOT } from './bundle-place.mjs';

/** What is imported from elsewhere keeps its address: the starting points, and what other people's plugins speak to. */
const ENTRIES = ['core/cli/start.ts', 'core/cli/main.ts', 'core/boot.ts', 'config/config.ts', 'core/contract/*.ts'];
const PLUGINS = 'plugins/{*,*/*}/plugin.ts';
/** Packages of many small ES modules, with what they need. All others stay where they are: some read files beside them. */
const TAKEN = /^(?:@mikro-orm\/|htmlparser2|intl-messageformat|kysely|libphonenumber-js)/;
const NATIVE = /^better-sqlite3/;
/** A running desk may still need the bundle before this one. */
const KEPT = 2;

/** Bare names are packages; a source's own place on the disk is written into it, as it is not where the bundle lies. */
const places = {
  name: 'places',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
      const isTaken = kind === 'entry-point' || TAKEN.test(path) || importer.includes('/node_modules/');
      return isTaken && !NATIVE.test(path) ? undefined : { path, external: true };
    });
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: placed(readFileSync(path, 'utf8'), path), loader: 'ts' }));
  },
};

function placed(source, path) {
  return source
    .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
    .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
    .replaceAll('import.meta.filename', JSON.stringify(path));
}

async function bundle(entries, outdir) {
  await build({
    entryPoints: entries,
    absWorkingDir: ROOT,
    outbase: ROOT,
    outdir,
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Entities are known by the names of their classes.
    keepNames: true,
    // A third less to keep; lines stay short enough that a stack tells where.
    minifyWhitespace: true,
    lineLimit: 120,
    logLevel: 'silent',
    plugins: [places],
  });
}

/** A plugin that cannot be read is left out, and says what is wrong with it when it is loaded by itself. */
async function bundleWhatCanBe(outdir) {
  let plugins = globSync(PLUGINS, { cwd: ROOT });
  const entries = ENTRIES.flatMap((pattern) => globSync(pattern, { cwd: ROOT }));
  for (;;) {
    try {
      await bundle([...entries, ...plugins], outdir);
      return [...entries, ...plugins];
    } catch (error) {
      const broken = (error.errors ?? []).map(({ location }) => location?.file ?? '');
      const whole = plugins.filter((plugin) => !broken.some((file) => file.startsWith(`${dirname(plugin)}/`)));
      if (whole.length === plugins.length) throw error;
      plugins = whole;
    }
  }
}

function forgetOld() {
  const bundles = readdirSync(BUNDLES).map((name) => join(BUNDLES, name));
  const byAge = bundles.map((path) => ({ path, at: statSync(path).mtimeMs })).toSorted((a, b) => b.at - a.at);
  for (const { path } of byAge.slice(KEPT)) rmSync(path, { recursive: true, force: true });
}

const folder = bundleFolder();
if (!folder) throw new Error('A part of the sources is missing.');
if (isBundled(folder)) process.exit(0);
const making = `${folder}.${process.pid}`;
try {
  mkdirSync(making, { recursive: true });
  const entries = await bundleWhatCanBe(making);
  writeFileSync(listOf(making), JSON.stringify(entries));
  renameSync(making, folder);
  forgetOld();
} catch (error) {
  rmSync(making, { recursive: true, force: true });
  // Another process may have been quicker.
  if (!isBundled(folder)) throw error;
}
