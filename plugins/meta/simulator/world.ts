// The simulated world of Meta: an app, a WhatsApp number, a page, people with phones, and what was said between them.
import { randomBytes } from 'node:crypto';
import { firstTokens, type Grant, type Token } from './access.ts';
import {
  sampleBusinesses,
  samplePages,
  type SimulatedBusiness,
  type SimulatedPage,
  type Subscription,
} from './portfolio.ts';
import { sampleTemplates, type SimulatedTemplate } from './sample-templates.ts';

export type Channel = 'whatsapp' | 'messenger';

/** What the desk is connected with; fixed, so that settings made once keep working. */
export const SIMULATED = {
  appId: '880077006600',
  appSecret: 'simulated-app-secret',
  token: 'simulated-access-token',
  pageToken: 'simulated-page-token',
  phoneNumberId: '4410001112223',
  businessAccountId: '990088007700',
  displayNumber: '4930901820',
  pageId: '600500400300',
} as const;

/** The line breaks for whoever asks about this number or page. */
export const NOBODY_ANSWERS = '4040404040404';

export interface Person {
  /** Digits of a number on WhatsApp, a page-scoped id on Messenger. */
  id: string;
  /** Scoped to the business; WhatsApp only. */
  userId?: string;
  name: string;
  channel: Channel;
  /** Milliseconds since 1970; null when they have not written yet. */
  wroteAt: number | null;
  /** The number or page they have the thread with; the first one where nothing is said. */
  at?: string;
}

/** A message as somebody's phone shows it. */
export interface Shown {
  id: string;
  person: string;
  from: 'person' | 'desk';
  /** The far side's word: text, image, button … */
  type: string;
  words: string;
  /** What the desk asked for, or the webhook said. */
  content: object;
  status?: string;
  /** Of a person's message: the desk has read it. */
  read?: boolean;
  /** The desk's reaction to it. */
  reaction?: string;
  /** The desk's own mark on what it sent. */
  key?: string;
}

export interface StoredFile {
  type: string;
  name: string;
  bytes: Buffer;
}

/** How requests for sending are answered. */
export type Mood =
  | 'well'
  | 'cuts'
  | 'loses the answer'
  | 'garbles'
  | 'silent'
  /** `after`: seconds to wait, as its header says. */
  | { status: number; code: number; message: string; after?: number };

/** How webhooks are brought. */
export interface Manner {
  /** Each so many times. */
  times: number;
  /** Several in one call, up to so many. */
  together: number;
  /** Newest first. */
  reversed: boolean;
}

export interface World {
  url: string;
  /** Where the desk listens; webhooks go below it. */
  desk: string;
  appSecret: string;
  token: string;
  app: { id: string; name: string; secret: string };
  tokens: Map<string, Token>;
  /** What logins have given, until it is fetched. */
  codes: Map<string, Grant>;
  businesses: SimulatedBusiness[];
  pages: SimulatedPage[];
  /** Whether the app may make businesses and accounts; most apps may not. */
  mayCreate: boolean;
  refusesSubscribing: boolean;
  /** Where the app's webhooks go, by kind of object. */
  webhooks: Map<string, { object: string; callback_url: string; active: boolean; fields: object[] }>;
  /** How often something was asked that may be asked so often only. */
  counts: Map<string, number>;
  mood: Mood;
  manner: Manner;
  /** Statuses follow by themselves, as in life; tests ask for them. */
  lively: boolean;
  people: Person[];
  said: Shown[];
  /** Names of what was taken from the desk, oldest first. */
  taken: string[];
  files: Map<string, StoredFile>;
  templates: SimulatedTemplate[];
  /** Accounts and pages whose webhooks are brought, and to which apps. */
  subscribed: Map<string, Subscription[]>;
  now(): number;
}

export function createWorld(options: Partial<Pick<World, 'desk' | 'lively'>> = {}): World {
  return {
    url: '',
    desk: options.desk ?? '',
    appSecret: SIMULATED.appSecret,
    token: SIMULATED.token,
    app: { id: SIMULATED.appId, name: 'Simulated app', secret: SIMULATED.appSecret },
    tokens: firstTokens(SIMULATED),
    codes: new Map(),
    businesses: sampleBusinesses({
      account: SIMULATED.businessAccountId,
      number: SIMULATED.phoneNumberId,
      displayNumber: SIMULATED.displayNumber,
    }),
    pages: samplePages(SIMULATED.pageId),
    mayCreate: true,
    refusesSubscribing: false,
    webhooks: new Map(),
    counts: new Map(),
    mood: 'well',
    manner: { times: 1, together: 1, reversed: false },
    lively: options.lively ?? false,
    people: [
      { id: '4915112345678', userId: 'DE.7700112233445566', name: 'Marta Klee', channel: 'whatsapp', wroteAt: null },
      { id: '4915187654321', userId: 'DE.7700112233445577', name: 'Jonas Ried', channel: 'whatsapp', wroteAt: null },
      { id: '7123000000001', name: 'Tom Vogel', channel: 'messenger', wroteAt: null },
      { id: '7123000000002', name: 'Sina Park', channel: 'messenger', wroteAt: null },
    ],
    said: [],
    taken: [],
    files: new Map(),
    templates: sampleTemplates(),
    subscribed: new Map(),
    now: () => Date.now(),
  };
}

export function newId(prefix: string): string {
  return prefix + randomBytes(12).toString('base64url');
}

/** Somebody who was not there before gets a phone. */
export function personOf(world: World, channel: Channel, id: string): Person {
  const known = world.people.find((one) => one.channel === channel && (one.id === id || one.userId === id));
  if (known) return known;
  const made: Person = { id, name: '', channel, wroteAt: null };
  world.people.push(made);
  return made;
}
