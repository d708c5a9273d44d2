// Values of properties in the database: one row each, compared by word or amount; what a record has, who has a value.
import { toNumber } from '../database/rows.ts';
import type { Watched } from '../database/undo.ts';
import { invalid } from '../kernel/errors.ts';
import { createDefinitions } from './definitions.ts';
import { readProperty } from './reading.ts';
import type { Needs, ObjectKind, Property, PropertyTest, PropertyValue, PropertyValues } from './shapes.ts';

type Row = Record<string, unknown>;

export interface Values {
  /** By record; a record without any has an empty object. Archived properties are left out. */
  of(object: ObjectKind, recordIds: number[]): Promise<Map<number, PropertyValues>>;
  /**
   * Checks what was sent by key; `null` empties. Throws `invalid` with every wrong field (`property.<key>`), also for
   * keys there are none of.
   */
  check(object: ObjectKind, raw: Record<string, unknown>): Promise<Record<string, PropertyValue | null>>;
  /** Checked values, `null` empties; inside `write`. */
  set(object: ObjectKind, recordId: number, values: Record<string, PropertyValue | null>): Promise<void>;
  /** Inside `write`, of two that become one: the kept one gets what it lacks, and what was chosen of the other by key. */
  join(object: ObjectKind, keptId: number, otherId: number, chosen: string[]): Promise<void>;
  /** The record goes for good: its values have no foreign key to it. */
  forget(object: ObjectKind, recordId: number): Promise<void>;
  /** For undoing: all values of these records. */
  watch(object: ObjectKind, recordIds: () => number[]): Watched;
}

export function createValues(needs: Needs): Values {
  const { database } = needs;
  const definitions = createDefinitions(needs);
  return {
    of,
    check,
    set,
    async join(object, keptId, otherId, chosen) {
      const both = await of(object, [keptId, otherId]);
      const [kept, other] = [both.get(keptId)!, both.get(otherId)!];
      const wanted = Object.entries(other).filter(([key]) => kept[key] === undefined || chosen.includes(key));
      await set(object, keptId, Object.fromEntries(wanted));
    },
    async forget(object, recordId) {
      const known = 'select id from property where object = ?';
      const sql = `delete from property_value where record_id = ? and property_id in (${known})`;
      await database.run(sql, [recordId, object]);
    },
    watch: (object, recordIds) => ({
      table: 'property_value',
      key: ['property_id', 'record_id', 'item'],
      columns: ['property_id', 'record_id', 'item', 'word', 'amount', 'long_text'],
      where: 'record_id in (?) and property_id in (select id from property where object = ?)',
      params: () => [recordIds(), object],
    }),
  };

  async function of(object: ObjectKind, recordIds: number[]): Promise<Map<number, PropertyValues>> {
    const found = new Map<number, PropertyValues>(recordIds.map((id) => [id, {}]));
    const known = await definitions.list(object);
    if (known.length === 0 || recordIds.length === 0) return found;
    const rows = await database.rows<Row>(
      `select * from property_value where record_id in (?) and property_id in (?) order by record_id, property_id, item`,
      [recordIds, known.map(({ id }) => id)],
    );
    for (const row of rows) addTo(found.get(row.record_id as number)!, known, row);
    return found;
  }

  async function check(
    object: ObjectKind,
    raw: Record<string, unknown>,
  ): Promise<Record<string, PropertyValue | null>> {
    const known = await definitions.list(object);
    const values: Record<string, PropertyValue | null> = {};
    const wrong: Record<string, string> = {};
    for (const [key, given] of Object.entries(raw)) {
      const property = known.find((one) => one.key === key);
      const read = property ? readProperty(property, given) : { wrong: 'wrong.no_property' };
      if ('wrong' in read) wrong[`property.${key}`] = read.wrong;
      else values[key] = read.value;
    }
    if (Object.keys(wrong).length > 0) throw invalid(wrong);
    return values;
  }

  async function set(
    object: ObjectKind,
    recordId: number,
    values: Record<string, PropertyValue | null>,
  ): Promise<void> {
    const known = await definitions.list(object);
    for (const [key, value] of Object.entries(values)) {
      const property = known.find((one) => one.key === key);
      if (property) await store(needs, property, recordId, value);
    }
  }
}

/**
 * A condition on a record's id, answered from an index. `id` is the column's name in the surrounding statement.
 */
export function propertyCondition(
  property: Property,
  test: PropertyTest,
  id: string,
): { sql: string; params: unknown[] } {
  const column = isAmount(property) ? 'amount' : property.kind === 'long text' ? 'long_text' : 'word';
  const having = (more: string, params: unknown[]) => ({
    sql: `${id} in (select record_id from property_value where property_id = ?${more})`,
    params: [property.id, ...params],
  });
  if ('is' in test) return having(` and ${column} = ?`, [stored(property, test.is)]);
  if ('set' in test) {
    const { sql, params } = having('', []);
    if (test.set) return { sql, params };
    // One look for each record that is read, instead of a list of all that have one.
    return {
      sql: `not exists (select 1 from property_value where property_id = ? and record_id = ${id})`,
      params: [property.id],
    };
  }
  const { from, to } = test;
  const ends = [
    ...(from === undefined ? [] : [` and ${column} >= ?`]),
    ...(to === undefined ? [] : [` and ${column} <= ?`]),
  ];
  return having(
    ends.join(''),
    [from, to].filter((one) => one !== undefined),
  );
}

function isAmount({ kind }: Pick<Property, 'kind'>): boolean {
  return kind === 'number' || kind === 'user' || kind === 'check box';
}

function stored(property: Property, value: PropertyValue): string | number {
  if (Array.isArray(value)) return value[0] ?? '';
  return isAmount(property) ? Number(value) : String(value);
}

async function store(
  { database }: Needs,
  property: Property,
  recordId: number,
  value: PropertyValue | null,
): Promise<void> {
  await database.run('delete from property_value where property_id = ? and record_id = ?', [property.id, recordId]);
  if (value === null || value === false) return;
  for (const [item, one] of (Array.isArray(value) ? value : [value]).entries()) {
    const amount = isAmount(property) ? Number(one) : null;
    const long = property.kind === 'long text';
    await database.run(
      'insert into property_value (property_id, record_id, item, word, amount, long_text) values (?, ?, ?, ?, ?, ?)',
      [property.id, recordId, item, amount === null && !long ? String(one) : null, amount, long ? String(one) : null],
    );
  }
}

function addTo(values: PropertyValues, known: Property[], row: Row): void {
  const property = known.find(({ id }) => id === row.property_id)!;
  const { key, kind } = property;
  if (kind === 'choices') values[key] = [...((values[key] as string[] | undefined) ?? []), row.word as string];
  else if (kind === 'check box') values[key] = toNumber(row.amount) === 1;
  else values[key] = isAmount(property) ? toNumber(row.amount) : ((row.long_text ?? row.word) as string);
}
