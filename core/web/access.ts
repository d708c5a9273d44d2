// Who may open a route: every route declares it, one hook enforces it, a start with a route that does not is refused.
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { may, type FoundSession, type Permission, type Viewer } from '../accounts/accounts.ts';
import { isHtmx, wantsHtml } from './replies.ts';
import { troubleReply } from './trouble.ts';

/**
 * A permission; `signed-in`: anybody with an account; `signing-in`: also between password and one-time code;
 * `public`: everybody.
 */
export type Access = Permission | 'signed-in' | 'signing-in' | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Access;
    /** Other sites may post here: webhooks, visitors. Such a route knows no session. */
    anyOrigin?: boolean;
    /** Open to everybody signed in, also to programs with whatever scopes. */
    forTokens?: boolean;
    /** Also open to programs on this machine that no proxy speaks for. */
    fromThisMachine?: boolean;
    /** A form with files: the handler proves the token itself when it has read the part `_csrf`. */
    provesToken?: boolean;
  }
  interface FastifyRequest {
    /** The session of the cookie, also between password and one-time code. */
    session: FoundSession | null;
    /** Who is signed in, by cookie or API token; null on public routes for nobody. */
    signedIn: Viewer | null;
    /** Who is signed in; throws where nobody may be. */
    viewer: Viewer;
  }
}

/** What a route said. */
export interface DeclaredRoute {
  method: string;
  url: string;
  access: Access;
}

/** Refuses to start with a route that does not say who may open it; the list it gives grows with the routes. */
export function demandAccess(server: FastifyInstance): DeclaredRoute[] {
  const declared: DeclaredRoute[] = [];
  server.addHook('onRoute', function guard(this: FastifyInstance, route: RouteOptions) {
    // Routes of plugins answer the outside world; what they may do is in their hands.
    if (this.hasDecorator('channel')) route.config = { ...route.config, ...answersOutside(route.config?.permission) };
    const access = route.config?.permission;
    if (!access) throw new Error(`${String(route.method)} ${route.url} does not say who may open it`);
    for (const method of [route.method].flat()) declared.push({ method, url: route.url, access });
  });
  return declared;
}

/** A plugin's route without a permission of its own; with one it is for people of the desk, and guarded as theirs are. */
function answersOutside(permission: Access | undefined) {
  return permission === undefined || permission === 'public'
    ? ({ permission: 'public', anyOrigin: true } as const)
    : { permission, anyOrigin: false };
}

/** What stands between the request and its route; null when nothing does. */
export function barrier(request: FastifyRequest, access: Access): 'signed out' | 'forbidden' | null {
  if (access === 'public') return null;
  if (request.routeOptions.config.fromThisMachine && isFromThisMachine(request)) return null;
  if (access === 'signing-in') return request.session ? null : 'signed out';
  if (!request.signedIn) return 'signed out';
  // What is open to every person is about that person: sessions, tokens, password. A token is for its scopes only.
  if (access === 'signed-in' && request.signedIn.scopes !== null && !request.routeOptions.config.forTokens)
    return 'forbidden';
  return access === 'signed-in' || may(request.signedIn, access) ? null : 'forbidden';
}

/** A proxy on this machine brings requests of the whole world; each says so in one of these headers. */
function isFromThisMachine({ headers, hostname, raw }: FastifyRequest): boolean {
  const address = raw.socket.remoteAddress ?? '';
  const isLoopback = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(address);
  const isBrought = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'].some(
    (name) => headers[name],
  );
  // A page of another site could have its visitor's browser ask.
  const isNamedSo = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(hostname);
  // Who shows a token is judged by it.
  if (headers.authorization !== undefined) return false;
  return (
    isLoopback && isNamedSo && !isBrought && headers['sec-fetch-site'] === undefined && headers.cookie === undefined
  );
}

/** To the sign-in page and back; programs get 401. */
export function askToSignIn(request: FastifyRequest, reply: FastifyReply, firstRun: boolean): FastifyReply {
  const page = firstRun ? '/first-run' : `/sign-in${returning(request)}`;
  if (isHtmx(request)) return reply.code(401).header('hx-redirect', page).send('');
  if (!wantsHtml(request))
    return troubleReply(request, reply, { status: 401, code: 'signed_out', detail: 'Sign in, or send an API token.' });
  return reply.code(303).header('location', page).send('');
}

/** Back to the page the person is on: what htmx asked for is a part of it, what was posted cannot be asked for again. */
function returning(request: FastifyRequest): string {
  const current = isHtmx(request) ? request.headers['hx-current-url'] : undefined;
  const from = typeof current === 'string' ? current : request.method === 'GET' ? request.url : undefined;
  const url = from === undefined ? null : URL.parse(from, 'http://desk');
  const path = url ? url.pathname + url.search : '/';
  return path === '/' ? '' : `?return=${encodeURIComponent(path)}`;
}
