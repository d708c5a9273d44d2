// Cells as values of fields: addresses, days, numbers and choices as people write them. What cannot be read is a fault.
import { domainToASCII } from 'node:url';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import type { Address } from '../contract/address.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { normalEmail } from '../kernel/addresses.ts';
import { readProperty, type Property } from '../properties/properties.ts';
import type { Settings } from './shapes.ts';

export type Read<T> = { value: T } | { fault: Reason };

export interface Person {
  id: number;
  name: string;
  email: string;
}

export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** Several stand in one cell behind each other. */
export function emailsIn(text: string): Read<Address[]> {
  const found: Address[] = [];
  for (const one of pieces(text)) {
    const value = normalEmail(one.replace(/^mailto:/i, ''));
    if (value.length > 254 || !/^[^\s@<>,;"]+@[^\s@<>,;".]+(\.[^\s@<>,;".]+)+$/.test(value))
      return { fault: reason('import.email', `“${shorten(one)}” is no e-mail address.`, { value: shorten(one) }) };
    found.push({ kind: 'email', value });
  }
  return { value: found };
}

function pieces(text: string): string[] {
  const parts = text.split(/[;,\n]+/).flatMap((part) => part.trim() || []);
  // Space parts addresses only where there is one on both sides.
  return parts.flatMap((part) => {
    const words = part.split(/\s+/);
    return words.every((word) => word.includes('@')) ? words : [part];
  });
}

export function phonesIn(text: string, country: string): Read<Address[]> {
  const found: Address[] = [];
  for (const one of text.split(/[;,|\n]+/).map((part) => part.trim())) {
    if (one === '') continue;
    const near = isSupportedCountry(country) ? country : undefined;
    const number = one.length > 40 ? undefined : parsePhoneNumberFromString(one.replace(/^\s*00/, '+'), near);
    if (!number?.isPossible())
      return { fault: reason('import.phone', `“${shorten(one)}” is no telephone number.`, { value: shorten(one) }) };
    found.push({ kind: 'phone', value: number.number });
  }
  return { value: found };
}

/** A user by name or address. */
export function userIn(text: string, people: Person[]): Read<number> {
  const wanted = text.toLowerCase();
  const found = people.find(({ name, email }) => email.toLowerCase() === wanted || name.toLowerCase() === wanted);
  if (found) return { value: found.id };
  const value = shorten(text);
  return { fault: reason('import.user', `Nobody in the team is called “${value}”.`, { value }) };
}

export function languageIn(text: string): Read<string> {
  const value = shorten(text);
  const fault = reason('import.language', `“${value}” is no language: write it as de or en-GB.`, { value });
  if (!/^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(text)) return { fault };
  try {
    return { value: Intl.getCanonicalLocales(text.replaceAll('_', '-'))[0]! };
  } catch {
    return { fault };
  }
}

const YES = ['ja', 'yes', 'y', 'j', 'x', 'true', 'wahr', '1', 'on', '✓', '✔'];
const NO = ['nein', 'no', 'n', 'false', 'falsch', '0', 'off', '-'];

/** What the room of properties takes, out of what stands in a table. */
export function propertyIn(
  property: Pick<Property, 'kind' | 'options' | 'label'>,
  text: string,
  { settings, people }: { settings: Pick<Settings, 'decimal' | 'days'>; people: Person[] },
): Read<unknown> {
  const { kind, label } = property;
  if (kind === 'user') return userIn(text, people);
  const given =
    kind === 'number'
      ? numberIn(text, settings.decimal)
      : kind === 'date'
        ? dayIn(text, settings.days)
        : kind === 'check box'
          ? boxIn(text)
          : kind === 'choices'
            ? text.split(/[;|,\n]+/).flatMap((one) => one.trim() || [])
            : text;
  const read = readProperty(property, given);
  if (!('wrong' in read)) return { value: given };
  const params = { column: label, value: shorten(text) };
  return { fault: FAULTS[read.wrong]?.(params) ?? FAULTS['wrong.property']!(params) };
}

type Params = { column: string; value: string };

const FAULTS: Record<string, (params: Params) => Reason> = {
  'wrong.number': (params) => reason('import.number', `${params.column}: “${params.value}” is no number.`, params),
  'wrong.date': (params) => reason('import.date', `${params.column}: “${params.value}” is no day.`, params),
  'wrong.choice': (params) =>
    reason('import.choice', `${params.column}: “${params.value}” is none of the choices.`, params),
  'wrong.too_long': (params) => reason('import.too_long', `${params.column}: “${params.value}” is too long.`, params),
  'wrong.property': (params) => reason('import.value', `${params.column}: “${params.value}” cannot be read.`, params),
};

export function tooLong(column: string, text: string): Reason {
  return FAULTS['wrong.too_long']!({ column, value: shorten(text) });
}

/** With a point before its fractions and nothing between thousands. */
function numberIn(text: string, decimal: Settings['decimal']): string {
  const plain = text.replace(/[\s'’€$£%]|EUR|USD|CHF/g, '');
  const negative = /^\(.+\)$/.test(plain) ? `-${plain.slice(1, -1)}` : plain;
  const between = decimal === ',' ? '.' : ',';
  const grouped = new RegExp(`^[+-]?\\d{1,3}(\\${between}\\d{3})+(\\${decimal}\\d+)?$`).test(negative);
  const whole = grouped ? negative.replaceAll(between, '') : negative;
  return whole.replace(decimal, '.');
}

function dayIn(text: string, order: Settings['days']): string {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text);
  if (iso) return written(iso[1]!, iso[2]!, iso[3]!);
  const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?:[T ].*)?$/.exec(text);
  if (!found) return text;
  const [, first, second, last] = found as unknown as [string, string, string, string];
  const year = last.length === 2 ? `${Number(last) < 70 ? '20' : '19'}${last}` : last;
  return order === 'dmy' ? written(year, second, first) : written(year, first, second);
}

function written(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function boxIn(text: string): boolean | string {
  const word = text.toLowerCase();
  return YES.includes(word) ? true : NO.includes(word) ? false : text;
}

/** The domain in an address of a website; null when there is none. */
export function domainIn(text: string): string | null {
  const host = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^(.*@|www\.)/, '')
    .replace(/[/?#:].*$/, '');
  const domain = domainToASCII(host);
  return domain.length <= 253 && /^[^.\s]+(\.[^.\s]+)+$/.test(domain) ? domain : null;
}
