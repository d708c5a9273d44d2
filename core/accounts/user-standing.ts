// A user's standing: role, disabled or enabled. The last administrator always stays.
import { Session, User, UserToken } from '../database/entities/people.ts';
import type { EntityManager } from '../database/database.ts';
import { conflict, invalid } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { actorOf, demand, type Viewer } from './permissions.ts';
import { demandOverUser, roleOf } from './role-rows.ts';
import { userToChange } from './user-rows.ts';

/** All of it demands `user.manage`, and as much as the person holds: else `more_than_own` (403). */
export interface Standing {
  /** Throws `last_administrator` (409) when nobody would be left to undo it. */
  setRole(viewer: Viewer, id: number, role: string): Promise<void>;
  /** Ends all sessions and makes API tokens useless. Throws `last_administrator`, `own_account`. */
  disable(viewer: Viewer, id: number): Promise<void>;
  enable(viewer: Viewer, id: number): Promise<void>;
}

export function standing(deps: AccountsDeps, audit: Audit): Standing {
  const change = (viewer: Viewer, id: number, action: string, detail: object, work: Work) => {
    demand(viewer, 'user.manage');
    return deps.database.write(async (em) => {
      const user = await userToChange(em, id);
      await demandOverUser(deps.database, viewer, user);
      await work(user, em);
      await em.flush();
      await audit.write(viewer, action, `user:${id}`, { ...detail });
      await deps.events.add({ type: 'user.changed', actor: actorOf(viewer), data: { userId: id, access: true } });
    });
  };
  return {
    async setRole(viewer, id, role) {
      if (!(await roleOf(deps.database, role))) throw invalid({ role: 'wrong.choice' });
      await change(viewer, id, 'user.role_changed', { role }, async (user, em) => {
        await demandOverUser(deps.database, viewer, { role });
        if (role !== 'administrator') await keepAnAdministrator(em, user);
        user.role = role;
      });
    },
    async disable(viewer, id) {
      if (id === viewer.userId) throw conflict('own_account', 'Nobody can disable their own account.');
      await change(viewer, id, 'user.disabled', {}, async (user, em) => {
        await keepAnAdministrator(em, user);
        user.status = 'disabled';
        user.available = false;
        await em.nativeDelete(Session, { userId: id });
        await em.nativeDelete(UserToken, { userId: id });
      });
    },
    async enable(viewer, id) {
      await change(viewer, id, 'user.enabled', {}, async (user) => {
        user.status = user.passwordHash ? 'active' : 'invited';
      });
    },
  };
}

type Work = (user: User, em: EntityManager) => Promise<void>;

async function keepAnAdministrator(em: EntityManager, user: User): Promise<void> {
  if (user.role !== 'administrator' || user.status !== 'active') return;
  const others = await em.count(User, { role: 'administrator', status: 'active', id: { $ne: user.id } });
  if (others === 0)
    throw conflict('last_administrator', 'This is the last administrator. Make somebody else one first.');
}
