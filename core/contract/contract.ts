// The door of the contract: what a channel plugin is. A plugin's `plugin.ts` exports one of these as its default.
import type { FastifyInstance } from 'fastify';
import type { Address } from './address.ts';
import type { Connect, Leftover } from './connect.ts';
import type { Connection } from './connection.ts';
import type { AccountContext, PluginContext } from './context.ts';
import type { Insertable } from './insertable.ts';
import type { Offers } from './offers.ts';
import type { AccountPage, DeskPage } from './pages.ts';
import type { ForgottenPerson } from './people.ts';
import type { SampleMaker } from './sample.ts';
import type { SettingsShape } from './settings.ts';

/** The generation of this contract. A plugin made for another one is stopped with a clear line, the desk goes on. */
export const CONTRACT_GENERATION = 1;

/**
 * The file with a plugin's own drawing, beside `locales/`: at most 20 kB of shapes. Lines without a colour take that of the
 * page, as the desk's icons do (a grid of 24, lines 1.75 wide); what is no shape is left out.
 */
export const OWN_ICON = 'icon.svg';

export interface Manifest {
  /** Equals the folder's name; prefixes tables, routes, jobs, views, texts and log fields. Lower case, a–z and digits. */
  id: string;
  contract: number;
  /** Name of an icon of the desk (`views/assets/icons.svg`), or `OWN_ICON` for the drawing in the plugin's folder. */
  icon: string;
  /** A hue of the look (`email`, `chat`, `whatsapp`, `messenger`, `call`, `form`, `custom`). */
  hue: string;
  /** `api`: programs that hold a token of the plugin bring it. */
  arrives: ('webhook' | 'poll' | 'stream' | 'page' | 'smtp' | 'api')[];
  accounts: 'one' | 'many';
  /** Hosts it may call besides those named in settings; `*` allows any public host. */
  hosts: string[];
  /** Whether sending the same key twice reaches the customer once. */
  resend: 'safe' | 'unsafe';
  /** Chat-like channels show bubbles, mail-like ones cards. */
  shape: 'mail' | 'chat';
  /** Seconds an outbound message is held for undo where the workspace's own time does not fit: 0 when somebody waits. */
  hold?: number;
  /** Conversations may begin with a chatflow: several per account aimed at pages of a site, or one for all. */
  chatflows?: 'pages' | 'one';
  /**
   * The kinds of address through which contacts are reached, for the channel switch. Empty: nothing goes out by this
   * channel; its conversations are answered by another one that reaches the contact.
   */
  reaches: ('email' | 'phone' | 'handle')[];
  /** The wider scope of its handles (`Address.scope`) that mean the same person for several of its accounts. */
  scope?: string;
}

/** A migration of the plugin's own tables; the name must begin with the plugin's id. SQL is portable or by dialect. */
export interface PluginMigration {
  name: string;
  up: string[] | ((dialect: 'sqlite' | 'postgresql') => string[]);
  down?: string[];
}

/** Places in the pages a plugin can fill. The model is plain data; `view` is a template of the plugin's `views/` folder. */
export type Slot =
  | 'composer notice'
  | 'conversation aside'
  | 'message extra'
  | 'account page'
  | 'account preview'
  | 'contact line'
  | 'connect help';

export interface SlotFill {
  slot: Slot;
  view: string;
  /** Gives the model for the template, or null to show nothing. No I/O longer than 50 ms. */
  model(about: {
    account: AccountContext | null;
    message?: unknown;
    values?: Record<string, unknown>;
    /** Of slots beside a conversation: with whom it is, by the addresses of this channel. */
    conversation?: { publicId: string; addresses: Address[]; notes: Record<string, unknown> };
    language: string;
  }): Promise<object | null> | object | null;
}

/** A repeated job of the plugin, for example a daily check of subscriptions. */
export interface PluginJob {
  name: string;
  /** A cron expression in UTC. */
  schedule: string;
  run(context: PluginContext): Promise<void>;
}

