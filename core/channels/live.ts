// Live accounts: opened one by one, listening under supervision, closed in time.
import type { Address } from '../contract/address.ts';
import type { Connection } from '../contract/connection.ts';
import type { AccountContext, PluginContext } from '../contract/context.ts';
import type { Health } from '../contract/health.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { ChannelAccount } from '../database/entities/inbox.ts';
import type { LiveAccount } from '../outbound/outbound.ts';
import { accountContext, pluginContext, type Directory } from './context.ts';
import { withoutFarSide } from './without-far-side.ts';
import { Guard } from './guard.ts';
import type { HealthKeeper } from './health.ts';
import { channelsOf, ownerOf, type LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';
import { openingHours, openSettings, openValues } from './settings.ts';

interface Held {
  live: LiveAccount;
  context: AccountContext;
  /** In lower case. */
  addresses: Set<string>;
  stopping: AbortController;
  listening: Promise<void>;
}

export interface LiveAccounts {
  get(accountId: number): LiveAccount | null;
  all(): LiveAccount[];
  isOwnAddress(address: string): boolean;
  context(accountId: number): AccountContext | null;
  pluginContext(plugin: LoadedPlugin): PluginContext;
  /** For an account that need not be open. */
  contextFor(plugin: LoadedPlugin, row: ChannelAccount): AccountContext;
  open(row: ChannelAccount): Promise<void>;
  /** Opens it anew after it was mended: what was wrong is forgotten, and work that rested goes on. */
  renew(row: ChannelAccount): Promise<void>;
  /** The account cannot send for now; null: it can again. */
  outage(accountId: number, why: Reason | null): void;
  close(accountId: number): Promise<void>;
  openAll(): Promise<void>;
  closeAll(): Promise<void>;
}

const LONGEST_PAUSE = 5 * 60_000;
const REQUIRED = ['capabilities', 'policy', 'parse', 'send', 'check', 'close'] as const;

export function createLiveAccounts(rooms: ChannelRooms, loaded: LoadedPlugin[], health: HealthKeeper): LiveAccounts {
  const { calls, config } = rooms;
  const held = new Map<number, Held>();
  const turns = new Map<number, Promise<void>>();
  const directory = { accountsOf, isOwnAddress, reachable, channelsOf: (plugin: string) => channelsOf(loaded, plugin) };
  const contextOf = contextsOf(rooms, directory);

  function accountsOf(channel: string): AccountContext[] {
    const isTheirs = ({ live: { row } }: Held) => !row.demo && ownerOf(loaded, row.channel) === channel;
    return [...held.values()].filter(isTheirs).map((one) => one.context);
  }

  function isOwnAddress(address: string): boolean {
    const wanted = address.toLowerCase();
    return [...held.values()].some((one) => one.addresses.has(wanted));
  }

  function reachable(): Address['kind'][] {
    return [
      ...new Set([...held.values()].flatMap(({ live: { row, manifest } }) => (row.demo ? [] : manifest.reaches))),
    ];
  }

  function contextFor(plugin: LoadedPlugin, row: ChannelAccount): AccountContext {
    return accountContext(rooms, contextOf(plugin), plugin, row, { health, directory });
  }

  /** Opening and closing of one account never overlap. */
  function inTurn(accountId: number, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(accountId) ?? Promise.resolve()).then(work, work);
    turns.set(accountId, turn);
    return turn;
  }

  async function open(row: ChannelAccount): Promise<void> {
    const runs = !row.deletedAt && row.active;
    await close(row.id, runs);
    if (!runs) return;
    const found = loaded.find((one) => one.id === row.channel);
    const obstacle = obstacleOf(row, found);
    if (obstacle) return health.report(row, obstacle);
    const plugin = found!.plugin!;
    const context = contextFor(found!, row);
    const call = { plugin: row.channel, account: row.id };
    const opened = calls.askPlugin({ ...call, verb: 'open' }, () => whole(plugin.open(context)));
    if (!opened.ok) return health.report(row, openFailed(opened.detail));
    const raw = row.demo ? withoutFarSide(opened.value) : opened.value;
    const connection = new Guard(raw, call, calls, config.limits).connection();
    const settings = openSettings(plugin.settings, row.settings);
    const stopping = new AbortController();
    held.set(row.id, {
      live: { row, connection, manifest: plugin.manifest, settings, hours: openingHours(plugin.settings, settings) },
      context,
      addresses: addressesOf(found!, context),
      stopping,
      listening: listen(row, raw, stopping.signal),
    });
  }

  /** Why an account cannot be opened at all; null when nothing stands in the way. */
  function obstacleOf(row: ChannelAccount, found: LoadedPlugin | undefined): Health | null {
    if (!found?.plugin || found.why) {
      const { channel } = row;
      const why = found?.why ?? reason('plugin.missing', `The channel "${channel}" is not installed.`, { channel });
      return { state: 'stopped', why, action: 'contact provider' };
    }
    const fields = openValues(found.plugin.settings, row.settings, rooms.secrets).broken.join(', ');
    if (fields === '') return null;
    const text = `A stored secret cannot be opened with this key file: ${fields}.`;
    const why = reason('account.secret_unreadable', text, { fields });
    return { state: 'misconfigured', why, action: 'change settings' };
  }

  function addressesOf({ id, plugin }: LoadedPlugin, context: AccountContext): Set<string> {
    const verb = 'ownAddresses';
    const asked = calls.askPlugin({ plugin: id, verb }, () => plugin!.ownAddresses?.(context.account.settings) ?? []);
    return new Set(asked.ok ? asked.value.map((address) => address.toLowerCase()) : []);
  }

  /** Starts `listen` again, with growing pauses, whenever it returns or throws before it was asked to stop. */
  async function listen(row: ChannelAccount, raw: Connection, signal: AbortSignal): Promise<void> {
    // Without a listener nothing else tells that it is well; a lost sign-in is only mended by a new one.
    if (!raw.listen) {
      if (row.healthState !== 'needs sign-in') health.report(row, { state: 'connected' });
      return;
    }
    if (row.healthState === 'stopped') health.report(row, { state: 'starting' });
    for (let failures = 0; !signal.aborted; failures += 1) {
      const began = rooms.clock.monotonic();
      const call = { plugin: row.channel, account: row.id, verb: 'listen' };
      const ended = await calls.callPlugin(call, () => raw.listen!(signal));
      if (signal.aborted) return;
      if (!ended.ok) health.report(row, listenFailed(ended.detail));
      if (rooms.clock.monotonic() - began > 60_000) failures = 0;
      await pause(Math.min(1_000 * 2 ** failures, LONGEST_PAUSE), signal);
    }
  }

  async function close(accountId: number, renewed = false): Promise<void> {
    const one = held.get(accountId);
    if (!one) return;
    held.delete(accountId);
    health.forget(accountId);
    one.stopping.abort();
    const call = {
      plugin: one.live.row.channel,
      account: accountId,
      verb: 'stop listening',
      limit: config.limits.close,
    };
    await Promise.all([one.live.connection.close(renewed), calls.callPlugin(call, () => one.listening)]);
  }

  async function renew(row: ChannelAccount): Promise<void> {
    await close(row.id, row.active);
    if (row.healthState !== 'connected') health.report(row, { state: 'starting' });
    await open(row);
  }

  function outage(accountId: number, why: Reason | null): void {
    const one = held.get(accountId);
    if (one) health.outage(one.live.row, why);
  }

  async function openAll(): Promise<void> {
    const rows = await rooms.database.read().find(ChannelAccount, { deletedAt: null });
    for (const row of rows) await inTurn(row.id, () => open(row));
  }

  return {
    open: (row) => inTurn(row.id, () => open(row)),
    renew: (row) => inTurn(row.id, () => renew(row)),
    close: (accountId) => inTurn(accountId, () => close(accountId)),
    outage,
    isOwnAddress,
    get: (accountId) => held.get(accountId)?.live ?? null,
    all: () => [...held.values()].map((one) => one.live),
    context: (accountId) => held.get(accountId)?.context ?? null,
    ...{ pluginContext: contextOf, contextFor },
    openAll,
    async closeAll() {
      await Promise.allSettled([...held.keys()].map((id) => inTurn(id, () => close(id))));
    },
  };
}

/** One for each plugin, also for the channels it brings. */
function contextsOf(rooms: ChannelRooms, directory: Directory): (plugin: LoadedPlugin) => PluginContext {
  const contexts = new Map<string, PluginContext>();
  return ({ id, by = id }) => {
    const known = contexts.get(by) ?? pluginContext(rooms, by, directory);
    contexts.set(by, known);
    return known;
  };
}

/** Throws when a required method is not there. */
function whole(connection: Connection): Connection {
  const missing = REQUIRED.find((method) => typeof connection?.[method] !== 'function');
  if (missing) throw new Error(`the connection has no ${missing}()`);
  return connection;
}

function openFailed(detail: string): Health {
  const why = reason('account.open_failed', `It could not be opened: ${detail}`, { detail });
  return { state: 'stopped', why, action: 'restart' };
}

function listenFailed(detail: string): Health {
  const why = reason('account.listen_failed', `Listening failed: ${detail}`, { detail });
  return { state: 'recovering', why, action: 'wait' };
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
