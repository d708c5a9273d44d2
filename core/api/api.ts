// The door to the JSON API: `/api/v1`, tokens with scopes, described by OpenAPI.
import swagger from '@fastify/swagger';
import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { FastifyInstance, FastifySchema } from 'fastify';
import type { ApiRooms } from './rooms.ts';
import { accountRoutes } from './accounts.ts';
import { contactRoutes } from './contacts.ts';
import { conversationRoutes } from './conversations.ts';
import { messageRoutes } from './messages.ts';
import { peopleRoutes } from './people.ts';
import { Trouble } from './shapes.ts';

const formats = ajvFormats as unknown as (check: Ajv) => void;

/** Adds the routes to a server that knows sessions and tokens (`request.viewer`, `config.permission`). */
export async function mountApi(
  server: FastifyInstance,
  rooms: ApiRooms,
  about: { publicUrl: string; version: string },
): Promise<void> {
  await server.register(
    async (scope) => {
      const check = new Ajv({ coerceTypes: 'array', useDefaults: true, removeAdditional: false, allErrors: false });
      formats(check);
      // Unlike the pages, the API refuses what it does not know: a misspelt field must not pass for done.
      scope.setValidatorCompiler(({ schema }) => check.compile(schema as object));
      scope.addSchema(Trouble);
      await scope.register(swagger, {
        openapi: {
          openapi: '3.1.0',
          info: {
            title: 'Hubdesk',
            version: about.version,
            description:
              'Everything an agent can do. Times are ISO 8601 in UTC; ids that customers can see are random.',
          },
          servers: [{ url: `${about.publicUrl}/api/v1` }],
          components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
          security: [{ token: [] }],
        },
        stripBasePath: true,
      });
      for (const routes of [conversationRoutes, messageRoutes, contactRoutes, peopleRoutes, accountRoutes])
        routes(scope, rooms);
      scope.get(
        '/openapi.json',
        { config: { permission: 'public' }, schema: { hide: true } as FastifySchema },
        async () => scope.swagger(),
      );
    },
    { prefix: '/api/v1' },
  );
}
