// Forgotten passwords: a link by mail that works once, within an hour (AD-2).
import { User } from '../database/entities/people.ts';
import type { DeskError } from '../kernel/errors.ts';
import { networkOf, type Attempts } from './attempts.ts';
import type { Audit } from './audit.ts';
import { normalEmail, type AccountsDeps } from './deps.ts';
import { makeLink, useLink, userOfLink } from './links.ts';
import { queueMail } from './mails.ts';
import { deskViewer, type Viewer } from './permissions.ts';
import type { Workspace } from './workspace.ts';

export interface Resets {
  /** Sends a link, valid one hour, if there is such a user; the caller cannot tell, and it takes no longer. */
  forget(email: string, ip: string): Promise<void>;
  /** Whether a reset link is valid. */
  mayReset(token: string): Promise<boolean>;
  /** Sets it with a link that works once, and ends all sessions. Throws `invalid` or `link_invalid`. */
  reset(token: string, password: string): Promise<number>;
}

interface Tools {
  tooMany(seconds: number): DeskError;
  /** Throws `invalid` on `password`. */
  goodHash(password: string, person: { name?: string; email?: string }): Promise<string>;
  store(viewer: Viewer, userId: number, passwordHash: string): Promise<void>;
}

const FORGOTTEN = 'accounts.forgotten';
/** Links asked for within fifteen minutes. */
const MOST = { account: 3, network: 20 };

export function resets(
  deps: AccountsDeps,
  audit: Audit,
  attempts: Attempts,
  workspace: Workspace,
  tools: Tools,
): Resets {
  const { database, jobs } = deps;
  jobs.handle(FORGOTTEN, {
    run: ({ email, ip }) => sendResetLink(deps, audit, workspace, String(email), String(ip)),
  });
  return {
    async forget(typed, ip) {
      const email = normalEmail(typed).slice(0, 254);
      const wait = attempts.take([
        { key: `forget:${email}`, most: MOST.account },
        { key: `forget:${networkOf(ip)}`, most: MOST.network },
      ]);
      if (wait > 0) throw tools.tooMany(wait);
      // A job either way, so that the answer takes as long for an address nobody has.
      await jobs.add({ kind: FORGOTTEN, payload: { email, ip } });
    },
    mayReset: async (token) => (await userOfLink(deps, database.read(), token, 'password-reset')) !== null,
    async reset(token, password) {
      const em = database.read();
      const userId = await userOfLink(deps, em, token, 'password-reset');
      const user = userId === null ? null : await em.findOne(User, { id: userId });
      const hash = await tools.goodHash(password, user ?? {});
      return database.write(async (within) => {
        const id = await useLink(deps, within, token, 'password-reset');
        await tools.store({ ...deskViewer(), userId: id }, id, hash);
        return id;
      });
    },
  };
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
