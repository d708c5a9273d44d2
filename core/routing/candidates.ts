// Who could get a conversation, read from the database: the people chosen, what they have to do, what they can.
import type { Database } from '../database/database.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import { onCall } from '../database/on-call.ts';
import { toBoolean } from '../database/rows.ts';
import type { Workload } from './assignment.ts';
import type { Candidate } from './decision.ts';

export interface Needs {
  database: Database;
  /** Keys of the roles whose people take conversations. */
  takingRoles(): Promise<string[]>;
  /** The people who may answer in an inbox. */
  answerers(inboxId: number): Promise<Set<number>>;
  /** The people who see the tickets of a pipeline; null: everybody. */
  seersOf(pipelineId: number): Promise<ReadonlySet<number> | null>;
  /** What everybody is given at most who has no limit of their own; 0: any number. */
  limits(): Promise<{ conversations: number; tickets: number }>;
}

/** Nobody is counted beyond: whoever has so much to do comes last in any case. */
const COUNTED = 1000;

type Team = { id: number; name: string };

/** The people of the settings, each with the team they come through. */
export async function chosen(needs: Needs, routing: RoutingSettings): Promise<Map<number, Team | null>> {
  const members = await needs.database.rows<{ user_id: number; team_id: number; name: string }>(
    `select team_member.user_id, team_member.team_id, team.name from team_member join team on team.id = team_member.team_id
     where team_member.team_id in (?) order by team_member.team_id desc`,
    [routing.teamIds],
  );
  const teamOf = new Map<number, Team | null>(members.map((row) => [row.user_id, { id: row.team_id, name: row.name }]));
  for (const userId of routing.userIds) teamOf.set(userId, null);
  return teamOf;
}

export async function candidatesFor(
  needs: Needs,
  people: Map<number, Team | null>,
  { inboxId, pipelineId }: { inboxId: number; pipelineId: number | null },
  skills: { id: number; name: string }[],
): Promise<Candidate[]> {
  if (people.size === 0) return [];
  const userIds = [...people.keys()];
  const [rows, usual, answerers, seers, held] = [
    await readPeople(needs, userIds),
    await needs.limits(),
    await needs.answerers(inboxId),
    pipelineId === null ? null : await needs.seersOf(pipelineId),
    await skillsOf(needs, userIds, skills),
  ];
  return rows.map((row) => ({
    userId: row.id,
    name: row.name,
    team: people.get(row.id) ?? null,
    available: toBoolean(row.available),
    onCall: toBoolean(row.on_call),
    mayAnswer: answerers.has(row.id),
    seesTicket: seers === null || seers.has(row.id),
    turn: row.turn ?? 0,
    ...doneBy(row, usual),
    lacks: skills.filter(({ id }) => !held.has(`${row.id}:${id}`)).map(({ name }) => name),
  }));
}

export async function workload(needs: Needs): Promise<Workload[]> {
  const usual = await needs.limits();
  return (await readPeople(needs, 'all')).map((row) => ({ userId: row.id, ...doneBy(row, usual) }));
}

function doneBy(row: PersonRow, usual: { conversations: number; tickets: number }) {
  return {
    conversations: Number(row.conversations),
    tickets: Number(row.tickets),
    conversationLimit: row.conversation_limit ?? usual.conversations,
    ticketLimit: row.ticket_limit ?? usual.tickets,
  };
}

interface PersonRow {
  id: number;
  name: string;
  available: unknown;
  on_call: unknown;
  turn: number | null;
  conversations: number;
  tickets: number;
  conversation_limit: number | null;
  ticket_limit: number | null;
}

async function readPeople({ database, takingRoles }: Needs, userIds: number[] | 'all'): Promise<PersonRow[]> {
  const among = userIds === 'all' ? '' : 'and desk_user.id in (?)';
  return database.rows<PersonRow>(
    `select desk_user.id, desk_user.name, desk_user.available, desk_user.conversation_limit, desk_user.ticket_limit,
       ${onCall('desk_user')} as on_call,
       assignment_turn.turn,
       (select count(*) from (select 1 from conversation
         where owner_id = desk_user.id and place = 'inbox' and status = 'open' limit ${COUNTED})) as conversations,
       (select count(*) from (select 1 from ticket
         where owner_id = desk_user.id and stage_kind <> 'closed' and deleted_at is null and hidden = false limit ${COUNTED})) as tickets
     from desk_user left join assignment_turn on assignment_turn.user_id = desk_user.id
     where desk_user.status = 'active' and desk_user.role in (?) ${among}`,
    [await takingRoles(), ...(userIds === 'all' ? [] : [userIds])],
  );
}

async function skillsOf({ database }: Needs, userIds: number[], skills: { id: number }[]): Promise<Set<string>> {
  if (skills.length === 0) return new Set();
  const rows = await database.rows<{ user_id: number; skill_id: number }>(
    'select user_id, skill_id from user_skill where user_id in (?) and skill_id in (?)',
    [userIds, skills.map(({ id }) => id)],
  );
  return new Set(rows.map((row) => `${row.user_id}:${row.skill_id}`));
}

/** Whether one of these, or of everybody, is available. */
export async function isOneThere({ database, takingRoles }: Needs, userIds: number[] | 'all'): Promise<boolean> {
  const among = userIds === 'all' ? '' : 'and id in (?)';
  const sql = `select 1 from desk_user where status = 'active' and available = true and role in (?) ${among} limit 1`;
  const taking = await takingRoles();
  return (await database.row(sql, [taking, ...(userIds === 'all' ? [] : [userIds])])) !== undefined;
}
