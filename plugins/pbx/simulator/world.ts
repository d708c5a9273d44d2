// The simulated telephone system as plain data: extensions, lines, calls, and how it misbehaves.
import { randomBytes } from 'node:crypto';
import type { SipMessage, SipReader } from '../sip/reading.ts';
import type { Header } from '../sip/writing.ts';

/** A line to it; see `agent-line.ts`. */
export interface AgentLine {
  /** Extensions that are signed in here, with where they are reached. */
  readonly registered: Map<string, string>;
  send(text: string): void;
  drop(): void;
  challenge(message: SipMessage, status: 401 | 407): void;
  /** Whoever asks has signed with the password of the extension. */
  isKnown(message: SipMessage, header: 'authorization' | 'proxy-authorization'): boolean;
  answer(message: SipMessage, status: number, phrase: string, more?: Header[], body?: string, tag?: string): void;
}

/** How it treats what it is asked. `out of order`: nobody can sign in for the moment. `twice`: it rings with the same request two times. */
export type Mood =
  'well' | 'out of order' | 'forbids' | 'knows nobody' | 'silent' | 'busy' | 'twice' | 'does not pass on';

/** One end of a call at an extension. */
export interface Leg {
  line: AgentLine;
  extension: string;
  callId: string;
  branch: string;
  /** Of the simulator and of the telephone. */
  tag: string;
  theirTag: string;
  cseq: number;
  /** The number of the request that began it: where the simulator begins to count is nobody's affair. */
  first: number;
  /** Where requests within the call go. */
  contact: string;
  /** Who began it. */
  way: 'to agent' | 'from agent';
  state: 'ringing' | 'up' | 'over';
  held: boolean;
  /** The last description of sound it gave. */
  sdp: string;
  /** Header lines of its first request that an answer repeats. */
  echo: [string, string][];
}

export interface SimulatedCall {
  key: string;
  /** The number at the other side; empty between two extensions. */
  number: string;
  name: string;
  state: 'ringing' | 'up' | 'over';
  legs: Leg[];
  /** Keys that were pressed at an extension. */
  keys: string;
  /** The extension that passed it on at once, at which it rings again when nobody takes it; else empty. */
  passedBy: string;
}

export interface World {
  /** Of the page, and of the WebSocket. */
  url: string;
  address: string;
  domain: string;
  /** Password by extension. */
  extensions: Map<string, string>;
  lines: Set<AgentLine>;
  calls: SimulatedCall[];
  mood: Mood;
  /** The header that requests of one call share; empty: it keeps none. */
  callHeader: string;
  /** It names a call that an extension makes by itself, whatever the desk calls it: a plain dial plan of Asterisk does. */
  namesItself: boolean;
  /** What the desk did that a telephone system would not take. */
  faults: string[];
  read: SipReader;
  /** Called after everything that happens, for tests that wait for something. */
  happened(): void;
}

export const SIMULATED = {
  domain: 'voice.example.com',
  extensions: [
    ['101', 'swordfish-101'],
    ['102', 'swordfish-102'],
    ['103', 'swordfish-103'],
  ] as [string, string][],
};

export function createWorld(read: SipReader): World {
  return {
    ...{ url: '', address: '', domain: SIMULATED.domain, extensions: new Map(SIMULATED.extensions) },
    ...{
      lines: new Set<AgentLine>(),
      calls: [],
      mood: 'well',
      callHeader: 'X-Hubdesk-Call',
      namesItself: false,
      faults: [],
      read,
    },
    happened: () => {},
  };
}

/** Who calls somebody. */
export interface Caller {
  /** A number or an extension; empty when withheld. */
  user: string;
  name: string;
}

export function callerOf({ number, name, legs }: SimulatedCall): Caller {
  const by = legs.find(({ way }) => way === 'from agent');
  return number === '' && by ? { user: by.extension, name: '' } : { user: number, name };
}

export const newId = () => randomBytes(9).toString('hex');

/** Lines on which an extension is signed in. */
export function linesOf(world: World, extension: string): AgentLine[] {
  return [...world.lines].filter((line) => line.registered.has(extension));
}

export function isOpen({ state }: { state: string }): boolean {
  return state !== 'over';
}
