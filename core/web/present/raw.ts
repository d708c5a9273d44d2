// An arrival as it came, for people to look at: secrets of the account and of its far side are masked.
import type { StoredArrival } from '../../contract/inbound.ts';
import type { SettingsShape } from '../../contract/settings.ts';

const MASK = '********';
/** Shorter values stand everywhere by chance. */
const SHORTEST = 6;

/** Names of values that are nobody's business: in what programs send, never in what people write. */
const SECRET = /token|secret|passw|authorization|cookie|signature|api[_-]?key/i;
const JSON_SECRET =
  /("[^"\\]{0,60}(?:token|secret|passw|authorization|cookie|signature|api[_-]?key)[^"\\]{0,60}"\s*:\s*")(?:[^"\\]|\\.){1,10000}"/gi;

/** The values of an account's secrets. */
export function secretsOf(shape: SettingsShape, settings: Record<string, unknown>): string[] {
  return Object.entries(shape)
    .filter(([, field]) => field.type === 'secret')
    .map(([name]) => settings[name])
    .filter((value): value is string => typeof value === 'string' && value.length >= SHORTEST);
}

/** The bytes with secrets replaced; everything else is as it came. */
export function maskedBody(arrival: StoredArrival, secrets: string[]): Buffer {
  let text = Buffer.from(arrival.body).toString('latin1');
  for (const secret of secrets) text = text.replaceAll(Buffer.from(secret).toString('latin1'), MASK);
  if (/^\s*[[{]/.test(text)) text = text.replace(JSON_SECRET, `$1${MASK}"`);
  return Buffer.from(text, 'latin1');
}

/** What came beside the body: name and value. */
export function maskedMeta(arrival: StoredArrival, secrets: string[]): [string, string][] {
  return Object.entries(arrival.meta ?? {}).map(([name, value]) => {
    const isList = Array.isArray(value) && value.every((one) => typeof one === 'string');
    const words = isList ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);
    const hidden = SECRET.test(name) || secrets.some((secret) => words.includes(secret));
    return [name, hidden ? MASK : words.slice(0, 500)];
  });
}
