// What somebody typed or sent as the value of a property: checked, and as the type it has. Pure.
import type { Property, PropertyValue } from './shapes.ts';

const TEXT_LIMIT = 500;
const LONG_LIMIT = 20_000;

/** `null`: emptied. `wrong`: text key of what is wrong. */
export type ReadValue = { value: PropertyValue | null } | { wrong: string };

export function readProperty(property: Pick<Property, 'kind' | 'options'>, given: unknown): ReadValue {
  const { kind } = property;
  if (kind === 'choices') return readChoices(property, given);
  if (kind === 'check box') return readCheckBox(given);
  const text = typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : given;
  if (text === '' || text === null || text === undefined) return { value: null };
  if (typeof text !== 'string') return { wrong: 'wrong.property' };
  switch (kind) {
    case 'text':
      return text.length > TEXT_LIMIT ? { wrong: 'wrong.too_long' } : { value: text.replace(/\s+/g, ' ') };
    case 'long text':
      return text.length > LONG_LIMIT ? { wrong: 'wrong.too_long' } : { value: text };
    case 'number':
      return readNumber(text);
    case 'date':
      return isDay(text) ? { value: text } : { wrong: 'wrong.date' };
    case 'user':
      return /^[1-9]\d{0,14}$/.test(text) ? { value: Number(text) } : { wrong: 'wrong.choice' };
    case 'choice':
      return choice(property, text);
  }
}

function readNumber(text: string): ReadValue {
  const number = Number(text.replace(/\s/g, '').replace(',', '.'));
  return Number.isFinite(number) ? { value: number } : { wrong: 'wrong.number' };
}

function readCheckBox(given: unknown): ReadValue {
  if (given === true || given === 'on' || given === 'true' || given === '1' || given === 'yes') return { value: true };
  const off = [false, 'off', 'false', '0', 'no', '', null, undefined];
  return off.includes(given as never) ? { value: false } : { wrong: 'wrong.choice' };
}

function readChoices(property: Pick<Property, 'options'>, given: unknown): ReadValue {
  const list = (Array.isArray(given) ? given : [given]).filter(
    (one) => one !== '' && one !== null && one !== undefined,
  );
  const keys = new Set<string>();
  for (const one of list) {
    const read = typeof one === 'string' ? choice(property, one) : { wrong: 'wrong.choice' };
    if ('wrong' in read) return read;
    keys.add(read.value as string);
  }
  return { value: keys.size === 0 ? null : [...keys] };
}

/** By its key, else by its label: a form of another program knows only that. */
function choice({ options }: Pick<Property, 'options'>, text: string): ReadValue {
  const named = (one: { label: string }) => one.label.toLowerCase() === text.trim().toLowerCase();
  const found = options.find(({ key }) => key === text) ?? options.find(named);
  return found ? { value: found.key } : { wrong: 'wrong.choice' };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A name for programs out of a label: `Serien-Nummer` → `serien_nummer`. Empty when nothing of it can be spelled so. */
export function keyOf(label: string): string {
  const plain = label
    .replace(/ß/g, 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  return plain.slice(0, 40).replace(/_+$/, '');
}
