// Who may use and change what people keep for themselves, for some or for everybody: the library and macros ask the same.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Database } from '../database/database.ts';
import { invalid } from '../kernel/errors.ts';
import { ACCESSES, type Access } from './shapes.ts';

/** Tables with the columns `access` and `owner_id`, and a table of shares beside them. */
export type SharedTable = 'library_entry' | 'macro';

interface Owned extends Access {
  ownerId: number | null;
}

/** A condition on rows of the table: the viewer may use them. Who manages the library sees all but what is private. */
export function usableBy(table: SharedTable, viewer: Viewer): { sql: string; params: unknown[] } {
  if (may(viewer, 'library.manage'))
    return { sql: `(${table}.access <> 'private' or ${table}.owner_id = ?)`, params: [viewer.userId] };
  const shared = `${table}.id in (select record_id from ${table}_share where user_id = ? or team_id in (?))`;
  return {
    sql: `(${table}.access = 'everyone' or ${table}.owner_id = ? or (${table}.access = 'chosen' and ${shared}))`,
    params: [viewer.userId, viewer.userId, viewer.teamIds.length > 0 ? viewer.teamIds : [0]],
  };
}

/** Its owner's, and of whoever manages the library. */
export function mayChange(viewer: Viewer, { ownerId, access }: Owned): boolean {
  return ownerId === viewer.userId || (access !== 'private' && may(viewer, 'library.manage'));
}

export async function sharesOf(database: Database, table: SharedTable, ids: number[]): Promise<Map<number, Access>> {
  const found = new Map<number, Access>(ids.map((id) => [id, { access: 'chosen', userIds: [], teamIds: [] }]));
  if (ids.length === 0) return found;
  const sql = `select record_id, user_id, team_id from ${table}_share where record_id in (?) order by id`;
  for (const row of await database.rows<Record<string, number | null>>(sql, [ids])) {
    const { userIds, teamIds } = found.get(row.record_id!)!;
    if (row.user_id !== null) userIds.push(row.user_id!);
    else teamIds.push(row.team_id!);
  }
  return found;
}

/** Inside `write`. Replaces what it was shared with. */
export async function share(database: Database, table: SharedTable, id: number, wanted: Access): Promise<void> {
  await database.run(`delete from ${table}_share where record_id = ?`, [id]);
  if (wanted.access !== 'chosen') return;
  for (const [column, known, ids] of [
    ['user_id', 'desk_user', wanted.userIds],
    ['team_id', 'team', wanted.teamIds],
  ] as const)
    for (const one of new Set(ids))
      await database.run(`insert into ${table}_share (record_id, ${column}) select ?, id from ${known} where id = ?`, [
        id,
        one,
      ]);
}

/** Throws `invalid` for what is none. */
export function goodAccess({ access, userIds, teamIds }: Access): Access {
  if (!ACCESSES.includes(access)) throw invalid({ access: 'wrong.choice' });
  if (access === 'chosen' && userIds.length + teamIds.length === 0) throw invalid({ people: 'wrong.shared_with' });
  return { access, userIds, teamIds };
}
