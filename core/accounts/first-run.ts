// The first start: an empty desk gets its administrator and its name in one step (OP-1).
import { User } from '../database/entities/people.ts';
import { DeskError, invalid } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { hashPassword } from './password-hash.ts';
import { passwordTrouble } from './password-rules.ts';
import { deskViewer } from './permissions.ts';
import { insertUser, wrongUser } from './user-changes.ts';
import type { Workspace } from './workspace.ts';

export interface FirstDesk {
  name: string;
  email: string;
  password: string;
  /** Of the workspace. */
  deskName: string;
  language: string;
  timeZone: string;
}

export interface FirstRun {
  /** Whether the desk still waits for its first user. Once false it stays so and costs nothing. */
  needed(): Promise<boolean>;
  /** Creates the administrator and names the desk; returns the user's id. Throws `invalid`, or `not_first` (409). */
  complete(desk: FirstDesk, ip: string): Promise<number>;
}

export function createFirstRun(deps: AccountsDeps, workspace: Workspace, audit: Audit): FirstRun {
  let done = false;
  return {
    async needed() {
      if (!done) done = (await deps.database.row('select id from desk_user limit 1')) !== undefined;
      return !done;
    },
    async complete(desk, ip) {
      const { deskName, password, language, timeZone } = desk;
      const person = { name: desk.name, email: desk.email, role: 'administrator' as const, language, timeZone };
      const wrong = await wrongUser(deps, person);
      if (deskName.trim() === '' || deskName.length > 120) wrong.deskName = 'wrong.name';
      const trouble = passwordTrouble(password, person);
      if (trouble) wrong.password = trouble;
      if (Object.keys(wrong).length > 0) throw invalid(wrong);
      const passwordHash = await hashPassword(password);
      return deps.database.write(async (em) => {
        if ((await em.count(User)) > 0) throw notFirst();
        const user = await insertUser(deps, em, deskViewer(), person, passwordHash);
        const viewer = { ...deskViewer(), userId: user.id, ip };
        await workspace.set(viewer, { name: deskName, language, timeZone, firstRunDone: true });
        await audit.write(viewer, 'desk.created', 'workspace');
        await deps.events.add({ type: 'user.changed', actor: `user:${user.id}`, data: { userId: user.id } });
        return user.id;
      });
    },
  };
}

function notFirst(): DeskError {
  return new DeskError('not_first', 409, 'This desk has its administrator already. Sign in instead.');
}
