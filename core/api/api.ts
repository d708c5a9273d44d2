// The door to the JSON API: `/api/v1`, tokens with scopes, described by OpenAPI.
import swagger from '@fastify/swagger';
import { Ajv, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import fastJson from 'fast-json-stringify';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { accountRoutes } from './accounts.ts';
import { contactRoutes } from './contacts.ts';
import { conversationRoutes } from './conversations.ts';
import { findingRoutes } from './finding.ts';
import { messageRoutes } from './messages.ts';
import { peopleRoutes } from './people.ts';
import type { ApiRooms } from './rooms.ts';
import { addRoute, type ApiRoute } from './route.ts';
import { Trouble } from './shapes.ts';
import { speakInCodes } from './troubles.ts';

const ROUTES = [conversationRoutes, messageRoutes, contactRoutes, findingRoutes, peopleRoutes, accountRoutes];

/** Every route, as the documents and the server know them. */
export function apiRoutes(rooms: ApiRooms): ApiRoute[] {
  return ROUTES.flatMap((routes) => routes(rooms));
}

export interface ApiFacts {
  /** Without a slash at the end. */
  publicUrl: string;
  version: string;
}

/** Adds the routes to a server that knows sessions and tokens (`request.viewer`, `config.permission`). */
export async function mountApi(server: FastifyInstance, rooms: ApiRooms, facts: ApiFacts): Promise<void> {
  await server.register((scope) => mount(scope, rooms, facts), { prefix: '/api/v1' });
}

async function mount(scope: FastifyInstance, rooms: ApiRooms, facts: ApiFacts): Promise<void> {
  checkStrictly(scope);
  scope.addSchema(Trouble);
  speakInCodes(scope);
  await scope.register(swagger, {
    openapi: document(facts),
    stripBasePath: true,
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `part-${index}`) },
  });
  for (const route of apiRoutes(rooms)) addRoute(scope, route);
  const open = { config: { permission: 'public' as const }, schema: { hide: true } as FastifySchema };
  scope.get('/openapi.json', open, async () => scope.swagger());
}

/** Unlike the pages, the API refuses what it does not know: a misspelt field must not pass for done. */
function checkStrictly(scope: FastifyInstance): void {
  const check = new Ajv({ coerceTypes: 'array', useDefaults: true, removeAdditional: false, allErrors: false });
  (ajvFormats as unknown as (check: Ajv) => void)(check);
  scope.setValidatorCompiler(({ schema }) => firstUsed(() => check.compile(schema as object)));
  scope.setSerializerCompiler(({ schema }) => {
    let write: ((answer: unknown) => string) | undefined;
    return (answer) => (write ??= fastJson(schema as object, { schema: { Trouble } } as object))(answer);
  });
}

/** Made into code when a request comes for it: together they would take a fifth of a second of every start. */
function firstUsed(compile: () => ValidateFunction) {
  let check: ValidateFunction | undefined;
  const checked = (value: unknown): boolean => {
    check ??= compile();
    const isGood = check(value);
    checked.errors = check.errors;
    return isGood;
  };
  checked.errors = undefined as ValidateFunction['errors'];
  return checked;
}

function document({ publicUrl, version }: ApiFacts) {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hubdesk',
      version,
      description: 'Everything an agent can do. Times are ISO 8601 in UTC; ids that customers can see are random.',
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    components: { securitySchemes: { token: { type: 'http' as const, scheme: 'bearer' } } },
    security: [{ token: [] }],
  };
}
