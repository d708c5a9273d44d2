// The API's description for machines (OpenAPI), from the same routes that are served.
import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import { checkStrictly } from './checking.ts';
import { addRoute, takeFiles, type ApiRoute } from './route.ts';
import { Trouble } from './shapes.ts';
import { described } from './webhook-shapes.ts';

export interface ApiFacts {
  /** Without a slash at the end. */
  publicUrl: string;
  version: string;
}

/** Mounts the routes on a server of their own, which never listens, and reads them there. */
export async function describe(routes: ApiRoute[], facts: ApiFacts): Promise<object> {
  const server = Fastify();
  let description: () => object;
  await server.register(
    async (scope) => {
      checkStrictly(scope);
      takeFiles(scope);
      scope.addSchema(Trouble);
      await scope.register(swagger, {
        openapi: head(facts),
        stripBasePath: true,
        refResolver: { buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `part-${index}`) },
      });
      for (const route of routes) addRoute(scope, route);
      description = () => scope.swagger();
    },
    { prefix: '/api/v1' },
  );
  await server.ready();
  const written = description!();
  await server.close();
  return { ...written, webhooks: described() };
}

function head({ publicUrl, version }: ApiFacts) {
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
