// API: users and teams.
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { ApiRooms } from './rooms.ts';
import { Person, User } from './shapes.ts';

export function peopleRoutes(scope: FastifyInstance, { accounts }: ApiRooms): void {
  const read = { permission: 'user.read' as const };

  scope.get(
    '/users',
    {
      config: read,
      schema: {
        tags: ['people'],
        summary: 'Active users',
        response: { 200: Type.Object({ items: Type.Array(User) }) },
      },
    },
    async () => {
      const users = await accounts.users.list();
      return {
        items: users.map(({ id, name, email, role, status, available }) => ({
          id,
          name,
          email,
          role,
          status,
          available,
        })),
      };
    },
  );

  scope.get(
    '/teams',
    {
      config: read,
      schema: { tags: ['people'], summary: 'Teams', response: { 200: Type.Object({ items: Type.Array(Person) }) } },
    },
    async () => {
      const teams = await accounts.teams.list();
      return { items: teams.map(({ id, name }) => ({ id, name })) };
    },
  );

  scope.get(
    '/me',
    {
      config: { permission: 'signed-in' },
      schema: {
        tags: ['people'],
        summary: 'Who you are and what you may',
        response: {
          200: Type.Object({
            id: Type.Integer(),
            name: Type.String(),
            role: Type.String(),
            permissions: Type.Array(Type.String()),
          }),
        },
      },
    },
    async (request) => {
      const { userId, name, role, permissions } = request.viewer;
      return { id: userId, name, role, permissions: [...permissions].toSorted() };
    },
  );
}
