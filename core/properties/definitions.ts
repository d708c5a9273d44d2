// Definitions of properties: made, named, ordered, put away; their keys and kinds stay for ever.
import { toDateOrNull, toJson } from '../database/rows.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import { keyOf } from './reading.ts';
import {
  PROPERTY_KINDS,
  type Needs,
  type NewProperty,
  type ObjectKind,
  type Property,
  type PropertyOption,
} from './shapes.ts';

const LABEL_LIMIT = 80;
const HELP_LIMIT = 300;
const OPTION_LIMIT = 200;
/** Names that records have of their own. */
const TAKEN =
  /^(id|number|name|description|pipeline|stage|priority|owner|team|source|contact|company|created|changed|closed)$/;

type Row = Record<string, unknown>;

export interface Definitions {
  /** In their order; archived ones only when asked for. */
  list(object: ObjectKind, options?: { archived?: boolean }): Promise<Property[]>;
  get(id: number): Promise<Property | null>;
  byKey(object: ObjectKind, key: string): Promise<Property | null>;
  create(property: NewProperty): Promise<Property>;
  /** `options` replaces the list: known keys keep their meaning, absent ones are archived, those without a key are new. */
  change(
    id: number,
    changes: { label?: string; help?: string; options?: { key?: string; label: string }[] },
  ): Promise<Property>;
  archive(id: number, archived: boolean): Promise<void>;
  /** All of an object's in this order; those not named follow. */
  order(object: ObjectKind, ids: number[]): Promise<void>;
}

export function createDefinitions(needs: Needs): Definitions {
  const { database } = needs;
  const one = async (where: string, params: unknown[]) => {
    const row = await database.row<Row>(`select * from property where ${where}`, params);
    return row ? propertyFrom(row) : null;
  };
  return {
    async list(object, { archived = false } = {}) {
      const which = archived ? '' : 'and archived_at is null';
      const sql = `select * from property where object = ? ${which} order by position, id`;
      return (await database.rows<Row>(sql, [object])).map(propertyFrom);
    },
    get: (id) => one('id = ?', [id]),
    byKey: (object, key) => one('object = ? and key = ?', [object, key]),
    create: (property) => database.write(() => create(needs, property)),
    change: (id, changes) => database.write(() => change(needs, id, changes)),
    archive: (id, archived) =>
      database.run('update property set archived_at = ? where id = ?', [archived ? needs.clock.now() : null, id]),
    order: (object, ids) =>
      database.write(async () => {
        const known = (await createDefinitions(needs).list(object, { archived: true })).map(({ id }) => id);
        const wanted = [...ids.filter((id) => known.includes(id)), ...known.filter((id) => !ids.includes(id))];
        for (const [position, id] of wanted.entries())
          await database.run('update property set position = ? where id = ?', [position, id]);
      }),
  };
}

export function propertyFrom(row: Row): Property {
  return {
    id: row.id as number,
    object: row.object as ObjectKind,
    key: row.key as string,
    label: row.label as string,
    help: row.help as string,
    kind: row.kind as Property['kind'],
    options: toJson(row.options),
    position: row.position as number,
    archivedAt: toDateOrNull(row.archived_at),
  };
}

async function create(needs: Needs, wanted: NewProperty): Promise<Property> {
  const { database, clock } = needs;
  const label = goodLabel(wanted.label);
  if (!PROPERTY_KINDS.includes(wanted.kind)) throw invalid({ kind: 'wrong.choice' });
  const key = await freeKey(needs, wanted.object, wanted.key ?? keyOf(label), wanted.key !== undefined);
  const options = isChoice(wanted.kind)
    ? madeOptions(
        [],
        (wanted.options ?? []).map((one) => ({ label: one })),
      )
    : [];
  const last = await database.row<{ last: number | null }>(
    'select max(position) as last from property where object = ?',
    [wanted.object],
  );
  const row = await database.row<Row>(
    `insert into property (object, key, label, help, kind, options, position, created_at) values (?, ?, ?, ?, ?, ?, ?, ?) returning *`,
    [
      ...[wanted.object, key, label, (wanted.help ?? '').trim().slice(0, HELP_LIMIT), wanted.kind],
      ...[JSON.stringify(options), (last?.last ?? -1) + 1, clock.now()],
    ],
  );
  return propertyFrom(row!);
}

async function change(needs: Needs, id: number, changes: Parameters<Definitions['change']>[1]): Promise<Property> {
  const { database } = needs;
  const before = await createDefinitions(needs).get(id);
  if (!before) throw notFound('property');
  const label = changes.label === undefined ? before.label : goodLabel(changes.label);
  const help = changes.help === undefined ? before.help : changes.help.trim().slice(0, HELP_LIMIT);
  const options =
    changes.options === undefined || !isChoice(before.kind)
      ? before.options
      : madeOptions(before.options, changes.options);
  await database.run('update property set label = ?, help = ?, options = ? where id = ?', [
    label,
    help,
    JSON.stringify(options),
    id,
  ]);
  return { ...before, label, help, options };
}

function isChoice(kind: Property['kind']): boolean {
  return kind === 'choice' || kind === 'choices';
}

/** Never twice the same; one spelled by a program is refused instead of bent. */
async function freeKey(needs: Needs, object: ObjectKind, wanted: string, exact: boolean): Promise<string> {
  if (exact && (!/^[a-z][a-z0-9_]{0,39}$/.test(wanted) || TAKEN.test(wanted))) throw invalid({ key: 'wrong.key' });
  const base = wanted === '' || TAKEN.test(wanted) ? `property${wanted && `_${wanted}`}` : wanted;
  const { byKey } = createDefinitions(needs);
  if (exact) {
    if (await byKey(object, wanted)) throw invalid({ key: 'wrong.key_taken' });
    return wanted;
  }
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? base : `${base}_${count}`;
    if (!(await byKey(object, key))) return key;
  }
}

/** Options of before keep their keys; one that is no longer there is archived, for the records that have it. */
function madeOptions(before: PropertyOption[], wanted: { key?: string; label: string }[]): PropertyOption[] {
  const made: PropertyOption[] = [];
  for (const one of wanted.slice(0, OPTION_LIMIT)) {
    const label = one.label.replace(/\s+/g, ' ').trim().slice(0, LABEL_LIMIT);
    if (label === '') continue;
    const known =
      before.find(({ key }) => key === one.key) ??
      before.find((other) => other.label.toLowerCase() === label.toLowerCase());
    if (known && made.some(({ key }) => key === known.key)) continue;
    made.push({ key: known?.key ?? freshKey(label, [...before, ...made]), label });
  }
  if (made.length === 0) throw invalid({ options: 'wrong.options' });
  const gone = before.filter(({ key }) => !made.some((one) => one.key === key));
  return [...made, ...gone.map((one) => ({ ...one, archived: true }))];
}

function freshKey(label: string, known: PropertyOption[]): string {
  const base = keyOf(label) || 'option';
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? base : `${base}_${count}`;
    if (!known.some((one) => one.key === key)) return key;
  }
}

function goodLabel(wanted: string): string {
  const label = wanted.replace(/\s+/g, ' ').trim();
  if (label === '') throw invalid({ label: 'wrong.empty' });
  if (label.length > LABEL_LIMIT) throw invalid({ label: 'wrong.too_long' });
  return label;
}
