// Attacks on the pages and the API: things of inboxes one may not see, names and texts that want to be code, floods.
import t from 'tap';
import { drawing } from '../../core/web/live-drawing.ts';
import { personPages } from '../../core/web/live-person.ts';
import { mailDocument } from '../../core/web/present/mail-document.ts';
import { openWeb, signIn, type WebDesk } from './web-desk.ts';

// The search's thread keeps no process alive, and requests that are injected do not either.
const awake = setInterval(() => {}, 60_000);
t.teardown(() => clearInterval(awake));

/** An open inbox, and a restricted one that only administrators see, with a conversation and a message in each. */
async function twoInboxes({ desk }: WebDesk) {
  const { conversations, contacts } = desk;
  const make = async (name: string, secret: string) => {
    const inbox = await conversations.inboxes.create({ name, actor: 'desk' });
    const contact = await contacts.create({ name: `${name} customer`, addresses: [] }, 'desk');
    const conversation = await conversations.start({
      inboxId: inbox.id,
      accountId: null,
      contactId: contact.id,
      subject: `${secret} subject`,
      at: desk.clock.now(),
      actor: 'desk',
    });
    const message = await conversations.record({
      conversationId: conversation.id,
      kind: 'message',
      direction: 'in',
      accountId: null,
      authorContactId: contact.id,
      at: desk.clock.now(),
      parts: [{ type: 'text', text: `${secret} words` }],
    });
    return { inbox, conversation, message };
  };
  const open = await make('Open', 'open');
  const closed = await make('Closed', 'geheim');
  await conversations.inboxes.change(closed.inbox.id, { restricted: true }, 'desk');
  return { open, closed };
}

t.test('undo belongs to who did it, and to who may still manage the conversation', async (t) => {
  const web = await openWeb(t);
  const { open, closed } = await twoInboxes(web);
  const { conversations } = web.desk;
  const [mara, jan] = [await web.user('Mara'), await web.user('Jan')];
  const step = (await conversations.close(open.conversation.id, `user:${mara.id}`)).undo!;
  const stranger = await signIn(web, jan);
  t.equal((await stranger.form('POST', `/undo/${step}`)).statusCode, 404, 'somebody else');
  t.equal((await conversations.get(open.conversation.id))!.status, 'closed');
  const hidden = (await conversations.close(closed.conversation.id, `user:${mara.id}`)).undo!;
  const owner = await signIn(web, mara);
  t.equal((await owner.form('POST', `/undo/${hidden}`)).statusCode, 403, 'an inbox that is closed to her now');
  const ids = [closed.conversation.id, open.conversation.id];
  const both = await conversations.bulk(ids, `user:${mara.id}`, (id) => conversations.trash(id, `user:${mara.id}`));
  t.equal((await owner.form('POST', `/undo/${both.undo}`)).statusCode, 403, 'also as part of many');
  t.equal((await owner.form('POST', `/undo/${step}`)).statusCode, 303, 'her own');
});

t.test('a message of a hidden conversation cannot be answered, quoted or read from another one', async (t) => {
  const web = await openWeb(t);
  const { open, closed } = await twoInboxes(web);
  const jan = await web.user('Jan');
  const visitor = await signIn(web, jan);
  const page = await visitor.get(`/conversations/${open.conversation.id}?reply=${closed.message.id}`);
  t.equal(page.statusCode, 200);
  t.notMatch(page.body, /geheim/);
  const draft = { replyTo: closed.message.id, text: 'x' };
  await visitor.form('POST', `/conversations/${open.conversation.id}/draft`, draft);
  t.notMatch((await visitor.get(`/conversations/${open.conversation.id}`)).body, /geheim/, 'nor by a draft');
  t.match((await visitor.get(`/conversations/${open.conversation.id}?reply=${open.message.id}`)).body, /open words/);
  for (const url of [`/messages/${closed.message.publicId}/body`, `/conversations/${closed.conversation.id}/entries`])
    t.equal((await visitor.get(url)).statusCode, 404, url);
});

