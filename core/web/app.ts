// The web server without its pages: security headers, forms, cookies, compression, assets, errors.
import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import fastifyPlugin from 'fastify-plugin';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Assets } from './assets.ts';
import { PAGE_POLICY } from './policy.ts';
import type { ViewContext } from './context.ts';
import type { Renderer } from './render.ts';
import { replyMethods } from './replies.ts';
import { troubleReply, type Trouble } from './trouble.ts';

export interface WebOptions {
  renderer: Renderer;
  assets: Assets;
  /** For whom this request is rendered, from session and cookies. Called once a request, when it is first needed. */
  viewContext(request: FastifyRequest): ViewContext;
  /** Told of every failure that is our fault; the log. */
  onError(error: unknown, request: FastifyRequest): void;
  /** What a refusal of the desk says to the reader; null for every other error. */
  trouble?(error: unknown, request: FastifyRequest): Trouble | null;
  /** Whether the desk is reached by https: secure cookies, strict transport, upgraded requests. */
  https: boolean;
}

const OVERRIDES = new Set(['PUT', 'PATCH', 'DELETE']);

/**
 * For Fastify's `rewriteUrl`: lets plain forms use every method, `POST /x?_method=DELETE`. Only POST is rewritten, so
 * that no link can change anything.
 */
export function methodOverride(request: IncomingMessage): string {
  const address = request.url ?? '/';
  const mark = address.indexOf('?');
  if (request.method !== 'POST' || mark < 0) return address;
  const query = new URLSearchParams(address.slice(mark + 1));
  const method = query.get('_method')?.toUpperCase() ?? '';
  if (!OVERRIDES.has(method)) return address;
  request.method = method;
  query.delete('_method');
  return address.slice(0, mark) + (query.size ? `?${query}` : '');
}

/** Everything pages stand on. Register it before any route; it reaches all of them. */
export const web = fastifyPlugin(async (server: FastifyInstance, options: WebOptions) => {
  const { renderer, assets, https } = options;
  await server.register(helmet, {
    global: true,
    contentSecurityPolicy: { useDefaults: false, directives: { ...PAGE_POLICY } },
    strictTransportSecurity: https ? { maxAge: 15_552_000 } : false,
    crossOriginEmbedderPolicy: false,
    // Sign-in windows of far sides must be able to tell that they have come back.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    referrerPolicy: { policy: 'same-origin' },
  } as Parameters<typeof helmet>[1]);
  await server.register(cookie);
  await server.register(formbody, { bodyLimit: 1_048_576 });
  await server.register(compress, {
    global: true,
    threshold: 1024,
    encodings: ['br', 'gzip'],
    brotliOptions: { params: { 1: 4 } },
  });
  decorate(server, renderer, options.viewContext);
  assets.route(server);
  server.setErrorHandler((error, request, reply) => answerError(error as ThrownError, request, reply, options));
  server.setNotFoundHandler((request, reply) => troubleReply(request, reply, { status: 404, code: 'not_found' }));
});

function decorate(server: FastifyInstance, renderer: Renderer, viewContext: WebOptions['viewContext']): void {
  const contexts = new WeakMap<FastifyRequest, ViewContext>();
  server.decorateRequest('viewContext', {
    getter(this: FastifyRequest) {
      let context = contexts.get(this);
      if (!context) contexts.set(this, (context = viewContext(this)));
      return context;
    },
  });
  for (const [name, method] of Object.entries(replyMethods(renderer))) server.decorateReply(name, method as never);
}

/** Names of our own for what the framework refuses, so that its names can change. */
const MISTAKES: Trouble[] = [
  { status: 400, code: 'bad_request' },
  { status: 413, code: 'too_large' },
  { status: 415, code: 'unsupported_type' },
];

interface ThrownError {
  statusCode?: number;
  message: string;
}

function answerError(
  error: ThrownError,
  request: FastifyRequest,
  reply: FastifyReply,
  options: WebOptions,
): FastifyReply {
  const refusal = options.trouble?.(error, request);
  if (refusal) return troubleReply(request, reply, refusal);
  const status = error.statusCode && error.statusCode >= 400 ? error.statusCode : 500;
  if (status >= 500) options.onError(error, request);
  if (status >= 500) return troubleReply(request, reply, { status, code: 'unexpected' });
  const mistake = MISTAKES.find((one) => one.status === status) ?? { code: 'bad_request' };
  // What the framework says of a client's mistake is for machines; pages have their own words.
  return troubleReply(request, reply, { ...mistake, status, detail: error.message });
}
