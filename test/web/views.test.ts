// Views as people and programs use them: gallery, conditions row by row, the left column, order, sharing, undo (VW-2).
import t from 'tap';
import { mountApi } from '../../core/api/api.ts';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

const location = (response: { headers: Record<string, unknown> }) => String(response.headers.location);

async function open(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, {
    plugins: ['pigeon'],
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  const { desk } = web;
  const user = await web.user('Eva');
  const eva = await signIn(web, user);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
  const conversations: number[] = [];
  for (const name of ['Ada', 'Ben']) {
    await bring(desk, accountId, name, [letter(name, name, `Words of ${name}`)]);
    await desk.jobs.idle();
    conversations.push((await desk.conversations.findMessage(accountId, name))!.conversationId);
  }
  return { ...web, eva, person: user, inbox, ada: conversations[0]!, ben: conversations[1]! };
}

const see = async (visitor: Visitor, url: string) => {
  const { statusCode, body } = await visitor.get(url);
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
};

const ONE = { match: 'all', groups: '1', 'g0.match': 'all', sort: 'newest', density: 'roomy', icon: 'filter' };
const MINE = {
  ...ONE,
  ...{ name: 'Mine', conditions: '1', shows: ['snippet', 'owner'] },
  ...{ 'c0.group': '0', 'c0.property': 'owner', 'c0.was': 'owner', 'c0.operator': 'is', 'c0.value': ['me'] },
};

t.test('a view is made from the gallery or row by row, without script (VW-2)', async (t) => {
  const { eva, desk, ada, person: user } = await open(t);
  const gallery = await see(eva, '/views/new');
  t.match(gallery, '/views/new?from=channel-pigeon', 'one for each channel');
  const waiting = await see(eva, '/views/new?from=waiting');
  t.match(waiting, /name="c1\.value"[^>]*|value="4"/);
  t.match(waiting, 'Waiting longer than 4 hours');

  const added = await eva.form('POST', '/views/draft', { ...ONE, name: 'Mine', conditions: '0', do: 'add 0' });
  t.match(added.body, 'name="c0.property"', 'a button adds a row');
  t.match(added.body, 'value="Mine"', 'and what was typed stays');
  const chosen = await eva.form('POST', '/views/draft', {
    ...ONE,
    ...{ name: 'Mine', conditions: '1', 'c0.group': '0', 'c0.property': 'owner', do: 'show' },
  });
  t.match(chosen.body, 'name="c0.operator"', 'a property brings its operators');
  t.match(chosen.body, /name="c0\.value" value="me"/);
  const grouped = await eva.form('POST', '/views/draft', { ...MINE, do: 'group' });
  t.match(grouped.body, 'name="c1.group" value="1"');
  const removed = await eva.form('POST', '/views/draft', { ...MINE, do: 'remove 0' });
  t.notMatch(removed.body, 'name="c0.property"');

  const wrong = await eva.form('POST', '/views', { ...MINE, name: '', 'c0.value': [] });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, 'Choose or enter a value.');
  t.same(await desk.views.list((await desk.accounts.viewerOf(user.id))!), []);

  await desk.conversations.assign(ada, { userId: user.id }, null, 'desk');
  const preview = await eva.form('POST', '/views/draft', MINE, { 'hx-request': 'true', 'hx-request-type': 'partial' });
  t.match(preview.body, 'hx-target="#view-preview"', 'with script only parts come back');
  t.match(preview.body, 'one conversation');
  const made = await eva.form('POST', '/views', MINE);
  const address = location(made);
  t.match(address, /^\/views\/\d+$/);
  const page = await see(eva, address);
  t.match(page, `id="row-${ada}"`);
  t.match(page, new RegExp(`id="count-view-${address.slice(7)}">1<`), 'it stands in the left column with its count');
  t.match(page, `data-topics="user:${user.id} view:${address.slice(7)}`, 'and is kept true');
  t.match(page, `/conversations/${ada}?list=${encodeURIComponent(address)}`);
  const beside = await see(eva, `/conversations/${ada}?list=${address}`);
  t.match(beside, `id="list-views-${address.slice(7)}"`, 'a conversation opened from it stands beside it');
  const closed = await eva.form(
    'POST',
    `/conversations/${ada}/spam`,
    {},
    { referer: `http://desk.test/conversations/${ada}?list=${address}` },
  );
  t.equal(location(closed), address, 'and what is put away leads back to it');
});

