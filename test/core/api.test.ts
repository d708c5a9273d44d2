// The JSON API through a real server: tokens and scopes, reading, answering, changing, coded refusals (OP-7).
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { mountApi } from '../../core/api/api.ts';
import { createWeb } from '../../core/web/web.ts';
import { addUser, openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';

async function openApi(t: Test) {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { inbox, accountId } = await withAccount(desk, 'pigeon', { loft: loft.url, key: 'geheim' });
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: [] });
  await mountApi(web.server, desk, { publicUrl: 'http://desk.test', version: '1' });
  t.teardown(() => web.server.close());
  const agent = await desk.accounts.viewerOf(await addUser(desk, 'Uma'));
  const tokenWith = async (scopes: string[]) =>
    (await desk.accounts.apiTokens.create(agent!, { name: 'test', scopes })).token;
  const all = await tokenWith([
    'conversations:write',
    'contacts:write',
    'users:read',
    'channels:read',
    'search',
    'events:read',
  ]);
  const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, body?: object, token = all) => {
    const response = await web.server.inject({
      method,
      url: `/api/v1${url}`,
      payload: body,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  const event = {
    type: 'message',
    id: 'm1',
    at: '2026-11-20T08:00:00Z',
    sender: { name: 'Ada', address: { kind: 'handle', value: 'ada' } },
    subject: 'Ring',
    parts: [{ type: 'text', text: 'Coo' }],
    thread: {},
  };
  await desk.inbound.receive(accountId, {
    key: 'k',
    type: 'application/json',
    body: Buffer.from(JSON.stringify([event])),
  });
  await desk.jobs.idle();
  return { desk, web, loft, inbox, accountId, call, tokenWith };
}

t.test('an agent’s day over the API', async (t) => {
  const { loft, call, desk, inbox } = await openApi(t);
  const list = await call('GET', `/conversations?inbox=${inbox.id}`);
  t.match(list, { status: 200, body: { items: [{ subject: 'Ring', channel: 'pigeon', contact: { name: 'Ada' } }] } });
  const { key } = (list.body.items as { key: string }[])[0]!;
  const messages = await call('GET', `/conversations/${key}/messages`);
  t.match(messages.body.items, [{ text: 'Coo', author: { name: 'Ada' } }]);
  const seenMessageId = (messages.body.items as { id: number }[])[0]!.id;
  t.match(await call('POST', `/conversations/${key}/messages`, { text: 'Coo back', seenMessageId }), {
    status: 201,
    body: { direction: 'out' },
  });
  await desk.jobs.idle();
  t.equal(loft.letters.length, 1);
  t.match(await call('POST', `/conversations/${key}/comments`, { html: '<p>Nice <script>x</script>bird</p>' }), {
    status: 201,
    body: { kind: 'comment', html: /Nice bird/ },
  });
  t.match(await call('PATCH', `/conversations/${key}`, { status: 'closed', tags: ['ring', 'bird'] }), {
    status: 200,
    body: { status: 'closed', tags: ['bird', 'ring'] },
  });
  t.match(await call('GET', '/search?q=coo'), { status: 200, body: { items: [{ key }] } });
  t.match(await call('POST', '/contacts', { name: 'Bo', emails: ['bo@x.example'] }), {
    status: 201,
    body: { addresses: [{ value: 'bo@x.example' }] },
  });
  const events = await call('GET', '/events?limit=5');
  t.equal((events.body.items as unknown[]).length, 5);
  t.match(await call('GET', '/accounts'), { body: { items: [{ channel: 'pigeon', health: 'connected' }] } });
  t.notMatch(JSON.stringify(await call('GET', '/accounts')), 'geheim');
});

t.test('refusals are coded and change nothing', async (t) => {
  const { call, tokenWith, loft } = await openApi(t);
  const { key } = ((await call('GET', '/conversations')).body.items as { key: string }[])[0]!;
  const reader = await tokenWith(['conversations:read']);
  t.match(await call('POST', `/conversations/${key}/messages`, { text: 'x' }, reader), {
    status: 403,
    body: { error: { code: 'forbidden' } },
  });
  t.match(await call('GET', '/conversations', undefined, 'hd_wrong'), {
    status: 401,
    body: { error: { code: 'signed_out' } },
  });
  t.match(await call('GET', '/conversations/nothing'), { status: 404, body: { error: { code: 'not_found' } } });
  t.match(await call('PATCH', `/conversations/${key}`, { colour: 'red' }), {
    status: 400,
    body: { error: { code: 'bad_request' } },
  });
  t.equal((await call('GET', '/conversations?limit=9999')).status, 400);
  t.match(await call('POST', `/conversations/${key}/messages`, { text: '' }), {
    status: 422,
    body: { error: { code: 'plan.empty' } },
  });
  t.match(await call('POST', `/conversations/${key}/messages`, { text: 'late', seenMessageId: 0 }), {
    status: 409,
    body: { error: { code: 'stale' } },
  });
  t.equal(loft.letters.length, 0);
});

t.test('a program may read the figures and nothing else (OP-3)', async (t) => {
  const { web, desk, call } = await openApi(t);
  const boss = await desk.accounts.viewerOf(await addUser(desk, 'Ida', 'administrator'));
  const { token } = await desk.accounts.apiTokens.create(boss!, { name: 'monitor', scopes: ['metrics:read'] });
  const figures = (authorization: string) =>
    web.server.inject({ method: 'GET', url: '/metrics', headers: { authorization } });
  const answer = await figures(`Bearer ${token}`);
  t.equal(answer.statusCode, 200);
  t.match(answer.body, /^hubdesk_accounts\{state="connected"\} 1$/m);
  t.equal((await figures('Bearer hd_wrong')).statusCode, 401);
  t.equal((await call('GET', '/conversations', undefined, token)).status, 403);
});

t.test('the OpenAPI document names every route', async (t) => {
  const { call } = await openApi(t);
  const document = (await call('GET', '/openapi.json')).body as { paths: Record<string, object>; openapi: string };
  t.equal(document.openapi, '3.1.0');
  for (const path of [
    '/conversations',
    '/conversations/{key}/messages',
    '/contacts',
    '/search',
    '/events',
    '/accounts/{key}/arrivals',
    '/users',
  ])
    t.ok(document.paths[path], path);
});
