// Writes the skeleton of a channel as an npm package of its own, beside the desk, or says why that will not do.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ITS_TEST, renamed, SKELETON, skeletonFiles, unfitName } from './channel-skeleton.ts';

/** What the author's own tools are; of the versions the desk is checked with, so that types agree. */
const TOOLS = ['@types/node', 'esbuild', 'fastify', 'typescript'];

/** `folder` is made; it must be empty or not there, and outside of the desk, which takes everything inside for its own. */
export function newPackage(root: string, name: string, folder: string): { files: string[] } | { refused: string } {
  const home = resolve(folder);
  const refused = unfitName(root, name) ?? unfitFolder(root, home);
  if (refused) return { refused };
  const files = new Map([
    ...skeletonFiles(root).map((path) => [placeOf(path), rewritten(root, join(SKELETON, path), name)] as const),
    ['test/conformance.test.ts', rewritten(root, ITS_TEST, name)],
    ['package.json', asJson(packageFile(root, name, home))],
    ['tsconfig.json', asJson({ compilerOptions: compilerOptions(root), include: ['src', 'test'] })],
    ['.gitignore', 'dist/\nnode_modules/\n'],
  ]);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  return { files: [...files.keys()].toSorted().map((path) => join(folder, path)) };
}

function unfitFolder(root: string, home: string): string | null {
  if (!relative(root, home).startsWith('..'))
    return `A package stands outside of the desk, for example in ../hubdesk-carrier; ${home} is inside.`;
  return existsSync(home) && readdirSync(home).length > 0
    ? `${home} is there already and not empty; nothing was changed.`
    : null;
}

/** Sources apart from what the desk reads as it is. */
function placeOf(path: string): string {
  return path.endsWith('.ts') ? join('src', path) : path;
}

/** The contract by its public name, and node:test in place of the desk's own runner. */
function rewritten(root: string, path: string, name: string): string {
  const text = readFileSync(join(root, path), 'utf8')
    .replaceAll(/'(?:\.\.\/)+core\/contract\/contract\.ts'/g, `'hubdesk/contract'`)
    .replaceAll(/'(?:\.\.\/)+core\/contract\/([a-z-]+)\.ts'/g, `'hubdesk/contract/$1'`)
    .replace(`'../../test/conformance/conformance.ts'`, `'hubdesk/testkit'`)
    .replaceAll(`'../skeleton/`, `'../src/`)
    .replaceAll(`'../skeleton'`, `'..'`)
    .replace(`import t from 'tap';`, `import { test } from 'node:test';`)
    .replace(/\n\/\/ A dozen desks[^\n]*\nt\.setTimeout[^\n]*\n/, '')
    .replace('\nt.test(', '\ntest(')
    .replaceAll('plugins/skeleton/', '');
  return renamed(text, name);
}

function packageFile(root: string, name: string, home: string) {
  const { dependencies, devDependencies } = readJson(root, 'package.json') as Record<string, Record<string, string>>;
  const versions = { ...dependencies, ...devDependencies };
  const node = 'sh node_modules/hubdesk/scripts/node';
  return {
    name: `hubdesk-${name}`,
    version: '0.1.0',
    type: 'module',
    exports: './dist/plugin.js',
    files: ['dist', 'locales', 'views'],
    scripts: {
      build:
        'esbuild src/plugin.ts --bundle --splitting --platform=node --target=node24 --format=esm --packages=external --outdir=dist',
      check: 'tsc -p .',
      test: `npm run -s build && ${node} --test "test/*.test.ts"`,
      prepack: 'npm run -s check && npm run -s build',
    },
    devDependencies: {
      ...Object.fromEntries(TOOLS.map((tool) => [tool, versions[tool]!])),
      hubdesk: `file:${relative(home, resolve(root))}`,
    },
  };
}

function compilerOptions(root: string): unknown {
  return (readJson(root, 'tsconfig.json') as { compilerOptions: unknown }).compilerOptions;
}

function readJson(root: string, path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
