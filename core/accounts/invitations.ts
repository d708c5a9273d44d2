// Inviting people: a link by mail, valid seven days, with which they choose a password (AD-2).
import { User, UserToken } from '../database/entities/people.ts';
import type { EntityManager } from '../database/database.ts';
import { conflict, invalid } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { makeLink, useLink, userOfLink } from './links.ts';
import { queueMail } from './mails.ts';
import { hashPassword } from './password-hash.ts';
import { passwordTrouble } from './password-rules.ts';
import type { NewUser, UserView } from './people.ts';
import { actorOf, demand, type Viewer } from './permissions.ts';
import { demandOverUser } from './role-rows.ts';
import { insertUser, wrongUser } from './user-changes.ts';
import { userToChange, userView } from './user-rows.ts';
import type { Workspace } from './workspace.ts';

export interface Invitations {
  /** Demands `user.manage`. The link is for whoever invites when no mail can be sent; it is shown once. */
  invite(viewer: Viewer, user: Omit<NewUser, 'password'>): Promise<{ user: UserView; link: string }>;
  /** A new mail and link for somebody who has not come yet; the old link no longer works. */
  repeat(viewer: Viewer, userId: number): Promise<{ link: string }>;
  /** Takes it back: the user is gone. */
  withdraw(viewer: Viewer, userId: number): Promise<void>;
  /** Who is invited by this link; null when it was used or has run out. */
  find(token: string): Promise<UserView | null>;
  /** Sets the password, makes the user active. Throws `invalid` or `link_invalid`. */
  accept(token: string, answer: { name: string; password: string }): Promise<number>;
}

export function createInvitations(deps: AccountsDeps, audit: Audit, workspace: Workspace): Invitations {
  const { database } = deps;
  const send = (em: EntityManager, viewer: Viewer, user: User) => sendTo(deps, audit, workspace, em, viewer, user);
  return {
    async invite(viewer, invited) {
      demand(viewer, 'user.manage');
      const wrong = await wrongUser(deps, invited);
      if (Object.keys(wrong).length > 0) throw invalid(wrong);
      return database.write(async (em) => {
        const user = await insertUser(deps, em, viewer, invited, null);
        await deps.events.add({ type: 'user.changed', actor: actorOf(viewer), data: { userId: user.id } });
        return { user: userView(user, []), link: await send(em, viewer, user) };
      });
    },
    async repeat(viewer, userId) {
      demand(viewer, 'user.manage');
      return database.write(async (em) => {
        const user = await invitedBelow(deps, em, viewer, userId);
        return { link: await send(em, viewer, user) };
      });
    },
    async withdraw(viewer, userId) {
      demand(viewer, 'user.manage');
      await database.write(async (em) => {
        const user = await invitedBelow(deps, em, viewer, userId);
        await em.nativeDelete(User, { id: user.id });
        await audit.write(viewer, 'user.invitation_withdrawn', `user:${userId}`, { email: user.email });
      });
    },
    async find(token) {
      const em = database.read();
      const userId = await userOfLink(deps, em, token, 'invitation');
      const user = userId === null ? null : await em.findOne(User, { id: userId, status: 'invited' });
      return user ? userView(user, []) : null;
    },
    accept: (token, answer) => accept(deps, audit, token, answer),
  };
}

/** Link, mail and entry, inside a transaction. */
async function sendTo(
  deps: AccountsDeps,
  audit: Audit,
  workspace: Workspace,
  em: EntityManager,
  viewer: Viewer,
  user: User,
): Promise<string> {
  const link = await makeLink(deps, em, user.id, 'invitation');
  const { name: desk } = await workspace.get();
  const params = { name: user.name, by: viewer.name, desk, link };
  await queueMail(deps, { template: 'invitation', to: user.email, language: user.language, params });
  await audit.write(viewer, 'user.invited', `user:${user.id}`, { email: user.email, role: user.role });
  return link;
}

async function invitedUser(em: EntityManager, userId: number): Promise<User> {
  const user = await userToChange(em, userId);
  if (user.status !== 'invited') throw conflict('not_invited', 'This person has come in already.');
  return user;
}

/** One who holds no more than whoever asks: the link lets in as them. */
async function invitedBelow({ database }: AccountsDeps, em: EntityManager, viewer: Viewer, userId: number) {
  const user = await invitedUser(em, userId);
  await demandOverUser(database, viewer, user);
  return user;
}

async function accept(
  deps: AccountsDeps,
  audit: Audit,
  token: string,
  { name, password }: { name: string; password: string },
): Promise<number> {
  const wrong: Record<string, string> = {};
  if (name.trim() === '' || name.length > 120) wrong.name = 'wrong.name';
  const trouble = passwordTrouble(password, { name });
  if (trouble) wrong.password = trouble;
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  const passwordHash = await hashPassword(password);
  return deps.database.write(async (em) => {
    const userId = await useLink(deps, em, token, 'invitation');
    const user = await invitedUser(em, userId);
    if (passwordTrouble(password, user)) throw invalid({ password: 'wrong.password_obvious' });
    em.assign(user, { name: name.trim(), passwordHash, status: 'active' });
    await em.flush();
    await em.nativeDelete(UserToken, { userId });
    const self = { userId, ip: '' } as Viewer;
    await audit.write(self, 'user.joined', `user:${userId}`);
    await deps.events.add({ type: 'user.changed', actor: `user:${userId}`, data: { userId } });
    return userId;
  });
}
