// The book of channel accounts: listed, switched, changed, moved, deleted, and made by hand of the desk itself.
import type { Check } from '../contract/health.ts';
import { reason } from '../contract/reason.ts';
import type { SettingsShape } from '../contract/settings.ts';
import { ChannelAccount, type RoutingSettings, type TicketDefaults } from '../database/entities/inbox.ts';
import { publicId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import { accountLines, notesOf, whereConnected, withHealth } from './account-lines.ts';
import { disconnectLater } from './disconnecting.ts';
import { clearDemo } from './forgetting.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import { moveAccount, undoMove, type MoveReport } from './moving.ts';
import type { ChannelRooms } from './rooms.ts';
import { openValues, readValues, sealValues } from './settings.ts';

export interface NewAccount {
  channel: string;
  uniqueId: string;
  title: string;
  values: Record<string, unknown>;
  inboxId: number;
  credentialExpiresAt?: Date | null;
  fallback?: boolean;
  /** Of an invented company: it has no far side. */
  demo?: boolean;
}

export type AccountBook = ReturnType<typeof createAccountBook>;

const NOBODY: RoutingSettings = { to: 'nobody', userIds: [], teamIds: [], onlyAvailable: true };

export function createAccountBook(rooms: ChannelRooms, loaded: LoadedPlugin[], live: LiveAccounts) {
  const { database, events, secrets } = rooms;
  const shapeOf = (channel: string) => shapeIn(loaded, channel);

  async function get(id: number): Promise<ChannelAccount> {
    const row = await database.read().findOne(ChannelAccount, { id, deletedAt: null });
    if (!row) throw notFound('account');
    return row;
  }

  const createAll = (accounts: NewAccount[], actor: string) => makeAll(rooms, loaded, live, { accounts, actor });
  const create = async (account: NewAccount, actor: string) => (await createAll([account], actor))[0]!;

  /**
   * Changes the row, tells everybody, and opens the account anew so that the plugin sees it. After changes that may
   * have mended it (`mended`) whatever was wrong is forgotten first.
   */
  async function change(
    id: number,
    actor: string,
    what: string,
    work: (row: ChannelAccount) => void | Promise<void>,
    mended = false,
  ): Promise<void> {
    await database.write(async (em) => {
      const row = await em.findOneOrFail(ChannelAccount, { id });
      await work(row);
      await em.flush();
      await events.add({ type: 'account.changed', actor, accountId: id, inboxId: row.inboxId, data: { what } });
    });
    const row = await database.read().findOneOrFail(ChannelAccount, { id });
    if (row.deletedAt || !row.active) await live.close(id);
    else if (mended) await live.renew(row);
    else await live.open(row);
  }

  /** New values from a wizard: signed in again, or changed. */
  async function renew(
    id: number,
    actor: string,
    what: string,
    values: Record<string, unknown>,
    credentialExpiresAt?: Date,
  ): Promise<void> {
    const work = (row: ChannelAccount) => {
      row.settings = { ...row.settings, ...sealValues(shapeOf(row.channel), values, secrets) };
      if (credentialExpiresAt) row.credentialExpiresAt = credentialExpiresAt;
    };
    await change(id, actor, what, work, true);
  }

  async function saveSettings(id: number, raw: Record<string, unknown>, actor: string, only?: string[]) {
    const row = await get(id);
    const shape = Object.fromEntries(
      Object.entries(shapeOf(row.channel)).filter(
        ([name, field]) => field.page !== 'own' && (!only || only.includes(name)),
      ),
    );
    const stored = openValues(shapeOf(row.channel), row.settings, secrets).values;
    const { values, errors } = readValues(shape, raw, stored);
    if (Object.keys(errors).length > 0) return { errors };
    const changed = Object.fromEntries(Object.keys(shape).map((name) => [name, values[name]]));
    let reconsidering: number | undefined;
    // What the plugin keeps for itself may have been renewed meanwhile.
    const work = async (account: ChannelAccount) => {
      const before = openValues(shapeOf(row.channel), account.settings, secrets).values;
      account.settings = { ...account.settings, ...sealValues(shape, changed, secrets) };
      if (asksOtherwise(shape, before, changed)) reconsidering = await reconsiderLater(rooms, id);
    };
    await change(id, actor, 'settings', work, true);
    if (reconsidering !== undefined) await rooms.jobs.hurry(reconsidering);
    return { ok: true as const };
  }

  async function move(id: number, inboxId: number, actor: string): Promise<MoveReport> {
    await get(id);
    const report = await database.write(() => moveAccount(rooms, id, inboxId, actor));
    await live.open(await get(id));
    return report;
  }

  async function moveBack(step: string, actor: string): Promise<void> {
    const id = await database.write(() => undoMove(rooms, step, actor));
    await live.open(await get(id));
  }

  async function ensureFallback(inbox: { id: number; publicId: string; name: string }): Promise<ChannelAccount | null> {
    const plugin = loaded.find((one) => one.plugin?.fallback && !one.why);
    if (!plugin) return null;
    const known = await database.read().findOne(ChannelAccount, { inboxId: inbox.id, fallback: true, deletedAt: null });
    if (known) return known;
    const { limits } = rooms.config;
    const asked = await rooms.calls.callPlugin({ plugin: plugin.id, verb: 'fallback', limit: limits.ask }, () =>
      plugin.plugin!.fallback!.make(inbox, live.pluginContext(plugin)),
    );
    if (!asked.ok) return null;
    return create({ channel: plugin.id, inboxId: inbox.id, fallback: true, ...asked.value }, 'desk');
  }

  async function accountById(id: number) {
    const row = await database.read().findOne(ChannelAccount, { id });
    return row && withHealth(row, live.get(id)?.row);
  }

  async function check(id: number): Promise<Check[]> {
    const one = live.get(id);
    if (one) return one.connection.check();
    const detail = reason('account.not_running', 'The account is not running.');
    return [{ code: 'not_running', state: 'bad', detail }];
  }

  return {
    create,
    createAll,
    whereConnected: (channel: string, uniqueId: string) => whereConnected(database, channel, uniqueId),
    accounts: () => accountLines(database, live),
    saveSettings,
    move,
    undoMove: moveBack,
    ensureFallback,
    check,
    notes: (id: number, limit: number) => notesOf(database, id, limit),
    renew,
    account: (key: string) => database.read().findOne(ChannelAccount, { publicId: key, deletedAt: null }),
    accountById,
    ...smallChanges(change, removing(rooms, loaded, live, change)),
    counts: async (id: number) => (await live.get(id)?.connection.counts?.()) ?? null,
  };
}

function shapeIn(loaded: LoadedPlugin[], channel: string) {
  return loaded.find((one) => one.id === channel)?.plugin?.settings ?? {};
}

/** All of them in one transaction, then opened one by one. */
async function makeAll(
  { database, events, jobs, clock, secrets }: ChannelRooms,
  loaded: LoadedPlugin[],
  live: LiveAccounts,
  { accounts, actor }: { accounts: NewAccount[]; actor: string },
): Promise<ChannelAccount[]> {
  const newRow = ({ values, ...account }: NewAccount) => ({
    ...account,
    publicId: publicId(),
    settings: sealValues(shapeIn(loaded, account.channel), values, secrets),
    health: { state: 'starting' as const },
    healthSince: clock.now(),
    credentialExpiresAt: account.credentialExpiresAt ?? null,
    routing: NOBODY,
    ticketDefaults: { asTicket: false },
    notebook: {},
    lastInboundAt: null,
    lastOutboundAt: null,
    createdAt: clock.now(),
    deletedAt: null,
  });
  const rows = await database.write(async (em) => {
    const made = accounts.map((account) => em.create(ChannelAccount, newRow(account)));
    await em.flush();
    for (const { id, channel, inboxId } of made) {
      if (loaded.find((one) => one.id === channel)?.plugin?.manifest.chatflows === 'one')
        await jobs.add({ kind: 'chatflow.default', payload: { accountId: id } });
      await events.add({ type: 'account.changed', actor, accountId: id, inboxId, data: { what: 'connected' } });
    }
    return made;
  });
  for (const { id } of rows) await live.open(await database.read().findOneOrFail(ChannelAccount, { id }));
  return rows;
}

function asksOtherwise(shape: SettingsShape, before: Record<string, unknown>, after: Record<string, unknown>): boolean {
  return Object.entries(shape).some(([name, { consent }]) => consent && before[name] !== after[name]);
}

/** Inside `write`. Hurried once the account is open with its new settings; until then it would be read by the old ones. */
function reconsiderLater({ jobs, clock }: ChannelRooms, accountId: number): Promise<number> {
  const runAt = new Date(clock.now().getTime() + OPENING);
  return jobs.add({ kind: 'inbound.reconsider', payload: { accountId }, runAt });
}

/** Milliseconds after which an account has surely been opened anew, also when the desk was cut off meanwhile. */
const OPENING = 60_000;

function removing(rooms: ChannelRooms, loaded: LoadedPlugin[], live: LiveAccounts, change: Change) {
  return async (id: number, actor: string) => {
    const row = await rooms.database.read().findOneOrFail(ChannelAccount, { id });
    if (row.demo) await clearDemo(rooms, loaded, live, row.channel);
    await change(id, actor, 'deleted', async (account) => {
      if (account.deletedAt) return;
      account.deletedAt = rooms.clock.now();
      await disconnectLater(rooms, id);
    });
  };
}

type Work = (row: ChannelAccount) => void | Promise<void>;
type Change = (id: number, actor: string, what: string, work: Work) => Promise<void>;

function smallChanges(change: Change, remove: (id: number, actor: string) => Promise<void>) {
  return {
    remove,
    setActive: (id: number, active: boolean, actor: string) =>
      change(id, actor, active ? 'activated' : 'deactivated', (row) => void (row.active = active)),
    saveRouting: (id: number, routing: RoutingSettings, actor: string) =>
      change(id, actor, 'routing', (row) => void (row.routing = routing)),
    saveTicketDefaults: (id: number, defaults: TicketDefaults, actor: string) =>
      change(id, actor, 'tickets', (row) => void (row.ticketDefaults = defaults)),
    rename: (id: number, title: string, actor: string) =>
      change(id, actor, 'renamed', (row) => void (row.title = title)),
  };
}
