// Reading users: from rows to plain values, with their teams.
import { User } from '../database/entities/people.ts';
import type { Database, EntityManager } from '../database/database.ts';
import { onCall } from '../database/on-call.ts';
import { toBoolean, toDate, toDateOrNull, toJsonOrNull, toNumber } from '../database/rows.ts';
import { notFound } from '../kernel/errors.ts';
import type { Availability, Theme, UserStatus, UserView } from './people.ts';

/** What is told of a user. */
type Told = Omit<User, 'preferences'>;

export function userView(user: Told, teamIds: number[], isOnCall = false): UserView {
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    language: user.language,
    timeZone: user.timeZone,
    theme: user.theme as Theme,
    status: user.status as UserStatus,
    availability: user.availability as Availability,
    available: user.available,
    onCall: isOnCall,
    hasPassword: Boolean(user.passwordHash),
    hasSecondFactor: Boolean(user.secondFactor),
    recoveryCodesLeft: user.recoveryCodes?.length ?? 0,
    conversationLimit: user.conversationLimit ?? null,
    ticketLimit: user.ticketLimit ?? null,
    workingHours: user.workingHours ?? null,
    teamIds,
    lastSeenAt: user.lastSeenAt ?? null,
    createdAt: user.createdAt,
  };
}

/** Users by name. Explicit SQL: visitors' greetings and menus ask for everybody. */
export async function readUsers(database: Database, where: string, params: unknown[] = []): Promise<UserView[]> {
  const rows = await database.rows<Record<string, unknown>>(
    `select desk_user.*, ${onCall('desk_user')} as on_call from desk_user where ${where} order by name, id`,
    params,
  );
  if (rows.length === 0) return [];
  const isOne = rows.length === 1;
  const members = await database.rows<{ team_id: number; user_id: number }>(
    `select team_id, user_id from team_member ${isOne ? 'where user_id = ?' : ''} order by team_id`,
    isOne ? [rows[0]!.id] : [],
  );
  const teams = Map.groupBy(members, (row) => toNumber(row.user_id));
  return rows.map((row) => {
    const user = fromRow(row);
    return userView(
      user,
      (teams.get(user.id) ?? []).map((one) => toNumber(one.team_id)),
      toBoolean(row.on_call),
    );
  });
}

function fromRow(row: Record<string, unknown>): Told {
  return {
    id: toNumber(row.id),
    name: String(row.name),
    email: String(row.email),
    passwordHash: row.password_hash as string | null,
    role: String(row.role),
    language: String(row.language),
    timeZone: String(row.time_zone),
    theme: String(row.theme),
    status: String(row.status),
    availability: String(row.availability),
    available: toBoolean(row.available),
    secondFactor: row.second_factor as string | null,
    recoveryCodes: toJsonOrNull(row.recovery_codes),
    conversationLimit: row.conversation_limit as number | null,
    ticketLimit: row.ticket_limit as number | null,
    workingHours: toJsonOrNull(row.working_hours),
    lastSeenAt: toDateOrNull(row.last_seen_at),
    createdAt: toDate(row.created_at),
  };
}

/** Inside a transaction: the entity to change. */
export async function userToChange(em: EntityManager, id: number): Promise<User> {
  const user = await em.findOne(User, { id });
  if (!user) throw notFound('user');
  return user;
}
