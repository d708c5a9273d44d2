// Reading users: from rows to plain values, with their teams.
import { User } from '../database/entities/people.ts';
import type { Database, EntityManager } from '../database/database.ts';
import { toNumber } from '../database/rows.ts';
import { notFound } from '../kernel/errors.ts';
import type { Availability, Theme, UserStatus, UserView } from './people.ts';
import type { Role } from './permissions.ts';

export function userView(user: User, teamIds: number[]): UserView {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role as Role,
    language: user.language,
    timeZone: user.timeZone,
    theme: user.theme as Theme,
    status: user.status as UserStatus,
    availability: user.availability as Availability,
    available: user.available,
    hasPassword: Boolean(user.passwordHash),
    hasSecondFactor: Boolean(user.secondFactor),
    recoveryCodesLeft: user.recoveryCodes?.length ?? 0,
    teamIds,
    lastSeenAt: user.lastSeenAt ?? null,
    createdAt: user.createdAt,
  };
}

export async function userViews(database: Database, users: User[]): Promise<UserView[]> {
  const rows =
    users.length === 0
      ? []
      : await database.rows<{ team_id: number; user_id: number }>(
          `select team_id, user_id from team_member ${users.length === 1 ? 'where user_id = ?' : ''} order by team_id`,
          users.length === 1 ? [users[0]!.id] : [],
        );
  const teams = Map.groupBy(rows, (row) => toNumber(row.user_id));
  return users.map((user) =>
    userView(
      user,
      (teams.get(user.id) ?? []).map((row) => toNumber(row.team_id)),
    ),
  );
}

/** Inside a transaction: the entity to change. */
export async function userToChange(em: EntityManager, id: number): Promise<User> {
  const user = await em.findOne(User, { id });
  if (!user) throw notFound('user');
  return user;
}
