// Passwords of users: confirming before dangerous changes, changing, setting (AD-2).
import { User, UserToken } from '../database/entities/people.ts';
import { DeskError, invalid, notFound } from '../kernel/errors.ts';
import type { Attempts } from './attempts.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { queueMail } from './mails.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { resets, type Resets } from './password-resets.ts';
import { passwordTrouble } from './password-rules.ts';
import type { Viewer } from './permissions.ts';
import { endSessions } from './sessions.ts';
import { userToChange } from './user-rows.ts';
import type { Workspace } from './workspace.ts';

export interface Passwords extends Resets {
  /** Before a dangerous change: throws `invalid` when it is not the person's own password, `too_many_attempts` (429). */
  confirm(viewer: Viewer, password: string): Promise<void>;
  /** Own password; ends all other sessions. Throws `invalid` on `current` or `password`. */
  change(viewer: Viewer, current: string, password: string): Promise<void>;
  /** From the command line, where nobody can sign in any more: sets it without the old one and ends all sessions. */
  set(viewer: Viewer, userId: number, password: string): Promise<void>;
}

/** Wrong answers to "your current password" within fifteen minutes. */
const MOST = 10;

export function tooManyAttempts(seconds: number): DeskError {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return new DeskError('too_many_attempts', 429, `Too many attempts. Try again in ${minutes} min.`, {
    params: { minutes, seconds },
  });
}

export function createPasswords(deps: AccountsDeps, audit: Audit, attempts: Attempts, workspace: Workspace): Passwords {
  const { database } = deps;
  async function confirm(viewer: Viewer, password: string): Promise<User> {
    const user = await userOf(viewer.userId);
    const key = `confirm:${user.id}`;
    const wait = attempts.take([{ key, most: MOST }]);
    if (wait > 0) throw tooManyAttempts(wait);
    if (!(await verifyPassword(password.slice(0, 1000), user.passwordHash ?? null)))
      throw invalid({ current: 'wrong.password_current' });
    attempts.forget(key);
    return user;
  }
  async function userOf(id: number): Promise<User> {
    const user = await database.read().findOne(User, { id });
    if (!user) throw notFound('user');
    return user;
  }
  return {
    async confirm(viewer, password) {
      await confirm(viewer, password);
    },
    async change(viewer, current, password) {
      const user = await confirm(viewer, current);
      await store(deps, audit, workspace, viewer, user.id, await goodHash(password, user), viewer.sessionId);
    },
    async set(viewer, userId, password) {
      const hash = await goodHash(password, await userOf(userId));
      await store(deps, audit, workspace, viewer, userId, hash, null);
    },
    ...resets(deps, audit, attempts, workspace, {
      tooMany: tooManyAttempts,
      goodHash,
      store: (viewer, userId, hash) => store(deps, audit, workspace, viewer, userId, hash, null),
    }),
  };
}

async function goodHash(password: string, person: { name?: string; email?: string }): Promise<string> {
  const trouble = passwordTrouble(password, person);
  if (trouble) throw invalid({ password: trouble });
  return hashPassword(password);
}

/** All sessions end but the one that is kept, secret links are void, and the person is told by mail. */
async function store(
  deps: AccountsDeps,
  audit: Audit,
  workspace: Workspace,
  viewer: Viewer,
  userId: number,
  passwordHash: string,
  keepSession: number | null,
): Promise<void> {
  await deps.database.write(async (em) => {
    const user = await userToChange(em, userId);
    user.passwordHash = passwordHash;
    if (user.status === 'invited') user.status = 'active';
    await em.flush();
    await endSessions(deps, em, userId, { id: { $ne: keepSession ?? 0 } });
    await em.nativeDelete(UserToken, { userId });
    await audit.write(viewer, 'user.password_changed', `user:${userId}`);
    const params = { name: user.name, desk: (await workspace.get()).name };
    await queueMail(deps, { template: 'password-changed', to: user.email, language: user.language, params });
  });
}
