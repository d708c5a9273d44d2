// What callers' browsers send over the socket, read with suspicion: one kind of frame at a time, every text cut to size.
import type { CallSignal } from '../../../core/contract/call.ts';
import { emailOf, frameOf, languageOf, objectOf, words } from '../../../core/contract/untrusted.ts';

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

const KEY = /^[\w:-]{8,80}$/;

/** Null for what is no frame of the wire. */
export function readFrame(data: string): Frame | null {
  return frameOf<Frame>(data, READERS);
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

function keyOf(value: unknown): string {
  return typeof value === 'string' && KEY.test(value) ? value : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
