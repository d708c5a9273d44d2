// One row by its columns: the statements that every room would write for itself.
import type { Database } from './database.ts';

/** By column; times may be dates, JSON must be text already. Names of tables and columns are the caller's own words, never what somebody sent. */
type Columns = Record<string, unknown>;

/** One insert; gives the new id. */
export async function insert(database: Pick<Database, 'row'>, table: string, columns: Columns): Promise<number> {
  const names = Object.keys(columns);
  const row = await database.row<{ id: number }>(
    `insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) returning id`,
    Object.values(columns),
  );
  return row!.id;
}

/** Sets columns of one row; nothing when there are none. */
export async function patch(
  database: Pick<Database, 'run'>,
  table: string,
  id: number,
  columns: Columns,
): Promise<void> {
  const names = Object.keys(columns);
  if (names.length === 0) return;
  const sets = names.map((name) => `${name} = ?`).join(', ');
  await database.run(`update ${table} set ${sets} where id = ?`, [...Object.values(columns), id]);
}
