// The HTTP server of the far side: both providers' OAuth endpoints, pages over the mailboxes, and the control API.
import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Receiver } from './control/compose.ts';
import { controlRoutes } from './control/routes.ts';
import type { Misbehave } from './misbehave.ts';
import { googleRoutes } from './oauth/google.ts';
import { createIdTokens } from './oauth/id-token.ts';
import type { Grants } from './oauth/grants.ts';
import { microsoftRoutes } from './oauth/microsoft.ts';
import type { Outbox } from './outbox.ts';
import type { PostOffice } from './post-office.ts';

export interface WebWorld {
  office: PostOffice;
  outbox: Outbox;
  grants: Grants;
  misbehave: Misbehave;
  certificate: string;
  connection(): [what: string, how: string][];
  now(): Date;
}

export interface WebSettings {
  host: string;
  port: number;
  receiver: Receiver;
}

export async function startWebServer(world: WebWorld, settings: WebSettings) {
  const app = Fastify({ forceCloseConnections: true, bodyLimit: 50 * 1024 * 1024 });
  let baseUrl = '';
  await app.register(formbody);
  onlyThisMachine(app);
  const provider = { ...world, idTokens: createIdTokens(), baseUrl: () => baseUrl };
  googleRoutes(app, provider);
  microsoftRoutes(app, provider);
  await controlRoutes(app, { ...world, receiver: settings.receiver });
  baseUrl = await app.listen({ host: settings.host, port: settings.port });
  return { baseUrl, close: () => app.close() };
}

// A page elsewhere in the browser must neither read nor steer the simulator: names that merely point here are refused.
function onlyThisMachine(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      // With none at all browsers hide the origin of our own forms as well.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    const { origin } = request.headers;
    const foreign = origin !== undefined && origin !== `http://${request.host}`;
    if (foreign || !['localhost', '127.0.0.1', '[::1]'].includes(request.hostname)) {
      await reply.code(421).send({ error: 'The simulator answers on this machine only.' });
    }
  });
}
