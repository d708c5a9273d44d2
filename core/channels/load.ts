// Finding plugins: each is imported by itself, checked, and left out with a clear line when it does not fit.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRACT_GENERATION, type ChannelPlugin } from '../contract/contract.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { membersOf, placeOf } from './plugin-place.ts';
import { messageOf, within } from './plugin-calls.ts';

/** A plugin that was found: loaded, or why not. The channels page shows both. */
export interface LoadedPlugin {
  id: string;
  /** Where its texts and views lie. */
  folder: string | null;
  plugin: ChannelPlugin | null;
  why: Reason | null;
  /** What was thrown while it was loaded, for the log. */
  thrown?: unknown;
  /** Brought by this plugin while the desk runs. */
  by?: string;
  /** Texts of one that was brought; `gone` when it was deleted. */
  texts?: Record<string, string>;
  gone?: boolean;
}

/** Whose texts, views, tables and ports a channel uses: its own, or those of the plugin that brought it. */
export function ownerOf(loaded: LoadedPlugin[], channel: string): string {
  return loaded.find(({ id }) => id === channel)?.by ?? channel;
}

/** The plugin's own channel, and those it brought. */
export function channelsOf(loaded: LoadedPlugin[], plugin: string): string[] {
  return loaded.filter(({ id, by = id }) => by === plugin).map(({ id }) => id);
}

const IMPORT_LIMIT = 15_000;

/**
 * `wanted` null means every folder that holds a channel, or a family of them. A family's channels are loaded where they, or
 * their family, are named. What is no folder there is a path, or the name of an installed npm package.
 */
export async function loadPlugins(
  folder: string,
  wanted: string[] | null,
  limit = IMPORT_LIMIT,
): Promise<LoadedPlugin[]> {
  const names = wanted?.flatMap((name) => orElse(membersOf(folder, name), name)) ?? foldersOf(folder);
  const loaded: LoadedPlugin[] = [];
  for (const name of names) {
    const one = await loadOne(folder, name, limit);
    if (one.plugin && loaded.some(({ id }) => id === one.id)) {
      one.why = reason('plugin.id_taken', `Another channel has the id "${one.id}" already.`, { id: one.id });
      one.plugin = null;
      one.id = name;
    }
    loaded.push(one);
  }
  return loaded;
}

function orElse(members: string[], name: string): string[] {
  return members.length > 0 ? members : [name];
}

function foldersOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => (existsSync(join(folder, name, 'plugin.ts')) ? [name] : membersOf(folder, name)))
    .toSorted();
}

async function loadOne(folder: string, name: string, limit: number): Promise<LoadedPlugin> {
  let own: string | null = null;
  try {
    const place = placeOf(folder, name);
    own = place.folder;
    const module = (await within(limit, import(place.entry))) as { default?: ChannelPlugin };
    const why = faultOf(module.default, place.inTree ? name : null);
    const id = why ? name : module.default!.manifest.id;
    return { id, folder: own, plugin: why ? null : module.default!, why };
  } catch (error) {
    return {
      id: name,
      folder: own,
      plugin: null,
      why: own === null && isMissing(error) ? notThere(name) : unloadable(messageOf(error)),
      thrown: error,
    };
  }
}

function isMissing(error: unknown): boolean {
  return ['ERR_MODULE_NOT_FOUND', 'ENOENT'].includes(String((error as NodeJS.ErrnoException).code));
}

function notThere(name: string): Reason {
  const text = `There is no plugin "${name}": no folder of that name in plugins, and no installed package.`;
  return reason('plugin.not_found', text, { name });
}

function unloadable(detail: string): Reason {
  return reason('plugin.import_failed', `It could not be loaded: ${detail}`, { detail });
}

/** What is wrong with a plugin object, or null. */
export function faultOf(plugin: ChannelPlugin | undefined, folderName: string | null): Reason | null {
  if (!plugin?.manifest) return reason('plugin.no_manifest', 'plugin.ts has no default export with a manifest.');
  const { manifest } = plugin;
  if (!/^[a-z][a-z0-9]{1,30}$/.test(manifest.id ?? ''))
    return reason('plugin.bad_id', `The id "${manifest.id}" must be lower case letters and digits.`, {
      id: String(manifest.id),
    });
  if (folderName !== null && manifest.id !== folderName)
    return reason('plugin.id_differs', `The id "${manifest.id}" must equal the folder's name "${folderName}".`, {
      id: manifest.id,
      folder: folderName,
    });
  if (manifest.contract !== CONTRACT_GENERATION) {
    return reason(
      'plugin.contract_differs',
      `It was made for contract ${manifest.contract}; this desk has ${CONTRACT_GENERATION}.`,
      { wants: manifest.contract, has: CONTRACT_GENERATION },
    );
  }
  return missing(plugin);
}

/** What has to be there, by its name; the methods of a connection are looked at when an account is opened. */
function missing(plugin: ChannelPlugin): Reason | null {
  const { manifest } = plugin;
  const needed: Record<string, boolean> = {
    'connect()': typeof plugin.connect === 'function',
    'open()': typeof plugin.open === 'function',
    settings: typeof plugin.settings === 'object' && plugin.settings !== null,
    'manifest.icon': typeof manifest.icon === 'string',
    'manifest.reaches': Array.isArray(manifest.reaches),
    'manifest.arrives': Array.isArray(manifest.arrives),
    'manifest.hosts': Array.isArray(manifest.hosts),
  };
  const what = Object.keys(needed).find((name) => !needed[name]);
  return what === undefined ? null : reason('plugin.incomplete', `It has no ${what}.`, { what });
}
