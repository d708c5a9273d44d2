// Calls as plain data: the call, its ends, and what the rooms above get of them.
import type { Accounts, Viewer } from '../accounts/accounts.ts';
import type { AccountCalls, CallEnding, CallSignal, CallState, IceServer, RingRules } from '../contract/call.ts';
import type { Connection } from '../contract/connection.ts';
import type { CallPart } from '../contract/part.ts';
import type { Reason } from '../contract/reason.ts';
import type { Contacts, Identity } from '../contacts/contacts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { Events } from '../events/events.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Routing } from '../routing/routing.ts';
import type { Tickets } from '../tickets/tickets.ts';

/** What came of a call; empty while it lasts. */
export type CallResult = Exclude<CallPart['outcome'], 'ringing' | 'active'> | '';

/**
 * What somebody's end is for.
 * - `talk`: they are rung at, or talk with the customer.
 * - `transfer`: they are to take over from a colleague who has left already.
 * - `consult`: a colleague talks with them first, while the customer waits.
 */
export type LegRole = 'talk' | 'transfer' | 'consult';

/** One end of a call: the customer's, or one of a person of the desk. */
export interface Leg {
  id: number;
  kind: 'customer' | 'user';
  /** Null at the customer's. */
  userId: number | null;
  name: string;
  role: LegRole;
  state: CallState;
  /** Why it is over; `elsewhere` when a colleague took it, `passed_on` after a transfer. */
  ending: CallEnding | 'elsewhere' | 'passed_on' | null;
  /** Names the page that holds this end. */
  device: string | null;
  muted: boolean;
  startedAt: Date;
  joinedAt: Date | null;
  endedAt: Date | null;
}

export interface Call {
  id: number;
  publicId: string;
  accountId: number;
  key: string;
  conversationId: number | null;
  inboxId: number | null;
  contactId: number | null;
  messageId: number | null;
  direction: 'in' | 'out';
  state: CallState;
  ending: CallEnding | null;
  result: CallResult;
  rules: RingRules;
  /** Who has taken it, or began it. */
  user: { id: number; name: string } | null;
  /** Its conversation began with it and nobody has got it yet. */
  begun: boolean;
  /** The step that gives the conversation back as it was before whoever took the call looked after it. */
  taking: string | null;
  held: boolean;
  /** What whoever took it made of it: a key of `OUTCOMES`, or empty. */
  outcome: string;
  notes: string;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  /** Oldest first. */
  legs: Leg[];
}

/** What people choose from when a call is over. */
export const OUTCOMES = ['solved', 'follow_up', 'wrong_number', 'other'] as const;

export interface CallQuery {
  /** Inboxes the viewer sees. */
  inboxIds: number[] | 'all';
  result?: Exclude<CallResult, ''>;
  direction?: 'in' | 'out';
  userId?: number;
  accountId?: number;
  conversationId?: number;
  /** Only older ones. */
  before?: number;
  limit: number;
}

/** To whom a call is passed on: a colleague, or whoever of a team takes it first. */
export interface Transfer {
  to: { userId: number } | { teamId: number };
  how: 'warm' | 'cold';
}

/** How a customer could be rung: by an account, at one of their addresses. */
export interface CallWay {
  accountId: number;
  title: string;
  channel: string;
  /** Null where the account reaches none of theirs. */
  identity: Identity | null;
  /** The channel carries media by itself: no page holds an end. */
  elsewhere: boolean;
  /** A phone of the channel's own within pages of the viewer holds it. */
  phone: boolean;
  /** Why it cannot ring just now; null when it can. */
  why: Reason | null;
}

/** By which account; without an address at the first that it reaches. */
export interface CallBy {
  accountId: number;
  identityId?: number;
}

export interface Phones {
  /** Addresses of scripts. */
  scripts: string[];
  /** Beside this desk: `wss://voice.example.com`. */
  origins: string[];
}

export interface Calls {
  /** What a channel may do with calls of an account. */
  ofAccount(accountId: number): AccountCalls;

