// What browsers of strangers send, read with suspicion: every function takes anything, and gives something that does no harm. Pure.

const EMAIL = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,190}\.[^\s@<>,;"]{1,60}$/;
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;

export type Untrusted = Record<string, unknown>;

/** Empty for what is no object. */
export function objectOf(value: unknown): Untrusted {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Untrusted) : {};
}

/** One kind of frame at a time: `{kind: value}` is read by the reader of that name. Null for everything else. */
export function frameOf<Frame>(data: string, readers: Record<string, (value: unknown) => Frame | null>): Frame | null {
  const raw = objectOf(parsed(data));
  const kind = Object.keys(raw)[0];
  return kind && Object.hasOwn(readers, kind) ? readers[kind]!(raw[kind]) : null;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** One line of at most so many characters, without control characters and marks that turn the direction of writing. */
export function words(value: unknown, most: number): string {
  if (typeof value !== 'string') return '';
  // Cut first: what is far too long is not worth looking at. Turned writing would disguise names.
  const short = value.slice(0, most * 2).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]+/gu, ' ');
  return short.trim().slice(0, most);
}

/** Empty for what is none. */
export function emailOf(value: unknown): string {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  return EMAIL.test(text) ? text : '';
}

/** A language tag as browsers have it (RFC 5646); empty for what is none. */
export function languageOf(value: unknown): string {
  const text = words(value, 35);
  return LANGUAGE.test(text) ? text : '';
}
