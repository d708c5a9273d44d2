// Reading roles: built-in ones, those of the desk's own, and which of them hold a permission.
import type { Database } from '../database/database.ts';
import { toJson, toNumber } from '../database/rows.ts';
import type { RoleView } from './people.ts';
import { BUILT_IN_ROLES, demandOver, heldBy, type Permission, type Viewer } from './permissions.ts';

interface Row {
  key: string;
  name: string;
  explanation: string;
  permissions: unknown;
}

/** Built-in ones first, then the desk's own by name. */
export async function readRoles(database: Database): Promise<RoleView[]> {
  const own = await database.rows<Row>('select key, name, explanation, permissions from desk_role order by name, id');
  const counts = await database.rows<{ role: string; count: number }>(
    'select role, count(*) as count from desk_user group by role',
  );
  const countOf = (key: string) => toNumber(counts.find(({ role }) => role === key)?.count ?? 0);
  const builtIn = BUILT_IN_ROLES.map((key) => ({ key, name: '', explanation: '', permissions: [] }));
  return [...builtIn, ...own].map(({ key, name, explanation, permissions }, index) => ({
    ...{ key, name, explanation },
    permissions: [...heldBy(key, toJson<string[]>(permissions))],
    builtIn: index < builtIn.length,
    userCount: countOf(key),
  }));
}

export async function roleOf(database: Database, key: string): Promise<RoleView | undefined> {
  return (await readRoles(database)).find((role) => role.key === key);
}

/** Keys of the roles that hold it. */
export async function rolesWith(database: Database, permission: Permission): Promise<string[]> {
  const own = await database.remembered<Row>('select key, permissions from desk_role');
  const all = [...BUILT_IN_ROLES.map((key) => ({ key, permissions: [] })), ...own];
  return all
    .filter(({ key, permissions }) => heldBy(key, toJson<string[]>(permissions)).has(permission))
    .map(({ key }) => key);
}

/** Whoever holds less than a person may neither change them nor make somebody as they are: throws `more_than_own`. */
export async function demandOverUser(database: Database, viewer: Viewer, { role }: { role: string }): Promise<void> {
  demandOver(viewer, (await roleOf(database, role))?.permissions ?? []);
}
