// Reading what a provider sends: nothing about its shape is believed, nothing in it makes a reader throw.

export type Fields = Record<string, unknown>;
/** A sent form: every name once. */
export type Params = Record<string, string>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function objects(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** Undefined for what is no JSON. */
export function readJson(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** A form as it was sent, or the same kept as JSON; null for anything else. */
export function readParams(type: string, body: Uint8Array): Params | null {
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(Buffer.from(body).toString()));
  const json = readJson(body);
  if (!isFields(json)) return null;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, text(value)]));
}

/** RFC 2822 or ISO 8601; null for what is no time. */
export function moment(value: string | undefined): Date | null {
  const at = Date.parse(value ?? '');
  return Number.isFinite(at) ? new Date(at) : null;
}

/** Numbers that stand for "withheld", "blocked", "unknown": the letters ANONYMOUS, RESTRICTED and so on as keys of a telephone. */
const NOBODY = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/** E.164, or null where somebody keeps their number to themselves. */
export function numberIn(value: string | undefined): string | null {
  const number = (value ?? '').replace(/[\s()./-]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{4,14}$/.test(number) && !NOBODY.has(number) ? number : null;
}
