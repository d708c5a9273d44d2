// What callers' browsers send over the socket, read with suspicion: one kind of frame at a time, every text cut to size.
import type { CallSignal } from '../../../core/contract/call.ts';

export interface Hello {
  token: unknown;
  language: string;
  /** A call that goes on: the page was loaded again, or the line broke. */
  call: string;
  /** The newest signal it had. */
  heard: number;
}

export interface Ring {
  /** Made by the browser; the same when it is sent again. */
  id: string;
  name: string;
  email: string;
  consent: boolean;
  /** They agree that it is recorded. */
  recorded: boolean;
}

export type Frame =
  | { hello: Hello }
  | { ring: Ring }
  | { take: { recorded: boolean } }
  | { end: 'hung_up' | 'declined' | 'cancelled' }
  | { signal: CallSignal }
  | { heard: { upTo: number; again: boolean } };

type Raw = Record<string, unknown>;

const EMAIL = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,190}\.[^\s@<>,;"]{1,60}$/;
const KEY = /^[\w:-]{8,80}$/;

/** Null for what is no frame of the wire. */
export function readFrame(data: string): Frame | null {
  const raw = objectOf(parsed(data));
  const kind = Object.keys(raw)[0];
  if (!kind || !Object.hasOwn(READERS, kind)) return null;
  return READERS[kind as keyof typeof READERS](raw[kind]);
}

const READERS = {
  hello(value: unknown) {
    const { token, language, call, heard } = objectOf(value);
    return { hello: { token, language: languageOf(language), call: keyOf(call), heard: numberOf(heard) } };
  },
  ring(value: unknown) {
    const { id, name, email, consent, recorded } = objectOf(value);
    if (!keyOf(id)) return null;
    const who = { id: keyOf(id), name: words(name, 200), email: emailOf(email) };
    return { ring: { ...who, consent: consent === true, recorded: recorded === true } };
  },
  take: (value: unknown) => ({ take: { recorded: objectOf(value).recorded === true } }),
  end: (value: unknown) =>
    value === 'hung_up' || value === 'declined' || value === 'cancelled' ? { end: value } : null,
  signal(value: unknown) {
    const { seq, leg, data } = objectOf(value);
    const signal = { seq: numberOf(seq), leg: numberOf(leg), data };
    return signal.seq > 0 && signal.leg > 0 ? { signal } : null;
  },
  heard(value: unknown) {
    const { upTo, again } = objectOf(value);
    return { heard: { upTo: numberOf(upTo), again: again === true } };
  },
} satisfies Record<string, (value: unknown) => Frame | null>;

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function objectOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

function keyOf(value: unknown): string {
  return typeof value === 'string' && KEY.test(value) ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

/** One line, without control characters. */
export function words(value: unknown, most: number): string {
  if (typeof value !== 'string') return '';
  const short = value.slice(0, most * 2).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ');
  return short.trim().slice(0, most);
}

function emailOf(value: unknown): string {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return EMAIL.test(text) ? text : '';
}

function languageOf(value: unknown): string {
  const text = words(value, 35);
  return /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(text) ? text : '';
}
