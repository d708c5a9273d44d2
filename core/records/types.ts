// Types of records that administrators define: named, ordered, put away; their keys stay for ever.
import { insert } from '../database/columns.ts';
import { toDateOrNull } from '../database/rows.ts';
import { notFound } from '../kernel/errors.ts';
import { keyOf } from '../properties/properties.ts';
import { goodName, type Row } from './rows.ts';
import { OWN_TYPES, type Needs, type RecordType } from './shapes.ts';
import type { RecordTypes } from './verbs.ts';

const LABEL_LIMIT = 60;
/** Words that addresses and links use for something else. */
const TAKEN = ['contact', 'ticket', 'record', 'new', ...OWN_TYPES];

export function createTypes(needs: Needs): RecordTypes {
  const { database, clock } = needs;
  const get: RecordTypes['get'] = async (key) => {
    const row = await database.row<Row>('select * from record_type where key = ?', [key]);
    return row ? typeFrom(row) : null;
  };
  return {
    get,
    async list({ archived = false } = {}) {
      const which = archived ? '' : 'where archived_at is null';
      return (await database.rows<Row>(`select * from record_type ${which} order by position, id`)).map(typeFrom);
    },
    async exists(key) {
      return OWN_TYPES.includes(key) || (await get(key))?.archivedAt === null;
    },
    create: (wanted) =>
      database.write(async () => {
        const columns = columnsOf(wanted);
        const last = await database.row<{ last: number | null }>('select max(position) as last from record_type');
        const key = await freeKey(needs, wanted.singular);
        const position = (last?.last ?? -1) + 1;
        await insert(database, 'record_type', { key, ...columns, position, created_at: clock.now() });
        return (await get(key))!;
      }),
    change: (key, changes) =>
      database.write(async () => {
        const before = await get(key);
        if (!before) throw notFound('record type');
        const columns = columnsOf({ ...before, ...changes });
        const sets = Object.keys(columns).map((name) => `${name} = ?`);
        await database.run(`update record_type set ${sets.join(', ')} where key = ?`, [...Object.values(columns), key]);
      }),
    archive: (key, archived) =>
      database.run('update record_type set archived_at = ? where key = ?', [archived ? clock.now() : null, key]),
  };
}

function typeFrom(row: Row): RecordType {
  return {
    id: row.id as number,
    key: row.key as string,
    singular: row.singular as string,
    plural: row.plural as string,
    icon: row.icon as string,
    nameLabel: row.name_label as string,
    archivedAt: toDateOrNull(row.archived_at),
  };
}

function columnsOf({ singular, plural, icon, nameLabel }: Parameters<RecordTypes['create']>[0]) {
  return {
    singular: goodName(singular, 'singular', LABEL_LIMIT),
    plural: goodName(plural, 'plural', LABEL_LIMIT),
    icon,
    name_label: goodName(nameLabel, 'nameLabel', LABEL_LIMIT),
  };
}

async function freeKey({ database }: Needs, singular: string): Promise<string> {
  const base = keyOf(singular) || 'object';
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? base : `${base}_${count}`;
    if (TAKEN.includes(key)) continue;
    if (!(await database.row('select 1 as here from record_type where key = ?', [key]))) return key;
  }
}
