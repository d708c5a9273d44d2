// The way from a request to a person: cookies, API tokens, forged requests, declared permissions (AD-1, AD-2).
import t, { type Test } from 'tap';
import Fastify from 'fastify';
import { demandAccess } from '../../core/web/access.ts';
import { ownAddress } from '../../core/web/origin.ts';
import { openWeb, signIn } from './web-desk.ts';

const HTMX = { 'hx-request': 'true', 'hx-current-url': 'http://desk.test/inbox/3?page=2' };

async function opened(t: Test) {
  const web = await openWeb(t, {
    prepare(server) {
      const answer = async (request: { signedIn: { name: string } | null }) => request.signedIn?.name ?? 'nobody';
      server.get('/try/open', { config: { permission: 'public' } }, answer);
      server.post('/try/open', { config: { permission: 'public' } }, answer);
      server.post('/try/hook', { config: { permission: 'public', anyOrigin: true } }, answer);
      server.get('/try/mine', { config: { permission: 'signed-in', forTokens: true } }, answer);
      server.post('/try/mine', { config: { permission: 'signed-in', forTokens: true } }, answer);
      server.get('/try/users', { config: { permission: 'user.manage' } }, answer);
    },
  });
  return { ...web, eva: await web.user('Eva'), admin: await web.user('Admin', 'administrator') };
}

t.test('who may open a route', async (t) => {
  const web = await opened(t);
  const eva = await signIn(web, web.eva);
  const admin = await signIn(web, web.admin);
  const stranger = web.stranger();
  t.equal((await stranger.get('/try/open')).body, 'nobody');
  t.equal((await eva.get('/try/open')).body, 'Eva');
  t.equal((await eva.get('/try/mine')).body, 'Eva');
  t.equal((await admin.get('/try/users')).body, 'Admin');
  t.equal((await eva.get('/try/users')).statusCode, 403);
  t.match(await stranger.get('/try/mine?a=b'), {
    statusCode: 303,
    headers: { location: '/sign-in?return=%2Ftry%2Fmine%3Fa%3Db' },
  });
  t.match(await stranger.get('/try/mine', HTMX), {
    statusCode: 401,
    headers: { 'hx-redirect': '/sign-in?return=%2Finbox%2F3%3Fpage%3D2' },
  });
  t.match((await stranger.get('/try/mine', { accept: 'application/json' })).json(), { error: { code: 'signed_out' } });
  t.match(await eva.get('/nowhere'), { statusCode: 404 });
  t.match((await eva.get('/nowhere')).body, /rail-user/, 'lost people still have the way back');
});

t.test('an empty desk leads to its first page', async (t) => {
  const { stranger } = await openWeb(t, {
    prepare: (server) => server.get('/try', { config: { permission: 'signed-in' } }, async () => ''),
  });
  t.match(await stranger().get('/try'), { statusCode: 303, headers: { location: '/first-run' } });
});

t.test('forged requests', async (t) => {
  const web = await opened(t);
  const eva = await signIn(web, web.eva);
  const post = (url: string, headers: Record<string, string>, token = eva.csrf) =>
    eva.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      payload: `_csrf=${token}`,
    });
  t.equal((await eva.form('POST', '/try/mine')).body, 'Eva');
  t.equal((await post('/try/mine', {}, 'wrong')).statusCode, 403);
  t.equal((await post('/try/mine', {}, '')).statusCode, 403);
  t.equal((await post('/try/mine', { 'x-csrf-token': eva.csrf }, '')).body, 'Eva');
  t.equal((await post('/try/mine', { 'sec-fetch-site': 'cross-site' })).statusCode, 403);
  t.equal((await post('/try/mine', { 'sec-fetch-site': 'same-site' })).statusCode, 403);
  t.equal((await post('/try/mine', { origin: 'https://evil.example' })).statusCode, 403);
  t.equal((await post('/try/mine', { origin: 'null' })).statusCode, 403);
  t.equal((await post('/try/mine', { origin: 'http://desk.test' })).body, 'Eva');
  t.equal(
    (await post('/try/mine', { origin: 'http://192.168.1.4:3000', host: '192.168.1.4:3000' })).body,
    'Eva',
    'by another address of the same desk',
  );
  t.equal(
    (await post('/try/open', { origin: 'https://evil.example' })).statusCode,
    403,
    'nor can a stranger be signed in from elsewhere',
  );
  t.equal((await post('/try/open', {}, 'outdated')).body, 'Eva');
  t.equal(
    (await post('/try/hook', { origin: 'https://far.example', 'sec-fetch-site': 'cross-site' })).body,
    'nobody',
    'webhooks know no session',
  );
  t.equal(
    (
      await eva.send({
        method: 'GET',
        url: '/try/mine',
        headers: { upgrade: 'websocket', origin: 'https://evil.example' },
      })
    ).statusCode,
    403,
  );
  t.equal((await eva.get('/try/mine?_method=POST')).body, 'Eva', 'no link changes anything');
});

t.test('API tokens', async (t) => {
  const web = await opened(t);
  const viewer = (await web.desk.accounts.viewerOf(web.admin.id))!;
  const { token } = await web.desk.accounts.apiTokens.create(viewer, { name: 'x', scopes: ['users:read'] });
  const call = (url: string, bearer: string, method: 'GET' | 'POST' = 'GET') =>
    web.server.inject({ method, url, headers: { authorization: `Bearer ${bearer}`, origin: 'https://app.example' } });
  t.equal((await call('/try/mine', token)).body, 'Admin');
  t.equal((await call('/try/mine', token, 'POST')).body, 'Admin', 'a token is no cookie: nothing to forge');
  t.match((await call('/try/users', token)).json(), { error: { code: 'forbidden' } }, 'narrowed to its scopes');
  t.equal((await call('/try/mine', 'hd_wrong')).statusCode, 401);
});

t.test('small things', async (t) => {
  const server = Fastify();
  demandAccess(server);
  t.throws(() => server.get('/open', async () => ''), /does not say who may open it/);
  await server.register(async (scope) => {
    scope.decorate('channel', 'pigeon');
    scope.post('/hook', async ({ routeOptions }) => routeOptions.config);
  });
  t.match((await server.inject({ method: 'POST', url: '/hook' })).json(), { permission: 'public', anyOrigin: true });
  await server.close();
  const addresses = [
    '/inbox?a=1#b',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a\nb',
    '',
    undefined,
  ];
  t.same(addresses.map(ownAddress), ['/inbox?a=1#b', '/', '/', '/', '/', '/', '/']);
});
