// The team as customers see it.
import type { Team } from '../contract/people.ts';
import type { Teams } from './teams.ts';
import type { Users } from './users.ts';

/** People who may be given conversations, as channels show them to customers. */
export async function teamOf({
  users,
  teams,
}: {
  users: Pick<Users, 'whoMay'>;
  teams: Pick<Teams, 'list'>;
}): Promise<Team> {
  const people = await users.whoMay('conversation.take');
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
