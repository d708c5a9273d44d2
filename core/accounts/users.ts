// Users: finding, creating and changing them, their role and whether they may come in (AD-1).
import type { Database } from '../database/database.ts';
import { User } from '../database/entities/people.ts';
import { onCall } from '../database/on-call.ts';
import { toBoolean } from '../database/rows.ts';
import { usersWithAccess } from './access.ts';
import type { Audit } from './audit.ts';
import { normalEmail, type AccountsDeps } from './deps.ts';
import { limiting, type Limiting } from './limits.ts';
import type { NewUser, UserChange, UserStatus, UserView } from './people.ts';
import { ACTING, type Permission, type Viewer } from './permissions.ts';
import { rolesWith } from './role-rows.ts';
import { createUser, updateUser } from './user-changes.ts';
import { readUsers, userToChange } from './user-rows.ts';
import { standing, type Standing } from './user-standing.ts';

export interface Users extends Standing, Limiting {
  /** Whether there is anybody at all: if not, the first-run page is shown. */
  any(): Promise<boolean>;
  find(id: number): Promise<UserView | null>;
  findByEmail(email: string): Promise<UserView | null>;
  /** By name. Disabled users only when asked for. */
  list(filter?: { status?: UserStatus | 'any'; teamId?: number }): Promise<UserView[]>;
  /** Active users by name, as menus name them: every page of a conversation asks. */
  named(): Promise<Pick<UserView, 'id' | 'name' | 'available' | 'onCall'>[]>;
  /** Active users who may do something, for example be given a conversation of an inbox (CH-4). */
  whoMay(permission: Permission, about?: { inboxId?: number }): Promise<UserView[]>;
  /** Demands `user.manage`. Throws `invalid` with fields, also when the address is taken. */
  create(viewer: Viewer, user: NewUser): Promise<UserView>;
  /** Own data, or anybody's with `user.manage`. */
  update(viewer: Viewer, id: number, change: UserChange): Promise<UserView>;
  preferences(id: number): Promise<Record<string, unknown>>;
  /** Own preferences (list columns …): what is given replaces what was under the same name. */
  prefer(viewer: Viewer, change: Record<string, unknown>): Promise<void>;
}

export function createUsers(deps: AccountsDeps, audit: Audit): Users {
  const { database } = deps;
  const one = async (where: string, value: unknown) => (await readUsers(database, where, [value]))[0] ?? null;
  return {
    any: async () => (await database.row('select id from desk_user limit 1')) !== undefined,
    find: (id) => one('id = ?', id),
    findByEmail: (email) => one('email = ?', normalEmail(email)),
    async list({ status = 'active', teamId } = {}) {
      const views = await (status === 'any'
        ? readUsers(database, '1 = 1')
        : readUsers(database, 'status = ?', [status]));
      return teamId === undefined ? views : views.filter((user) => user.teamIds.includes(teamId));
    },
    named: () => named(database),
    async whoMay(permission, { inboxId } = {}) {
      const able = await rolesWith(database, permission);
      const views = await readUsers(database, `status = 'active' and role in (?)`, [able]);
      if (inboxId === undefined) return views;
      const inside = await usersWithAccess(database, inboxId, ACTING.has(permission) ? 'answer' : 'see');
      return views.filter((user) => inside.has(user.id));
    },
    create: (viewer, user) => createUser(deps, audit, viewer, user),
    update: (viewer, id, change) => updateUser(deps, audit, viewer, id, change),
    ...standing(deps, audit),
    ...limiting(deps, audit),
    preferences: async (id) => (await database.read().findOne(User, { id }))?.preferences ?? {},
    async prefer(viewer, change) {
      await database.write(async (em) => {
        const user = await userToChange(em, viewer.userId);
        user.preferences = { ...user.preferences, ...change };
        await em.flush();
      });
    },
  };
}

async function named(database: Database): ReturnType<Users['named']> {
  const sql = `select id, name, available, ${onCall('desk_user')} as on_call from desk_user
    where status = 'active' order by name, id`;
  const rows = await database.rows<{ id: number; name: string; available: unknown; on_call: unknown }>(sql);
  return rows.map(({ id, name, ...row }) => ({
    ...{ id, name, available: toBoolean(row.available), onCall: toBoolean(row.on_call) },
  }));
}
