// Roles of the desk's own: made, changed and deleted by people who hold at least as much (AD-1).
import type { Database } from '../database/database.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import type { RoleView } from './people.ts';
import { actorOf, demand, demandOver, PERMISSIONS, type Permission, type Viewer } from './permissions.ts';
import { readRoles, roleOf, rolesWith } from './role-rows.ts';

const NAME_LIMIT = 60;
const EXPLANATION_LIMIT = 300;
const KEY_LIMIT = 40;

export interface NewRole {
  name: string;
  explanation?: string;
  /** Names of permissions. */
  permissions: string[];
}

export interface Roles {
  /** Built-in ones first, then by name. */
  list(): Promise<RoleView[]>;
  find(key: string): Promise<RoleView | null>;
  /** Keys of the roles that hold a permission. */
  with(permission: Permission): Promise<string[]>;
  /** These three demand `role.manage`. `invalid` with fields; `more_than_own` (403) for what the viewer does not hold. */
  create(viewer: Viewer, role: NewRole): Promise<RoleView>;
  /** Holds at once, on open pages as well. `built_in_role` (409) for those that stay as they are. */
  change(viewer: Viewer, key: string, change: Partial<NewRole>): Promise<RoleView>;
  /** Its people get the role `to`; `role_in_use` (409) when there are some and nothing is said. */
  delete(viewer: Viewer, key: string, to?: string | null): Promise<void>;
}

export function createRoles(deps: AccountsDeps, audit: Audit): Roles {
  const { database } = deps;
  return {
    list: () => readRoles(database),
    find: async (key) => (await roleOf(database, key)) ?? null,
    with: (permission) => rolesWith(database, permission),
    create: (viewer, role) => create(deps, audit, viewer, role),
    change: (viewer, key, wanted) => change(deps, audit, viewer, key, wanted),
    delete: (viewer, key, to) => remove(deps, audit, viewer, key, to ?? null),
  };
}

async function create({ database, clock }: AccountsDeps, audit: Audit, viewer: Viewer, role: NewRole) {
  demand(viewer, 'role.manage');
  return database.write(async () => {
    const { name, explanation, permissions } = await good(database, role, null);
    demandOver(viewer, permissions);
    const key = await freeKey(database, name);
    const now = clock.now();
    await database.run(
      'insert into desk_role (key, name, explanation, permissions, created_at, changed_at) values (?, ?, ?, ?, ?, ?)',
      [key, name, explanation, JSON.stringify(permissions), now, now],
    );
    await audit.write(viewer, 'role.created', `role:${key}`, { name, permissions });
    return (await roleOf(database, key))!;
  });
}

async function change(
  { database, clock, events }: AccountsDeps,
  audit: Audit,
  viewer: Viewer,
  key: string,
  wanted: Partial<NewRole>,
): Promise<RoleView> {
  demand(viewer, 'role.manage');
  return database.write(async () => {
    const before = await ownRole(database, viewer, key);
    const { name, explanation, permissions } = await good(database, { ...before, ...wanted }, key);
    demandOver(viewer, permissions);
    await database.run(
      'update desk_role set name = ?, explanation = ?, permissions = ?, changed_at = ? where key = ?',
      [...[name, explanation, JSON.stringify(permissions), clock.now(), key]],
    );
    const added = permissions.filter((one) => !before.permissions.includes(one));
    const removed = before.permissions.filter((one) => !permissions.includes(one));
    await audit.write(viewer, 'role.changed', `role:${key}`, {
      name,
      ...(added.length > 0 && { added }),
      ...(removed.length > 0 && { removed }),
    });
    // Of nobody in particular: the rights of everybody may be others now.
    await events.add({ type: 'user.changed', actor: actorOf(viewer), data: { role: key, access: true } });
    return (await roleOf(database, key))!;
  });
}

async function remove(
  { database, events }: AccountsDeps,
  audit: Audit,
  viewer: Viewer,
  key: string,
  to: string | null,
): Promise<void> {
  demand(viewer, 'role.manage');
  await database.write(async () => {
    const { name, userCount } = await ownRole(database, viewer, key);
    if (userCount > 0) {
      if (to === null) throw conflict('role_in_use', 'People have this role. Say which one they get.', { userCount });
      const next = to === key ? undefined : await roleOf(database, to);
      if (!next) throw invalid({ to: 'wrong.choice' });
      demandOver(viewer, next.permissions);
      await database.run('update desk_user set role = ? where role = ?', [to, key]);
    }
    await database.run('delete from desk_role where key = ?', [key]);
    const moved = userCount > 0 ? { role: to, userCount } : {};
    await audit.write(viewer, 'role.deleted', `role:${key}`, { name, ...moved });
    await events.add({ type: 'user.changed', actor: actorOf(viewer), data: { role: key, access: true } });
  });
}

/** One that can be changed, by somebody who holds as much. */
async function ownRole(database: Database, viewer: Viewer, key: string): Promise<RoleView> {
  const role = await roleOf(database, key);
  if (!role) throw notFound('role');
  if (role.builtIn) throw conflict('built_in_role', 'This role belongs to every desk and stays as it is.');
  demandOver(viewer, role.permissions);
  return role;
}

/** Throws `invalid` with every wrong field. */
async function good(database: Database, role: NewRole, own: string | null) {
  const wrong: Record<string, string> = {};
  const name = role.name.replace(/\s+/g, ' ').trim();
  const explanation = (role.explanation ?? '').trim();
  const isTaken = (await readRoles(database)).some(
    (one) => one.key !== own && [one.name, one.key].some((word) => word.toLowerCase() === name.toLowerCase()),
  );
  if (name === '') wrong.name = 'wrong.empty';
  else if (name.length > NAME_LIMIT) wrong.name = 'wrong.too_long';
  else if (isTaken) wrong.name = 'wrong.name_taken';
  if (explanation.length > EXPLANATION_LIMIT) wrong.explanation = 'wrong.too_long';
  const permissions = PERMISSIONS.filter((one) => role.permissions.includes(one));
  if (permissions.length === 0) wrong.permissions = 'wrong.permissions';
  if (role.permissions.some((one) => !(PERMISSIONS as readonly string[]).includes(one)))
    wrong.permissions = 'wrong.choice';
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return { name, explanation, permissions };
}

/** From the letters of its name, so that it can be typed. */
async function freeKey(database: Database, name: string): Promise<string> {
  const letters = name
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\u0300-\u036F]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, KEY_LIMIT)
    .replace(/^-+|-+$/g, '');
  const base = letters || 'role';
  const taken = new Set((await readRoles(database)).map(({ key }) => key));
  for (let number = 1; ; number += 1) {
    const key = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(key)) return key;
  }
}
