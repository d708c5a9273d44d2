// Accounts of an invented company: they have no far side, so nothing leaves the desk by them and nothing reaches it.
import type { Connection } from '../contract/connection.ts';
import type { AccountContext } from '../contract/context.ts';
import type { ChannelSample, SampleWanted } from '../contract/sample.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { AccountBook } from './accounts.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

export interface DemoAccount {
  account: ChannelAccount;
  sample: ChannelSample;
}

export interface Demos {
  /** Channels that have something to show. */
  channels(): string[];
  /** An account of an invented company in this inbox; null where the channel could not make one. */
  open(channel: string, inboxId: number, wanted: SampleWanted): Promise<DemoAccount | null>;
}

/** What stands in place of the network. */
export const withoutNetwork: Pick<AccountContext, 'fetch' | 'mayReach'> = {
  fetch: () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
  mayReach: async () => false,
};

/** Reads and judges as any other; whatever would have to leave stays. */
export function withoutFarSide(connection: Connection): Connection {
  return {
    capabilities: (context) => connection.capabilities(context),
    policy: (context) => connection.policy(context),
    parse: (arrival) => connection.parse(arrival),
    send: async () => ({ outcome: 'rejected', why: staysHere() }),
    check: async () => [{ code: 'demo', state: 'good', detail: staysHere() }],
    close: (renewed) => connection.close(renewed),
    ...(connection.templates && { templates: () => connection.templates!() }),
    ...(connection.react && { react: async (id) => ({ outcome: 'accepted', id }) }),
  };
}

function staysHere(): Reason {
  return reason('account.demo', 'A sample account: nothing leaves the desk by it. Connect a real one to reach people.');
}

export function createDemos(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  book: Pick<AccountBook, 'create'>,
  live: Pick<LiveAccounts, 'context'>,
): Demos {
  const makers = () => loaded.flatMap(({ id, plugin, why }) => (plugin?.sample && !why ? [{ id, plugin }] : []));
  return {
    channels: () => makers().map(({ id }) => id),
    async open(channel, inboxId, wanted) {
      const maker = makers().find(({ id }) => id === channel)?.plugin.sample;
      if (!maker) return null;
      const call = { plugin: channel, limit: rooms.config.limits.start };
      const made = await rooms.calls.callPlugin({ ...call, verb: 'sample' }, () => maker.make(wanted));
      if (!made.ok) return null;
      const account = await book.create({ channel, inboxId, demo: true, ...made.value.account }, 'desk');
      const context = live.context(account.id);
      if (context)
        await rooms.calls.callPlugin({ ...call, verb: 'furnish' }, async () => maker.furnish?.(context, wanted));
      return { account, sample: made.value };
    },
  };
}

/** Before the account goes. */
export async function clearDemo(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  context: AccountContext | null,
  channel: string,
): Promise<void> {
  const maker = loaded.find(({ id }) => id === channel)?.plugin?.sample;
  if (!maker?.clear || !context) return;
  const call = { plugin: channel, verb: 'clear', limit: rooms.config.limits.ask };
  await rooms.calls.callPlugin(call, () => maker.clear!(context));
}
