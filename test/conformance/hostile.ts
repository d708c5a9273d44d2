// What strangers send: rubbish of every kind, and samples bent until something might break.
import type { RawArrival } from '../../core/contract/inbound.ts';

export interface Hostile {
  what: string;
  raw: RawArrival;
}

const DEEP = 20_000;
const LONG = 100_000;
const SUBSTITUTES = [null, 0, -1e308, '', 'x'.repeat(LONG), true, [], {}, [[]], { length: -1 }];
/** In one sample; further ones are of the same shape. */
const PLACES = 80;

/** Bodies that have nothing to do with the channel. */
export function* general(sample: RawArrival): Generator<Hostile> {
  const bodies: Record<string, Buffer | string> = {
    'with nothing in it': '',
    'as zeros': Buffer.alloc(1000),
    'as noise': noise(4000),
    'as null': 'null',
    'as a number': '1e999',
    'as a list': '[]',
    'as an object': '{}',
    'as a list of null': '[null]',
    'nested deeply': '['.repeat(DEEP) + ']'.repeat(DEEP),
    'with a poisoned prototype': '[{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]',
    'as one long line': 'a'.repeat(1_000_000),
    'as another page': '<!doctype html><title>502 Bad Gateway</title>',
    'as half a character': Buffer.from([0xf0, 0x9f, 0x92]),
    'with line ends only': '\r\n'.repeat(5000),
  };
  for (const [what, body] of Object.entries(bodies)) yield { what, raw: withBody(sample, body) };
}

/** The sample itself, bent. The same in every run. */
export function* hostile(sample: RawArrival): Generator<Hostile> {
  yield* general(sample);
  const body = Buffer.from(sample.body);
  for (const part of [1, 2, 3]) {
    const end = Math.floor((body.length * part) / 4);
    yield { what: `cut off after ${end} bytes`, raw: withBody(sample, body.subarray(0, end)) };
  }
  yield { what: 'doubled', raw: withBody(sample, Buffer.concat([body, body])) };
  yield { what: 'in UTF-16', raw: withBody(sample, Buffer.from(body.toString('latin1'), 'utf16le')) };
  yield { what: 'with a byte order mark', raw: withBody(sample, Buffer.concat([Buffer.from('\uFEFF'), body])) };
  for (let bit = 0; bit < 24; bit += 1) {
    const bent = Buffer.from(body);
    const at = (bit * 7919) % Math.max(1, bent.length);
    bent[at] = (bent[at] ?? 0) ^ (1 << (bit % 8));
    yield { what: `with bit ${bit % 8} of byte ${at} turned`, raw: withBody(sample, bent) };
  }
  yield* bentJson(sample, body);
}

/** Every value of a JSON body replaced by what does not belong there, and every field left out. */
function* bentJson(sample: RawArrival, body: Buffer): Generator<Hostile> {
  const whole = read(body);
  for (const path of pathsOf(whole).slice(0, PLACES)) {
    for (const substitute of SUBSTITUTES) {
      const shown = JSON.stringify(substitute).slice(0, 20);
      yield bent(sample, `with ${shown} as ${path.join('.')}`, path, whole, (holder, key) => {
        holder[key] = substitute;
      });
    }
    yield bent(sample, `without ${path.join('.')}`, path, whole, (holder, key) => {
      delete holder[key];
    });
  }
}

type Path = (string | number)[];
type Holder = Record<string | number, unknown>;

function bent(
  sample: RawArrival,
  what: string,
  path: Path,
  whole: unknown,
  change: (holder: Holder, key: string | number) => void,
): Hostile {
  const copy = structuredClone(whole);
  let holder = copy as Holder;
  for (const step of path.slice(0, -1)) holder = holder[step] as Holder;
  change(holder, path.at(-1)!);
  return { what, raw: withBody(sample, JSON.stringify(copy)) };
}

function read(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function pathsOf(value: unknown, before: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const path = [...before, key];
    return [path, ...pathsOf((value as Holder)[key], path)];
  });
}

/** A fixed sequence that looks like chance. */
function noise(length: number): Buffer {
  let state = 42;
  return Buffer.from(
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
      return state >> 16;
    }),
  );
}

function withBody(sample: RawArrival, body: Buffer | string): RawArrival {
  return { ...sample, body: Buffer.from(body as string) };
}
