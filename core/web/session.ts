// From cookie or API token to the person on every request; forged requests are refused before any route sees them.
import fastifyPlugin from 'fastify-plugin';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import type { Accounts } from '../accounts/accounts.ts';
import { askToSignIn, barrier } from './access.ts';
import type { CookieJar } from './cookies.ts';
import { formOf } from './forms.ts';
import type { Locales } from './locales.ts';
import { isChange, isOwnOrigin } from './origin.ts';
import { wantsHtml } from './replies.ts';
import type { Throttle } from './throttle.ts';
import { troubleReply } from './trouble.ts';

export interface SessionOptions {
  accounts: Accounts;
  cookies: CookieJar;
  locales: Locales;
  publicUrl: string;
  throttle: Throttle;
  /** Called once the person is known, before anything is answered: prepares what pages need around them. */
  prepare(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/** Register it after `web` and before any route. */
export const session = fastifyPlugin(async (server: FastifyInstance, options: SessionOptions) => {
  server.decorateRequest('session', null);
  server.decorateRequest('signedIn', null);
  server.decorateRequest('viewer', {
    getter(this: FastifyRequest) {
      if (!this.signedIn) throw new Error(`${this.method} ${this.routeOptions.url} has no viewer`);
      return this.signedIn;
    },
  });
  server.addHook('onRequest', (request, reply) => admit(request, reply, options));
  server.addHook('preValidation', async (request, reply) => {
    const { permission, provesToken: proved } = request.routeOptions.config;
    // A public form may have been drawn before somebody signed in; its origin has been looked at.
    if (!request.session || request.is404 || permission === 'public' || proved) return undefined;
    if (!isChange(request) || request.headers.upgrade) return undefined;
    return provesToken(request, formToken(request)) ? undefined : refuseForged(request, reply, options);
  });
});

async function admit(request: FastifyRequest, reply: FastifyReply, options: SessionOptions): Promise<unknown> {
  const { config } = request.routeOptions;
  if (config.anyOrigin) return (await options.throttle(request, reply, 'outside')) ?? undefined;
  const access = request.is404 ? 'public' : config.permission!;
  // Assets and the like: nobody is asked for, nothing is drawn.
  if (access === 'public' && !isChange(request) && !wantsHtml(request)) return undefined;
  const bearer = /^Bearer\s+(\S{1,200})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) request.signedIn = await options.accounts.apiTokens.viewerOfToken(bearer, request.ip);
  else await identify(request, options);
  const tooOften = await refuseFlood(request, reply, options);
  if (tooOften) return tooOften;
  await options.prepare(request, reply);
  if (!bearer && isChange(request) && !isOwnOrigin(request, options.publicUrl))
    return refuseForged(request, reply, options);
  switch (barrier(request, access)) {
    case 'signed out':
      return askToSignIn(request, reply, await options.accounts.firstRun.needed());
    case 'forbidden':
      return troubleReply(request, reply, {
        status: 403,
        code: 'forbidden',
        detail: `This needs the permission ${access}.`,
      });
    default:
      return undefined;
  }
}

/** People who are signed in are not counted; programs are, by their token. */
async function refuseFlood(request: FastifyRequest, reply: FastifyReply, { throttle }: SessionOptions) {
  if (request.signedIn) return request.signedIn.scopes === null ? null : throttle(request, reply, 'tokens');
  return (
    (isChange(request) ? await throttle(request, reply, 'changes') : null) ?? throttle(request, reply, 'strangers')
  );
}

async function identify(request: FastifyRequest, { accounts, cookies }: SessionOptions): Promise<void> {
  const token = cookies.session(request);
  request.session = token ? await accounts.sessions.find(token, request.ip) : null;
  request.signedIn = request.session?.confirmed ? request.session.viewer : null;
}

function formToken(request: FastifyRequest): unknown {
  return request.headers['x-csrf-token'] ?? formOf(request).text('_csrf');
}

/** Whether the token of a form (or header) is the session's. For routes that read their parts themselves. */
export function provesToken(request: FastifyRequest, token: unknown): boolean {
  if (!request.session || typeof token !== 'string') return false;
  const [given, wanted] = [Buffer.from(token), Buffer.from(request.session.csrf)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function refuseForged(request: FastifyRequest, reply: FastifyReply, { locales }: SessionOptions): FastifyReply {
  return troubleReply(request, reply, {
    status: 403,
    code: 'forged',
    text: wantsHtml(request) ? locales.text(request.viewContext.language, 'error.forged') : undefined,
    detail: 'The request does not come from a page of this desk, or its page is out of date.',
  });
}
