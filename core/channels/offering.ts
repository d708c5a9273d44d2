// Channels that a plugin brings while the desk runs: taken in beside the others, their accounts made and changed by its word.
import { CONTRACT_GENERATION, type ChannelPlugin } from '../contract/contract.ts';
import type { OfferedAccount, OfferedChannel, Offers } from '../contract/offers.ts';
import { reason } from '../contract/reason.ts';
import { ChannelAccount } from '../database/entities/inbox.ts';
import { notFound } from '../kernel/errors.ts';
import type { AccountBook } from './accounts.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import { offeredConversations } from './offered-conversations.ts';
import type { ChannelRooms } from './rooms.ts';

interface Parts {
  rooms: ChannelRooms;
  loaded: LoadedPlugin[];
  book: AccountBook;
  live: LiveAccounts;
}

/** Asks every plugin that brings channels for them; one that fails to answer is stopped, and nobody else. */
export async function askForChannels(parts: Parts): Promise<void> {
  const { rooms, live } = parts;
  const able = parts.loaded.filter(({ plugin, why }) => plugin?.offering && !why);
  for (const one of able) {
    const call = { plugin: one.id, verb: 'offering', limit: rooms.config.limits.start };
    const offers = offersOf(parts, one);
    const asked = await rooms.calls.callPlugin(call, () => one.plugin!.offering!(offers, live.pluginContext(one)));
    if (asked.ok) continue;
    const { detail } = asked;
    one.why = reason('plugin.start_failed', `It could not be started: ${detail}`, { detail });
  }
}

function offersOf(parts: Parts, one: LoadedPlugin): Offers {
  const { rooms, loaded, book, live } = parts;
  const actor = `plugin:${one.id}`;
  const theirs = () => loaded.filter(({ by }) => by === one.id).map(({ id }) => id);
  const demandTheirs = (channel: string) => {
    if (!theirs().includes(channel)) throw new Error(`${channel} is no channel that ${one.id} has brought`);
  };
  const demandAccount = async (id: number) => demandTheirs((await accountIn(book, id)).channel);
  const rowsOf = (channels: string[]) => rooms.database.read().find(ChannelAccount, { channel: { $in: channels } });
  return {
    async put(channel) {
      takeIn(loaded, one, channel);
      for (const row of await rowsOf([channel.id])) if (!row.deletedAt) await live.open(row);
    },
    async inboxes() {
      const all = await rooms.conversations.inboxes.list();
      return all.flatMap(({ id, name, kind, createdAt, archivedAt }) =>
        archivedAt ? [] : [{ id, name, kind, createdAt }],
      );
    },
    async accounts() {
      const rows = await rowsOf(theirs());
      return rows.toSorted((a, b) => a.id - b.id).map(told);
    },
    async connect(channel, inboxId, account) {
      demandTheirs(channel);
      const where = await book.whereConnected(channel, account.uniqueId);
      if (!where) return { account: told(await book.create({ channel, inboxId, ...account }, actor)) };
      const { title, inboxName: inbox } = where;
      const text = `${title} is connected already, in the inbox “${inbox}”.`;
      return { refused: reason('connect.already_connected', text, { title, inbox }) };
    },
    ...offeredConversations(rooms, { actor, demandAccount }),
    change: (accountId, change) => changeAccount(book, { accountId, actor, demandTheirs }, change),
  };
}

async function accountIn(book: AccountBook, id: number): Promise<ChannelAccount> {
  const row = await book.accountById(id);
  if (!row) throw notFound('account');
  return row;
}

async function changeAccount(
  book: AccountBook,
  { accountId, actor, demandTheirs }: { accountId: number; actor: string; demandTheirs(channel: string): void },
  { title, active, deleted }: Parameters<Offers['change']>[1],
): Promise<void> {
  const row = await book.accountById(accountId);
  if (!row || row.deletedAt) throw notFound('account');
  demandTheirs(row.channel);
  if (title !== undefined && title !== row.title) await book.rename(accountId, title, actor);
  if (active !== undefined && active !== row.active) await book.setActive(accountId, active, actor);
  if (deleted) await book.remove(accountId, actor);
}

function takeIn(loaded: LoadedPlugin[], by: LoadedPlugin, channel: OfferedChannel): void {
  const { id } = channel;
  if (!id.startsWith(by.id) || !/^\d{1,9}$/.test(id.slice(by.id.length)))
    throw new Error(`The id "${id}" of a channel must be "${by.id}" and a number`);
  const { texts, stopped: why = null, gone = false } = channel;
  const made: LoadedPlugin = { id, folder: null, plugin: pluginOf(channel, by.plugin!), why, by: by.id, texts, gone };
  const at = loaded.findIndex((known) => known.id === id);
  if (at >= 0) loaded[at] = made;
  else loaded.push(made);
}

function pluginOf(channel: OfferedChannel, by: ChannelPlugin): ChannelPlugin {
  const { id, icon, hue, shape, hold, chatflows, reaches } = channel;
  const { arrives, hosts, resend } = by.manifest;
  return {
    manifest: {
      ...{ id, contract: CONTRACT_GENERATION, icon, hue, shape, reaches, arrives, hosts, resend, accounts: 'many' },
      ...(hold !== undefined && { hold }),
      ...(chatflows && { chatflows }),
    },
    settings: channel.settings,
    connect: channel.connect,
    open: (context) => channel.open(context),
    ownAddresses: (settings) => channel.ownAddresses?.(settings) ?? [],
    slots: by.slots,
    pages: by.pages,
  };
}

function told(row: ChannelAccount): OfferedAccount {
  const { id, channel, inboxId, uniqueId, title, active, createdAt, deletedAt } = row;
  return { id, channel, inboxId, uniqueId, title, active, createdAt, deletedAt: deletedAt ?? null };
}