  /** One agent wins (compare and set). Throws a conflict `call_taken` or `call_over`. */
  accept(viewer: Viewer, publicId: string, device: string): Promise<Call>;
  /** Goes on ringing at others; the last to decline ends it. */
  decline(viewer: Viewer, publicId: string): Promise<void>;
  hangUp(viewer: Viewer, publicId: string): Promise<void>;
  hold(viewer: Viewer, publicId: string, on: boolean): Promise<void>;
  mute(viewer: Viewer, publicId: string, on: boolean): Promise<void>;
  transfer(viewer: Viewer, publicId: string, transfer: Transfer): Promise<void>;
  /** A warm transfer is done: who was asked talks with the customer, the viewer leaves. */
  passOn(viewer: Viewer, publicId: string): Promise<void>;
  /** Back to the customer. */
  takeBack(viewer: Viewer, publicId: string): Promise<void>;
  /**
   * Rings at the customer of a conversation, by the nearest account of an inbox in which the viewer may answer unless one
   * is chosen. Throws a conflict `call_unreachable`, `call_no_end` or `call_busy`.
   */
  callBack(viewer: Viewer, conversationId: number, device: string, by?: CallBy): Promise<Call>;
  /** The same from the contact's page: where they talk by the account already, else in a conversation that begins with it. */
  callContact(viewer: Viewer, contactId: number, device: string, by?: CallBy): Promise<Call>;
  /** How somebody with these addresses could be rung by the viewer now, nearest to the place first. At once, from memory. */
  ways(viewer: Viewer, identities: Identity[], near?: { accountId: number | null; inboxId: number | null }): CallWay[];
  /** Notes and outcome, also after the call. */
  describe(viewer: Viewer, publicId: string, change: { notes?: string; outcome?: string }): Promise<Call>;
  /** Says the notes in the conversation, as a comment of the viewer: once, however often it is asked for. */
  sayNotes(viewer: Viewer, publicId: string, html: string): Promise<void>;
  /** The card that asks for an outcome goes. */
  wrapUp(viewer: Viewer, publicId: string): void;

  /** What rings at the person or is theirs now, and what they have not described yet. At once, from memory. */
  of(userId: number): Call[];
  /** Whether they talk, or ring at a customer. */
  isBusy(userId: number): boolean;
  /** The channel carries media by itself: no page holds an end of it. */
  isElsewhere(call: Call): boolean;
  /** The channel's own phone within pages of the person holds it. */
  isPhone(call: Call, userId: number): boolean;
  /** What makes pages of the person phones of their channels, and where these connect to. At once. */
  phones(userId: number): Phones;
  /** Where the page of the person brings what it records; null where nothing is, or where the customer is not heard. At once. */
  recorder(call: Call, userId: number): string | null;
  iceServers(call: Call, userId: number): IceServer[];
  get(viewer: Viewer, publicId: string): Promise<Call | null>;
  /** Newest first. */
  list(query: CallQuery): Promise<Call[]>;

  /** From the page of a person. `from` is their end; refused silently when it is not theirs. */
  signal(userId: number, from: number, signal: CallSignal): boolean;
  heard(userId: number, leg: number, upTo: number, again: boolean): void;
  /** The page that holds an end is there, or has gone: it has 30 s to come back. */
  here(userId: number, leg: number, here: boolean): void;

  /** After a start: what rang has been missed, who talked has 30 s to come back. */
  recover(): Promise<void>;
  stop(): void;
}

/** What a person's page is told of signals. */
export type UserFrame = { signal: { leg: number } & { from: CallSignal } } | { taken: { leg: number; seq: number } };

/** Boot hands it in. */
export interface CallPorts {
  account(accountId: number): { row: ChannelAccount; connection: Connection } | null;
  /** All that run. */
  accounts(): { row: ChannelAccount; connection: Connection }[];
  /** To all pages of the person. */
  tell(userId: number, frame: UserFrame): void;
}

export interface CallNeeds {
  database: Database;
  events: Pick<Events, 'add'>;
  clock: Clock;
  log: Log;
  accounts: Pick<Accounts, 'users' | 'teams' | 'viewerOf'>;
  contacts: Pick<Contacts, 'take' | 'summary'>;
  conversations: Conversations;
  routing: Routing;
  tickets: Pick<Tickets, 'fromConversation'>;
  ports: CallPorts;
  limits?: Partial<CallLimits>;
}

/** Milliseconds. Tests set smaller numbers. */
export interface CallLimits {
  /** How long an end may be away. */
  away: number;
  /** How long a transfer rings. */
  transfer: number;
  /** How long the desk waits for somebody who was rung at home. */
  outgoing: number;
  /** How long an ended call asks for its outcome. */
  wrapUp: number;
}

export const CALL_LIMITS: CallLimits = { away: 30_000, transfer: 30_000, outgoing: 40_000, wrapUp: 10 * 60_000 };
