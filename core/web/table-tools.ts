// What tables of contacts and records have in common: chosen columns, one cell changed, many rows changed at once.
import type { FastifyRequest } from 'fastify';
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Form } from './forms.ts';
import type { FieldModel } from './models/fields.ts';
import type { DialogModel } from './models/forms.ts';
import type { Link } from './models/shared.ts';
import { text, type Present } from './present/marks.ts';
import { propertyField, propertyFieldName, propertyLabel, readProperties } from './present/property-fields.ts';
import type { RecordWorld } from './present/records.ts';
import type { WebParts } from './rooms.ts';

export interface TableColumn {
  /** `owner`, or `property.<key>`. */
  key: string;
  label: string;
}

/** What can be changed of a row besides its properties. */
export interface TableChanges {
  name?: string;
  domain?: string;
  ownerId?: number | null;
  properties?: Record<string, unknown>;
}

export function propertyColumns(present: Present, { properties }: RecordWorld): TableColumn[] {
  return properties
    .filter(({ kind }) => kind !== 'long text')
    .map((one) => ({ key: `property.${one.key}`, label: propertyLabel(present, one) }));
}

/** As the person chose them for this table; `usual` until then, and when none of the chosen ones is there any more. */
export async function chosenColumns(
  { rooms }: WebParts,
  { viewer }: FastifyRequest,
  table: string,
  all: TableColumn[],
  usual: string[],
): Promise<TableColumn[]> {
  const preferences = await rooms.accounts.users.preferences(viewer.userId);
  const wanted = (preferences.columns as Record<string, string[]> | undefined)?.[table] ?? usual;
  const shown = all.filter(({ key }) => wanted.includes(key));
  return shown.length > 0 ? shown : all.filter(({ key }) => usual.includes(key));
}

export async function keepColumns(
  { rooms }: WebParts,
  { viewer }: FastifyRequest,
  table: string,
  chosen: string[],
): Promise<void> {
  const preferences = await rooms.accounts.users.preferences(viewer.userId);
  const columns = { ...(preferences.columns as object | undefined), [table]: chosen.slice(0, 60) };
  await rooms.accounts.users.prefer(viewer, { columns });
}

/** Reading in and carrying out what a table holds. */
export function carryLinks(present: Present, viewer: Viewer, base: string, object: string): Link[] {
  const out = { label: text(present, 'exports.link'), href: `${base}/export`, icon: 'download', dialog: true };
  const into = { label: text(present, 'imports.link'), href: `/imports/new?object=${object}`, icon: 'file' };
  const alike = { label: text(present, 'duplicates.link'), href: `/duplicates${base}`, icon: 'merge' };
  const pairs = ['contact', 'company'].includes(object) ? [alike] : [];
  return [...pairs, ...(may(viewer, 'import') ? [into] : []), ...(may(viewer, 'export') ? [out] : [])];
}

export function columnsDialog(present: Present, base: string, all: TableColumn[], shown: TableColumn[]): DialogModel {
  const options = all.map(({ key, label }) => ({
    ...{ value: key, label, current: shown.some((one) => one.key === key) || undefined },
  }));
  return {
    title: text(present, 'tables.columns.title'),
    action: `${base}/columns?_method=PUT`,
    groups: [{ fields: [{ kind: 'several', name: 'columns', label: text(present, 'tables.columns'), options }] }],
    submit: text(present, 'form.save'),
    back: base,
  };
}

function ownerField(present: Present, { users }: RecordWorld, current: number | null, unchanged: boolean): FieldModel {
  const nobody = { value: 'nobody', label: text(present, 'person.nobody'), current: !unchanged && current === null };
  const people = users.map(({ id, name }) => ({ value: String(id), label: name, current: id === current }));
  const label = text(present, 'records.owner');
  return {
    kind: 'choice',
    look: 'select',
    name: 'owner',
    label,
    ...(unchanged ? { placeholder: text(present, 'tables.unchanged') } : { required: true }),
    options: [nobody, ...people],
  };
}

/** Fields of many rows at once: what is left empty stays as it is. */
export function manyDialog(
  present: Present,
  world: RecordWorld,
  { base, ids, error }: { base: string; ids: number[]; error?: string },
): DialogModel {
  const fields = world.properties
    .filter(({ kind, options }) => kind !== 'check box' && (!kind.startsWith('choice') || options.length > 0))
    .map((property) => ({ ...propertyField(present, property, undefined, world), help: undefined }));
  return {
    title: text(present, 'tables.many.title', { count: ids.length }),
    text: text(present, 'tables.many.text'),
    error,
    action: `${base}/many?_method=PATCH`,
    hidden: ids.map((id) => ({ name: 'row', value: String(id) })),
    groups: [{ fields: [ownerField(present, world, null, true), ...fields] }],
    submit: text(present, 'tables.many.submit'),
    back: base,
  };
}

export function readMany(form: Form, world: RecordWorld): TableChanges {
  const filled = Object.entries(readProperties(form, world.properties)).filter(
    ([key, value]) => form.has(propertyFieldName(key)) && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  const ownerId = readOwner(form, world);
  return { ...(ownerId !== undefined && { ownerId }), properties: Object.fromEntries(filled) };
}

/** Undefined when it is to stay. */
function readOwner(form: Form, { users }: RecordWorld): number | null | undefined {
  const typed = form.text('owner');
  return typed === 'nobody' ? null : users.find(({ id }) => String(id) === typed)?.id;
}

export interface CellAsked {
  /** Where the dialog posts to. */
  action: string;
  back: string;
  column: string;
  label: string;
  title: string;
  value: { name: string; domain?: string | null; ownerId: number | null; properties: Record<string, never> };
  error?: string;
}

/** One cell; null for a column that is not changed there. */
export function cellDialog(present: Present, world: RecordWorld, asked: CellAsked): DialogModel | null {
  const field = cellField(present, world, asked);
  if (!field) return null;
  return {
    title: asked.title,
    error: asked.error,
    action: asked.action,
    groups: [{ fields: [{ ...field, focus: true }] }],
    submit: text(present, 'form.save'),
    back: asked.back,
  };
}

function cellField(present: Present, world: RecordWorld, { column, label, value }: CellAsked): FieldModel | null {
  if (column === 'owner') return ownerField(present, world, value.ownerId, false);
  if (column === 'name') return { kind: 'text', name: 'name', label, maximum: 200, value: value.name };
  if (column === 'domain') return { kind: 'text', name: 'domain', label, maximum: 253, value: value.domain ?? '' };
  const property = world.properties.find(({ key }) => column === `property.${key}`);
  return property ? propertyField(present, property, value.properties[property.key], world) : null;
}

export function readCell(form: Form, world: RecordWorld, column: string): TableChanges {
  if (column === 'owner') return { ownerId: readOwner(form, world) ?? null };
  if (column === 'name' || column === 'domain') return { [column]: form.text(column) };
  const property = world.properties.filter(({ key }) => column === `property.${key}`);
  return { properties: readProperties(form, property) };
}
