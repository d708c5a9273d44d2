// Places in the pages that plugins fill: asked for in time, and never at the cost of the page.
import type { Address } from '../contract/address.ts';
import type { AccountContext } from '../contract/context.ts';
import type { Slot } from '../contract/contract.ts';
import { ownerOf, type LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

/** What a plugin puts into a place: one of its views and the model for it. */
export interface SlotContent {
  /** Whose view it is. */
  channel: string;
  /** Name below the plugin's `views/`. */
  view: string;
  model: object;
}

export interface SlotPlace {
  slot: Slot;
  channel: string;
  accountId?: number | null;
  message?: unknown;
  /** Of slots beside a conversation. */
  conversation?: { publicId: string; addresses: Address[]; notes: Record<string, unknown> };
  /** Of a form that is being filled in. */
  values?: Record<string, unknown>;
  language: string;
}

export type FillSlot = (place: SlotPlace) => Promise<SlotContent[]>;

/** Asks the plugin; one that throws or takes too long leaves its place empty and is written into the log. */
export function createFillSlot(
  { calls, config }: Pick<ChannelRooms, 'calls' | 'config'>,
  loaded: LoadedPlugin[],
  contextOf: (accountId: number) => AccountContext | null,
): FillSlot {
  return async ({ slot, channel, accountId, message, values, conversation, language }) => {
    const one = loaded.find(({ id }) => id === channel);
    if (!one?.plugin || one.why) return [];
    const account = accountId ? contextOf(accountId) : null;
    const contents: SlotContent[] = [];
    for (const fill of one.plugin.slots ?? []) {
      if (fill.slot !== slot) continue;
      const call = { plugin: channel, verb: `slot ${slot}`, limit: config.limits.slot };
      const asked = await calls.callPlugin(call, () =>
        fill.model({ account, message, values, conversation, language }),
      );
      if (asked.ok && asked.value)
        contents.push({ channel: ownerOf(loaded, channel), view: fill.view, model: asked.value });
    }
    return contents;
  };
}
