// Records read: one with its values, a table in order from an index, the timeline.
import { timelineLines } from '../database/timeline.ts';
import { recordsMatching } from '../database/words.ts';
import { invalid } from '../kernel/errors.ts';
import { propertyCondition } from '../properties/properties.ts';
import { recordFrom, type Row } from './rows.ts';
import { objectOf, type Needs, type RecordQuery, type RecordView } from './shapes.ts';
import type { Records } from './verbs.ts';

type Part = Pick<Records, 'view' | 'typeOf' | 'byPublicId' | 'views' | 'history' | 'list' | 'search'>;

const MOST = 200;

interface Merged {
  id: number;
  merged_into_id: number | null;
}

export function createListing(needs: Needs): Part {
  const { database } = needs;
  const view = async (id: number) => (await views(needs, [id]))[0] ?? null;
  return {
    view,
    async typeOf(id) {
      return (await database.row<{ type: string }>('select type from record where id = ?', [id]))?.type ?? null;
    },
    views: (ids) => views(needs, ids),
    async byPublicId(publicId) {
      const sql = 'select id, merged_into_id from record where';
      let row = await database.row<Merged>(`${sql} public_id = ?`, [publicId]);
      while (row?.merged_into_id) row = await database.row<Merged>(`${sql} id = ?`, [row.merged_into_id]);
      return row ? view(row.id) : null;
    },
    history: (id, { before = Number.MAX_SAFE_INTEGER, limit = 50 } = {}) =>
      timelineLines(database, 'record', id, { where: 'line.id < ?', params: [before], limit }),
    list: (query) => list(needs, query),
    search: (words, limit) => search(needs, words, limit),
  };
}

async function views(needs: Needs, ids: number[]): Promise<RecordView[]> {
  if (ids.length === 0) return [];
  const rows = await needs.database.rows<Row>(
    `select record.*, desk_user.name as owner_name from record left join desk_user on desk_user.id = record.owner_id
     where record.id in (?) and record.deleted_at is null`,
    [ids],
  );
  const found = new Map<number, RecordView>();
  for (const type of new Set(rows.map((row) => row.type as string))) {
    const some = rows.filter((row) => row.type === type);
    const values = await needs.properties.values.of(
      objectOf(type),
      some.map((row) => row.id as number),
    );
    for (const row of some) {
      const record = recordFrom(row);
      const owner = record.ownerId === null ? null : { id: record.ownerId, name: row.owner_name as string };
      found.set(record.id, { ...record, owner, properties: values.get(record.id)! });
    }
  }
  return ids.flatMap((id) => found.get(id) ?? []);
}

interface Condition {
  sql: string;
  params: unknown[];
}

async function list(needs: Needs, query: RecordQuery): ReturnType<Records['list']> {
  const limit = Math.min(query.limit, MOST);
  const byName = query.sort === 'name';
  const filters = await filtersOf(needs, query);
  const where = filters.map(({ sql }) => sql).join(' and ');
  const order = byName ? 'name, id' : 'changed_at desc, id desc';
  const found = await needs.database.rows<{ id: number }>(
    `select id from record where ${where} order by ${order} limit ?`,
    [...filters.flatMap(({ params }) => params), limit + 1],
  );
  const rows = await views(
    needs,
    found.slice(0, limit).map(({ id }) => id),
  );
  const last = rows.at(-1);
  const next = found.length > limit && last ? `${byName ? 'name' : last.changedAt.getTime()}-${last.id}` : null;
  return { rows, next };
}

async function search(needs: Needs, typed: string, limit: number): Promise<RecordView[]> {
  const words = recordsMatching(typed);
  if (!words) return [];
  const rows = await needs.database.rows<{ id: number }>(
    `select id from record where ${words.sql} and deleted_at is null order by id desc limit ?`,
    [...words.params, limit],
  );
  return views(
    needs,
    rows.map(({ id }) => id),
  );
}

async function filtersOf(needs: Needs, query: RecordQuery): Promise<Condition[]> {
  const found: Condition[] = [{ sql: 'deleted_at is null and type = ?', params: [query.type] }];
  const { owner, after } = query;
  if (owner === 'nobody') found.push({ sql: 'owner_id is null', params: [] });
  else if (owner) found.push({ sql: 'owner_id = ?', params: [owner] });
  if (after) found.push(await behind(needs, query, after));
  const words = query.search ? recordsMatching(query.search) : null;
  if (words) found.push(words);
  for (const [key, value] of Object.entries(query.properties ?? {})) {
    const property = await needs.properties.definitions.byKey(objectOf(query.type), key);
    if (!property) throw invalid({ [`property.${key}`]: 'wrong.no_property' });
    found.push(propertyCondition(property, { is: value }, 'record.id'));
  }
  return found;
}

async function behind({ database }: Needs, { sort }: RecordQuery, after: string): Promise<Condition> {
  const [, mark, id] = /^(name|\d{1,15})-(\d{1,15})$/.exec(after) ?? [];
  if (!id || (mark === 'name') !== (sort === 'name')) throw invalid({ after: 'wrong.place' });
  if (mark !== 'name') return { sql: '(changed_at, id) < (?, ?)', params: [Number(mark), Number(id)] };
  const row = await database.row<{ name: string }>('select name from record where id = ?', [Number(id)]);
  return { sql: '(name, id) > (?, ?)', params: [row?.name ?? '', Number(id)] };
}
