// What core hands a plugin: the ports through which it may act.
import type { LookupFunction } from 'node:net';
import type { Address, ExternalId } from './address.ts';
import type { AccountCalls, IceServer } from './call.ts';
import type { Chatflow } from './chatflow.ts';
import type { Health } from './health.ts';
import type { History, HistoryQuery } from './history.ts';
import type { PresenceEvent, RawArrival, Receipt, StoredArrival, TypingEvent } from './inbound.ts';
import type { Letter } from './letter.ts';
import type { PageScript } from './page-script.ts';
import type { KnownContact, Team } from './people.ts';
import type { Reason } from './reason.ts';
import type { Store } from './store.ts';
import type { AccountTickets } from './ticket.ts';

export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** For the whole plugin, from start to stop. */
export interface PluginContext {
  log: Log;
  now(): Date;
  publicUrl: string;
  /** The desk's own stable name, for loop headers and message ids. */
  deskId: string;
  workspace(): Promise<{ name: string; language: string }>;
  /** A folder of the plugin's own below the data folder, made when first asked for. */
  folder(): Promise<string>;
  /**
   * Something of which this desk needs one only (a worker, a cache): made when first asked for, the same for everybody
   * who asks by this name, the plugin's accounts included. Whoever made it ends it, in what `start` returns.
   */
  once<T>(name: string, make: () => T): T;
  /** Settings of the operator's config file for this plugin. */
  config: Record<string, unknown>;
  /** `fetch` that refuses internal addresses unless the operator allowed the host, with a time limit. */
  fetch: typeof fetch;
  /**
   * Whether a host that strangers may have named (a mail exchanger, a discovered server) may be connected to by other
   * means than `fetch`: no internal address, or one that the operator allowed. An address needs no look-up.
   */
  mayReach(host: string, port: number): Promise<boolean>;
  /** The `lookup` of a socket to such a host: an address that `mayReach` would refuse is not connected to either. */
  lookup(port: number): LookupFunction;
  /**
   * Servers by which sound finds its way between browsers, as the operator configured them (`ice`). `name` goes into
   * credentials that end soon; it tells the relay's log whose they are.
   */
  iceServers(name: string): IceServer[];
  /** Every active account of this plugin that has a far side. */
  accounts(): AccountContext[];
  /** Makes and checks unforgeable tokens for addresses and links. `purpose` separates uses. */
  sign(purpose: string, text: string): string;
  /** The conversation a token names, if it is ours. */
  readThreadToken(token: string): { conversation: string } | null;
  /** Whether the address belongs to this installation (any account's address): loops and own mail. */
  isOwnAddress(address: string): boolean;
  /** E-mail addresses of the team's members, in lower case (they may forward on behalf of a customer). */
  isTeamMember(address: string): Promise<boolean>;
  /** The plugin's own tables. */
  store: Store;
  /**
   * For `forget`: stored arrivals of this plugin's accounts whose key begins with one of these keep their place, but neither
   * what they held nor whom they were from. What has not been read yet stays.
   */
  emptyArrivals(beginnings: string[]): Promise<void>;
  /** Who is behind the desk, for showing faces and telling whether anybody is there. */
  team(): Promise<Team>;
  /** Which of these sessions have not ended since, for lines that outlive the page that opened them. */
  stillOpen(sessions: number[]): Promise<Set<number>>;
  /** A stored file by the `fileId` of a part, for showing it to the customer it was sent to; null when there is none. */
  file(fileId: number): Promise<StoredFile | null>;
  /**
   * HTML of one of the plugin's views, for pages that strangers see. The view gets texts of the language; there is
   * nobody signed in. Throws for a view that does not exist.
   */
  draw(view: string, model: object, language: string): string;
  /** For browsers that know ES2022. Rejects when it cannot be made, with what is wrong. It takes a second: keep what it made. */
  pageScript(script: PageScript): Promise<string>;
  /** One of the plugin's texts; the key itself where there is none. */
  text(language: string, key: string, params?: Record<string, string | number>): string;
}

export interface StoredFile {
  /** Found out from the content, never what somebody claimed. */
  type: string;
  bytes: number;
  stream(): NodeJS.ReadableStream;
}

/** For one account. */
export interface AccountContext extends PluginContext {
  account: {
    id: number;
    publicId: string;
    uniqueId: string;
    title: string;
    /** Of an invented company: it has no far side, and `fetch` reaches nobody. */
    demo: boolean;
    /** Values of the declared settings, secrets opened. Never log them. */
    settings: Record<string, unknown>;
  };
  /**
   * Writes an arrival down. Resolves when the row is on disk: only then may the far side be thanked.
   * Throws when it could not be stored (disk full); the caller then answers "try again" and acknowledges nothing.
   */
  receive(raw: RawArrival): Promise<Receipt>;
  /** Stored arrivals with these keys, so that a full comparison with the far side is cheap. */
  known(keys: string[]): Promise<Set<string>>;
  /** Says how the account is doing. Equal reports are dropped; `recovering` is held back for a while. */
  health(health: Health): void;
  /** The plugin's notebook on the account (cursors, synchronised lists): JSON, kept over restarts. */
  notebook: Notebook;
  /** Replaces settings the plugin renews by itself, such as a rotated refresh token. Atomic, sealed by type. */
  saveSettings(changed: Record<string, unknown>, credentialExpiresAt?: Date): Promise<void>;
  /** Reads an arrival's bytes again, for media held inside it. */
  arrival(id: number): Promise<StoredArrival | null>;
  /** Looks an address up among those not to be written to any more. */
  suppressed(address: Address): Promise<Reason | null>;
  /** A line in the account's log. */
  note(why: Reason): void;
  /** What receipts told as `usage` since then, counted by category. */
  usage(since: Date): Promise<Record<string, number>>;
  /** What lasts for a moment and is written nowhere: somebody types, somebody looks at a page. */
  happens(event: TypingEvent | PresenceEvent): void;
  history(query: HistoryQuery): Promise<History>;
  /** The contact behind an address, as far as the desk knows one. */
  contact(address: Address): Promise<KnownContact | null>;
  /** Whether messages from this address are kept out (WS-8). What they send meanwhile is spam. */
  blocked(address: Address): Promise<boolean>;
  /** Ids of the team members to whom conversations of this account go (CH-4); everybody's where nothing limits them. */
  takers(): Promise<number[]>;
  /** Seconds people usually wait for a first answer on this account; null while there is too little to tell. */
  usualReply(): Promise<number | null>;
  /** The published flows of this account, in the order in which they are tried; `matchesFlow` says which is meant. */
  chatflows(): Promise<Chatflow[]>;
  /** Sends a mail by an account that can, with retries; resolves when it is written down. */
  sendLetter(letter: Letter): Promise<void>;
  /** Where in the desk a message of this account stands, by its external id; null while it is in no conversation. */
  placeOf(message: ExternalId): Promise<string | null>;
  /** Kinds of address that the desk's active accounts reach at the moment. */
  reachable(): Promise<Address['kind'][]>;
  tickets: AccountTickets;
  /** Of channels that carry calls: ringing at the team, and what both ends tell each other. */
  calls: AccountCalls;
}

export interface Notebook {
  get<T>(key: string): Promise<T | undefined>;
  /** With `only`, other keys stay. */
  set(key: string, value: unknown): Promise<void>;
}
