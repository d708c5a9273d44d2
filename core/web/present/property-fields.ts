// Properties of records as form fields, as words, and what was sent.
import type { Property, PropertyValue, PropertyValues } from '../../properties/properties.ts';
import type { Form } from '../forms.ts';
import type { FieldKind, FieldModel } from '../models/fields.ts';
import { text, type Present } from './marks.ts';

const KINDS: Record<Property['kind'], FieldKind> = {
  text: 'text',
  'long text': 'long-text',
  number: 'text',
  date: 'text',
  choice: 'choice',
  choices: 'several',
  'check box': 'switch',
  user: 'choice',
};

export interface PropertyPeople {
  users: { id: number; name: string }[];
}

/** The desk's own property is called as the reader would call it until somebody renames it. */
export function propertyLabel(present: Present, { key, label }: Pick<Property, 'key' | 'label'>): string {
  return key === 'category' && label === 'Category' ? text(present, 'ticket.category') : label;
}

export function propertyFieldName(key: string): string {
  return `property-${key}`;
}

/** One that has nothing to choose from yet is left out. */
export function propertyFields(
  present: Present,
  properties: Property[],
  values: PropertyValues,
  people: PropertyPeople,
): FieldModel[] {
  const usable = properties.filter(({ kind, options }) => !kind.startsWith('choice') || options.length > 0);
  return usable.map((property) => propertyField(present, property, values[property.key], people));
}

export function propertyField(
  present: Present,
  property: Property,
  value: PropertyValue | undefined,
  { users }: PropertyPeople,
): FieldModel {
  const { kind, key, help } = property;
  const chosen = [value ?? []].flat().map(String);
  const offered =
    kind === 'user'
      ? users.map(({ id, name }) => ({ value: String(id), label: name }))
      : property.options
          .filter((one) => !one.archived || chosen.includes(one.key))
          .map((one) => ({ value: one.key, label: one.label }));
  return {
    kind: KINDS[kind],
    name: propertyFieldName(key),
    label: propertyLabel(present, property),
    help: help || undefined,
    ...(kind === 'date' && { inputType: 'date' }),
    ...(kind === 'text' && { maximum: 500 }),
    ...(KINDS[kind] === 'choice' || kind === 'choices'
      ? { look: 'select' as const, options: offered.map((one) => ({ ...one, current: chosen.includes(one.value) })) }
      : { value: Array.isArray(value) ? value.join(', ') : value }),
  };
}

/** Raw values by key, of the properties whose fields were on the form; a box that is not ticked sends nothing. */
export function readProperties(form: Form, properties: Property[]): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const { key, kind, options } of properties) {
    const name = propertyFieldName(key);
    if (kind === 'check box') raw[key] = form.on(name);
    else if (kind === 'choices') raw[key] = options.length > 0 ? form.texts(name) : undefined;
    else if (form.has(name)) raw[key] = form.text(name);
    if (raw[key] === undefined) delete raw[key];
  }
  return raw;
}

/** `property.cause` of the rooms is `property-cause` on forms. */
export function atPropertyFields(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, key]) => [name.replace(/^property\./, 'property-'), key]),
  );
}

export function propertyWords(
  present: Present,
  property: Property,
  value: PropertyValue,
  { users }: PropertyPeople,
): string {
  const labelOf = (key: string) => property.options.find((one) => one.key === key)?.label ?? key;
  switch (property.kind) {
    case 'check box':
      return text(present, value ? 'property.yes' : 'property.no');
    case 'choice':
    case 'choices':
      return [value]
        .flat()
        .map((one) => labelOf(String(one)))
        .join(', ');
    case 'user':
      return users.find(({ id }) => id === value)?.name ?? '—';
    case 'number':
      return new Intl.NumberFormat(present.language).format(Number(value));
    case 'date':
      return new Intl.DateTimeFormat(present.language === 'en' ? 'en-GB' : present.language, {
        dateStyle: 'medium',
        timeZone: 'UTC',
      }).format(new Date(`${String(value)}T00:00:00Z`));
    default:
      return String(value);
  }
}
