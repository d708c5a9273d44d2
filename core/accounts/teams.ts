// Teams: groups of users that conversations are given to and inboxes are opened for (AD-1).
import { Team } from '../database/entities/people.ts';
import type { EntityManager } from '../database/database.ts';
import { toDate, toNumber } from '../database/rows.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import type { TeamView } from './people.ts';
import { actorOf, demand, type Viewer } from './permissions.ts';

export interface Teams {
  /** By name. */
  list(): Promise<TeamView[]>;
  find(id: number): Promise<TeamView | null>;
  /** These four demand `user.manage`; `invalid` on `name` when it is empty or taken. */
  create(viewer: Viewer, team: { name: string; userIds?: number[] }): Promise<TeamView>;
  rename(viewer: Viewer, id: number, name: string): Promise<void>;
  setMembers(viewer: Viewer, id: number, userIds: number[]): Promise<void>;
  /** Its conversations lose the team, not the owner. */
  delete(viewer: Viewer, id: number): Promise<void>;
}

export function createTeams(deps: AccountsDeps, audit: Audit): Teams {
  const { database } = deps;
  return {
    async list() {
      const rows = await database.rows<Row>('select id, name, created_at from team order by name');
      const teams = rows.map((row) => ({ ...row, createdAt: toDate(row.created_at) }));
      return teams.length > 0 ? viewsOf(deps, teams) : [];
    },
    async find(id) {
      const team = await database.read().findOne(Team, { id });
      return team ? (await viewsOf(deps, [team]))[0]! : null;
    },
    ...teamChanges(deps, audit),
  };
}

interface Row {
  id: number;
  name: string;
  created_at: unknown;
}

/** With their members. */
async function viewsOf(
  { database }: AccountsDeps,
  teams: Pick<Team, 'id' | 'name' | 'createdAt'>[],
): Promise<TeamView[]> {
  const rows = await database.rows<{ team_id: number; user_id: number }>(
    'select team_id, user_id from team_member order by user_id',
  );
  return teams.map(({ id, name, createdAt }) => {
    const userIds = rows.filter((row) => toNumber(row.team_id) === id).map((row) => toNumber(row.user_id));
    return { id, name, userIds, createdAt };
  });
}

function teamChanges(deps: AccountsDeps, audit: Audit): Omit<Teams, 'list' | 'find'> {
  const { clock } = deps;
  const change = (viewer: Viewer, action: string, work: Work) => changeTeam(deps, audit, viewer, action, work);
  return {
    async create(viewer, { name, userIds = [] }) {
      const team = await change(viewer, 'team.created', async (em) => {
        const made = em.create(Team, { name: await freeName(em, name, null), createdAt: clock.now() });
        await em.flush();
        await writeMembers(em, made.id, userIds);
        return made;
      });
      return (await viewsOf(deps, [team]))[0]!;
    },
    async rename(viewer, id, name) {
      await change(viewer, 'team.renamed', async (em) => {
        const team = await teamToChange(em, id);
        team.name = await freeName(em, name, id);
        await em.flush();
        return team;
      });
    },
    async setMembers(viewer, id, userIds) {
      await change(viewer, 'team.members_changed', async (em) => {
        const team = await teamToChange(em, id);
        await writeMembers(em, id, userIds);
        return team;
      });
    },
    async delete(viewer, id) {
      await change(viewer, 'team.deleted', async (em) => {
        const team = await teamToChange(em, id);
        await em.nativeDelete(Team, { id });
        return team;
      });
    },
  };
}

type Work = (em: EntityManager) => Promise<Team>;

async function changeTeam(
  { database, events }: AccountsDeps,
  audit: Audit,
  viewer: Viewer,
  action: string,
  work: Work,
): Promise<Team> {
  demand(viewer, 'user.manage');
  return database.write(async (em) => {
    const team = await work(em);
    await audit.write(viewer, action, `team:${team.id}`, { name: team.name });
    const data = { teamId: team.id, access: true };
    await events.add({ type: 'user.changed', actor: actorOf(viewer), data });
    return team;
  });
}

async function teamToChange(em: EntityManager, id: number): Promise<Team> {
  const team = await em.findOne(Team, { id });
  if (!team) throw notFound('team');
  return team;
}

async function freeName(em: EntityManager, typed: string, own: number | null): Promise<string> {
  const name = typed.trim();
  if (name === '' || name.length > 80) throw invalid({ name: 'wrong.name' });
  const taken = await em.findOne(Team, { name });
  if (taken && taken.id !== own) throw invalid({ name: 'wrong.name_taken' });
  return name;
}

/** Ids of nobody are left out. */
async function writeMembers(em: EntityManager, teamId: number, userIds: number[]): Promise<void> {
  await em.execute('delete from team_member where team_id = ?', [teamId]);
  for (const userId of new Set(userIds))
    await em.execute('insert into team_member (team_id, user_id) select ?, id from desk_user where id = ?', [
      teamId,
      userId,
    ]);
}
