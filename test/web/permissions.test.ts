// Every route of the desk, asked by nobody, an observer, an agent and an administrator: only who may gets past the door.
import t from 'tap';
import { BUILT_IN_ROLES, deskViewer, heldBy, PERMISSIONS, type Permission } from '../../core/accounts/accounts.ts';
import type { Access, DeclaredRoute } from '../../core/web/access.ts';
import { mountApi } from '../../core/api/api.ts';
import { REAL_PLUGINS } from '../support/desk.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

const NOBODY: ReadonlySet<Permission> | null = null;

/** `held` is what the person's role holds; null for nobody. */
function mayOpen(access: Access, held: ReadonlySet<Permission> | null): boolean {
  if (access === 'public') return true;
  if (held === null) return false;
  return access === 'signed-in' || access === 'signing-in' || held.has(access);
}

t.test('every route declares who may open it, and means it', async (t) => {
  const facts = { publicUrl: 'http://desk.test', version: '1' };
  // As `hubdesk start` puts it together: pages, the live line, the API, and what plugins bring.
  const web = await openWeb(t, {
    // More is asked here within a minute than anybody may.
    rates: { strangers: 100_000, changes: 100_000, outside: 100_000 },
    plugins: ['email'],
    pluginFolder: REAL_PLUGINS,
    prepareLate: (server, desk) => mountApi(server, desk, facts),
  });
  const declared = web.web.declared.filter(({ method }) => method !== 'HEAD');
  for (const one of ['GET /live', 'GET /api/v1/events', 'GET /metrics', 'GET /settings/channels/:id/health'])
    t.ok(
      declared.some(({ method, url }) => `${method} ${url}` === one),
      `${one} is among the ${declared.length} routes`,
    );
  await web.user('First', 'administrator');
  /** Refused at the door is 401, 403 of `forbidden`, or the way to sign in; anything else is the route's own answer. */
  const isRefused = async (visitor: Visitor, { method, url }: DeclaredRoute) => {
    const address = url.replaceAll(/:[a-z]+/gi, '999999').replace('*', 'x');
    const headers = { accept: 'application/json', 'x-csrf-token': visitor.csrf };
    // Not from this machine, to which more is open.
    const { statusCode, body } = await visitor.send({ method, url: address, headers, remoteAddress: '203.0.113.7' });
    return statusCode === 401 || (statusCode === 403 && body.includes('"forbidden"'));
  };
  for (const route of declared)
    t.equal(
      await isRefused(web.stranger(), route),
      !mayOpen(route.access, NOBODY),
      `${route.method} ${route.url} by nobody`,
    );
  for (const role of [...BUILT_IN_ROLES].toReversed()) {
    const user = await web.user(role, role);
    for (const route of declared.filter(({ access }) => access !== 'public')) {
      // A session of its own for each: some routes end them.
      const visitor = await signIn(web, user);
      const opens = mayOpen(route.access, heldBy(role, []));
      t.equal(await isRefused(visitor, route), !opens, `${route.method} ${route.url} by ${role}`);
    }
  }
  const guarded = Map.groupBy(
    declared.filter(({ access }) => isPermission(access)),
    ({ access }) => access,
  );
  for (const [index, permission] of PERMISSIONS.entries()) {
    const role = await web.desk.accounts.roles.create(deskViewer(), { name: permission, permissions: [permission] });
    const visitor = await signIn(web, await web.user(role.key, role.key));
    const held = new Set([permission]);
    const wrong: string[] = [];
    // All that it opens, and of every other permission another route each time: in the end each was refused.
    const others = [...guarded].flatMap(([access, routes]) =>
      access === permission ? routes : routes[index % routes.length]!,
    );
    for (const route of others) {
      const opens = mayOpen(route.access, held) && !ASKS_FOR_MORE.test(route.url);
      if ((await isRefused(visitor, route)) === opens) wrong.push(`${route.method} ${route.url}`);
    }
    t.same(wrong, [], `with ${permission} alone, of ${others.length} routes exactly its own open (AD-1)`);
  }
  for (const { method, url, access } of declared)
    if (access === 'public' && !url.startsWith('/channels/'))
      t.ok(PUBLIC.has(url), `${method} ${url} is open to everybody, and that is meant`);
  for (const { method, url, access } of declared)
    if (method !== 'GET' && access === 'public')
      t.ok(PUBLIC_CHANGES.has(`${method} ${url}`), `${method} ${url} may be posted by strangers, and that is meant`);
});

/** Besides their own permission these ask for another: what is carried out, what is inserted. */
const ASKS_FOR_MORE = /\/export\.csv$|\/exports\/|^\/conversations\/:id\/(insertions|snippets)/;

function isPermission(access: Access): boolean {
  return (PERMISSIONS as readonly string[]).includes(access);
}

/** What somebody who is not signed in may post to the desk itself. */
const PUBLIC_CHANGES = new Set([
  'POST /session',
  'POST /first-run',
  'POST /password-reset',
  'PUT /password-reset/:token',
  'PUT /invitation/:token',
]);

/** What everybody may ask for. */
const PUBLIC = new Set([
  '/assets/:file',
  // What somebody was sent the address of.
  '/documents/:key/:name',
  '/health',
  '/healthz',
  '/api/v1/openapi.json',
  '/first-run',
  '/invitation/:token',
  '/password-reset',
  '/password-reset/:token',
  '/push-worker.js',
  '/session',
  '/sign-in',
]);
