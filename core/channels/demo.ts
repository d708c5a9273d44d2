// Accounts of an invented company: a channel makes one to show itself (OP-1).
import type { ChannelSample, SampleWanted } from '../contract/sample.ts';
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

export function createDemos(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  book: Pick<AccountBook, 'create' | 'remove' | 'whereConnected'>,
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
      // Left by a desk that was cut off while it made one.
      const left = await book.whereConnected(channel, made.value.account.uniqueId);
      if (left) await book.remove(left.id, 'desk');
      const account = await book.create({ channel, inboxId, demo: true, ...made.value.account }, 'desk');
      const context = live.context(account.id);
      if (context)
        await rooms.calls.callPlugin({ ...call, verb: 'furnish' }, async () => maker.furnish?.(context, wanted));
      return { account, sample: made.value };
    },
  };
}
