// Making viewers: a person with everything a question about their rights needs.
import type { Database } from '../database/database.ts';
import { toJsonOrNull, toNumber } from '../database/rows.ts';
import { inboxAccessOf } from './access.ts';
import { AFTERS, heldBy, within, type Habits, type Permission, type Viewer } from './permissions.ts';

export interface ViewerSource {
  id: number;
  name: string;
  email: string;
  role: string;
  held: ReadonlySet<Permission>;
  language: string;
  timeZone: string;
  theme: string;
  habits: Habits;
}

export const VIEWER_COLUMNS = `u.id, u.name, u.email, u.role, u.language, u.time_zone, u.theme, u.status, u.availability, u.available,
  u.preferences, (select permissions from desk_role where desk_role.key = u.role) as kept`;

export function sourceOf(row: Record<string, unknown>): ViewerSource {
  const role = String(row.role);
  return {
    id: toNumber(row.id),
    name: String(row.name),
    email: String(row.email),
    role,
    held: heldBy(role, toJsonOrNull<string[]>(row.kept) ?? []),
    language: String(row.language),
    timeZone: String(row.time_zone),
    theme: String(row.theme),
    habits: habitsIn(toJsonOrNull(row.preferences)),
  };
}

/** Never trusted to be whole: preferences are whatever was once kept. */
function habitsIn(preferences: Record<string, unknown> | null): Habits {
  const after = AFTERS.find((one) => one === preferences?.after) ?? 'stay';
  return { after, sorts: (preferences?.sorts as Habits['sorts'] | undefined) ?? {} };
}

export async function viewerFrom(
  database: Database,
  user: ViewerSource,
  how: { sessionId?: number | null; scopes?: string[] | null; ip?: string } = {},
): Promise<Viewer> {
  const { id, sessionId = null, scopes = null, ip = '', ...rest } = { ...user, ...how };
  const teams = await database.rows<{ team_id: number }>(
    'select team_id from team_member where user_id = ? order by team_id',
    [id],
  );
  const access = await inboxAccessOf(database, id, user.held.has('inbox.all'));
  return {
    userId: id,
    ...rest,
    teamIds: teams.map((row) => toNumber(row.team_id)),
    permissions: within(user.held, scopes),
    ...access,
    sessionId,
    scopes,
    ip,
  };
}

/** The viewer a user is, outside any request; null for nobody and for who may not sign in. */
export async function viewerOfUser(database: Database, userId: number): Promise<Viewer | null> {
  const row = await database.row<Record<string, unknown>>(
    `select ${VIEWER_COLUMNS} from desk_user u where u.id = ? and u.status = 'active'`,
    [userId],
  );
  return row ? viewerFrom(database, sourceOf(row)) : null;
}
