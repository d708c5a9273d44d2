// Reading JSON of strangers: nothing about its shape is believed, nothing in it makes a reader throw.

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The objects of a list; one that stands alone counts as a list of one. */
export function objects(value: unknown): Fields[] {
  return (Array.isArray(value) ? value : [value]).filter(isFields);
}

/** Words and numbers as text, anything else as none. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

/** The first of these that says something. */
export function firstText(...values: unknown[]): string {
  return values.map(text).find((one) => one !== '') ?? '';
}

/** Also from a text; null for what is no number. */
export function number(value: unknown): number | null {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return null;
  const read = Number(value);
  return Number.isFinite(read) ? read : null;
}

/** Without what is empty, so that notes hold only what was said; null when nothing was. */
export function filled(values: Fields): Fields | null {
  const said = Object.entries(values).filter(([, value]) => value !== '' && value !== undefined && value !== null);
  return said.length > 0 ? Object.fromEntries(said) : null;
}

/** Ids may be whole numbers too large to be kept exactly: those become texts. */
const LARGE_NUMBER = /[:[,]\s*-?\d{16,}/;

/** Undefined for what is no JSON. */
export function readJson(body: Uint8Array | string): unknown {
  const written = typeof body === 'string' ? body : Buffer.from(body).toString();
  const json = written.startsWith('\uFEFF') ? written.slice(1) : written;
  try {
    return JSON.parse(json, LARGE_NUMBER.test(json) ? exact : undefined) as unknown;
  } catch {
    return undefined;
  }
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source && /^-?\d+$/.test(source) ? source : value;
}

/** From here on a number counts milliseconds: as seconds it would be the year 5138. */
const MILLISECONDS = 100_000_000_000;
/** What a date can hold. */
const LATEST = 8_640_000_000_000_000;

/** Seconds or milliseconds since 1970, as number or text, or an ISO 8601 time; null for anything else. */
export function moment(value: unknown): Date | null {
  const count = number(value);
  const at = count === null ? Date.parse(text(value)) : Math.abs(count) < MILLISECONDS ? count * 1000 : count;
  return Number.isFinite(at) && Math.abs(at) <= LATEST && text(value) !== '' ? new Date(at) : null;
}
