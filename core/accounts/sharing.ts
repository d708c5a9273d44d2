// With whom something is shared: one shape, one check and one condition for whatever people keep for themselves, for some or for everybody (AD-1).
import type { Database } from '../database/database.ts';
import { invalid } from '../kernel/errors.ts';
import { may, type Permission, type Viewer } from './permissions.ts';

export const ACCESSES = ['everyone', 'chosen', 'private'] as const;
/** Who may change it besides those who manage such things: its owner, or all it is shared with. */
export const EDITINGS = ['owner', 'shared'] as const;

/** `private`: its owner's alone. `chosen`: also these people and the members of these teams. */
export interface Access {
  access: (typeof ACCESSES)[number];
  userIds: number[];
  teamIds: number[];
}

interface Owned extends Access {
  ownerId: number | null;
  /** `owner` when absent. */
  editing?: (typeof EDITINGS)[number];
}

/** Something that is shared: its table has the columns `access` and `owner_id`, and a table of shares stands beside it. */
export interface SharedKind {
  table: 'library_entry' | 'macro' | 'list_view';
  /** Who holds it changes what others share. */
  manage: Permission;
  /** Who holds it changes what is shared so that all may. */
  edit: Permission;
  /** Whoever manages them sees all that are not private. */
  managersSee: boolean;
}

const LIBRARY = { manage: 'library.manage', edit: 'library.use', managersSee: true } as const;
export const SHARED_KINDS = {
  entry: { table: 'library_entry', ...LIBRARY },
  macro: { table: 'macro', ...LIBRARY },
  view: { table: 'list_view', manage: 'workspace.manage', edit: 'view.share', managersSee: false },
} as const satisfies Record<string, SharedKind>;

/** What only has a table of shares: nobody owns a pipeline or a type of records. */
export interface Shares {
  table: SharedKind['table'] | 'restricted';
}
export const RESTRICTED: Shares = { table: 'restricted' };

/** A condition on rows of its table: the viewer may use them. */
export function usableBy(
  { table, manage, managersSee }: SharedKind,
  viewer: Viewer,
): { sql: string; params: unknown[] } {
  if (managersSee && may(viewer, manage))
    return { sql: `(${table}.access <> 'private' or ${table}.owner_id = ?)`, params: [viewer.userId] };
  const shared = `${table}.id in (select record_id from ${table}_share where user_id = ? or team_id in (?))`;
  return {
    sql: `(${table}.access = 'everyone' or ${table}.owner_id = ? or (${table}.access = 'chosen' and ${shared}))`,
    params: [viewer.userId, viewer.userId, viewer.teamIds.length > 0 ? viewer.teamIds : [0]],
  };
}

/** Of what the viewer may use: its owner, who it is shared with when the owner says so, and whoever manages such things. */
export function mayChange({ manage, edit }: SharedKind, viewer: Viewer, { ownerId, access, editing }: Owned): boolean {
  if (ownerId === viewer.userId) return true;
  if (access === 'private') return false;
  return (editing === 'shared' && may(viewer, edit)) || may(viewer, manage);
}

/** Users and teams of each, by id. */
export async function sharesOf(
  database: Database,
  { table }: Shares,
  ids: number[],
): Promise<Map<number, Pick<Access, 'userIds' | 'teamIds'>>> {
  const found = new Map(ids.map((id) => [id, { userIds: [] as number[], teamIds: [] as number[] }]));
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
export async function share(database: Database, { table }: Shares, id: number, wanted: Access): Promise<void> {
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
export function goodAccess(given: Access): Access {
  const wrong = wrongAccess(given);
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  const { access, userIds, teamIds } = given;
  return access === 'chosen' ? { access, userIds, teamIds } : { access, userIds: [], teamIds: [] };
}

/** Field → text key, for forms with other fields. */
export function wrongAccess({ access, userIds, teamIds }: Access): Record<string, string> {
  if (!ACCESSES.includes(access)) return { access: 'wrong.choice' };
  return access === 'chosen' && userIds.length + teamIds.length === 0 ? { people: 'wrong.shared_with' } : {};
}
