// The table of contacts: which columns it can have, and a row with what administrators added.
import type { ContactRow } from '../contacts/contacts.ts';
import type { PropertyValues } from '../properties/properties.ts';
import type { Cell, TableModel } from './models/forms.ts';
import { contactAddress } from './present/contacts.ts';
import { contactName, contactPerson, knownBy, text, userPerson, type Present } from './present/marks.ts';
import { propertyWords } from './present/property-fields.ts';
import type { RecordWorld } from './present/records.ts';
import type { WebParts } from './rooms.ts';
import { propertyColumns, type TableColumn } from './table-tools.ts';

/** What contacts have that administrators added, and who can be named in it. */
export async function contactWorld({ rooms }: WebParts): Promise<RecordWorld> {
  return {
    properties: await rooms.properties.definitions.list('contact'),
    users: await rooms.accounts.users.named(),
  };
}

export function contactColumns(present: Present, world: RecordWorld): TableColumn[] {
  const own = ['address', 'company', 'owner', 'last', 'since'].map((key) => ({ key, label: labelOf(present, key) }));
  return [...own, ...propertyColumns(present, world)];
}

function labelOf(present: Present, key: string): string {
  return text(present, key === 'company' ? 'aside.company' : `contacts.${key}`);
}

export function contactUsual({ properties }: RecordWorld): string[] {
  return ['address', 'owner', 'last', ...properties.slice(0, 2).map(({ key }) => `property.${key}`)];
}

/** A contact as the dialog of one cell needs it. */
export async function contactRowsAt({ rooms }: WebParts, id: number) {
  const contact = await rooms.contacts.get(id);
  if (!contact || contact.mergedIntoId) return null;
  const values = await rooms.properties.values.of('contact', [id]);
  return { name: contact.name, ownerId: contact.ownerId, properties: values.get(id)! };
}

interface Asked {
  rows: ContactRow[];
  values: Map<number, PropertyValues>;
  columns: TableColumn[];
  edits: boolean;
  more: string | undefined;
}

export function contactTable(present: Present, world: RecordWorld, asked: Asked): TableModel {
  const { rows, values, columns, edits, more } = asked;
  return {
    id: 'contacts',
    label: text(present, 'contacts.heading'),
    columns: [{ label: text(present, 'contacts.name') }, ...columns.map(({ label }) => ({ label }))],
    rows: rows.map((row) => ({
      id: `contact-${row.id}`,
      cells: [
        {
          person: contactPerson(present, row),
          text: contactName(present, row),
          href: contactAddress(row),
          walk: true,
          detail: columns.some(({ key }) => key === 'company') ? undefined : row.company?.name,
          ...(edits && { pick: row.id }),
        },
        ...columns.map(({ key }) => ({
          ...cellOf(present, world, row, values.get(row.id) ?? {}, key),
          ...(edits && isEditable(key) && { edit: `/contacts/rows/${row.id}/${key}` }),
        })),
      ],
    })),
    more,
    empty: { title: text(present, 'contacts.none'), text: text(present, 'contacts.none.text') },
  };
}

function isEditable(key: string): boolean {
  return key === 'owner' || key.startsWith('property.');
}

function cellOf(present: Present, world: RecordWorld, row: ContactRow, values: PropertyValues, key: string): Cell {
  const { address, company, owner, lastMessageAt, createdAt } = row;
  if (key === 'address') return { text: knownBy(address) ?? '' };
  if (key === 'company')
    return { text: company?.name ?? '', href: company ? `/companies/${company.publicId}` : undefined };
  if (key === 'owner') return owner ? { person: userPerson(owner), text: owner.name } : { text: '' };
  if (key === 'last') return lastMessageAt ? { at: lastMessageAt } : { text: '—' };
  if (key === 'since') return { at: createdAt, style: 'date' };
  const property = world.properties.find((one) => key === `property.${one.key}`);
  const value = property && values[property.key];
  return { text: value === undefined ? '' : propertyWords(present, property!, value, world) };
}
