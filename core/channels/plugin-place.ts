// Where a plugin is: a folder of ours, a path, or an installed npm package that speaks of the contract by its public name.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface PluginPlace {
  /** What is imported. */
  entry: string;
  /** Where `locales/` and `views/` lie. */
  folder: string;
  /** A folder of `plugins/`, or one inside of such: its name is the channel's id. */
  inTree: boolean;
}

/** Throws when there is nothing of this name. */
export function placeOf(plugins: string, name: string): PluginPlace {
  const own = inTree(plugins, name);
  if (own) return { entry: pathToFileURL(join(own, 'plugin.ts')).href, folder: own, inTree: true };
  const isPath = /^[./]/.test(name);
  const entry = isPath ? entryOf(resolve(name)) : packageEntry(name);
  const folder = dirname(fileURLToPath(entry));
  return { entry, folder: isPath && !statSync(name).isDirectory() ? folder : packageFolder(folder), inTree: false };
}

/** Channels that speak with the same far side stand together in one folder, with what they share. */
function inTree(plugins: string, name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*$/.test(name) || !existsSync(plugins)) return undefined;
  const families = readdirSync(plugins, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const places = [join(plugins, name), ...families.map((one) => join(plugins, one.name, name))];
  return places.find((place) => existsSync(join(place, 'plugin.ts')));
}

/** The channels of a family, by the name of its folder; none for anything else. */
export function membersOf(plugins: string, name: string): string[] {
  const family = join(plugins, name);
  if (!/^[a-z][a-z0-9]*$/.test(name) || !existsSync(family)) return [];
  const folders = readdirSync(family, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((one) => one.name).filter((one) => existsSync(join(family, one, 'plugin.ts')));
}

/** A path leads to a file, to a channel's folder, or to that of a package. */
function entryOf(path: string): string {
  if (!statSync(path).isDirectory()) return pathToFileURL(path).href;
  const [file] = ['plugin.ts', 'plugin.js'].map((one) => join(path, one)).filter(existsSync);
  if (file) return pathToFileURL(file).href;
  introduceContract();
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as PackageManifest;
  return pathToFileURL(join(path, mainOf(manifest.exports) ?? manifest.main ?? 'index.js')).href;
}

type Exports = string | { [condition: string]: Exports } | undefined;

interface PackageManifest {
  exports?: Exports;
  main?: string;
}

/** What a package in the making would be imported by, had it been installed. */
function mainOf(exports: Exports): string | undefined {
  if (typeof exports !== 'object') return exports;
  return mainOf(exports['.'] ?? exports.import ?? exports.default);
}

function packageEntry(name: string): string {
  introduceContract();
  return import.meta.resolve(name);
}

function packageFolder(folder: string): string {
  const root = dirname(folder);
  return existsSync(join(folder, 'package.json')) || existsSync(join(folder, 'plugin.ts')) || root === folder
    ? folder
    : packageFolder(root);
}

const INTRODUCED = Symbol.for('hubdesk.contract');

/**
 * `hubdesk/contract` in a package means this desk's own, wherever the package lies. For the whole process and once:
 * desks that run in it share what is imported anyway.
 */
function introduceContract(): void {
  const known = globalThis as { [INTRODUCED]?: boolean };
  if (known[INTRODUCED]) return;
  known[INTRODUCED] = true;
  registerHooks({
    resolve(specifier, context, next) {
      const isOurs = specifier.startsWith('hubdesk/');
      return next(specifier, isOurs ? { ...context, parentURL: import.meta.url } : context);
    },
  });
}
