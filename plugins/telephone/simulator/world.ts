// The simulated telephone network: an account with numbers, people with telephones, calls, rooms and recordings.
import { randomBytes } from 'node:crypto';
import type { Verb } from './twiml.ts';

/** What the desk is connected with; fixed, so that settings made once keep working. */
export const SIMULATED = {
  accountSid: `AC${'5'.repeat(32)}`,
  authToken: 'simulated-auth-token',
  number: '+493012345678',
} as const;

/** The line breaks for whoever signs in as this account. */
export const NOBODY_ANSWERS = `AC${'0'.repeat(32)}`;

export type Params = Record<string, string>;

/** What a call stands still for until somebody does something. */
export type Wait =
  | { for: 'answer' }
  | { for: 'key'; verb: Verb; rest: Verb[] }
  | { for: 'message'; verb: Verb; rest: Verb[] }
  | { for: 'room'; verb: Verb; name: string; rest: Verb[] }
  | { for: 'other end'; verb: Verb; child: string; rest: Verb[] }
  | { for: 'time'; rest: Verb[] };

export interface SimulatedCall {
  sid: string;
  from: string;
  to: string;
  direction: 'inbound' | 'outbound-api' | 'outbound-dial';
  status: string;
  /** Where its first document is fetched. */
  url: string;
  statusUrl: string;
  statusEvents: string[];
  /** Of the next callback. */
  sequence: number;
  /** What its end has been told, oldest first. */
  heard: string[];
  waits: Wait | null;
  muted: boolean;
  held: boolean;
  parent: string | null;
  /** What a browser is told beside who calls, as a query. */
  custom?: string;
  /** At the page with sound, of each browser that is or was rung. */
  lines?: Map<Device, string>;
}

/** A browser of the team that has signed in. */
export interface Device {
  identity: string;
  rings(call: SimulatedCall): void;
  over(call: SimulatedCall, wasAnswered: boolean): void;
  drop(): void;
}

/** A page that makes the far ends of calls to browsers, a line for each browser that is rung. */
export interface SoundPage {
  /** Null when it cannot. */
  offer(line: string): Promise<string | null>;
  answer(line: string, sdp: string): void;
  over(line: string): void;
}

export interface SimulatedNumber {
  sid: string;
  number: string;
  name: string;
  voiceUrl: string;
  statusUrl: string;
  /** While it is set, calls go there, whatever the addresses say. */
  trunkSid: string;
  /** Whatever is asked for, it stays as it is. */
  isFixed?: boolean;
}

export interface Room {
  sid: string;
  name: string;
  started: boolean;
  /** Sids of calls. */
  inside: string[];
  /** How each of them was told to enter, oldest first. */
  wishes: Verb[];
}

export interface Recording {
  sid: string;
  call: string;
  seconds: number;
  bytes: Buffer;
  /** It begins with them and goes on until nobody listens any more. */
  isEndless?: boolean;
}

/** How the interface answers; the first so many requests that change something, or all; `only` those with this in their path. */
export type Mood = 'well' | 'cuts' | { status: number; code: number; message: string; times?: number; only?: string };

export interface Callback {
  url: string;
  params: Params;
}

export interface Reply {
  status: number;
  type: string;
  body: string;
}

export interface World {
  url: string;
  /** The desk's public address, by which webhooks are signed, and where it really listens. */
  publicUrl: string;
  desk: string;
  authToken: string;
  mood: Mood;
  /** Callbacks wait until they are let go, in whatever order. */
  holds: boolean;
  held: Callback[];
  /** Each callback comes so many times. */
  times: number;
  /** What is wrong with what the desk answered. */
  faults: string[];
  numbers: SimulatedNumber[];
  offered: string[];
  calls: SimulatedCall[];
  rooms: Room[];
  keys: { sid: string; secret: string; name: string }[];
  devices: Set<Device>;
  phone: SoundPage | null;
  recordings: Recording[];
  /** Requests of the desk that changed something: method and path. */
  asked: string[];
  /** What goes on without anybody waiting for it. */
  going: Set<Promise<unknown>>;
  transport(url: string, init: { headers: Record<string, string>; body: string }): Promise<Reply>;
}

export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}

export function createWorld(given: Partial<Pick<World, 'publicUrl' | 'desk' | 'transport'>> = {}): World {
  const unled = { voiceUrl: '', statusUrl: '', trunkSid: '' };
  const world: World = {
    ...{ url: '', publicUrl: given.publicUrl ?? '', desk: given.desk ?? '', authToken: SIMULATED.authToken },
    ...{ mood: 'well', holds: false, held: [], times: 1, faults: [], calls: [], rooms: [], recordings: [], asked: [] },
    numbers: [
      { sid: `PN${'1'.repeat(32)}`, number: SIMULATED.number, name: 'Berlin', ...unled },
      { sid: `PN${'2'.repeat(32)}`, number: '+4940555000', name: 'Hamburg', ...unled },
    ],
    ...{ keys: [], devices: new Set(), phone: null },
    offered: ['+498955501', '+498955502', '+498955503'],
    going: new Set(),
    transport: given.transport ?? overNetwork,
  };
  return world;
}

async function overNetwork(url: string, init: { headers: Record<string, string>; body: string }): Promise<Reply> {
  const response = await fetch(url, { method: 'POST', ...init });
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: await response.text(),
  };
}

export function callOf(world: World, sid: string): SimulatedCall | undefined {
  return world.calls.find((one) => one.sid === sid);
}

/** Where a call to a browser rings. */
export function devicesOf({ devices }: World, { to }: Pick<SimulatedCall, 'to'>): Device[] {
  return [...devices].filter(({ identity }) => to === `client:${identity}`);
}

export function isOver({ status }: SimulatedCall): boolean {
  return ['completed', 'busy', 'failed', 'no-answer', 'canceled'].includes(status);
}

/** Nobody waits for it, but `settled` does. */
export function later(world: World, work: () => Promise<unknown>): void {
  const going = Promise.resolve()
    .then(work)
    .catch((error: unknown) => world.faults.push(String(error)))
    .finally(() => world.going.delete(going));
  world.going.add(going);
}

/** Until nothing goes on any more. */
export async function settled(world: World): Promise<void> {
  while (world.going.size > 0) await Promise.all(world.going);
}
