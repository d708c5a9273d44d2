// A row as fields: every cell read as what its column becomes, with all that is wrong in it.
import type { Address } from '../contract/address.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { PRIORITIES, type Priority } from '../tickets/tickets.ts';
import type { FileRow } from './reading.ts';
import { domainIn, emailsIn, languageIn, phonesIn, propertyIn, shorten, tooLong, userIn, type Read } from './values.ts';
import { rememberChoice, type Column, type World } from './world.ts';

/** What a row gives; what is absent was empty and stays as it is. */
export interface Fields {
  key?: string;
  name?: string;
  first_name?: string;
  last_name?: string;
  addresses: Address[];
  language?: string;
  note?: string;
  owner?: number;
  domain?: string;
  description?: string;
  pipeline?: string;
  stage?: string;
  priority?: Priority;
  /** Address of a contact that it belongs to. */
  contact?: string;
  company?: string;
  company_domain?: string;
  properties: Record<string, unknown>;
}

/** Signs of texts that are fields of their own. */
const LIMITS: Record<string, number> = { note: 20_000, description: 50_000, name: 200, pipeline: 200, stage: 200 };

export function fieldsOf(world: World, { cells }: FileRow): { fields: Fields; faults: Reason[] } {
  const fields: Fields = { addresses: [], properties: {} };
  const faults: Reason[] = [];
  const heads = world.run.columns.length;
  if (cells.length > heads) {
    const params = { found: cells.length, expected: heads };
    faults.push(reason('import.cells', `The row has ${cells.length} cells, the heading only ${heads}.`, params));
  }
  for (const column of world.columns) {
    const text = unguarded(cells[column.index] ?? '');
    if (text === '') continue;
    const fault = readInto(fields, world, column, text);
    if (fault) faults.push(fault);
  }
  fields.name ??= [fields.first_name, fields.last_name].filter(Boolean).join(' ') || undefined;
  return { fields, faults };
}

/** Exports put an apostrophe before what a spreadsheet would calculate. */
function unguarded(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

function readInto(fields: Fields, world: World, column: Column, text: string): Reason | undefined {
  const { target, property, heading } = column;
  if (property) {
    const read = propertyIn(property, text, { settings: world.run.settings, people: world.people });
    if ('fault' in read) return read.fault;
    if (!rememberChoice(world, column, text))
      return reason('import.choices', `${heading} has too many different values for choices.`, { column: heading });
    if (property.key !== '') fields.properties[property.key] = read.value;
    return undefined;
  }
  const read = readOwn(world, target, text, heading);
  if ('fault' in read) return read.fault;
  if (target === 'email' || target === 'phone') fields.addresses.push(...(read.value as Address[]));
  else Object.assign(fields, { [target]: read.value });
  return undefined;
}

function readOwn({ people, run }: World, target: string, text: string, heading: string): Read<unknown> {
  switch (target) {
    case 'email':
      return emailsIn(text);
    case 'phone':
      return phonesIn(text, run.settings.country);
    case 'contact': {
      const read = emailsIn(text);
      return 'fault' in read ? read : { value: read.value[0]?.value };
    }
    case 'owner':
      return userIn(text, people);
    case 'language':
      return languageIn(text);
    case 'priority':
      return priorityIn(text);
    case 'domain':
    case 'company_domain': {
      const domain = domainIn(text);
      const value = shorten(text);
      return domain ? { value: domain } : { fault: reason('import.domain', `“${value}” is no domain.`, { value }) };
    }
    case 'note':
    case 'description':
      return text.length > LIMITS[target]! ? { fault: tooLong(heading, text) } : { value: text };
    default:
      return nameIn(text, heading);
  }
}

function nameIn(text: string, heading: string): Read<string> {
  const name = withoutDirectionMarks(text).replace(/\s+/g, ' ').trim();
  return name.length > LIMITS.name! ? { fault: tooLong(heading, text) } : { value: name };
}

const PRIORITY_WORDS: Record<string, Priority> = {
  ...{ keine: 'none', niedrig: 'low', gering: 'low', mittel: 'medium', normal: 'medium', hoch: 'high' },
  ...{ dringend: 'urgent', critical: 'urgent', kritisch: 'urgent' },
};

function priorityIn(text: string): Read<Priority> {
  const word = text.toLowerCase();
  const found = PRIORITIES.find((one) => one === word) ?? PRIORITY_WORDS[word];
  const value = shorten(text);
  return found
    ? { value: found }
    : { fault: reason('import.priority', `“${value}” is no priority: none, low, medium, high or urgent.`, { value }) };
}
