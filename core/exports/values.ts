// Values of properties as cells: choices and people by their names, numbers so that every program reads them.
import type { ObjectKind, Property, PropertyValue } from '../properties/properties.ts';
import type { ExportRow, ExportWords, Needs, Written } from './shapes.ts';

export async function writer(
  { properties, database }: Needs,
  object: ObjectKind | null,
  words: ExportWords,
): Promise<Written> {
  const known = object ? await properties.definitions.list(object) : [];
  const people = await database.rows<{ id: number; name: string }>('select id, name from desk_user');
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (values) => {
    const row: ExportRow = {};
    for (const property of known) {
      const value = values[property.key];
      if (value !== undefined) row[`property.${property.key}`] = cell(property, value, names, words);
    }
    return row;
  };
}

function cell(
  { kind, options }: Property,
  value: PropertyValue,
  names: Map<number, string>,
  words: ExportWords,
): string {
  if (kind === 'user') return names.get(Number(value)) ?? '';
  if (kind === 'check box') return value ? words.yes : words.no;
  if (kind !== 'choice' && kind !== 'choices') return String(value);
  const labels = [value].flat().map((key) => options.find((one) => one.key === key)?.label ?? String(key));
  return labels.join('; ');
}
