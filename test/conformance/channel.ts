// What the author of a channel gives the conformance kit: its folder, and a far side that can misbehave.
import type { Desk } from '../../core/boot.ts';
import type { Person } from '../../core/contract/address.ts';
import type { ConversationContext } from '../../core/contract/capabilities.ts';
import type { ConnectInput, ConnectStep } from '../../core/contract/connect.ts';
import type { RawArrival } from '../../core/contract/inbound.ts';

export interface ChannelUnderTest {
  /**
   * The folder of the channel, absolute: with `plugin.ts`, or that of an npm package. Beside it the kit expects
   * `locales/en.json` and `locales/de.json`.
   */
  folder: string;
  /** Starts a far side of its own on loopback, on free ports. The kit starts several and closes each. */
  farSide(): Promise<FarSide>;
  /**
   * Arrivals as the far side really sends them. Absent: every file in `samples/`, `.json` as `application/json` and
   * `.eml` as `message/rfc822`. At least one must hold a message; one with several messages is worth having.
   */
  samples?: RawArrival[];
  /**
   * Situations in which one may write more, less, or not at all: settings, notes and consents on which capabilities or
   * policy depend. The kit varies time and author by itself. Absent: only a conversation in which nothing is special.
   */
  situations?: Partial<ConversationContext>[];
}

/**
 * The simulated far side. It plays the service and the customer; it must keep every message it takes, also when it
 * then behaves as if it had not.
 */
export interface FarSide {
  /** Settings of the operator's configuration that lead the plugin here, such as a certificate to trust. */
  config?: Record<string, unknown>;
  /** Public address of the desk, where the channel looks at it; else `http://desk.test`. */
  publicUrl?: string;
  /** Of a plugin that brings channels: registers one at the desk, which may have it already, and gives its id. */
  prepare?(desk: Desk): Promise<string>;
  /** A customer who can be written to at once. */
  customer: Person;
  /**
   * Passwords, keys and tokens of the account (8 characters and more), those of a login among them: to be seen in no page,
   * log line or database.
   */
  secrets: string[];
  /**
   * What a person does on a step of the wizard (never `done` or `stop`). `wrong secret`: as right, but the secret is
   * not the right one. `unreachable`: as right, but nobody answers at the address that is entered.
   */
  answer(step: ConnectStep, how: Entry): ConnectInput;
  /** A name for each message taken from the desk, oldest first; what was taken twice is in the list twice. */
  taken(): string[] | Promise<string[]>;
  /**
   * A customer writes these words. A far side that calls the desk answers the request it would send; one that waits to
   * be asked keeps the message ready and answers nothing; where the channel's own pages take messages in, the arrival
   * they would write down. Where customers write over a line of their own (a socket), it says the words there, at
   * `reach`, and answers nothing once they are taken; from then on `customer` is who has written.
   */
  write(words: string, account: AccountOnDesk, reach: Reach): Written | Promise<Written>;
  /** Where customers speak instead of writing: the id of the message these words make, as `parse` gives it. */
  spoken?(words: string): string;
  /** Why there is nothing to connect to: accounts that are made by the desk itself, a new one each time. */
  made?: string;
  /**
   * One way of misbehaving for each kind, until `behave`; or, as a sentence, why such a far side cannot do this.
   * The kit prints these sentences.
   */
  misbehave: Record<Misbehaviour, (() => void | Promise<void>) | string>;
  /**
   * What accounts have left there: keys, subscriptions, addresses of the desk that are called; each by a name that is the
   * same when it is left again. Needed when the plugin has `disconnect`.
   */
  left?(): string[] | Promise<string[]>;
  /** Ends every misbehaviour. */
  behave(): void | Promise<void>;
  /** The arrival that says what became of a message. Needed when the capabilities promise receipts. */
  receipt?(message: SentMessage, status: 'delivered' | 'read'): RawArrival;
  /** An arrival of a kind this version cannot know, or why there is none on this channel. */
  unknown: RawArrival | string;
  /** Needed when the manifest says that messages arrive by webhook. */
  webhook?: {
    /** The header that proves who calls, in lower case. */
    signature: string;
    /** The request with which this body would be brought, signed as it should be. */
    request(body: Uint8Array, account: AccountOnDesk): WebhookRequest;
  };
  /** Ends all of it. */
  close(): Promise<void>;
}

export type Entry = 'right' | 'wrong secret' | 'unreachable';

/**
 * What a far side does to the next messages of the desk, named by what it means; in brackets what that is in HTTP.
 * - `busy`: asks to come again later, nothing is taken (429).
 * - `broken`: fails by itself, nothing is taken (500).
 * - `refuses`: will never take this message (400).
 * - `stranger`: does not accept the account's secret any more (401).
 * - `gone`: nobody listens at its address.
 * - `cuts`: the line breaks before it has taken anything.
 * - `loses the answer`: takes the message, then the line breaks before its answer.
 * - `garbles`: takes the message and answers what nobody can read (200 with a page about something else).
 * - `silent`: takes the line and never answers. What has reached it whole by then counts as taken.
 */
export type Misbehaviour =
  'busy' | 'broken' | 'refuses' | 'stranger' | 'gone' | 'cuts' | 'loses the answer' | 'garbles' | 'silent';

/** The connected account as the desk knows it. */
export interface AccountOnDesk {
  publicId: string;
  uniqueId: string;
  settings: Record<string, unknown>;
}

/** Where the desk listens, for example `http://127.0.0.1:4711`; it begins to when asked, and stays there until it closes. */
export type Reach = () => Promise<string>;

export type Written = WebhookRequest | RawArrival | void;

export interface WebhookRequest {
  method?: 'POST' | 'PUT' | 'GET';
  /** Below the desk's address, for example `/channels/<id>/<publicId>`. */
  url: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A message the far side took: its name there, and the desk's key for it. */
export interface SentMessage {
  id: string;
  key: string;
}

/** A check answers what it found, one sentence each; none is a pass. Or why it does not apply to this channel. */
export type Findings = string[] | { skipped: string };