t.test('what may belong to a hidden conversation neither shows its subject nor joins it', async (t) => {
  const web = await openWeb(t);
  const { open, closed } = await twoInboxes(web);
  await web.desk.database.write(() =>
    web.desk.database.run('update conversation set maybe_belongs_to_id = ? where id = ?', [
      closed.conversation.id,
      open.conversation.id,
    ]),
  );
  const visitor = await signIn(web, await web.user('Jan'));
  t.notMatch((await visitor.get(`/conversations/${open.conversation.id}`)).body, /geheim/);
  t.equal((await visitor.form('POST', `/conversations/${open.conversation.id}/belonging`)).statusCode, 404);
  t.equal((await web.desk.conversations.get(open.conversation.id))!.place, 'inbox');
});

t.test('who is mentioned where they may not look learns nothing', async (t) => {
  const web = await openWeb(t);
  const { closed } = await twoInboxes(web);
  const [boss, jan] = [await web.user('Boss', 'administrator'), await web.user('Jan')];
  const html = `<p>geheim <span data-user="${jan.id}">@Jan</span></p>`;
  const visitor = await signIn(web, boss);
  const answer = await visitor.form('POST', `/conversations/${closed.conversation.id}/comments`, { html });
  t.equal(answer.statusCode, 303);
  t.strictSame(await web.desk.conversations.notifications.list(jan.id, { limit: 10 }), []);
});

t.test('who is given what they may not look into is not shown its subject on the live line', async (t) => {
  const web = await openWeb(t);
  const { open, closed } = await twoInboxes(web);
  const jan = await web.user('Jan');
  const { database, conversations } = web.desk;
  const pages = personPages(drawing(web.web));
  const told = async (conversationId: number) => {
    await conversations.assign(conversationId, { userId: jan.id }, null, 'desk');
    const sql = 'select id from notification where user_id = ? and conversation_id = ?';
    const { id } = (await database.row<{ id: number }>(sql, [jan.id, conversationId]))!;
    return pages.notice(jan.id, { notificationId: id, count: 1 }, { language: 'en', timeZone: 'UTC' });
  };
  t.match(await told(open.conversation.id), /toast/);
  t.equal(await told(closed.conversation.id), '');
});

t.test("a token does what its scopes say and nothing of its owner's own", async (t) => {
  const web = await openWeb(t, { prepare: () => {} });
  const boss = await web.user('Boss', 'administrator');
  const viewer = (await web.desk.accounts.viewerOf(boss.id))!;
  const { token } = await web.desk.accounts.apiTokens.create(viewer, { name: 'Finder', scopes: ['search'] });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const visitor = web.stranger();
  for (const url of ['/settings/tokens', '/settings/security', '/settings/users', '/conversations/1'])
    t.equal((await visitor.send({ method: 'GET', url, headers })).statusCode, 403, url);
  const { id } = (await web.desk.accounts.apiTokens.list(viewer))[0]!;
  const revoke = await visitor.send({ method: 'DELETE', url: `/settings/tokens/${id}`, headers });
  t.equal(revoke.statusCode, 403, 'it does not revoke tokens');
  t.equal((await web.desk.accounts.apiTokens.list(viewer)).length, 1);
});

t.test("a plugin's route that names a permission is guarded by it", async (t) => {
  const web = await openWeb(t, {
    prepare: (server) =>
      void server.register(
        async (scope) => {
          scope.decorate('channel', 'pigeon');
          scope.get('/hook', async () => 'open');
          scope.get('/keys', { config: { permission: 'channel.manage' } }, async () => 'secret');
        },
        { prefix: '/channels/pigeon' },
      ),
  });
  await web.user('Boss', 'administrator');
  const headers = { accept: 'application/json' };
  const visitor = web.stranger();
  t.equal((await visitor.send({ method: 'GET', url: '/channels/pigeon/hook', headers })).body, 'open');
  t.equal((await visitor.send({ method: 'GET', url: '/channels/pigeon/keys', headers })).statusCode, 401);
  const agent = await signIn(web, await web.user('Jan'));
  t.equal((await agent.send({ method: 'GET', url: '/channels/pigeon/keys', headers })).statusCode, 403);
});