export interface ChannelPlugin {
  manifest: Manifest;
  settings: SettingsShape;
  /** Rises when the meaning of stored settings changes; `upgradeSettings` brings old values along. */
  settingsVersion?: number;
  upgradeSettings?(values: Record<string, unknown>, from: number): Record<string, unknown>;
  /**
   * The keys the operator may set for it under `pluginSettings`, as `context.config` gives them. The desk does not start
   * with others, so that a misspelt one is not ignored. Absent: everything is taken.
   */
  config?: readonly string[];
  connect: Connect;
  /** Makes the live account. Must not do anything slow or use the network: that is `listen`'s and `send`'s. */
  open(context: AccountContext): Connection;

  /**
   * An account was deleted: undoes at the far side what connecting it did there (keys, subscriptions, addresses that are
   * called). Called once it is closed, with its settings and notebook as they were last, and again until nothing is left
   * or nothing can be done; after a crash also when it was done already. Its secrets are forgotten then. `isBack`: the same
   * far account was connected anew meanwhile, so what both share stays. What other accounts of the plugin need stays as
   * well: `account.accounts()`. Resolves with nothing when nothing is left. Absent: connecting leaves nothing there.
   */
  disconnect?(account: AccountContext, about: { isBack: boolean }): Promise<Leftover | void>;

  /** Started once before accounts open (servers, workers). What it returns is awaited at stop. */
  start?(context: PluginContext): Promise<() => Promise<void>>;
  migrations?: PluginMigration[];
  /**
   * Routes under `/channels/<id>`, encapsulated, with the raw body as a Buffer (5 MB unless the route's `bodyLimit` says
   * otherwise); `{ websocket: true }` takes sockets. Fallible work belongs into `start`.
   */
  routes?(server: FastifyInstance, context: PluginContext): Promise<void>;
  /** Routes under a short public address of its own, for what customers type or see: `/f/…`. One or two letters. */
  publicRoutes?: { prefix: string; mount(server: FastifyInstance, context: PluginContext): Promise<void> };
  /** Tabs of an account in the settings. */
  pages?: AccountPage[];
  /** Pages of the plugin itself in the settings, beside the channels. */
  deskPages?: DeskPage[];
  /**
   * The plugin is no channel itself but brings channels while the desk runs; called once after `start`, before accounts
   * open. What it keeps for later is `offers`. Its own `settings`, `connect` and `open` are then never asked for.
   */
  offering?(offers: Offers, context: PluginContext): Promise<void>;
  jobs?: PluginJob[];
  slots?: SlotFill[];
  /** Kinds of things that agents insert while they write (PL-4). */
  insertables?: Insertable[];
  /**
   * Somebody is to be forgotten: takes them out of the plugin's own tables and files, whether or not their account runs.
   * Called after the desk has forgotten them, again until it resolves; another time must do no harm.
   */
  forget?(person: ForgottenPerson, context: PluginContext): Promise<void>;
  /** Addresses this account can be written to, so that own mail and loops are recognised. Pure. */
  ownAddresses?(settings: Record<string, unknown>): string[];
  /** The address a new inbox gets by itself so that it can always send and receive (WS-3); at most one plugin has it. */
  fallback?: {
    make(
      inbox: { publicId: string; name: string },
      context: PluginContext,
    ): { uniqueId: string; title: string; values: Record<string, unknown> };
  };
  /** What it shows of itself in an invented company. Best loaded only when asked for. */
  sample?: SampleMaker;
  /** Reads files from the command line through the channel's own code: `hubdesk inspect <id> FILE…`. */
  inspect?(args: string[], write: (line: string) => void): Promise<number>;
  /** Runs the channel's far side, simulated on this machine, until Ctrl-C: `hubdesk simulate <id>`. Sets the exit code itself. */
  simulate?(args: string[]): Promise<void>;
}

/** Types a plugin object at its definition. */
export function defineChannel<P extends ChannelPlugin>(plugin: P): P {
  return plugin;
}
