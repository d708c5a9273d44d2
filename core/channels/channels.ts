// The door to channels: plugins found and loaded, accounts connected, opened, supervised, and how they are doing.
import type { FastifyInstance } from 'fastify';
import type { ConnectInput } from '../contract/connect.ts';
import type { AccountContext, PluginContext } from '../contract/context.ts';
import type { Check } from '../contract/health.ts';
import type { Reason } from '../contract/reason.ts';
import type { ChannelAccount, RoutingSettings, TicketDefaults } from '../database/entities/inbox.ts';
import type { LiveAccount } from '../outbound/outbound.ts';
import type { AccountLine } from './account-lines.ts';
import { createAccountBook } from './accounts.ts';
import { ConnectFlows } from './connect.ts';
import { disconnectWithPlugins } from './disconnecting.ts';
import { createDemos, type Demos } from './demo.ts';
import type { FlowView, NewFlow } from './flow-store.ts';
import { forgetWithPlugins } from './forgetting.ts';
import { createHealthKeeper } from './health.ts';
import { createInsertables, type Insertables } from './insertables.ts';
import { createLetters } from './letters.ts';
import { createLiveAccounts, type LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import { mountPlugins } from './mount.ts';
import { movePreview, type MovePreview, type MoveReport } from './moving.ts';
import { askForChannels } from './offering.ts';
import { createPluginPages, type PluginPages } from './pages.ts';
import { createPluginCalls } from './plugin-calls.ts';
import { preparePlugins } from './prepare.ts';
import { PLUGIN_LIMITS, type ChannelNeeds, type ChannelRooms, type Drawing } from './rooms.ts';
import { tellCustomers } from './customers-told.ts';
import { createFillSlot, type FillSlot } from './slots.ts';
import type { Senders } from './system-mail.ts';
import { createTryOut, type TryOut } from './trying.ts';

export type { AccountLine } from './account-lines.ts';
export type { DemoAccount } from './demo.ts';
export type { MovePreview, MoveReport } from './moving.ts';
export type { FlowView } from './flow-store.ts';
export type { ChannelConfig, ChannelPorts, PluginLimits } from './rooms.ts';
export type { PageVisit } from './pages.ts';
export type { SlotContent, SlotPlace } from './slots.ts';
export { loadPlugins, ownerOf, type LoadedPlugin } from './load.ts';
export { maskValues, type FieldErrors } from './settings.ts';
export { guardedNetwork } from './guarded-fetch.ts';

export interface Channels {
  /** Every plugin that was found, with why it does not run where it does not. */
  plugins(): LoadedPlugin[];
  plugin(id: string): LoadedPlugin | null;
  /** Migrates, starts and opens everything; each plugin and account by itself. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Hangs the plugins' routes below `/channels/<id>`, each behind a gate. */
  mount(server: FastifyInstance): Promise<void>;
  /** How plugins' views are drawn, from the room that can. */
  drawWith(drawing: Drawing): void;
  live(accountId: number): LiveAccount | null;
  /** All that run, in no order. */
  running(): LiveAccount[];
  /** Whether an account of this desk receives mail or messages at this address. */
  isOwnAddress(address: string): boolean;
  context(accountId: number): AccountContext | null;
  /** What a plugin that runs was given. */
  pluginContext(id: string): PluginContext | null;
  /** Told by whoever sends: the account cannot for now, or (null) can again. Becomes its health. */
  outage(accountId: number, why: Reason | null): void;

  accounts(): Promise<AccountLine[]>;
  account(publicId: string): Promise<ChannelAccount | null>;
  accountById(id: number): Promise<ChannelAccount | null>;
  setActive(id: number, active: boolean, actor: string): Promise<void>;
  /** Its history stays; the address may be connected again. */
  remove(id: number, actor: string): Promise<void>;
  /** Reads and checks values from a form of the declared settings; on success the account is opened anew. */
  saveSettings(
    id: number,
    raw: Record<string, unknown>,
    actor: string,
    only?: string[],
  ): Promise<{ errors: Record<string, string> } | { ok: true }>;
  saveRouting(id: number, routing: RoutingSettings, actor: string): Promise<void>;
  saveTicketDefaults(id: number, defaults: TicketDefaults, actor: string): Promise<void>;
  rename(id: number, title: string, actor: string): Promise<void>;
  /** The account and its open conversations move to another inbox (WS-6). */
  move(id: number, inboxId: number, actor: string): Promise<MoveReport>;
  /** Gives a move back; throws as every undo does. */
  undoMove(step: string, actor: string): Promise<void>;
  /** What would move along. */
  movePreview(id: number): Promise<MovePreview>;
  /** Gives the inbox an address of its own when no account can reach it (WS-3). Null when no plugin offers one. */
  ensureFallback(inbox: { id: number; publicId: string; name: string }): Promise<ChannelAccount | null>;
  /** Accounts of an invented company. */
  demos: Demos;
  check(id: number): Promise<Check[]>;
  counts(id: number): Promise<{ theirs: number; ours: number } | null>;
  notes(id: number, limit: number): Promise<{ at: Date; reason: Reason }[]>;
  /** Sends a test message at once, beside the queue; nothing of it is kept. */
  tryOut: TryOut;
  /** What a plugin puts into a place of a page. */
  fill: FillSlot;
  /** What plugins add to the insert menu of the composer. */
  insertables: Insertables;
  /** Tabs that plugins add to accounts, and pages of their own. */
  pages: PluginPages;

  /** Wizards. */
  flows: {
    begin(about: NewFlow & { language: string; choice?: string }): Promise<FlowView>;
    view(publicId: string, userId: number): Promise<FlowView | null>;
    answer(publicId: string, userId: number, input: ConnectInput, language: string): Promise<FlowView | null>;
    /** The far side's redirect came back; null when the state is not ours or used up. */
    returned(state: string, query: Record<string, string>, userId: number, language: string): Promise<FlowView | null>;
    /** Moves to another page of the wizard after connecting (details, routing, tickets, done). */
    turn(publicId: string, userId: number, page: string): Promise<FlowView | null>;
    open(userId: number): Promise<FlowView[]>;
    drop(publicId: string, userId: number): Promise<void>;
  };
}

export function createChannels(needs: ChannelNeeds, loaded: LoadedPlugin[]): Channels {
  const late: { drawing?: Drawing } = {};
  const senders: Senders = { accounts: () => book.accounts(), live: (id) => live.get(id) };
  const rooms = roomsFor(needs, late, senders);
  const health = createHealthKeeper(rooms, rooms.config.limits.patience);
  const live = createLiveAccounts(rooms, loaded, health);
  const book = createAccountBook(rooms, loaded, live);
  forgetWithPlugins(rooms, loaded, live);
  disconnectWithPlugins(rooms, loaded, live);
  let endings: (() => Promise<void>)[] = [];
  return {
    ...book,
    flows: new ConnectFlows(rooms, loaded, book, live),
    plugins: () => loaded,
    plugin: (id) => loaded.find((one) => one.id === id) ?? null,
    ...portsOf(live),
    pluginContext: (id) => contextFor(loaded, live, id),
    movePreview: (id) => movePreview(rooms.database, id),
    demos: createDemos(rooms, loaded, book, live),
    tryOut: createTryOut(rooms.clock, live.get),
    fill: createFillSlot(rooms, loaded, live.context),
    insertables: createInsertables(rooms, loaded, live.pluginContext),
    pages: createPluginPages(rooms, loaded, { account: live.context, plugin: live.pluginContext }),
    mount: (server) => mountPlugins(rooms, loaded, live, server),
    drawWith: (drawing) => void (late.drawing = drawing),
    async start() {
      endings = await preparePlugins(rooms, loaded, live);
      await askForChannels({ rooms, loaded, book, live });
      await live.openAll();
      endings.unshift(tellCustomers(rooms, live));
    },
    async stop() {
      await live.closeAll();
      await Promise.allSettled(endings.map((end) => end()));
      await health.settled();
    },
  };
}

function portsOf({ get, all, isOwnAddress, context, outage }: LiveAccounts) {
  return { live: get, running: all, isOwnAddress, context, outage };
}

function contextFor(loaded: LoadedPlugin[], live: LiveAccounts, id: string): PluginContext | null {
  const one = loaded.find((known) => known.id === id && !known.why);
  return one ? live.pluginContext(one) : null;
}

function roomsFor(needs: ChannelNeeds, late: { drawing?: Drawing }, senders: Senders): ChannelRooms {
  const limits = { ...PLUGIN_LIMITS, ...needs.config.limits };
  return {
    ...needs,
    config: { ...needs.config, limits },
    calls: createPluginCalls(needs.database, needs.log),
    sendLetter: createLetters(needs, senders),
    drawing() {
      if (!late.drawing) throw new Error('Views are not there yet');
      return late.drawing;
    },
  };
}