t.test('a mail asks this desk for nothing but its own pictures', async (t) => {
  const item = { attachments: [], publicId: 'x' } as never;
  const html =
    '<img src="/sample"><img src="//desk.test/x"><img src="http://desk.test/y"><img src="data:image/png;base64,AA==">' +
    '<a href="javascript:alert(1)">a</a><a href="data:text/html,x">b</a><script>1</script><b onclick="x()">c</b>' +
    '<img data-remote-src="https://far.example/p.png">';
  const closed = mailDocument(html, item, false);
  t.notMatch(closed, /sample|desk\.test|javascript|data:text|<script|onclick|src="https/);
  t.match(closed, /src="data:image\/png/);
  const shown = mailDocument(html, item, true);
  t.match(shown, /src="https:\/\/far\.example\/p\.png"/);
  t.notMatch(shown, /src="\/|javascript|data:text|<script|onclick/);
});

t.test('names that want to be code are words everywhere', async (t) => {
  const web = await openWeb(t);
  const { open } = await twoInboxes(web);
  const evil = `<b onmouseover=alert(1)>x</b>"'\`><img src=x onerror=alert(1)>{b}</b>\u202E\r\nset-cookie: a=b`;
  const { conversations, contacts } = web.desk;
  const found = (await conversations.get(open.conversation.id))!;
  await contacts.update(found.contactId!, { name: evil }, 'desk');
  await conversations.rename(found.id, evil, 'desk');
  await conversations.tag(found.id, evil.slice(0, 60), 'desk');
  const boss = await signIn(web, await web.user('Boss', 'administrator'));
  for (const url of [`/conversations/${found.id}`, '/inboxes/all/open', '/search?q=open', '/palette?q=open']) {
    const { statusCode, body } = await boss.get(url);
    t.equal(statusCode, 200, url);
    t.notMatch(body, /<b onmouseover|<img src=x/, url);
  }
  const closing = await boss.form('POST', `/conversations/${found.id}/closure`);
  t.notOk(closing.headers['a'], 'no header of its own');
});

t.test('hostile forms, queries and numbers are answered, not stumbled over', async (t) => {
  const web = await openWeb(t);
  const { open } = await twoInboxes(web);
  const boss = await signIn(web, await web.user('Boss', 'administrator'));
  const { csrf } = boss;
  const address = `/conversations/${open.conversation.id}`;
  const queries = [
    'q=a&q=b',
    `q=${'a'.repeat(399)}${encodeURIComponent('😀')}`,
    'q=%00%ff',
    'offset=-5&q=a',
    '__proto__=1',
  ];
  for (const query of queries)
    for (const page of ['/search', '/palette']) t.equal((await boss.get(`${page}?${query}`)).statusCode, 200, query);
  for (const query of ['list=a&list=b', 'reply=1&reply=2', 'reply=NaN', 'list=/inboxes/1e9/open', 'mode[]=comment'])
    t.equal((await boss.get(`${address}?${query}`)).statusCode, 200, query);
  for (const id of ['NaN', '-1', '1e3', '9'.repeat(30), '%00'])
    t.ok([400, 404].includes((await boss.get(`/conversations/${id}`)).statusCode), id);
  const many = ',tag'
    .repeat(1000)
    .split(',')
    .map((tag, index) => tag + index)
    .join(',');
  await boss.form('PUT', `${address}/tags`, { tags: many });
  t.ok((await web.desk.conversations.lists.row(open.conversation.id, 1))!.tags.length <= 50, 'so many tags, no more');
  for (const owner of ['user:NaN', 'user:99999', 'team:', 'user:constructor', '__proto__', 'constructor'])
    t.ok((await boss.form('PUT', `${address}/assignment`, { owner })).statusCode < 500, owner);
  for (const form of [{ until: '+275760-09-13' }, { until: '9'.repeat(400) }])
    t.ok((await boss.form('PUT', `${address}/snooze`, form)).statusCode < 500, JSON.stringify(form).slice(0, 40));
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const payload = `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\nv\r\n--x--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'x-csrf-token': csrf, accept: 'text/html' };
    const { statusCode } = await boss.send({ method: 'POST', url: `${address}/draft`, headers, payload });
    t.ok(statusCode < 500, `${name} ${statusCode}`);
  }
  const began = process.hrtime.bigint();
  await boss.form('POST', `${address}/comments`, { html: '<'.repeat(900_000) });
  t.ok(process.hrtime.bigint() - began < 20_000_000_000n, 'many opening brackets take no time');
  t.strictSame(Object.keys(Object.prototype), [], 'nothing was written to all objects');
});

t.test('floods are refused by address and token, people at work are not', async (t) => {
  const web = await openWeb(t, {
    rates: { strangers: 20, changes: 5, tokens: 10, outside: 8 },
    prepare: (server) =>
      void server.register(
        async (scope) => {
          scope.decorate('channel', 'pigeon');
          scope.post('/hook', async () => 'taken');
        },
        { prefix: '/channels/pigeon' },
      ),
  });
  const boss = await web.user('Boss', 'administrator');
  const visitor = web.stranger();
  const json = { accept: 'application/json' };
  const from = (remoteAddress: string, url: string, headers: Record<string, string> = json, method = 'GET' as const) =>
    visitor.send({ method, url, headers, remoteAddress });
  const last = async (times: number, ask: () => ReturnType<typeof from>) => {
    for (let index = 1; index < times; index += 1) await ask();
    return ask();
  };
  const hook = () => visitor.send({ method: 'POST', url: '/channels/pigeon/hook', remoteAddress: '203.0.113.1' });
  t.equal((await last(8, hook)).statusCode, 200);
  t.equal((await hook()).statusCode, 429, 'webhooks have a measure of their own');
  const signIns = () => visitor.form('POST', '/session', { email: 'a@b.example', password: 'x' });
  t.equal((await last(5, signIns)).statusCode, 422);
  const refused = await signIns();
  t.equal(refused.statusCode, 429);
  t.match(refused.headers, { 'retry-after': /^\d+$/ });
  t.match(refused.body, /too often/, 'a page for people');
  const guess = { ...json, authorization: 'Bearer hd_guessed' };
  t.equal((await last(20, () => from('203.0.113.2', '/conversations/1', guess))).statusCode, 401);
  const flood = await from('203.0.113.2', '/conversations/1', guess);
  t.equal(flood.statusCode, 429, 'guessed tokens');
  t.match(flood.json(), { error: { code: 'too_many_requests' } });
  await last(21, () => from('2001:db8::1', '/conversations/1'));
  t.equal((await from('2001:db8::2', '/conversations/1')).statusCode, 429, 'one network of IPv6 is one address');
  t.equal((await from('2001:db8:1::2', '/conversations/1')).statusCode, 401, 'another network is not');
  const viewer = (await web.desk.accounts.viewerOf(boss.id))!;
  const made = await web.desk.accounts.apiTokens.create(viewer, { name: 'Reader', scopes: ['conversations:read'] });
  const good = { ...json, authorization: `Bearer ${made.token}` };
  t.equal(
    (await last(10, () => from('203.0.113.2', '/conversations/9', good))).statusCode,
    404,
    'a good token goes on',
  );
  t.equal((await from('203.0.113.9', '/conversations/9', good)).statusCode, 429, 'to its own measure');
  const person = await signIn(web, boss);
  t.equal((await last(40, () => person.get('/settings/profile') as never)).statusCode, 200);
});

t.test('figures are for programs on this machine, tokens of that scope, and nobody else (OP-3)', async (t) => {
  const web = await openWeb(t);
  const boss = (await web.desk.accounts.viewerOf((await web.user('Boss', 'administrator')).id))!;
  const tokenFor = async (scope: string) =>
    (await web.desk.accounts.apiTokens.create(boss, { name: scope, scopes: [scope] })).token;
  const visitor = web.stranger();
  const ask = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    visitor.send({ method: 'GET', url: '/metrics', remoteAddress, headers: { host: 'localhost', ...headers } });
  const figures = await ask({});
  t.equal(figures.statusCode, 200);
  t.match(figures.headers['content-type'], /^text\/plain; version=0\.0\.4/);
  for (const line of figures.body.trim().split('\n'))
    t.match(line, /^(# (HELP|TYPE) hubdesk_[a-z_]+ .+|hubdesk_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? -?\d+)$/);
  t.equal((await ask({}, '203.0.113.7')).statusCode, 401);
  t.equal((await ask({ 'x-forwarded-for': '203.0.113.7' })).statusCode, 401, 'brought by a proxy on this machine');
  t.equal((await ask({ 'x-forwarded-for': '127.0.0.1' })).statusCode, 401);
  t.equal((await ask({ host: 'evil.example' })).statusCode, 401, 'a name that was bent to this machine');
  t.equal((await ask({ 'sec-fetch-site': 'cross-site' })).statusCode, 401, 'a page in a browser');
  const bearer = async (scope: string) => ({ authorization: `Bearer ${await tokenFor(scope)}` });
  t.equal((await ask(await bearer('metrics:read'), '203.0.113.7')).statusCode, 200);
  t.equal((await ask(await bearer('search'), '203.0.113.7')).statusCode, 403);
});
