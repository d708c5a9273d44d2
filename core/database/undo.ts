// Acts that can be undone: remembers the rows an act changed and gives them back.
import type { Clock } from '../kernel/clock.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import type { Database } from './database.ts';
import { toJson } from './rows.ts';

type Row = Record<string, unknown>;

const AT_ONCE = 500;

/** Rows to look at before and after an act. `params` is asked both times, so that it may name rows made by the act. */
export interface Watched {
  table: string;
  key: string[];
  /** What is given back; a table whose rows may be deleted by the act must name all its columns. */
  columns: string[];
  where: string;
  params(): unknown[];
  /** Columns without which an undo makes no sense: changed by somebody else since, the undo is refused. */
  firm?: string[];
}

/** The same change of several rows. Before null: the act made them; after null: it deleted them. */
export interface Change {
  table: string;
  keys: Row[];
  before: Row | null;
  after: Row | null;
  firm: string[];
}

export interface Step {
  id: number;
  kind: string;
  changes: Change[];
  data: Row;
}

export interface Act {
  kind: string;
  /** Who may be asked about it; null for the desk. */
  userId: number | null;
  data?: Row;
  watch: Watched[];
}

/** Does the work and writes a step that can undo it; `undo` is null when nothing that is watched has changed. */
export async function undoable<T>(
  needs: { database: Database; clock: Clock },
  act: Act,
  work: () => Promise<T>,
): Promise<{ result: T; undo: string | null }> {
  const { database, clock } = needs;
  return database.write(async () => {
    const before = await snapshots(database, act.watch);
    const result = await work();
    const after = await snapshots(database, act.watch);
    const changes = act.watch.flatMap((watched, index) => compare(watched, before[index]!, after[index]!));
    if (changes.length === 0) return { result, undo: null };
    return { result, undo: await writeStep(needs, act, { changes, ...act.data }, clock.now()) };
  });
}

/** A step without rows of its own, for example one that stands for several others. */
export async function writeStep(
  needs: { database: Database },
  act: Pick<Act, 'kind' | 'userId'>,
  data: Row,
  at: Date,
): Promise<string> {
  const id = publicId();
  await needs.database.run(
    'insert into undo_step (public_id, user_id, kind, data, created_at) values (?, ?, ?, ?, ?)',
    [id, act.userId, act.kind, JSON.stringify(data), at],
  );
  return id;
}

/**
 * Reads a step and marks it as used; inside `write`. `userId` is who undoes, null for the desk: a step of somebody else
 * is not there for them. Throws `not_found` or a conflict `undo_used`.
 */
export async function takeStep(
  needs: { database: Database; clock: Clock },
  stepPublicId: string,
  userId: number | null,
): Promise<Step> {
  const row = await needs.database.row<Row>('select * from undo_step where public_id = ?', [stepPublicId]);
  if (!row || (userId !== null && row.user_id !== null && row.user_id !== userId)) throw notFound('step');
  if (row.used_at !== null) throw conflict('undo_used', 'This has been undone already.');
  await needs.database.run('update undo_step set used_at = ? where id = ?', [needs.clock.now(), row.id]);
  const { changes = [], ...data } = toJson<{ changes?: Change[] } & Row>(row.data);
  return { id: row.id as number, kind: row.kind as string, changes, data };
}

/** Gives rows back, inside `write`. Columns changed again since keep their newer value, firm ones refuse the undo. */
export async function giveBack(database: Database, changes: Change[]): Promise<void> {
  for (const change of changes) if (change.before && change.after) await refuseOutdated(database, change);
  for (const change of changes) if (change.before && !change.after) await putBack(database, change);
  for (const change of changes) if (change.before && change.after) await restore(database, change);
  // What was made last goes first: it may point at what was made before it.
  for (const change of changes.toReversed()) if (!change.before) await remove(database, change);
}

async function snapshots(database: Database, watch: Watched[]): Promise<Map<string, Row>[]> {
  const all: Map<string, Row>[] = [];
  for (const { table, key, columns, where, params } of watch) {
    const names = [...new Set([...key, ...columns])].join(', ');
    const rows = await database.rows<Row>(`select ${names} from ${table} where ${where}`, params());
    all.push(new Map(rows.map((row) => [JSON.stringify(key.map((name) => row[name])), row])));
  }
  return all;
}

function compare(watched: Watched, before: Map<string, Row>, after: Map<string, Row>): Change[] {
  const groups = new Map<string, Change>();
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(id), after.get(id)];
    const columns = watched.columns.filter((name) => !was || !is || was[name] !== is[name]);
    if (was && is && columns.length === 0) continue;
    const change = { before: was ? only(was, columns) : null, after: is && was ? only(is, columns) : is ? {} : null };
    const group = JSON.stringify(change);
    const key = only((was ?? is)!, watched.key);
    const known = groups.get(group);
    if (known) known.keys.push(key);
    else groups.set(group, { table: watched.table, keys: [key], ...change, firm: watched.firm ?? [] });
  }
  return [...groups.values()];
}

function only(row: Row, names: string[]): Row {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

interface Part {
  where: string;
  params: unknown[];
  count: number;
}

/** The rows of a change in handy parts: many at once where one column names them, else one by one. */
function partsOf({ keys }: Change): Part[] {
  const names = Object.keys(keys[0]!);
  if (names.length > 1) {
    const where = names.map((name) => `${name} = ?`).join(' and ');
    return keys.map((key) => ({ where, params: Object.values(key), count: 1 }));
  }
  const values = keys.map((key) => key[names[0]!]);
  return Array.from({ length: Math.ceil(values.length / AT_ONCE) }, (_, index) => {
    const some = values.slice(index * AT_ONCE, (index + 1) * AT_ONCE);
    return { where: `${names[0]} in (?)`, params: [some], count: some.length };
  });
}

async function refuseOutdated(database: Database, change: Change): Promise<void> {
  const firm = change.firm.filter((name) => name in change.after!);
  if (firm.length === 0) return;
  const same = firm.map((name) => `${name} is not distinct from ?`).join(' and ');
  for (const { where, params, count } of partsOf(change)) {
    const sql = `select count(*) as found from ${change.table} where ${where} and ${same}`;
    const row = await database.row<{ found: number }>(sql, [...params, ...firm.map((name) => change.after![name])]);
    if (Number(row!.found) !== count) {
      throw conflict('undo_outdated', 'This cannot be undone any more: it has been changed again since.');
    }
  }
}

async function restore(database: Database, change: Change): Promise<void> {
  const names = Object.keys(change.before!);
  const sets = names.map((name) => `${name} = case when ${name} is not distinct from ? then ? else ${name} end`);
  const values = names.flatMap((name) => [change.after![name], change.before![name]]);
  for (const { where, params } of partsOf(change)) {
    await database.run(`update ${change.table} set ${sets.join(', ')} where ${where}`, [...values, ...params]);
  }
}

async function putBack(database: Database, change: Change): Promise<void> {
  for (const key of change.keys) {
    const row = { ...change.before, ...key };
    const names = Object.keys(row);
    await database.run(
      `insert into ${change.table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) on conflict do nothing`,
      Object.values(row),
    );
  }
}

async function remove(database: Database, change: Change): Promise<void> {
  for (const { where, params } of partsOf(change)) {
    await database.run(`delete from ${change.table} where ${where}`, params);
  }
}
