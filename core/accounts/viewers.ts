// Making viewers: a person with everything a question about their rights needs.
import type { Database } from '../database/database.ts';
import { onCall } from '../database/on-call.ts';
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

export const VIEWER_COLUMNS = `u.id, u.name, u.email, u.role, u.language, u.time_zone, u.theme, u.status, u.availability, u.available, ${onCall('u')} as on_call,
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
  const { teamIds, withheld } = await placeOf(database, user);
  const access = await inboxAccessOf(database, id, user.held.has('inbox.all'));
  return {
    userId: id,
    ...rest,
    teamIds,
    permissions: within(user.held, scopes),
    ...access,
    withheld,
    sessionId,
    scopes,
    ip,
  };
}

/** Teams, and what is open to others only: one question, since every request asks it. */
async function placeOf(
  database: Database,
  { id, held }: Pick<ViewerSource, 'id' | 'held'>,
): Promise<Pick<Viewer, 'teamIds' | 'withheld'>> {
  const rows = await database.rows<{ kind: string; id: number | null; name: string | null }>(
    `select 'team' as kind, team_id as id, null as name from team_member where user_id = ? union all
     select 'withheld', pipeline_id, record_type from restricted where not exists (
       select 1 from restricted_share shared where shared.record_id = restricted.id and (shared.user_id = ?
         or shared.team_id in (select team_id from team_member where user_id = ?)))`,
    [id, id, id],
  );
  const ids = (kind: string) =>
    rows.flatMap((row) => (row.kind === kind && row.id !== null ? [toNumber(row.id)] : [])).toSorted((a, b) => a - b);
  const types = rows.flatMap(({ name }) => name ?? []).toSorted();
  return {
    teamIds: ids('team'),
    withheld: {
      pipelineIds: held.has('pipeline.manage') ? [] : ids('withheld'),
      recordTypes: held.has('record.manage') ? [] : types,
    },
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
