// Checks of single settings: each gives the value back, or says what it must be.
import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import type { IceConfig } from '../core/contract/call.ts';

/** Mails of the desk itself: invitations, password resets, alarms. */
export interface SystemMailConfig {
  /** `smtp://` or `smtps://` with user and password, percent-encoded. */
  smtp: string;
  /** Sender address. */
  from: string;
}

export type Check<T> = (value: unknown) => { value: T } | { must: string };

const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;

export const port: Check<number> = (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535
    ? { value: Number(value) }
    : { must: 'a whole number from 0 to 65535' };

export const host: Check<string> = (value) =>
  typeof value === 'string' && (isIP(value) > 0 || NAME.test(value))
    ? { value }
    : { must: 'a host name or an IP address, without a port' };

export const text: Check<string> = (value) =>
  typeof value === 'string' && value.trim() !== '' ? { value } : { must: 'a text that is not empty' };

export const webAddress: Check<string> = (value) => {
  const must = 'an address such as https://desk.example.com, without a path';
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return { must };
  return url.username || url.search || url.hash || url.pathname !== '/' ? { must } : { value: url.origin };
};

export const network: Check<string> = (value) => {
  const must = 'an IP address, a network such as 10.0.0.0/8, or loopback, linklocal or uniquelocal';
  if (typeof value !== 'string') return { must };
  if (['loopback', 'linklocal', 'uniquelocal'].includes(value)) return { value };
  const [address = '', bits] = value.split('/');
  const width = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
  const fits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
  return width > 0 && fits ? { value } : { must };
};

export const pluginName: Check<string> = (value) =>
  typeof value === 'string' && (isAbsolute(value) || /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/.test(value))
    ? { value }
    : { must: 'the name of a folder in plugins/ or of an npm package, or the absolute path of a package' };

export const systemMail: Check<SystemMailConfig> = (value) => {
  const must = 'fallback, or { smtp: "smtps://user:password@host", from: "desk@example.com" }';
  const { smtp, from } = (value ?? {}) as Partial<SystemMailConfig>;
  const url = typeof smtp === 'string' ? URL.parse(smtp) : null;
  if (!url || !/^smtps?:$/.test(url.protocol) || !url.hostname) return { must };
  return typeof from === 'string' && /^[^\s@]+@[^\s@]+$/.test(from) ? { value: { smtp: smtp!, from } } : { must };
};

export const ice: Check<IceConfig> = (value) => {
  const must =
    '{ stun: ["stun:stun.example.com:3478"], turn: { urls: ["turn:turn.example.com:3478"], secret, ttl: 3600 } }, each part optional';
  const areUrls = (urls: unknown, scheme: RegExp) =>
    Array.isArray(urls) && urls.every((one) => typeof one === 'string' && scheme.test(one));
  if (!isObject(value) || strange(value, ['stun', 'turn'])) return { must };
  const { stun = [], turn } = value;
  if (!areUrls(stun, /^stuns?:[^\s/]+$/)) return { must };
  if (turn === undefined) return { value };
  if (!isObject(turn) || strange(turn, ['urls', 'secret', 'ttl'])) return { must };
  const { urls, secret, ttl = 1 } = turn;
  const isWhole =
    areUrls(urls, /^turns?:[^\s/]+$/) && 'value' in text(secret) && Number.isInteger(ttl) && Number(ttl) > 0;
  return isWhole ? { value } : { must };
};

const isObject = (one: unknown): one is Record<string, unknown> =>
  typeof one === 'object' && one !== null && !Array.isArray(one);
const strange = (given: object, known: string[]) => Object.keys(given).some((key) => !known.includes(key));

export const settingsById: Check<Record<string, Record<string, unknown>>> = (value) => {
  return isObject(value) && Object.values(value).every(isObject)
    ? { value: value as Record<string, Record<string, unknown>> }
    : { must: 'the settings of plugins by their id, such as { email: { mailDomain: "desk.example.com" } }' };
};

export function oneOf<T extends string>(choices: T[]): Check<T> {
  return (value) => (choices.includes(value as T) ? { value: value as T } : { must: `one of ${choices.join(', ')}` });
}

export function either<Word extends string, T>(word: Word, check: Check<T>): Check<Word | T> {
  return (value) => {
    if (value === word) return { value: word };
    const result = check(value);
    return 'value' in result || result.must.startsWith(word) ? result : { must: `${word}, or ${result.must}` };
  };
}

export function listOf<T>(check: Check<T>): Check<T[]> {
  return (value) => {
    if (!Array.isArray(value)) return { must: 'a list' };
    const results = value.map(check);
    const wrong = results.find((result) => 'must' in result);
    if (wrong && 'must' in wrong) return { must: `a list of which every part is ${wrong.must}` };
    return { value: results.map((result) => (result as { value: T }).value) };
  };
}
