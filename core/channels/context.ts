// The ports a plugin gets, made from the rooms below: nothing else of the desk is within its reach.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Address } from '../contract/address.ts';
import type { AccountContext, Notebook, PluginContext } from '../contract/context.ts';
import type { Reason } from '../contract/reason.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import { toJson } from '../database/rows.ts';
import { readThreadToken } from '../kernel/thread-token.ts';
import { iceServers } from './ice-servers.ts';
import { guardedFetch, lookupFor, mayReach } from './guarded-fetch.ts';
import { withoutNetwork } from './without-far-side.ts';
import type { HealthKeeper } from './health.ts';
import type { LoadedPlugin } from './load.ts';
import { accountTickets } from './account-tickets.ts';
import { customerPorts } from './customer-ports.ts';
import type { ChannelRooms } from './rooms.ts';
import { pageScript } from './page-scripts.ts';
import { openValues, sealValues } from './settings.ts';
import { storeOf } from './store.ts';

export interface Directory {
  accountsOf(plugin: string): AccountContext[];
  /** The plugin's own channel, and those it brought. */
  channelsOf(plugin: string): string[];
  isOwnAddress(address: string): boolean;
  /** Kinds of address that open accounts reach. */
  reachable(): Address['kind'][];
}

export function pluginContext(rooms: ChannelRooms, plugin: string, directory: Directory): PluginContext {
  const { config, secrets, clock, log } = rooms;
  const made = new Map<string, unknown>();
  return {
    log: log.child({ plugin }),
    now: () => clock.now(),
    publicUrl: config.publicUrl,
    deskId: secrets
      .sign('desk', 'id')
      .slice(0, 12)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, 'x'),
    workspace: () => rooms.ports.workspace(),
    async folder() {
      const path = join(config.dataFolder, 'plugins', plugin);
      await mkdir(path, { recursive: true, mode: 0o700 });
      return path;
    },
    once<T>(name: string, make: () => T): T {
      if (!made.has(name)) made.set(name, make());
      return made.get(name) as T;
    },
    config: config.plugins[plugin] ?? {},
    ...networkPorts(rooms),
    iceServers: (name) => iceServers(config.ice, name, clock.now()),
    accounts: () => directory.accountsOf(plugin),
    sign: (purpose, text) => secrets.sign(`plugin:${plugin}:${purpose}`, text),
    readThreadToken(token) {
      const conversation = readThreadToken(secrets, token);
      return conversation === null ? null : { conversation };
    },
    isOwnAddress: (address) => directory.isOwnAddress(address.toLowerCase()),
    isTeamMember: (address) => rooms.ports.isTeamMember(address.toLowerCase()),
    ...publicPorts(rooms, plugin, directory),
  };
}

function networkPorts({ config, database }: ChannelRooms): Pick<PluginContext, 'fetch' | 'mayReach' | 'lookup'> {
  const assertQuiet = () => {
    if (database.writing()) throw new Error('No network inside a transaction');
  };
  return {
    fetch: guardedFetch(config.allowedHosts, assertQuiet),
    mayReach: (host, port) => mayReach(host, port, config.allowedHosts),
    lookup: (port) => lookupFor(port, config.allowedHosts),
  };
}

/** What is needed to answer strangers, and to forget them: own tables, arrivals, faces, files, pages in their language. */
function publicPorts(
  rooms: ChannelRooms,
  plugin: string,
  { channelsOf }: Directory,
): Pick<PluginContext, 'store' | 'emptyArrivals' | 'team' | 'stillOpen' | 'file' | 'draw' | 'pageScript' | 'text'> {
  return {
    store: storeOf(rooms.database, plugin),
    async emptyArrivals(beginnings) {
      for (const channel of channelsOf(plugin)) await rooms.inbound.empty(channel, beginnings);
    },
    team: () => rooms.ports.team(),
    stillOpen: (sessions) => rooms.ports.stillOpen(sessions),
    file: (fileId) => storedFile(rooms, fileId),
    pageScript,
    draw: (view, model, language) => rooms.drawing().draw(plugin, view, model, language),
    text: (language, key, params) => rooms.drawing().text(plugin, language, key, params),
  };
}

