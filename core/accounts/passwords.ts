// Passwords of users: changing, confirming, forgetting (AD-2).
import { Session, User, UserToken } from '../database/entities/people.ts';
import { DeskError, invalid, notFound } from '../kernel/errors.ts';
import type { Attempts } from './attempts.ts';
import type { Audit } from './audit.ts';
import { normalEmail, type AccountsDeps } from './deps.ts';
import { makeLink, useLink, userOfLink } from './links.ts';
import { queueMail } from './mails.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';
import { passwordTrouble } from './password-rules.ts';
import { deskViewer, type Viewer } from './permissions.ts';
import { userToChange } from './user-rows.ts';
import type { Workspace } from './workspace.ts';

export interface Passwords {
  /** Before a dangerous change: throws `invalid` when it is not the person's own password, `too_many_attempts` (429). */
  confirm(viewer: Viewer, password: string): Promise<void>;
  /** Own password; ends all other sessions. Throws `invalid` on `current` or `password`. */
  change(viewer: Viewer, current: string, password: string): Promise<void>;
  /** From the command line, where nobody can sign in any more: sets it without the old one and ends all sessions. */
  set(viewer: Viewer, userId: number, password: string): Promise<void>;
  /** Sends a link, valid one hour, if there is such a user; the caller cannot tell, and it takes no longer. */
  forget(email: string, ip: string): Promise<void>;
  /** Whether a reset link is valid. */
  mayReset(token: string): Promise<boolean>;
  /** Sets it with a link that works once, and ends all sessions. Throws `invalid` or `link_invalid`. */
  reset(token: string, password: string): Promise<number>;
}

const FORGOTTEN = 'accounts.forgotten';

export function tooManyAttempts(seconds: number): DeskError {
  const minutes = Math.max(1, Math.ceil(seconds / 60));
  return new DeskError('too_many_attempts', 429, `Too many attempts. Try again in ${minutes} min.`, {
    params: { minutes, seconds },
  });
}

export function createPasswords(deps: AccountsDeps, audit: Audit, attempts: Attempts, workspace: Workspace): Passwords {
  const { database } = deps;
  deps.jobs.handle(FORGOTTEN, {
    run: ({ email, ip }) => sendResetLink(deps, audit, workspace, String(email), String(ip)),
  });
  async function confirmAs(viewer: Viewer, password: string, field: string): Promise<User> {
    const user = await database.read().findOne(User, { id: viewer.userId });
    if (!user) throw notFound('user');
    const wait = attempts.take([{ key: `confirm:${user.id}`, most: 10 }]);
    if (wait > 0) throw tooManyAttempts(wait);
    if (!(await verifyPassword(password.slice(0, 1000), user.passwordHash ?? null)))
      throw invalid({ [field]: 'wrong.password_current' });
    attempts.forget(`confirm:${user.id}`);
    return user;
  }
  async function store(
    viewer: Viewer,
    userId: number,
    passwordHash: string,
    keepSession: number | null,
  ): Promise<void> {
    await database.write(async (em) => {
      const user = await userToChange(em, userId);
      user.passwordHash = passwordHash;
      if (user.status === 'invited') user.status = 'active';
      await em.flush();
      await em.nativeDelete(Session, { userId, ...(keepSession === null ? {} : { id: { $ne: keepSession } }) });
      await em.nativeDelete(UserToken, { userId });
      await audit.write(viewer, 'user.password_changed', `user:${userId}`);
      const params = { name: user.name, desk: (await workspace.get()).name };
      await queueMail(deps, { template: 'password-changed', to: user.email, language: user.language, params });
    });
  }
  return {
    async confirm(viewer, password) {
      await confirmAs(viewer, password, 'current');
    },
    async change(viewer, current, password) {
      const user = await confirmAs(viewer, current, 'current');
      const hash = await goodHash(password, user);
      await store(viewer, user.id, hash, viewer.sessionId);
    },
    async set(viewer, userId, password) {
      const user = await database.read().findOne(User, { id: userId });
      if (!user) throw notFound('user');
      await store(viewer, userId, await goodHash(password, user), null);
    },
    async forget(email, ip) {
      const wait = attempts.take([
        { key: `forget:${normalEmail(email)}`, most: 3 },
        { key: `forget:${ip}`, most: 20 },
      ]);
      if (wait > 0) throw tooManyAttempts(wait);
      // A job either way, so that the answer takes as long for an address nobody has.
      await deps.jobs.add({ kind: FORGOTTEN, payload: { email: normalEmail(email).slice(0, 254), ip } });
    },
    mayReset: async (token) => (await userOfLink(deps, database.read(), token, 'password-reset')) !== null,
    async reset(token, password) {
      const em = database.read();
      const userId = await userOfLink(deps, em, token, 'password-reset');
      const user = userId === null ? null : await em.findOne(User, { id: userId });
      const hash = await goodHash(password, user ?? {});
      return database.write(async (within) => {
        const id = await useLink(deps, within, token, 'password-reset');
        await store({ ...deskViewer(), userId: id }, id, hash, null);
        return id;
      });
    },
  };
}

async function goodHash(password: string, person: { name?: string; email?: string }): Promise<string> {
  const trouble = passwordTrouble(password, person);
  if (trouble) throw invalid({ password: trouble });
  return hashPassword(password);
}

async function sendResetLink(
  deps: AccountsDeps,
  audit: Audit,
  workspace: Workspace,
  email: string,
  ip: string,
): Promise<void> {
  const user = await deps.database.read().findOne(User, { email, status: 'active' });
  if (!user) return;
  await deps.database.write(async (em) => {
    const link = await makeLink(deps, em, user.id, 'password-reset');
    const params = { name: user.name, desk: (await workspace.get()).name, link };
    await queueMail(deps, { template: 'password-reset', to: user.email, language: user.language, params });
    await audit.write(deskViewer(), 'user.reset_requested', `user:${user.id}`, {}, ip);
  });
}
