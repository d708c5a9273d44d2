// How the server takes requests: whom it believes, how long it waits, how addresses are read.
import type { FastifyHttpOptions } from 'fastify';
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
    routerOptions: { maxParamLength: 200, querystringParser: queryOf },
  };
}

/** Every name once, as text: what is given twice means the last. Without a prototype: names come from outside. */
function queryOf(text: string): Record<string, string> {
  const query = Object.create(null) as Record<string, string>;
  for (const [name, value] of new URLSearchParams(text)) query[name] = value;
  return query;
}
