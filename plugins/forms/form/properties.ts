// Fields that ask for a property of the ticket: which fit, what is wrong with them, what their answers say. Pure.
import type { TicketProperty } from '../../../core/contract/ticket.ts';
import type { Answer } from '../answers/check.ts';
import { CHOOSES, MOST_OPTIONS, newField, propertyOf, type Faults, type FormField, type Kind } from './definition.ts';

/** Fields whose answers a property can take; a new one is of the first kind. A hidden field's value is whatever fits. */
const FIELDS: Record<TicketProperty['kind'], readonly Kind[]> = {
  text: ['text', 'email', 'phone', 'choice', 'hidden'],
  'long text': ['long', 'text', 'hidden'],
  number: ['number', 'hidden'],
  date: ['date', 'hidden'],
  choice: ['choice', 'hidden'],
  choices: ['several', 'choice', 'hidden'],
  'check box': ['check', 'hidden'],
};

/** A choice without options cannot be answered. */
export function canBeAsked({ kind, options }: TicketProperty): boolean {
  return (kind !== 'choice' && kind !== 'choices') || options.length > 0;
}

export function propertiesFor(kind: Kind, properties: TicketProperty[]): TicketProperty[] {
  return properties.filter((one) => FIELDS[one.kind].includes(kind) && canBeAsked(one));
}

export function propertyField(id: string, { key, kind, label, help, options }: TicketProperty): FormField {
  const field = newField(id, FIELDS[kind][0]!, label, { help, role: `property:${key}` });
  return CHOOSES.includes(field.kind) ? { ...field, options: options.slice(0, MOST_OPTIONS) } : field;
}

/** The property of a field; undefined where it asks for none, or for one that is not there any more. */
export function askedFor({ role }: Pick<FormField, 'role'>, properties: TicketProperty[]): TicketProperty | undefined {
  const key = propertyOf(role);
  return properties.find((one) => one.key === key);
}

/** What the property would not take, so that answers would stand in the ticket's timeline alone. */
export function propertyFaults(fields: FormField[], properties: TicketProperty[]): Faults {
  const faults: Faults = {};
  for (const field of fields) {
    if (propertyOf(field.role) === null) continue;
    const property = askedFor(field, properties);
    if (!property) faults[`${field.id}.role`] = 'no_property';
    else if (!FIELDS[property.kind].includes(field.kind)) faults[`${field.id}.role`] = 'other_property';
    else if (knowsNot(field, property)) faults[`${field.id}.options`] = 'foreign_option';
  }
  return faults;
}

function knowsNot({ kind, options }: FormField, property: TicketProperty): boolean {
  if (!CHOOSES.includes(kind) || property.options.length === 0) return false;
  const known = new Set(property.options.map((one) => one.toLowerCase()));
  return options.some((one) => !known.has(one.trim().toLowerCase()));
}

/** Property key → what was answered, as the contract wants it. */
export function propertyAnswers(fields: FormField[], answers: Answer[], sent: Record<string, string[]>) {
  const said: Record<string, string | string[]> = {};
  for (const { id, kind, role, options } of fields) {
    const key = propertyOf(role);
    const value = answers.find(({ field }) => field === id)?.value ?? '';
    if (key === null || value === '') continue;
    if (kind === 'check') said[key] = 'true';
    else if (kind === 'several')
      said[key] = options.filter((one) => sent[`a.${id}`]?.some((word) => word.trim() === one));
    else said[key] = value;
  }
  return said;
}
