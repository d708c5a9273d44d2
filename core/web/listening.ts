// How the server takes requests: whom it believes, how long it waits, how addresses are read.
import type { FastifyError, FastifyHttpOptions, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from 'node:http';
import { methodOverride } from './app.ts';

export function serverOptions(trustedProxies: string[]): FastifyHttpOptions<Server> {
  return {
    rewriteUrl: methodOverride,
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
    forceCloseConnections: 'idle',
    // Node's own limits, which Fastify turns off: who sends byte by byte is cut off; large files on thin lines are not.
    requestTimeout: 300_000,
    http: { headersTimeout: 20_000, connectionsCheckingInterval: 10_000 },
    frameworkErrors: refuseAddress,
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
    routerOptions: { maxParamLength: 200, querystringParser: queryOf },
  };
}

/** How often connections are looked at while the server closes, in milliseconds. */
const LOOKED_AT = 50;

/**
 * A connection that is busy when the server closes is kept for a next request afterwards, which nobody will answer: the
 * close would wait for its end (72 s). Here each is closed as soon as it rests.
 */
export function closeWhatRests(server: FastifyInstance): void {
  server.addHook('preClose', async () => {
    if (!server.server.listening) return;
    const timer = setInterval(() => server.server.closeIdleConnections(), LOOKED_AT).unref();
    server.server.once('close', () => clearInterval(timer));
  });
}

/** Only the API has schemas and brings its own compilers; the framework's would be loaded with every start. */
function noCompiler(): never {
  throw new Error('A route with a schema needs compilers of its own');
}

/** An address that is none reaches no route and no hook: it is answered here, with nothing in it that came from outside. */
function refuseAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 400;
  const isTooLong = status === 414;
  const message = isTooLong ? 'This address is too long.' : 'This is no address.';
  void reply
    .code(status)
    .header('x-content-type-options', 'nosniff')
    .send({ error: { code: isTooLong ? 'too_large' : 'bad_request', message } });
}

/** Every name once, as text: what is given twice means the last. Without a prototype: names come from outside. */
function queryOf(text: string): Record<string, string> {
  const query = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) query[name] = value;
  return query;
}
