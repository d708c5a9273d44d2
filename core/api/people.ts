// API: users and teams.
import { Type } from './schema.ts';
import type { ApiRooms } from './rooms.ts';
import type { ApiRoute } from './route.ts';
import { Person, User } from './shapes.ts';

const Me = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  role: Type.String(),
  permissions: Type.Array(Type.String()),
});

export function peopleRoutes({ accounts }: ApiRooms): ApiRoute[] {
  const about = { method: 'GET' as const, tag: 'people' };
  return [
    {
      ...about,
      url: '/users',
      permission: 'user.read',
      summary: 'Active users',
      answer: Type.Object({ items: Type.Array(User) }),
      run: users,
    },
    {
      ...about,
      url: '/teams',
      permission: 'user.read',
      summary: 'Teams',
      answer: Type.Object({ items: Type.Array(Person) }),
      run: teams,
    },
    { ...about, url: '/me', permission: 'signed-in', summary: 'Who you are and what you may', answer: Me, run: me },
  ];

  async function users() {
    const all = await accounts.users.list();
    return {
      items: all.map(({ id, name, email, role, status, available, onCall }) => ({
        ...{ id, name, email, role, status, available, onCall },
      })),
    };
  }

  async function teams() {
    return { items: (await accounts.teams.list()).map(({ id, name }) => ({ id, name })) };
  }

  async function me(request: Parameters<ApiRoute['run']>[0]) {
    const { userId, name, role, permissions } = request.viewer;
    return { id: userId, name, role, permissions: [...permissions].toSorted() };
  }
}