export function accountContext(
  rooms: ChannelRooms,
  base: PluginContext,
  plugin: LoadedPlugin,
  row: ChannelAccount,
  { health, directory }: { health: HealthKeeper; directory: Directory },
): AccountContext {
  const { inbound, contacts } = rooms;
  const shape = plugin.plugin!.settings;
  const { id, publicId, uniqueId, title, demo } = row;
  const settings = openValues(shape, row.settings, rooms.secrets).values;
  return {
    ...base,
    ...(demo && withoutNetwork),
    log: rooms.log.child({ plugin: plugin.id, account: id }),
    account: { id, publicId, uniqueId, title, demo, settings },
    receive: (raw) => inbound.receive(id, raw),
    known: (keys) => inbound.known(id, keys),
    arrival: (arrivalId) => inbound.arrival(arrivalId),
    health: (report) => health.report(row, report),
    notebook: notebookOf(rooms, id),
    async saveSettings(changed, credentialExpiresAt) {
      await storeSettings(rooms, row, sealValues(shape, changed, rooms.secrets), credentialExpiresAt);
      Object.assign(settings, changed);
    },
    suppressed: (address) => contacts.suppressed(address),
    note: (why) => noteDown(rooms, id, why),
    usage: (since) => usageOf(rooms, id, since),
    ...customerPorts(rooms, row),
    reachable: async () => directory.reachable(),
    tickets: accountTickets(rooms, row),
    calls: rooms.ports.calls(id),
  };
}

async function storedFile({ files }: ChannelRooms, fileId: number) {
  const file = await files.find(fileId);
  return file && { type: file.type, bytes: file.bytes, stream: () => files.stream(file.hash) };
}

/** Only what changed is written over what is stored now: pages may have changed the rest meanwhile. */
async function storeSettings(
  { database }: ChannelRooms,
  row: ChannelAccount,
  sealed: Record<string, unknown>,
  credentialExpiresAt?: Date,
): Promise<void> {
  await database.write(async () => {
    const stored = await database.row<{ settings: unknown }>('select settings from channel_account where id = ?', [
      row.id,
    ]);
    const settings = { ...toJson<Record<string, unknown>>(stored!.settings), ...sealed };
    await database.run(
      'update channel_account set settings = ?, credential_expires_at = coalesce(?, credential_expires_at) where id = ?',
      [JSON.stringify(settings), credentialExpiresAt?.getTime() ?? null, row.id],
    );
    row.settings = settings;
  });
}

async function usageOf({ database }: ChannelRooms, accountId: number, since: Date): Promise<Record<string, number>> {
  const rows = await database.rows<{ category: string; count: number }>(
    `select category, count(*) as count from account_usage
     where account_id = ? and at >= ? and void = 0 group by category`,
    [accountId, since.getTime()],
  );
  return Object.fromEntries(rows.map(({ category, count }) => [category, Number(count)]));
}

function noteDown({ database, clock, log }: ChannelRooms, accountId: number, why: Reason): void {
  void database
    .run('insert into account_note (account_id, at, reason) values (?, ?, ?)', [
      accountId,
      clock.now().getTime(),
      JSON.stringify(why),
    ])
    .catch((error) => log.error({ error, account: accountId }, 'A note could not be stored'));
}

/** Kept on the account's row; each change is one short transaction, so that a cursor never runs ahead of what it counts. */
function notebookOf(rooms: ChannelRooms, accountId: number): Notebook {
  const { database } = rooms;
  const load = async () =>
    toJson<Record<string, unknown>>(
      (await database.row<{ notebook: unknown }>('select notebook from channel_account where id = ?', [accountId]))!
        .notebook,
    );
  return {
    get: async <T>(key: string) => (await load())[key] as T | undefined,
    set: (key, value) =>
      database.write(async () => {
        const all = await load();
        if (value === undefined) delete all[key];
        else all[key] = value;
        await database.run('update channel_account set notebook = ? where id = ?', [JSON.stringify(all), accountId]);
      }),
  };
}
