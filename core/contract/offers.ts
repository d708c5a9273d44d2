// Channels that a plugin brings while the desk runs: registered by people or programs, each with a name and fields of its own.
import type { Address, ExternalId } from './address.ts';
import type { Connect, ConnectedAccount } from './connect.ts';
import type { Connection } from './connection.ts';
import type { AccountContext } from './context.ts';
import type { MediaKind } from './part.ts';
import type { Reason } from './reason.ts';
import type { SettingsShape } from './settings.ts';

/** A channel like any other: connected, filtered by, switched off and deleted under its own name. */
export interface OfferedChannel {
  /** For ever: the plugin's id and a number, such as `custom7`. */
  id: string;
  /**
   * Texts of its own, by key, the same in every language: `name`, `description`, `settings.<field>.label` and so on. What is
   * not among them is taken from the plugin's locales.
   */
  texts: Record<string, string>;
  /** Name of an icon of the desk, or the address of a picture on this desk (`/channels/<plugin>/…`). */
  icon: string;
  hue: string;
  shape: 'mail' | 'chat';
  hold?: number;
  chatflows?: 'one';
  reaches: Address['kind'][];
  settings: SettingsShape;
  connect: Connect;
  open(context: AccountContext): Connection;
  ownAddresses?(settings: Record<string, unknown>): string[];
  /** Why it does not run for now: its accounts rest and no new one is connected. */
  stopped?: Reason;
  /** Deleted: it is not shown among the channels any more, only beside what was written by it. */
  gone?: boolean;
}

export interface OfferedAccount {
  id: number;
  /** Id of the offered channel. */
  channel: string;
  inboxId: number;
  uniqueId: string;
  title: string;
  active: boolean;
  createdAt: Date;
  /** Null while it is there. */
  deletedAt: Date | null;
}

export interface OfferInbox {
  id: number;
  name: string;
  kind: 'inbox' | 'help desk';
  createdAt: Date;
}

/** A conversation, named by a message of one of the plugin's accounts that stands in it by now. */
export interface OfferedPlace {
  accountId: number;
  message: ExternalId;
  /** Of what the desk sends itself: the key that `send` gets. By it the message is found before it is taken, or when it never is. */
  key?: string;
}

export interface OfferedConversation {
  inboxId: number;
  /** What is snoozed is open. */
  status: 'open' | 'closed';
  isSpam: boolean;
  isTrashed: boolean;
  /** Id of the team member. */
  ownerId: number | null;
  /** Public id. */
  contact: string | null;
  /** Its number. */
  ticket: number | null;
  createdAt: Date;
  closedAt: Date | null;
}

/** What stands in a conversation beside its messages; `by` is the id of a team member, null for the desk and for customers. */
export type OfferedLine = { id: string; at: Date; by: number | null } & (
  | { kind: 'comment'; text: string; html: string | null }
  /** Team members; null for nobody, and for whoever had it where that was not written down. */
  | { kind: 'assigned'; to: number | null; from: number | null }
  | { kind: 'status'; status: 'open' | 'closed' }
  /** Inboxes; null where that was not written down. */
  | { kind: 'moved'; to: number | null; from: number | null }
);

/** A file that goes out with an answer. */
export interface OfferedFile {
  name: string;
  /** What its content does not tell. */
  mimeType: string;
  /** Default: by its type. */
  kind?: MediaKind;
  content: Uint8Array;
}

/**
 * What programs behind a plugin may do with conversations of its accounts. Throws where there is none, or where the desk
 * refuses: an error named `DeskError` with a sentence, a `code`, a `status` as HTTP has it, and what is wrong by `fields`.
 */
export interface OfferedConversations {
  /** Null while the message has not been taken in. */
  of(place: OfferedPlace): Promise<OfferedConversation | null>;
  change(
    place: OfferedPlace,
    change: { status?: 'open' | 'closed'; isTrashed?: boolean; ownerId?: number | null },
  ): Promise<void>;
  /** By the desk's queue, in somebody's name or (null) by itself; the key is the one that `send` will get. */
  answer(
    place: OfferedPlace,
    answer: { userId: number | null; text: string; html?: string; files?: OfferedFile[] },
  ): Promise<{ key: string } | { refused: Reason }>;
  /** For the team only. */
  comment(place: OfferedPlace, userId: number, html: string): Promise<{ id: string; at: Date }>;
  /** Newest first, those before one (its time and id); none while the message has not been taken in. */
  lines(place: OfferedPlace, options: { before?: { at: Date; id: string }; limit: number }): Promise<OfferedLine[]>;
  line(place: OfferedPlace, id: string): Promise<OfferedLine | null>;
}

/** What a plugin that brings channels may do beside its context. Changes are written down as the plugin's. */
export interface Offers {
  /** Brings a channel, or one that was changed: its accounts are opened anew. */
  put(channel: OfferedChannel): Promise<void>;
  /** Inboxes that take conversations. */
  inboxes(): Promise<OfferInbox[]>;
  /** Accounts of its channels, also those that rest and those deleted, oldest first. */
  accounts(): Promise<OfferedAccount[]>;
  /** An account connected by a program instead of a person at the wizard. */
  connect(
    channel: string,
    inboxId: number,
    account: ConnectedAccount,
  ): Promise<{ account: OfferedAccount } | { refused: Reason }>;
  /**
   * Once more by the desk's own queue, with the message's fate: a delivery of one of its accounts, by its key, that failed, is
   * unclear or waits. False where there is nothing to be sent again.
   */
  sendAgain(accountId: number, key: string): Promise<boolean>;
  conversations: OfferedConversations;
  /** Of an account that is there. */
  change(accountId: number, change: { title?: string; active?: boolean; deleted?: true }): Promise<void>;
}
