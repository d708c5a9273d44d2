// Records as pages show them: table rows, facts, fields, what they are linked with, lines of the timeline.
import type { Property } from '../../properties/properties.ts';
import type { RecordChange, RecordView } from '../../records/records.ts';
import type { Form } from '../forms.ts';
import type { Fact } from '../models/aside.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Cell, TableModel } from '../models/forms.ts';
import type { TicketEntry } from '../models/tickets.ts';
import { text, userPerson, type Present } from './marks.ts';
import {
  propertyFields,
  propertyLabel,
  propertyWords,
  readProperties,
  type PropertyPeople,
} from './property-fields.ts';

/** A type of record in the reader's words. */
export interface TypeView {
  key: string;
  singular: string;
  plural: string;
  /** What the name of such a record is called. */
  nameLabel: string;
  icon: string;
  /** Where its table stands. */
  base: string;
}

/** What every form and page about records of a type needs to know of the desk. */
export interface RecordWorld extends PropertyPeople {
  properties: Property[];
}

export function recordAddress({ base }: Pick<TypeView, 'base'>, { publicId }: { publicId: string }): string {
  return `${base}/${publicId}`;
}

const COLUMNS = 4;

/** All that a table of the type can show besides the name. */
export function recordColumns(present: Present, type: TypeView, world: RecordWorld): { key: string; label: string }[] {
  const own = (key: string) => ({ key, label: text(present, `records.${key}`) });
  const shown = world.properties.filter(({ kind }) => kind !== 'long text');
  return [
    ...(type.key === 'company' ? [own('domain')] : []),
    ...shown.map((property) => ({ key: `property.${property.key}`, label: propertyLabel(present, property) })),
    ...['owner', 'changed', 'created'].map(own),
  ];
}

/** What is shown until somebody chooses: the first properties, who looks after it, when it changed. */
export function usualColumns({ properties }: RecordWorld): string[] {
  const first = properties.filter(({ kind }) => kind !== 'long text').slice(0, COLUMNS);
  return ['domain', ...first.map(({ key }) => `property.${key}`), 'owner', 'changed'];
}

interface TableAsked {
  rows: RecordView[];
  columns: { key: string; label: string }[];
  edits: boolean;
  more: string | undefined;
  sort: 'changed' | 'name';
  /** Address of the same table sorted so. */
  sorted(sort: 'changed' | 'name'): string;
}

export function recordTable(present: Present, type: TypeView, world: RecordWorld, asked: TableAsked): TableModel {
  const { rows, columns, edits, more, sort, sorted } = asked;
  const numbers = new Set(world.properties.filter(({ kind }) => kind === 'number').map(({ key }) => `property.${key}`));
  return {
    id: 'records',
    label: type.plural,
    columns: [
      { label: type.nameLabel, sort: sorted('name'), sorted: sort === 'name' },
      ...columns.map(({ key, label }) => ({
        ...{ label, num: numbers.has(key) },
        ...(key === 'changed' && { sort: sorted('changed'), sorted: sort === 'changed' }),
      })),
    ],
    rows: rows.map((row) => ({
      id: `record-${row.id}`,
      cells: [
        {
          ...{ text: row.name, icon: type.icon, href: recordAddress(type, row), walk: true },
          ...(edits && { pick: row.id }),
        },
        ...columns.map(({ key }) => ({
          ...cellOf(present, world, row, key),
          num: numbers.has(key),
          ...(edits && isEditable(key) && { edit: `${type.base}/rows/${row.id}/${key}` }),
        })),
      ],
    })),
    more,
    empty: {
      title: text(present, 'records.none', { plural: type.plural }),
      text: text(present, `records.none.${type.key === 'company' ? 'company' : 'other'}`),
    },
  };
}

function isEditable(key: string): boolean {
  return key === 'owner' || key === 'domain' || key.startsWith('property.');
}

function cellOf(present: Present, world: RecordWorld, row: RecordView, key: string): Cell {
  const { owner, domain, properties } = row;
  if (key === 'owner') return owner ? { person: userPerson(owner), text: owner.name } : { text: '' };
  if (key === 'domain') return { text: domain ?? '' };
  if (key === 'changed' || key === 'created') return { at: key === 'changed' ? row.changedAt : row.createdAt };
  const property = world.properties.find((one) => key === `property.${one.key}`);
  const value = property && properties[property.key];
  return { text: value === undefined ? '' : propertyWords(present, property!, value, world) };
}

export function recordFacts(present: Present, record: RecordView): Fact[] {
  const { owner, domain } = record;
  return [
    {
      label: text(present, 'records.owner'),
      ...(owner ? { person: userPerson(owner) } : { value: text(present, 'person.nobody') }),
    },
    ...(domain ? [{ label: text(present, 'records.domain'), value: domain, href: `https://${domain}` }] : []),
    { label: text(present, 'records.created'), at: record.createdAt },
    { label: text(present, 'records.changed'), at: record.changedAt },
  ];
}

export function valueFacts(present: Present, values: RecordView['properties'], world: RecordWorld): Fact[] {
  return world.properties.flatMap((property) => {
    const value = values[property.key];
    if (value === undefined) return [];
    return [{ label: propertyLabel(present, property), value: propertyWords(present, property, value, world) }];
  });
}

export type RecordTyped = Pick<RecordView, 'name' | 'domain' | 'ownerId' | 'properties'>;

export function recordFields(present: Present, type: TypeView, typed: RecordTyped, world: RecordWorld): FieldModel[] {
  const owners = world.users.map(({ id, name }) => ({
    value: String(id),
    label: name,
    current: id === typed.ownerId || undefined,
  }));
  const domain: FieldModel = {
    kind: 'text',
    name: 'domain',
    label: text(present, 'records.domain'),
    help: text(present, 'records.domain.help'),
    maximum: 253,
    placeholder: 'example.com',
    value: typed.domain ?? '',
  };
  return [
    {
      ...{ kind: 'text', name: 'name', label: type.nameLabel, required: true, maximum: 200 },
      ...{ value: typed.name, focus: typed.name === '' },
    },
    ...(type.key === 'company' ? [domain] : []),
    ...propertyFields(present, world.properties, typed.properties, world),
    {
      ...{ kind: 'choice', look: 'select', name: 'owner', label: text(present, 'records.owner'), options: owners },
      placeholder: text(present, 'person.nobody'),
    },
  ];
}

/** Of a form with all of these fields. */
export function readRecord(form: Form, world: RecordWorld) {
  return {
    name: form.text('name'),
    domain: form.text('domain'),
    ownerId: world.users.find(({ id }) => String(id) === form.text('owner'))?.id ?? null,
    properties: readProperties(form, world.properties),
  };
}

const ICONS: Record<string, string> = {
  created: 'plus',
  owner: 'user',
  linked: 'link',
  unlinked: 'link',
  taken: 'users',
  note: 'note',
  deleted: 'trash',
};

/** One line of the timeline in words; what it names is as it was called then. */
export function recordEntry(present: Present, { id, at, kind, detail, actorName }: RecordChange): TicketEntry {
  const words = Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [key, typeof value === 'number' ? value : String(value ?? '')]),
  );
  const emptied: Record<string, string> = { property: 'property_emptied', owner: 'unowned', domain: 'domain_emptied' };
  const key = (!words.is && emptied[kind]) || kind;
  return {
    id: `change-${id}`,
    icon: ICONS[kind] ?? 'pen',
    who: actorName ?? text(present, 'person.desk'),
    text: kind === 'note' ? String(words.text) : text(present, `records.line.${key}`, { was: '', is: '', ...words }),
    at,
  };
}
