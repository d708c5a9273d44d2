// Live accounts: opened one by one, listening under supervision, closed in time.
import type { Connection } from '../contract/connection.ts';
import type { AccountContext, PluginContext } from '../contract/context.ts';
import { reason } from '../contract/reason.ts';
import { ChannelAccount } from '../database/entities/inbox.ts';
import type { LiveAccount } from '../outbound/outbound.ts';
import type { ChannelRooms } from './channels.ts';
import { accountContext, pluginContext } from './context.ts';
import type { HealthKeeper } from './health.ts';
import { messageOf, within, type LoadedPlugin } from './load.ts';
import { openSettings, openValues } from './settings.ts';

interface Held {
  live: LiveAccount;
  context: AccountContext;
  stopping: AbortController;
  listening: Promise<void>;
}

export interface LiveAccounts {
  get(accountId: number): LiveAccount | null;
  isOwnAddress(address: string): boolean;
  context(accountId: number): AccountContext | null;
  pluginContext(plugin: LoadedPlugin): PluginContext;
  open(row: ChannelAccount): Promise<void>;
  close(accountId: number): Promise<void>;
  openAll(): Promise<void>;
  closeAll(): Promise<void>;
}

const CLOSE_LIMIT = 2_000;
const LONGEST_PAUSE = 5 * 60_000;

export function createLiveAccounts(rooms: ChannelRooms, loaded: LoadedPlugin[], health: HealthKeeper): LiveAccounts {
  const held = new Map<number, Held>();
  const contexts = new Map<string, PluginContext>();
  const directory = {
    accountsOf: (channel: string) =>
      [...held.values()].filter((one) => one.live.row.channel === channel).map((one) => one.context),
    isOwnAddress,
    isTeamMember: (address: string) => rooms.ports.isTeamMember(address),
  };

  function ownAddresses(): Set<string> {
    const all = new Set<string>();
    for (const { live, context } of held.values()) {
      const plugin = loaded.find((one) => one.id === live.row.channel)?.plugin;
      for (const address of plugin?.ownAddresses?.(context.account.settings) ?? []) all.add(address.toLowerCase());
    }
    return all;
  }

  function isOwnAddress(address: string): boolean {
    return ownAddresses().has(address.toLowerCase());
  }

  function contextOf(plugin: LoadedPlugin): PluginContext {
    const known = contexts.get(plugin.id) ?? pluginContext(rooms, plugin, directory);
    contexts.set(plugin.id, known);
    return known;
  }

  async function open(row: ChannelAccount): Promise<void> {
    await close(row.id);
    if (row.deletedAt || !row.active) return;
    const plugin = loaded.find((one) => one.id === row.channel);
    if (!plugin?.plugin || plugin.why) {
      const why =
        plugin?.why ??
        reason('plugin.missing', `The channel "${row.channel}" is not installed.`, { channel: row.channel });
      return health.report(row, { state: 'stopped', why, action: 'contact provider' });
    }
    const { broken } = openValues(plugin.plugin.settings, row.settings, rooms.secrets);
    if (broken.length > 0) {
      const why = reason(
        'account.secret_unreadable',
        `A stored secret cannot be opened with this key file: ${broken.join(', ')}.`,
        { fields: broken.join(', ') },
      );
      return health.report(row, { state: 'misconfigured', why, action: 'change settings' });
    }
    try {
      const context = accountContext(rooms, contextOf(plugin), plugin, row, health);
      const connection = plugin.plugin.open(context);
      const stopping = new AbortController();
      const live = {
        row,
        connection,
        manifest: plugin.plugin.manifest,
        settings: openSettings(plugin.plugin.settings, row.settings),
      };
      held.set(row.id, { live, context, stopping, listening: listen(row, connection, stopping.signal) });
    } catch (error) {
      rooms.log.error({ error, account: row.id, channel: row.channel }, 'An account could not be opened');
      health.report(row, {
        state: 'stopped',
        why: reason('account.open_failed', `It could not be opened: ${messageOf(error)}`, { detail: messageOf(error) }),
        action: 'restart',
      });
    }
  }

  /** Starts `listen` again, with growing pauses, whenever it returns or throws before it was asked to stop. */
  async function listen(row: ChannelAccount, connection: Connection, signal: AbortSignal): Promise<void> {
    if (!connection.listen) {
      if (row.healthState === 'starting' || row.healthState === 'stopped') health.report(row, { state: 'connected' });
      return;
    }
    for (let failures = 0; !signal.aborted; failures += 1) {
      const began = rooms.clock.monotonic();
      try {
        await connection.listen(signal);
      } catch (error) {
        if (signal.aborted) return;
        rooms.log.error({ error, account: row.id, channel: row.channel }, 'A channel threw while listening');
        health.report(row, {
          state: 'recovering',
          why: reason('account.listen_failed', `Listening failed: ${messageOf(error)}`, { detail: messageOf(error) }),
          action: 'wait',
        });
      }
      if (rooms.clock.monotonic() - began > 60_000) failures = 0;
      await pause(Math.min(1_000 * 2 ** failures, LONGEST_PAUSE), signal);
    }
  }

  async function close(accountId: number): Promise<void> {
    const one = held.get(accountId);
    if (!one) return;
    held.delete(accountId);
    health.forget(accountId);
    one.stopping.abort();
    await within(CLOSE_LIMIT, Promise.all([one.live.connection.close(), one.listening])).catch((error) =>
      rooms.log.warn({ error, account: accountId }, 'An account did not close in time'),
    );
  }

  return {
    open,
    close,
    isOwnAddress,
    get: (accountId) => held.get(accountId)?.live ?? null,
    context: (accountId) => held.get(accountId)?.context ?? null,
    pluginContext: contextOf,
    async openAll() {
      const rows = await rooms.database.read().find(ChannelAccount, { deletedAt: null });
      for (const row of rows) await open(row);
    },
    async closeAll() {
      await Promise.allSettled([...held.keys()].map(close));
    },
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((go) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      go();
    }
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}
