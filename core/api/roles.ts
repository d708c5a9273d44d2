// API: roles and who has them, people invited with one (AD-1).
import type { FastifyRequest } from 'fastify';
import { PERMISSIONS, type NewRole } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type, type Static } from './schema.ts';
import { User } from './shapes.ts';

const Permissions = Type.Array(Type.String({ enum: [...PERMISSIONS] }), { uniqueItems: true });

const Role = Type.Object({
  key: Type.String({ description: 'What users name it by; stays when the name changes' }),
  name: Type.String({ description: 'Empty for the built-in ones' }),
  explanation: Type.String(),
  permissions: Permissions,
  builtIn: Type.Boolean({ description: 'Belongs to every desk and stays as it is' }),
  userCount: Type.Integer({ description: 'How many people have it' }),
});

const RoleBody = Type.Object(
  { name: Type.String(), explanation: Type.Optional(Type.String()), permissions: Permissions },
  { additionalProperties: false },
);
const RoleChange = Type.Partial(RoleBody);

const To = Type.Object({ to: Type.Optional(Type.String({ description: 'Role that its people get' })) });

const Invited = Type.Object(
  {
    name: Type.String(),
    email: Type.String(),
    role: Type.String({ description: 'Key of a role' }),
    language: Type.Optional(Type.String()),
    timeZone: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);

const NewUser = Type.Object({ user: User, link: Type.String({ description: 'For them alone; works once' }) });
const UserChange = Type.Object(
  { role: Type.String({ description: 'Key of a role' }) },
  { additionalProperties: false },
);

export function roleRoutes({ accounts }: ApiRooms): ApiRoute[] {
  const manage = { permission: 'role.manage' as const, tag: 'people', answer: Role };
  const items = Type.Object({ items: Type.Array(Role) });
  const list = { permission: 'user.read' as const, tag: 'people', answer: items };
  const one = { ...manage, url: '/roles/:key' };
  return [
    {
      ...list,
      method: 'GET',
      url: '/roles',
      summary: 'Roles and what they hold',
      run: async () => ({ items: await accounts.roles.list() }),
    },
    {
      ...manage,
      method: 'POST',
      url: '/roles',
      summary: 'Make a role; it holds no more than you do',
      body: RoleBody,
      status: 201,
      run: async ({ viewer, body }) => accounts.roles.create(viewer, body as NewRole),
    },
    {
      ...one,
      method: 'PATCH',
      summary: 'Change a role; holds at once',
      body: RoleChange,
      run: async (request) => accounts.roles.change(request.viewer, keyOf(request), request.body as Partial<NewRole>),
    },
    { ...one, method: 'DELETE', summary: 'Delete a role; its people get another one', query: To, run: remove },
    ...userRoutes(accounts),
  ];

  async function remove(request: FastifyRequest) {
    const role = await accounts.roles.find(keyOf(request));
    if (!role) throw notFound('role');
    await accounts.roles.delete(request.viewer, role.key, (request.query as Static<typeof To>).to);
    return role;
  }
}

function userRoutes(accounts: ApiRooms['accounts']): ApiRoute[] {
  const manage = { permission: 'user.manage' as const, tag: 'people' };
  return [
    {
      ...manage,
      method: 'POST',
      url: '/users',
      summary: 'Invite somebody; they get a mail with the link',
      body: Invited,
      status: 201,
      answer: NewUser,
      run: async ({ viewer, body }) => accounts.invitations.invite(viewer, body as Static<typeof Invited>),
    },
    {
      ...manage,
      method: 'PATCH',
      url: '/users/:id',
      summary: 'Give somebody another role; holds at once',
      body: UserChange,
      answer: User,
      run: change,
    },
  ];

  async function change(request: FastifyRequest) {
    const key = keyOf(request);
    const user = /^\d{1,9}$/.test(key) ? await accounts.users.find(Number(key)) : null;
    if (!user) throw notFound('user');
    await accounts.users.setRole(request.viewer, user.id, (request.body as Static<typeof UserChange>).role);
    return accounts.users.find(user.id);
  }
}
