// What plugins add to the insert menu: their kinds, and what there is of one; a slow or broken plugin offers nothing.
import type { Insert } from '../contract/insertable.ts';
import type { PluginContext } from '../contract/context.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

/** Most that a menu shows of one kind. */
const MOST = 20;
/** Characters of one insert. */
const LONGEST = 50_000;

export interface Insertables {
  kinds(): { channel: string; kind: string; icon: string }[];
  /** Empty where there is no such kind, the plugin fails or takes too long. */
  find(channel: string, kind: string, query: { words: string; language: string }): Promise<Insert[]>;
}

export function createInsertables(
  { calls, config }: Pick<ChannelRooms, 'calls' | 'config'>,
  loaded: LoadedPlugin[],
  contextOf: (plugin: LoadedPlugin) => PluginContext,
): Insertables {
  const running = () => loaded.filter(({ plugin, why }) => plugin?.insertables && !why);
  return {
    kinds: () =>
      running().flatMap(({ id, plugin }) =>
        plugin!.insertables!.map(({ kind, icon }) => ({ channel: id, kind, icon })),
      ),
    async find(channel, kind, query) {
      const one = running().find(({ id }) => id === channel);
      const insertable = one?.plugin?.insertables?.find((known) => known.kind === kind);
      if (!one || !insertable) return [];
      const call = { plugin: channel, verb: `insertable ${kind}`, limit: config.limits.slot };
      const found = await calls.callPlugin(call, () => insertable.find(query, contextOf(one)));
      return found.ok && Array.isArray(found.value) ? found.value.filter(isWhole).slice(0, MOST) : [];
    },
  };
}

function isWhole({ id, title, text, html = '' }: Insert): boolean {
  const words = [id, title, text, html];
  return words.every((word) => typeof word === 'string' && word.length <= LONGEST) && title.trim() !== '';
}
