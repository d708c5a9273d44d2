// The JSON API through a real server: tokens and scopes, reading, answering, changing, coded refusals (OP-7).
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { mountApi } from '../../core/api/api.ts';
import { createWeb } from '../../core/web/web.ts';
import { addUser, openDesk, withAccount } from '../support/desk.ts';
import { ask, COLOURS, handOver, publish, visitor } from '../support/flows.ts';
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
  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object, token = all) => {
    const response = await web.server.inject({
      method,
      url: `/api/v1${url}`,
      payload: body,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
    });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  const send = (method: string, url: string, { payload, headers }: { payload?: string; headers?: object } = {}) =>
    web.server.inject({
      method: method as 'GET',
      url: `/api/v1${url}`,
      payload,
      headers: { authorization: `Bearer ${all}`, ...headers },
    });
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
  return { desk, web, loft, inbox, accountId, call, send, tokenWith, declared: web.declared };
}

t.test('an agent’s day over the API', async (t) => {
  const { loft, call, desk, inbox, accountId, tokenWith } = await openApi(t);
  const sender = { name: 'Ada', address: { kind: 'handle', value: 'ada' } };
  const event = { type: 'message', id: 'm2', at: '2026-11-20T09:00:00Z', sender, thread: { references: ['m1'] } };
  const parts = [{ type: 'text', text: 'Card 4111 1111 1111 1111' }];
  const dangerous = { key: 'k2', type: 'application/json', body: Buffer.from(JSON.stringify([{ ...event, parts }])) };
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
  const [said] = messages.body.items as { key: string }[];
  const reaction = `/conversations/${key}/messages/${said!.key}/reaction`;
  t.match(await call('POST', reaction, { emoji: '👍' }), { body: { reactions: [{ emoji: '👍', by: 'team' }] } });
  t.match(await call('POST', reaction, { emoji: 'x' }), {
    status: 422,
    body: { error: { code: 'outbound.no_emoji' } },
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
  const { items: found } = (await call('GET', '/contacts?search=bo')).body as { items: { key: string }[] };
  const yes = { purpose: 'marketing', given: true, wording: 'Yes, please' };
  t.match(await call('POST', `/contacts/${found[0]!.key}/consents`, yes), { status: 200, body: { consents: [yes] } });
  await desk.inbound.receive(accountId, dangerous);
  await desk.jobs.idle();
  const { items: held } = (await call('GET', `/conversations/${key}/messages`)).body as {
    items: { key: string; text: string }[];
  };
  const card = held.find(({ text }) => text.startsWith('Card'))!;
  t.match(card, { text: 'Card •••• •••• •••• 1111', held: [{ code: 'content.card' }] });
  const revelation = `/messages/${card.key}/revelation`;
  t.equal((await call('POST', revelation)).status, 403, 'not with any token (WA-12)');
  const revealing = await tokenWith(['messages:reveal']);
  t.match(await call('POST', revelation, undefined, revealing), {
    status: 200,
    body: { text: 'Card 4111 1111 1111 1111' },
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
  const { items: known } = (await call('GET', `/conversations/${key}/messages`)).body as { items: { id: number }[] };
  t.match(await call('POST', `/conversations/${key}/messages`, { text: 'late', seenMessageId: 0 }), {
    status: 409,
    body: { error: { code: 'stale', params: { newestId: known.at(-1)!.id } } },
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

interface Described {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
}

t.test('the OpenAPI document names every route, stands by itself, and is what is answered (OP-7)', async (t) => {
  const { call, declared } = await openApi(t);
  const document = (await call('GET', '/openapi.json')).body as unknown as Described;
  t.equal(document.openapi, '3.1.0');
  const routes = declared.filter(({ method, url }) => method !== 'HEAD' && url.startsWith('/api/v1/'));
  t.ok(routes.length > 15);
  const described = Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`),
  );
  const wanted = routes
    .map(({ method, url }) => `${method} ${url.slice('/api/v1'.length).replaceAll(/:([a-z]+)/g, '{$1}')}`)
    .filter((one) => !one.endsWith('/openapi.json'));
  t.strictSame(described.toSorted(), wanted.toSorted());

  const check = new Ajv({ strict: false });
  (ajvFormats as unknown as (check: Ajv) => void)(check);
  check.addSchema(document, 'document');
  for (const [path, verbs] of Object.entries(document.paths))
    for (const [verb, { parameters = [], responses }] of Object.entries(verbs)) {
      const named = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      const inPath = parameters.filter((one) => one.in === 'path' && one.required);
      t.strictSame(
        inPath.map(({ name }) => name),
        named,
        `${verb} ${path} describes its places`,
      );
      for (const [status, { content }] of Object.entries(responses)) {
        const type = content['application/json'] ? 'application/json' : 'text/csv';
        const pointer = ['paths', path, verb, 'responses', status, 'content', type, 'schema'];
        const place = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
        const answer = check.compile({ $ref: `document#/${encodeURI(place)}` });
        t.equal(typeof answer, 'function', `${verb} ${path} ${status}`);
        const key = path === '/conversations/{key}' ? 'none' : '';
        if (verb !== 'get' || (path.includes('{') && !key)) continue;
        const real = await call('GET', path.replace('{key}', key) + (path === '/search' ? '?q=coo' : ''));
        if (String(real.status).startsWith(status[0]!))
          t.ok(answer(real.body), `${path}: ${JSON.stringify(answer.errors)}`);
      }
    }
});

t.test('every refusal is JSON with a code of ours, also what never reaches a route (OP-7)', async (t) => {
  const { send } = await openApi(t);
  const json = { 'content-type': 'application/json' };
  const cases: [method: string, url: string, status: number, code: string, payload?: string, headers?: object][] = [
    ['GET', '/nothing', 404, 'no_such_route'],
    ['DELETE', '/conversations/x', 404, 'no_such_route'],
    ['GET', '/conversations/%FF', 400, 'bad_request'],
    ['GET', `/conversations/${'x'.repeat(300)}`, 414, 'too_large'],
    ['GET', '/conversations?lits=mine', 400, 'bad_request'],
    ['GET', '/conversations?list=none', 400, 'bad_request'],
    ['GET', '/conversations?after=x', 422, 'invalid'],
    ['GET', '/events?after=-1', 400, 'bad_request'],
    ['POST', '/contacts', 400, 'invalid_json', '{', json],
    ['POST', '/contacts', 400, 'invalid_json', '', json],
    ['POST', '/contacts', 400, 'bad_request', '{"name":5,"colour":1}', json],
    ['POST', '/contacts', 415, 'unsupported_type', '<a/>', { 'content-type': 'text/xml' }],
    ['POST', '/contacts', 413, 'too_large', `"${'x'.repeat(6_000_000)}"`, json],
    ['POST', '/contacts', 422, 'invalid', '{"name":"Bo","emails":["none"]}', json],
    ['PATCH', '/contacts/none', 404, 'not_found', '{"note":"x"}', json],
    ['POST', '/conversations', 404, 'not_found', '{"accountId":99,"to":["a@b.example"],"text":"x"}', json],
    ['POST', '/arrivals/9999999999999999999999/replays', 403, 'forbidden'],
    ['GET', '/accounts/%00/arrivals', 403, 'forbidden'],
  ];
  for (const [method, url, status, code, payload, headers] of cases) {
    // A browser that opens an address of the API is told in JSON too.
    const { statusCode, body } = await send(method, url, { payload, headers: { accept: 'text/html', ...headers } });
    t.equal(statusCode, status, `${method} ${url} ${body.slice(0, 200)}`);
    const { error } = JSON.parse(body) as { error: { code: string; message: string } };
    t.equal(error.code, code, `${method} ${url}`);
    t.notMatch(error.message, /FST_|^[a-z_]+$/, 'a sentence');
  }
  const wrong = await send('POST', '/contacts', { payload: '{"name":"Bo","emails":["none"]}', headers: json });
  t.notMatch(wrong.body, /wrong\./, 'fields are told in words');
});

t.test('what a program sends twice under one key is one message (CH-12, OP-7)', async (t) => {
  const { call, send, desk, loft, accountId } = await openApi(t);
  const { key } = ((await call('GET', '/conversations')).body.items as { key: string }[])[0]!;
  const answer = (once: string, text = 'Coo back') =>
    send('POST', `/conversations/${key}/messages`, {
      payload: JSON.stringify({ text, anyway: true }),
      headers: { 'content-type': 'application/json', 'idempotency-key': once },
    });
  const twice = await Promise.all([answer('one'), answer('one')]);
  const [first, second] = twice.map((one) => one.json<{ key: string }>().key);
  t.equal(first, second);
  t.not((await answer('two')).json<{ key: string }>().key, first, 'another key is another message');
  await desk.jobs.idle();
  t.equal((await answer('one')).json<{ key: string }>().key, first, 'also after it was sent');
  await desk.jobs.idle();
  t.equal(loft.letters.length, 2);
  const begin = () =>
    send('POST', '/conversations', {
      payload: JSON.stringify({ accountId, to: ['bo@x.example'], text: 'Hello' }),
      headers: { 'content-type': 'application/json', 'idempotency-key': 'begin' },
    });
  const began = [await begin(), await begin()];
  t.equal(began[0]!.body, began[1]!.body);
  t.match(await answer('x'.repeat(201)), { statusCode: 422 });
});

t.test('chatflows: listed, read, switched, with their figures (CT-9, AU-4, OP-7)', async (t) => {
  const { call, desk, accountId, tokenWith } = await openApi(t);
  const steps = [ask('s1', 'colour', { answer: 'choice', options: COLOURS }), handOver('s2')];
  const flow = await publish(desk, accountId, steps);
  const { publicId: account } = (await desk.channels.accountById(accountId))!;
  const line = { key: flow.publicId, name: 'Robin', active: true, published: 1, targeting: { visitors: 'all' } };
  t.match(await call('GET', `/accounts/${account}/chatflows`), { status: 200, body: { items: [line] } });
  const at = `/chatflows/${flow.publicId}`;
  t.match(await call('GET', at), {
    status: 200,
    body: { ...line, draft: { patience: 30, steps: [{ id: 's1' }, {}] } },
  });
  const ada = visitor(desk, accountId, 'Ada');
  await ada.writes('Hi', { chatflow: flow.publicId });
  await ada.writes('red');
  t.match(await call('GET', `${at}/figures`), { status: 200, body: { started: 1 } });
  t.match(await call('PATCH', at, { active: false }), { status: 403 }, 'reading is not changing');
  const agents = await tokenWith(['channels:write']).catch(() => null);
  if (agents) t.match(await call('PATCH', at, { active: false }, agents), { status: 403 }, 'an agent may not at all');
  t.match(await call('GET', '/chatflows/nothing'), { status: 404, body: { error: { code: 'not_found' } } });
  t.match(await call('GET', '/accounts/nothing/chatflows'), { status: 404 });
  const eva = (await desk.accounts.viewerOf(await addUser(desk, 'Eva', 'administrator')))!;
  const { token } = await desk.accounts.apiTokens.create(eva, { name: 'test', scopes: ['channels:write'] });
  t.match(await call('PATCH', at, { active: false }, token), { status: 200, body: { active: false } });
  t.equal((await desk.chatflows.byPublicId(flow.publicId))!.active, false);
  t.match(await call('PATCH', at, { active: true, name: 'x' }, token), { status: 400 });
  t.match(await call('PATCH', at, { active: true }, token), { status: 200, body: { active: true } });
  const draft = await desk.chatflows.create({ accountId, name: 'Wren', language: null, definition: flow.draft });
  t.match(await call('PATCH', `/chatflows/${draft.publicId}`, { active: true }, token), {
    status: 409,
    body: { error: { code: 'chatflow_not_published' } },
  });
});

t.test('what one was told, and how one wants to be told (NT-1)', async (t) => {
  const { desk, call } = await openApi(t);
  const agent = await desk.accounts.users.findByEmail('uma@team.example');
  const { id } = (await desk.database.row<{ id: number }>('select max(id) as id from conversation'))!;
  const mara = await addUser(desk, 'Mara');
  await desk.conversations.comment(id, mara, '<p>Look</p>', [agent!.id]);
  const told = await call('GET', '/notifications?unread=true');
  t.match(told.body, {
    items: [{ kind: 'mention', by: { name: 'Mara' }, contact: 'Ada', subject: 'Ring', read: false }],
    next: null,
  });
  t.match((await call('POST', '/notifications/read', { ids: [999] })).body, { unread: 1 });
  t.match((await call('POST', '/notifications/read', {})).body, { unread: 0 });
  t.same((await call('GET', '/notifications?unread=true')).body.items, []);
  const changed = await call('PATCH', '/notifications/settings', { mail: 'daily', mailAt: '07:00', quietDays: [7] });
  t.match(changed.body, { mail: 'daily', mailAt: '07:00', quietDays: [7], ways: { mention: { app: true } } });
  for (const wrong of [{ mailAt: '7' }, { quietFrom: '22:00' }, { ways: { gossip: {} } }, { mail: 'never' }])
    t.ok((await call('PATCH', '/notifications/settings', wrong)).status >= 400);
  t.match((await call('GET', '/notifications/settings')).body, { mail: 'daily', quietFrom: null });
});
