// The team as channels show it to customers.
import type { Team } from '../contract/people.ts';
import { permissionsOf } from './permissions.ts';
import type { Teams } from './teams.ts';
import type { Users } from './users.ts';

/** People who may be given conversations, as channels show them to customers. */
export async function shownTeam({ users, teams }: { users: Users; teams: Teams }): Promise<Team> {
  const people = (await users.list()).filter(
    ({ role, status }) => status === 'active' && permissionsOf(role).has('conversation.take'),
  );
  const known = new Set(people.map(({ id }) => id));
  return {
    members: people.map(({ id, name, available }) => ({ id, name, firstName: name.split(' ')[0]!, available })),
    teams: (await teams.list()).map(({ id, name, userIds }) => ({
      id,
      name,
      memberIds: userIds.filter((one) => known.has(one)),
    })),
  };
}
