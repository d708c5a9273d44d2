// The list of users: how each is seen now, role, teams, state (AD-1).
import { presenceOf, type UserView } from '../accounts/accounts.ts';
import type { TableModel } from './models/forms.ts';
import type { Chip } from './models/shared.ts';
import type { Say } from './pages.ts';
import { nameOfRole } from './present/roles.ts';
import type { WebParts } from './rooms.ts';

export const USERS = '/settings/users';

export async function userTable({ rooms }: WebParts, say: Say): Promise<TableModel> {
  const { accounts } = rooms;
  const [users, teams, roles] = await Promise.all([
    accounts.users.list({ status: 'any' }),
    accounts.teams.list(),
    accounts.roles.list(),
  ]);
  const teamNames = (ids: number[]) => teams.filter(({ id }) => ids.includes(id)).map(({ name }) => name);
  const keys = ['field.name', 'field.role', 'users.teams', 'users.state', 'users.seen'];
  const columns: TableModel['columns'] = keys.map((key) => ({ label: say(key) }));
  const rows = users.map((user) => ({
    id: `user-${user.id}`,
    cells: [
      {
        person: { id: `u${user.id}`, name: user.name },
        presence: presenceOf(user),
        text: user.name,
        href: `${USERS}/${user.id}`,
        detail: user.email,
      },
      { text: nameOfRole(say, roles, user.role) },
      { text: teamNames(user.teamIds).join(', ') },
      { chips: stateChips(say, user) },
      user.lastSeenAt ? { at: user.lastSeenAt, style: 'ago' as const } : { text: say('users.never') },
    ],
  }));
  return { label: say('users.heading'), columns, rows };
}

function stateChips(say: Say, user: UserView): Chip[] {
  const tone = ({ active: 'good', invited: 'warn', disabled: 'outline' } as const)[user.status];
  const chips: Chip[] = [{ label: say(`users.state.${user.status}`), tone }];
  if (user.onCall) chips.push({ label: say('presence.on_call'), tone: 'accent', icon: 'phone' });
  if (user.hasSecondFactor) chips.push({ label: say('users.factor'), icon: 'shield' });
  return chips;
}
