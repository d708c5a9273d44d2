// Every route of the desk, asked by nobody, an observer, an agent and an administrator: only who may gets past the door.
import t from 'tap';
import { permissionsOf, type Role } from '../../core/accounts/accounts.ts';
import type { Access, DeclaredRoute } from '../../core/web/access.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

const ROLES: Role[] = ['observer', 'agent', 'administrator'];

function mayOpen(access: Access, role: Role | 'nobody'): boolean {
  if (access === 'public') return true;
  if (role === 'nobody') return false;
  return access === 'signed-in' || access === 'signing-in' || permissionsOf(role).has(access);
}

t.test('every route declares who may open it, and means it', async (t) => {
  const web = await openWeb(t);
  const declared = web.web.declared.filter(({ method }) => method !== 'HEAD');
  t.ok(declared.length > 40, `${declared.length} routes`);
  await web.user('First', 'administrator');
  /** Refused at the door is 401, 403 of `forbidden`, or the way to sign in; anything else is the route's own answer. */
  const isRefused = async (visitor: Visitor, { method, url }: DeclaredRoute) => {
    const address = url.replaceAll(/:[a-z]+/gi, '999999').replace('*', 'x');
    const headers = { accept: 'application/json', 'x-csrf-token': visitor.csrf };
    const { statusCode, body } = await visitor.send({ method, url: address, headers });
    return statusCode === 401 || (statusCode === 403 && body.includes('"forbidden"'));
  };
  for (const route of declared)
    t.equal(
      await isRefused(web.stranger(), route),
      !mayOpen(route.access, 'nobody'),
      `${route.method} ${route.url} by nobody`,
    );
  for (const role of ROLES) {
    const user = await web.user(role, role);
    for (const route of declared.filter(({ access }) => access !== 'public')) {
      // A session of its own for each: some routes end them.
      const visitor = await signIn(web, user);
      t.equal(await isRefused(visitor, route), !mayOpen(route.access, role), `${route.method} ${route.url} by ${role}`);
    }
  }
  for (const { method, url, access } of declared)
    if (method !== 'GET' && access === 'public')
      t.ok(PUBLIC_CHANGES.has(`${method} ${url}`), `${method} ${url} may be posted by strangers, and that is meant`);
});

/** What somebody who is not signed in may post to the desk itself. */
const PUBLIC_CHANGES = new Set([
  'POST /session',
  'POST /first-run',
  'POST /password-reset',
  'PUT /password-reset/:token',
  'PUT /invitation/:token',
]);
