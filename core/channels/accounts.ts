// The book of channel accounts: listed, switched, changed, moved, deleted, and made by hand of the desk itself.
import type { Check } from '../contract/health.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import { ChannelAccount, type RoutingSettings, type TicketDefaults } from '../database/entities/inbox.ts';
import { toDate, toJson } from '../database/rows.ts';
import { publicId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import type { ChannelRooms } from './channels.ts';
import type { LiveAccounts } from './live.ts';
import { messageOf, within, type LoadedPlugin } from './load.ts';
import { openValues, readValues, sealValues } from './settings.ts';

export interface AccountLine {
  account: ChannelAccount;
  inboxName: string;
  /** Arrivals in quarantine and deliveries that failed or are unclear: what needs a person. */
  trouble: number;
}

export interface MoveReport {
  conversations: number;
  fromInboxId: number;
}

export interface NewAccount {
  channel: string;
  uniqueId: string;
  title: string;
  values: Record<string, unknown>;
  inboxId: number;
  credentialExpiresAt?: Date | null;
  fallback?: boolean;
}

export type AccountBook = ReturnType<typeof createAccountBook>;

const NOBODY: RoutingSettings = { to: 'nobody', userIds: [], teamIds: [], onlyAvailable: true };

export function createAccountBook(rooms: ChannelRooms, loaded: LoadedPlugin[], live: LiveAccounts) {
  const { database, events, clock, secrets } = rooms;
  const shapeOf = (channel: string) => loaded.find((one) => one.id === channel)?.plugin?.settings ?? {};

  async function get(id: number): Promise<ChannelAccount> {
    const row = await database.read().findOne(ChannelAccount, { id, deletedAt: null });
    if (!row) throw notFound('account');
    return row;
  }

  /** Where this unique id is connected already, for the refusal's sentence (WS-5). */
  async function whereConnected(
    channel: string,
    uniqueId: string,
  ): Promise<{ title: string; inboxName: string; id: number } | null> {
    const row = await database.row<{ title: string; name: string; id: number }>(
      `select channel_account.id, title, inbox.name from channel_account join inbox on inbox.id = inbox_id where channel = ? and unique_id = ? and deleted_at is null`,
      [channel, uniqueId],
    );
    return row ? { title: row.title, inboxName: row.name, id: row.id } : null;
  }

  async function create(account: NewAccount, actor: string): Promise<ChannelAccount> {
    const row = await database.write(async (em) => {
      const made = em.create(ChannelAccount, {
        ...account,
        publicId: publicId(),
        settings: sealValues(shapeOf(account.channel), account.values, secrets),
        health: { state: 'starting' },
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
      await em.flush();
      await events.add({
        type: 'account.changed',
        actor,
        accountId: made.id,
        inboxId: made.inboxId,
        data: { what: 'connected' },
      });
      return made;
    });
    await live.open(await get(row.id));
    return row;
  }

  /** Changes the row, tells everybody, and opens the account anew so that the plugin sees it. */
  async function change(id: number, actor: string, what: string, work: (row: ChannelAccount) => void): Promise<void> {
    await database.write(async (em) => {
      const row = await em.findOneOrFail(ChannelAccount, { id });
      work(row);
      await em.flush();
      await events.add({ type: 'account.changed', actor, accountId: id, inboxId: row.inboxId, data: { what } });
    });
    const row = await database.read().findOneOrFail(ChannelAccount, { id });
    if (row.deletedAt || !row.active) await live.close(id);
    else await live.open(row);
  }

  async function accounts(): Promise<AccountLine[]> {
    const rows = await database
      .read()
      .find(ChannelAccount, { deletedAt: null }, { orderBy: { title: 'asc', id: 'asc' } });
    const names = new Map(
      (await database.rows<{ id: number; name: string }>('select id, name from inbox')).map((row) => [
        row.id,
        row.name,
      ]),
    );
    const trouble = await database.rows<{ id: number; count: number }>(
      `select account_id as id, count(*) as count from (
         select account_id from arrival where status = 'quarantined' union all
         select account_id from delivery where status in ('failed', 'unknown')) as needing group by account_id`,
    );
    const counts = new Map(trouble.map((row) => [row.id, row.count]));
    return rows.map((account) => ({
      account: withHealth(account, live.get(account.id)?.row),
      inboxName: names.get(account.inboxId) ?? '',
      trouble: counts.get(account.id) ?? 0,
    }));
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
    // What the plugin keeps for itself may have been renewed meanwhile.
    await change(id, actor, 'settings', (account) => {
      account.settings = { ...account.settings, ...sealValues(shape, changed, secrets) };
    });
    return { ok: true as const };
  }

  async function move(id: number, inboxId: number, actor: string): Promise<MoveReport> {
    const row = await get(id);
    const fromInboxId = row.inboxId;
    const moved = await database.write(async () => {
      await database.run('update channel_account set inbox_id = ? where id = ?', [inboxId, id]);
      const rows = await database.rows<{ id: number }>(
        `update conversation set inbox_id = ?, changed_at = ? where account_id = ? and inbox_id = ? and status <> 'closed' returning id`,
        [inboxId, clock.now().getTime(), id, fromInboxId],
      );
      await events.add({
        type: 'account.changed',
        actor,
        accountId: id,
        inboxId,
        data: { what: 'moved', fromInboxId, conversations: rows.length },
      });
      return rows.length;
    });
    await live.open(await get(id));
    return { conversations: moved, fromInboxId };
  }

  async function ensureFallback(inbox: { id: number; publicId: string; name: string }): Promise<ChannelAccount | null> {
    const plugin = loaded.find((one) => one.plugin?.fallback && !one.why);
    if (!plugin) return null;
    const known = await database.read().findOne(ChannelAccount, { inboxId: inbox.id, fallback: true, deletedAt: null });
    if (known) return known;
    const made = plugin.plugin!.fallback!.make(inbox, live.pluginContext(plugin));
    return create({ channel: plugin.id, inboxId: inbox.id, fallback: true, ...made }, 'desk');
  }

  async function check(id: number): Promise<Check[]> {
    const one = live.get(id);
    if (!one)
      return [
        { code: 'not_running', state: 'bad', detail: reason('account.not_running', 'The account is not running.') },
      ];
    try {
      return await within(10_000, one.connection.check());
    } catch (error) {
      return [{ code: 'check_failed', state: 'bad', detail: reason('account.check_failed', messageOf(error)) }];
    }
  }

  return {
    create,
    whereConnected,
    accounts,
    saveSettings,
    move,
    ensureFallback,
    check,
    notes: (id: number, limit: number) => notesOf(database, id, limit),
    change,
    account: (key: string) => database.read().findOne(ChannelAccount, { publicId: key, deletedAt: null }),
    accountById: async (id: number) => {
      const row = await database.read().findOne(ChannelAccount, { id });
      return row && withHealth(row, live.get(id)?.row);
    },
    setActive: (id: number, active: boolean, actor: string) =>
      change(id, actor, active ? 'activated' : 'deactivated', (row) => void (row.active = active)),
    remove: (id: number, actor: string) => change(id, actor, 'deleted', (row) => void (row.deletedAt = clock.now())),
    saveRouting: (id: number, routing: RoutingSettings, actor: string) =>
      change(id, actor, 'routing', (row) => void (row.routing = routing)),
    saveTicketDefaults: (id: number, defaults: TicketDefaults, actor: string) =>
      change(id, actor, 'tickets', (row) => void (row.ticketDefaults = defaults)),
    rename: (id: number, title: string, actor: string) =>
      change(id, actor, 'renamed', (row) => void (row.title = title)),
    counts: async (id: number) => (await live.get(id)?.connection.counts?.()) ?? null,
  };
}

/** The live row knows the newest of its health, the stored one everything else. */
function withHealth(account: ChannelAccount, live: ChannelAccount | undefined): ChannelAccount {
  if (!live) return account;
  const { health, healthState, healthSince } = live;
  return Object.assign(account, { health, healthState, healthSince });
}

async function notesOf(database: Database, id: number, limit: number): Promise<{ at: Date; reason: Reason }[]> {
  const rows = await database.rows<{ at: unknown; reason: unknown }>(
    'select at, reason from account_note where account_id = ? order by id desc limit ?',
    [id, limit],
  );
  return rows.map((row) => ({ at: toDate(row.at), reason: toJson(row.reason) }));
}
