// Filters of the tables of contacts and records: choices of their properties, who looks after them, the order.
import type { FieldModel } from './models/fields.ts';
import { text, type Present } from './present/marks.ts';
import { propertyField, propertyFieldName } from './present/property-fields.ts';
import type { RecordWorld } from './present/records.ts';

/** Choices one can filter by beside the owner. */
const FILTERS = 3;

export type Asked = Record<string, string | undefined>;

/** The words of the search field. */
export function searched({ q = '' }: Asked): string {
  return q.slice(0, 200).toWellFormed();
}

function choicesOf({ properties }: RecordWorld) {
  return properties.filter(({ kind, options }) => kind === 'choice' && options.length > 0).slice(0, FILTERS);
}

export function filterOf(asked: Asked, world: RecordWorld) {
  const chosen = choicesOf(world).flatMap(({ key, options }) => {
    const value = asked[propertyFieldName(key)];
    return options.some((one) => one.key === value) ? [[key, value!]] : [];
  });
  const owner = /^\d{1,9}$/.test(asked.owner ?? '') ? Number(asked.owner) : undefined;
  return {
    owner: asked.owner === 'nobody' ? ('nobody' as const) : owner,
    properties: Object.fromEntries(chosen) as Record<string, string>,
  };
}

/** The first of `orders` is the usual one. */
export function filterFields(present: Present, world: RecordWorld, asked: Asked, orders: string[]): FieldModel[] {
  const any = { value: '', label: text(present, 'tickets.any') };
  const owners = [
    { value: 'nobody', label: text(present, 'person.nobody') },
    ...world.users.map(({ id, name }) => ({ value: String(id), label: name })),
  ].map((one) => ({ ...one, current: one.value === asked.owner || undefined }));
  const owner: FieldModel = {
    ...{ kind: 'choice', look: 'select', name: 'owner', label: text(present, 'records.owner'), required: true },
    options: [any, ...owners],
  };
  const sort: FieldModel = {
    ...{ kind: 'choice', look: 'select', name: 'sort', label: text(present, 'records.sort'), required: true },
    options: orders.map((value) => ({
      ...{ value, label: text(present, `records.sort.${value}`), current: value === asked.sort || undefined },
    })),
  };
  const choices = choicesOf(world).map((property): FieldModel => {
    const field = propertyField(present, property, asked[propertyFieldName(property.key)], world);
    return { ...field, required: true, help: undefined, options: [any, ...(field.options ?? [])] };
  });
  return [...choices, owner, sort];
}
