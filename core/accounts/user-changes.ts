// Creating users and changing their data, with every check a form needs.
import { User } from '../database/entities/people.ts';
import type { EntityManager } from '../database/database.ts';
import { invalid } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import { LANGUAGES, normalEmail, wrongFields, type AccountsDeps } from './deps.ts';
import { hashPassword } from './password-hash.ts';
import { passwordTrouble } from './password-rules.ts';
import type { NewUser, UserChange, UserView } from './people.ts';
import { actorOf, demand, type Viewer } from './permissions.ts';
import { demandOverUser, roleOf } from './role-rows.ts';
import { userToChange, userView } from './user-rows.ts';

export async function createUser(deps: AccountsDeps, audit: Audit, viewer: Viewer, user: NewUser): Promise<UserView> {
  demand(viewer, 'user.manage');
  const wrong = await wrongUser(deps, user);
  if (user.password !== undefined) {
    const trouble = passwordTrouble(user.password, user);
    if (trouble) wrong.password = trouble;
  }
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  const passwordHash = user.password === undefined ? null : await hashPassword(user.password);
  return deps.database.write(async (em) => {
    const created = await insertUser(deps, em, viewer, user, passwordHash);
    await audit.write(viewer, 'user.created', `user:${created.id}`, { role: user.role, email: created.email });
    await deps.events.add({ type: 'user.changed', actor: actorOf(viewer), data: { userId: created.id } });
    return userView(created, []);
  });
}

export async function insertUser(
  { database, clock, languages = LANGUAGES }: AccountsDeps,
  em: EntityManager,
  viewer: Viewer,
  user: Omit<NewUser, 'password'>,
  passwordHash: string | null,
): Promise<User> {
  await refuseTaken(em, user.email);
  await demandOverUser(database, viewer, user);
  const created = em.create(User, {
    name: user.name.trim(),
    email: normalEmail(user.email),
    role: user.role,
    passwordHash,
    status: passwordHash ? 'active' : 'invited',
    language: user.language ?? (languages.includes(viewer.language) ? viewer.language : languages[0]!),
    timeZone: user.timeZone ?? viewer.timeZone,
    preferences: {},
    createdAt: clock.now(),
  });
  await em.flush();
  return created;
}

/** Field → text key of what a new user's form got wrong; whether the address is free is asked in the transaction. */
export async function wrongUser(deps: AccountsDeps, user: Omit<NewUser, 'password'>): Promise<Record<string, string>> {
  const wrong = wrongFields(user, deps.languages);
  if (!(await roleOf(deps.database, user.role))) wrong.role = 'wrong.choice';
  if (!wrong.email && (await deps.isChannelAddress?.(normalEmail(user.email)))) wrong.email = 'wrong.email_of_channel';
  return wrong;
}

export async function updateUser(
  deps: AccountsDeps,
  audit: Audit,
  viewer: Viewer,
  id: number,
  change: UserChange,
): Promise<UserView> {
  if (id !== viewer.userId) demand(viewer, 'user.manage');
  const wrong = wrongFields(change, deps.languages);
  const email = change.email === undefined ? undefined : normalEmail(change.email);
  if (email && !wrong.email && (await deps.isChannelAddress?.(email))) wrong.email = 'wrong.email_of_channel';
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return deps.database.write(async (em) => {
    const user = await userToChange(em, id);
    if (id !== viewer.userId) await demandOverUser(deps.database, viewer, user);
    if (email !== undefined && email !== user.email) await refuseTaken(em, email);
    const { name = user.name, language = user.language, timeZone = user.timeZone, theme = user.theme } = change;
    const next = { name: name.trim(), language, timeZone, theme, email: email ?? user.email };
    const changed = (Object.keys(next) as (keyof typeof next)[]).filter((key) => user[key] !== next[key]);
    em.assign(user, next);
    await em.flush();
    if (changed.length > 0) {
      await audit.write(
        viewer,
        'user.changed',
        `user:${id}`,
        Object.fromEntries(changed.map((key) => [key, next[key]])),
      );
      await deps.events.add({ type: 'user.changed', actor: actorOf(viewer), data: { userId: id } });
    }
    return userView(user, []);
  });
}

async function refuseTaken(em: EntityManager, email: string): Promise<void> {
  if (await em.findOne(User, { email: normalEmail(email) })) throw invalid({ email: 'wrong.email_taken' });
}