t.test('views are changed, ordered, pinned, copied, shared and deleted with undo (VW-2)', async (t) => {
  const web = await open(t);
  const { eva } = web;
  const ben = await signIn(web, await web.user('Ben'));
  const observer = await signIn(web, await web.user('Olaf', 'observer'));
  const first = location(await eva.form('POST', '/views', MINE));
  const second = location(await eva.form('POST', '/views', { ...MINE, name: 'Second' }));
  const lines = async (visitor: Visitor) =>
    [...(await see(visitor, '/views')).matchAll(/data-walk>([^<]+)</g)].map(([, name]) => name);
  t.same(await lines(eva), ['Mine', 'Second']);
  await eva.form('PUT', '/views/order', { item: second.slice(7), index: '', way: 'up' });
  t.same(await lines(eva), ['Second', 'Mine']);
  await eva.form('DELETE', `${second}/pin`);
  t.notMatch(await see(eva, '/inboxes/all/open'), `id="count-view-${second.slice(7)}"`);
  await eva.form('PUT', `${second}/pin`);
  t.match(await see(eva, '/inboxes/all/open'), `id="count-view-${second.slice(7)}"`);

  t.equal((await ben.get(first)).statusCode, 404, 'a private view is nobody else’s');
  t.equal((await observer.form('POST', '/views', { ...MINE, access: 'everyone' })).statusCode, 403);
  const refused = await eva.form('PATCH', first, { ...MINE, access: 'chosen' });
  t.equal(refused.statusCode, 422);
  t.match(refused.body, 'Choose at least one team or person.');
  await eva.form('PATCH', first, { ...MINE, name: 'For all', access: 'everyone', sort: 'oldest' });
  t.match(await see(ben, first), 'For all');
  t.equal((await ben.get(`${first}/edit`)).statusCode, 404, 'only its owner changes it');
  t.match(await see(eva, `${first}/edit`), /<option value="oldest" selected/);
  const copy = location(await ben.form('POST', `${first}/copy`));
  t.match(await see(ben, copy), 'value="Copy of For all"');

  await eva.form('DELETE', first);
  t.equal((await ben.get(first)).statusCode, 404);
  t.match(await see(eva, '/views'), `${first}/deletion?_method=DELETE`, 'it can be undone');
  await eva.form('DELETE', `${first}/deletion`);
  t.match(await see(ben, first), 'For all');
});

t.test('two people on one view: who saves second is told, and undid the first unseen before (VW-2)', async (t) => {
  const web = await open(t);
  const { eva } = web;
  const ben = await signIn(web, await web.user('Ben'));
  const shared = { ...MINE, access: 'everyone', editing: 'shared' };
  const at = location(await eva.form('POST', '/views', shared));
  const seenOn = (body: string) => /name="seen" value="([^"]+)"/.exec(body)![1]!;
  const seen = seenOn(await see(ben, `${at}/edit`));
  await eva.form('PATCH', at, { ...shared, name: 'Ours' });
  const late = { ...MINE, name: 'Theirs', seen };
  const drawn = await ben.form('POST', '/views/draft', { ...late, view: at.slice(7) });
  t.equal(seenOn(drawn.body), seen, 'what is drawn anew still knows what it was drawn from');
  const told = await ben.form('PATCH', at, late);
  t.equal(told.statusCode, 422);
  t.match(told.body, /Somebody else has saved this meanwhile[^]*value="Theirs"/);
  t.match(await see(ben, '/views'), 'Ours');
  await ben.form('PATCH', at, { ...late, seen: seenOn(told.body) });
  t.match(await see(ben, '/views'), 'Theirs');
});

t.test('programs list, make, change and read views (VW-2, OP-7)', async (t) => {
  const { desk, server, person: user, ada } = await open(t);
  const viewer = (await desk.accounts.viewerOf(user.id))!;
  const { token } = await desk.accounts.apiTokens.create(viewer, { name: 'x', scopes: ['views:write'] });
  const reading = await desk.accounts.apiTokens.create(viewer, { name: 'y', scopes: ['conversations:read'] });
  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, body?: object, by = token) => {
    const response = await server.inject({
      ...{ method, url: `/api/v1${url}`, payload: body },
      headers: { authorization: `Bearer ${by}`, accept: 'application/json' },
    });
    return { status: response.statusCode, body: response.json<Record<string, any>>() };
  };
  const filter = {
    match: 'all',
    groups: [{ match: 'all', conditions: [{ property: 'contact', operator: 'contains', values: ['ada'] }] }],
  };
  const { body: asked } = await call('GET', '/view-properties');
  t.match(
    asked.items.find(({ key }: { key: string }) => key === 'status'),
    { kind: 'choice', options: ['open', 'snoozed', 'closed'] },
  );
  const made = await call('POST', '/views', { name: 'Ada', filter });
  t.match(made, { status: 201, body: { name: 'Ada', filter, sort: 'newest', mayChange: true } });
  const { id } = made.body as { id: number };
  const { body: rows } = await call('GET', `/views/${id}/conversations`, undefined, reading.token);
  t.same(
    rows.items.map(({ key }: { key: string }) => key),
    [(await desk.conversations.get(ada))!.publicId],
  );
  t.match(await call('POST', '/views', { name: 'X', filter }, reading.token), { status: 403 });
  t.match(await call('PATCH', `/views/${id}`, { name: 'Changed' }), { status: 200, body: { name: 'Changed', filter } });
  const nonsense = { match: 'all', groups: [{ match: 'all', conditions: [{ property: 'x', operator: 'is' }] }] };
  t.match(await call('PATCH', `/views/${id}`, { filter: nonsense }), {
    status: 422,
    body: { error: { fields: { 'condition.0.0': String } } },
  });
  t.match(await call('DELETE', `/views/${id}`), { status: 200 });
  t.match(await call('GET', `/views/${id}`), { status: 404 });
});
