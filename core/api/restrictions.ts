// API: who sees a pipeline or a type of records (AD-1).
import type { FastifyRequest } from 'fastify';
import { seesType, type Access, type Permission, type Restrictable } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';

const ids = Type.Array(Type.Integer(), { maxItems: 500 });
const AccessShape = Type.Object({
  access: Type.String({
    enum: ['everyone', 'chosen'],
    description: '`chosen`: these users and teams, and whoever manages such things',
  }),
  userIds: ids,
  teamIds: ids,
});
const AccessChange = Type.Object({
  access: Type.String({ enum: ['everyone', 'chosen'] }),
  userIds: Type.Optional(ids),
  teamIds: Type.Optional(ids),
});

interface Named {
  thing: Restrictable;
  name: string;
}

export function restrictionRoutes(rooms: ApiRooms): ApiRoute[] {
  const { accounts, records, tickets } = rooms;
  return [
    ...routesOf('/pipelines/:id/access', 'pipelines', 'pipeline.manage', pipeline),
    ...routesOf('/record-types/:key/access', 'records', 'record.manage', recordType),
  ];

  function routesOf(
    url: string,
    tag: string,
    permission: Permission,
    named: (request: FastifyRequest) => Promise<Named>,
  ): ApiRoute[] {
    const about = { url, tag, permission, answer: AccessShape };
    return [
      {
        ...{ ...about, method: 'GET', summary: 'Who sees it' },
        run: async (request) => accounts.restrictions.of((await named(request)).thing),
      },
      {
        ...{ ...about, method: 'PATCH', summary: 'Say who sees it; holds at once', body: AccessChange },
        async run(request) {
          const { thing, name } = await named(request);
          const { access, userIds = [], teamIds = [] } = request.body as Pick<Access, 'access'> & Partial<Access>;
          await accounts.restrictions.set(request.viewer, thing, name, { access, userIds, teamIds });
          return accounts.restrictions.of(thing);
        },
      },
    ];
  }

  async function pipeline(request: FastifyRequest): Promise<Named> {
    const found = /^\d{1,9}$/.test(keyOf(request)) ? await tickets.pipelines.get(Number(keyOf(request))) : null;
    if (!found) throw notFound('pipeline');
    return { thing: { pipelineId: found.id }, name: found.name };
  }

  async function recordType(request: FastifyRequest): Promise<Named> {
    const key = keyOf(request);
    if (!seesType(request.viewer, key) || !(await records.types.exists(key))) throw notFound('record type');
    return { thing: { recordType: key }, name: (await records.types.get(key))?.plural ?? key };
  }
}
