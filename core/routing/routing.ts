// The door to routing: who gets a new conversation of an account, and why (CH-4).
import type { Database } from '../database/database.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import { toBoolean } from '../database/rows.ts';
import { decide, type Candidate } from './decision.ts';
import type { Routing } from './assignment.ts';

export type { Assignment, Routing } from './assignment.ts';
export { handOut } from './handing.ts';

export interface Needs {
  database: Database;
  /** Whether people of this role take conversations. */
  mayTake(role: string): boolean;
}

export function createRouting(needs: Needs): Routing {
  return {
    assign: (_conversation, routing, contactOwnerId) =>
      needs.database.write(async () => {
        const candidates = routing.to === 'people' ? await chosen(needs, routing) : [];
        const owner = contactOwnerId === null ? undefined : (await people(needs, [contactOwnerId]))[0];
        const { inTurn, ...assignment } = decide(routing, candidates, owner ?? null);
        if (inTurn) await tookTurn(needs, assignment.userId!);
        return assignment;
      }),
    async isAnybodyThere(routing) {
      const able = routing.to === 'people' ? await chosen(needs, routing) : await people(needs, await everybody(needs));
      return able.some(({ available }) => available);
    },
  };
}

async function chosen(needs: Needs, routing: RoutingSettings): Promise<Candidate[]> {
  const members = await needs.database.rows<{ user_id: number; team_id: number }>(
    'select user_id, team_id from team_member where team_id in (?) order by team_id',
    [routing.teamIds],
  );
  const teamOf = new Map(members.toReversed().map((row) => [row.user_id, row.team_id]));
  for (const userId of routing.userIds) teamOf.delete(userId);
  const all = await people(needs, [...new Set([...routing.userIds, ...teamOf.keys()])]);
  return all.map((one) => ({ ...one, teamId: teamOf.get(one.userId) ?? null }));
}

async function everybody({ database }: Needs): Promise<number[]> {
  return (await database.rows<{ id: number }>(`select id from desk_user where status = 'active'`)).map(({ id }) => id);
}

async function people(needs: Needs, userIds: number[]): Promise<Candidate[]> {
  if (userIds.length === 0) return [];
  const rows = await needs.database.rows<{
    id: number;
    name: string;
    role: string;
    available: unknown;
    turn: number | null;
  }>(
    `select desk_user.id, desk_user.name, desk_user.role, desk_user.available, assignment_turn.turn from desk_user
     left join assignment_turn on assignment_turn.user_id = desk_user.id where desk_user.id in (?) and desk_user.status = 'active'`,
    [userIds],
  );
  return rows
    .filter((row) => needs.mayTake(row.role))
    .map((row) => ({
      userId: row.id,
      name: row.name,
      teamId: null,
      available: toBoolean(row.available),
      turn: row.turn ?? 0,
    }));
}

async function tookTurn(needs: Needs, userId: number): Promise<void> {
  await needs.database.run(
    `insert into assignment_turn (user_id, turn) values (?, (select coalesce(max(turn), 0) + 1 from assignment_turn))
     on conflict (user_id) do update set turn = excluded.turn`,
    [userId],
  );
}
