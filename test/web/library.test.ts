// The library and macros as people and programs use them: keeping, sharing, inserting while one writes, several actions at once.
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
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

const see = async (visitor: Visitor, url: string) => {
  const { statusCode, body } = await visitor.get(url);
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&').replaceAll('&quot;', '"');
};

async function openTower(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, {
    plugins: ['pigeon'],
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  const { desk } = web;
  const [evaUser, boUser] = [await web.user('Eva', 'administrator'), await web.user('Bo')];
  const [eva, bo] = [await signIn(web, evaUser), await signIn(web, boUser)];
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
  const writes = async (name: string, text: string) => {
    await bring(desk, accountId, `${name}-${text}`, [letter(`${name}-${text}`, name, text)]);
    await desk.jobs.idle();
    return (await desk.conversations.findMessage(accountId, `${name}-${text}`))!.conversationId;
  };
  const conversation = await writes('Ada Byron', 'My bell is broken');
  const viewer = async (user: { id: number }) => (await desk.accounts.viewerOf(user.id))!;
  const entryNamed = async (title: string) => {
    const all = await desk.library.entries.find(await viewer(evaUser), { limit: 500 });
    return all.find((one) => one.title === title)!;
  };
  const draft = (userId: number, kind: 'reply' | 'comment' = 'reply') =>
    desk.conversations.drafts.get({ userId, conversationId: conversation, kind });
  return { ...web, loft, eva, bo, evaUser, boUser, inbox, writes, conversation, viewer, entryNamed, draft, accountId };
}

/** Sends a form with files as a browser does. */
function upload(
  visitor: Visitor,
  url: string,
  fields: Record<string, string>,
  file?: { name: string; content: Uint8Array },
) {
  const boundary = 'x-boundary';
  const head = (rest: string) => `--${boundary}\r\ncontent-disposition: form-data; ${rest}\r\n`;
  const all = Object.entries({ _csrf: visitor.csrf, ...fields });
  const body: Uint8Array[] = all.map(([name, value]) => Buffer.from(`${head(`name="${name}"`)}\r\n${value}\r\n`));
  if (file) {
    const type = 'content-type: application/octet-stream\r\n\r\n';
    body.push(Buffer.from(head(`name="file"; filename="${file.name}"`) + type), file.content, Buffer.from('\r\n'));
  }
  body.push(Buffer.from(`--${boundary}--\r\n`));
  const headers = {
    accept: 'text/html',
    'content-type': `multipart/form-data; boundary=${boundary}`,
    'sec-fetch-site': 'same-origin',
  };
  return visitor.send({ method: 'POST', url, headers, payload: Buffer.concat(body) });
}

const SNIPPET = { title: 'Greeting', shortcut: '/hi', folder: 'Mail', access: 'everyone' };

t.test('entries are kept, looked for, changed, deleted and brought back (RE-3, AU-3)', async (t) => {
  const { eva, bo, boUser, viewer, desk, entryNamed } = await openTower(t);
  t.match(await see(eva, '/settings/library'), /Nothing in the library yet/);
  const html = '<p>Hello {{firstName|there}}</p><script>alert(1)</script><p onclick="x()">Bye</p>';
  const saved = await eva.form('POST', '/settings/library/new/snippet', { ...SNIPPET, html });
  t.equal(location(saved), '/settings/library');
  const greeting = await entryNamed('Greeting');
  t.equal(greeting.body.html, '<p>Hello {{firstName|there}}</p><p>Bye</p>', 'nothing in it can act');
  t.equal(greeting.shortcut, 'hi');
  const page = await see(eva, '/settings/library?q=gree');
  t.match(page, /Greeting[^]*\/hi[^]*Snippet[^]*Mail[^]*Everyone/);
  t.match(await see(eva, '/settings/library?kind=video'), /Nothing fits/);

  const mine = { ...SNIPPET, title: 'Mine', access: 'private', html: 'x' };
  await eva.form('POST', '/settings/library/new/snippet', mine);
  t.notMatch(await see(bo, '/settings/library'), 'Mine');
  const forBo = { ...SNIPPET, title: 'For Bo', access: 'chosen', people: `user:${boUser.id}`, html: 'x' };
  await eva.form('POST', '/settings/library/new/snippet', forBo);
  t.match(await see(bo, '/settings/library'), 'For Bo');
  const { id } = await entryNamed('For Bo');
  t.equal((await bo.get(`/settings/library/${id}`)).statusCode, 403, 'used, not changed');
  t.equal((await bo.get(`/settings/library/${(await entryNamed('Mine')).id}`)).statusCode, 404);

  const nobody = await eva.form('POST', '/settings/library/new/snippet', { ...SNIPPET, access: 'chosen', html: 'x' });
  t.equal(nobody.statusCode, 422);
  t.match(nobody.body, /Choose at least one team or person/);
  const wrong = await eva.form('POST', '/settings/library/new/meeting', {
    title: '',
    url: 'javascript:x',
    access: 'x',
  });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /begins with https/);
  const offer = { title: 'Service', lines: 'Inspection | 49,90\nOil | 5', currency: 'EUR', access: 'everyone' };
  t.equal((await upload(eva, '/settings/library/new/quote', offer)).statusCode, 303);
  t.match((await entryNamed('Service')).body.lines, [{ text: 'Inspection', amount: 49.9 }, { amount: 5 }]);
  const lines = { ...offer, lines: 'Inspection' };
  t.match((await upload(eva, '/settings/library/new/quote', lines)).body, /an amount behind/);

  await eva.form('PATCH', `/settings/library/${greeting.id}`, { ...SNIPPET, title: 'Hello', html: 'Hi' });
  t.match(await desk.library.entries.get(await viewer(boUser), greeting.id), { title: 'Hello', body: { html: 'Hi' } });
  await eva.form('POST', `/settings/library/${greeting.id}/trash`);
  t.equal(await desk.library.entries.get(await viewer(boUser), greeting.id), null);
  await eva.form('DELETE', `/settings/library/${greeting.id}/trash`);
  t.match(await see(bo, '/settings/library'), 'Hello');
});

t.test('two people on one entry: who saves second is told, and undid the first unseen before (RE-3)', async (t) => {
  const { eva, desk, viewer, evaUser, entryNamed } = await openTower(t);
  await eva.form('POST', '/settings/library/new/snippet', { ...SNIPPET, html: 'Hi' });
  const { id } = await entryNamed('Greeting');
  const at = `/settings/library/${id}`;
  const seenOn = (body: string) => /name="seen" value="([^"]+)"/.exec(body)![1]!;
  const seen = seenOn(await see(eva, at));
  await eva.form('POST', `${at}/uses`);
  t.equal((await eva.form('PATCH', at, { ...SNIPPET, html: 'Good day', seen })).statusCode, 303, 'used is not changed');
  const told = await eva.form('PATCH', at, { ...SNIPPET, html: 'Hello', seen });
  t.equal(told.statusCode, 422);
  t.match(told.body, /Somebody else has saved this meanwhile[^]*Hello/);
  const entry = async () => (await desk.library.entries.get(await viewer(evaUser), id))!;
  t.match(await entry(), { body: { html: 'Good day' } });
  await eva.form('PATCH', at, { ...SNIPPET, html: 'Hello', seen: seenOn(told.body) });
  t.match(await entry(), { body: { html: 'Hello' } });
});

t.test(
  'what is inserted is filled in; what is not known is marked; files go as the channel carries them',
  async (t) => {
    const { desk, eva, evaUser, conversation, entryNamed, draft, stranger } = await openTower(t);
    const at = `/conversations/${conversation}`;
    const html = '<p>Dear {{firstName}}, {{lastName|friend}}, {{planet}}: {{agent}}</p>';
    await eva.form('POST', '/settings/library/new/snippet', { ...SNIPPET, html });
    const { id } = await entryNamed('Greeting');
    t.match(await see(eva, at), new RegExp(`${at}/insertions\\?kind=snippet`));
    t.match(await see(eva, `${at}/insertions?kind=snippet`), /Greeting/);
    t.match(await see(eva, `${at}/insertions/found?kind=snippet&q=zzz`), /Nothing fits/);

    t.equal(location(await eva.form('POST', `${at}/insertions`, { entry: `snippet:${id}` })), at);
    t.match((await draft(evaUser.id))!.body, {
      text: 'Dear Ada, Byron, [planet]: Eva',
      html: /Dear Ada, Byron, <span class="unfilled">\[planet\]<\/span>: Eva/,
    });
    const suggested = await see(eva, `${at}/snippets?q=hi`);
    t.match(suggested, /data-text="Dear Ada, Byron, \[planet\]: Eva"/);
    t.match(suggested, `/settings/library/${id}/uses`);
    await eva.form('POST', `/settings/library/${id}/uses`);
    t.equal((await entryNamed('Greeting')).uses, 2);
    t.equal((await eva.form('POST', `${at}/insertions`, { entry: 'snippet:999' })).statusCode, 404);
    t.match(await see(eva, '/conversations/new/snippets?q='), /Greeting/);

    const shared = { access: 'everyone', sendAs: 'attachment' };
    await upload(
      eva,
      '/settings/library/new/document',
      { title: 'Bell', ...shared },
      { name: 'bell.png', content: PNG },
    );
    await upload(
      eva,
      '/settings/library/new/document',
      { title: 'Manual', ...shared },
      { name: 'manual.txt', content: Buffer.from('<script>alert(1)</script>') },
    );
    const [bell, manual] = [await entryNamed('Bell'), await entryNamed('Manual')];
    const inserted = await eva.form('POST', `${at}/insertions?place=caret`, { entry: `document:${bell.id}` });
    t.match(inserted.body, /data-text=""[^]*bell\.png/, 'the pigeon carries pictures');
    t.match((await draft(evaUser.id))!.attachments, [{ name: 'bell.png' }]);
    const linked = await eva.form('POST', `${at}/insertions?place=caret`, { entry: `document:${manual.id}` });
    const address = `http://desk.test/documents/${manual.publicId}/manual.txt`;
    t.match(linked.body.replaceAll('&#x3D;', '='), `Manual: ${address}`, 'and no other files: they go as an address');
    const got = await stranger().get(new URL(address).pathname);
    t.equal(got.statusCode, 200);
    t.match(got.headers, { 'content-disposition': /attachment/, 'x-content-type-options': 'nosniff' });
    t.equal(got.body, '<script>alert(1)</script>', 'as a download: nothing in it runs');
    await eva.form('POST', `/settings/library/${manual.id}/trash`);
    t.equal((await stranger().get(new URL(address).pathname)).statusCode, 404, 'a deleted one is not given out');

    await eva.form('POST', `${at}/insertions`, { entry: `document:${bell.id}`, mode: 'comment' });
    t.match((await draft(evaUser.id, 'comment'))!.body.text, `/documents/${bell.publicId}/`);
    await desk.database.run('delete from draft');
    await desk.database.run('delete from attachment where message_id is null');
    await desk.files.sweep();
    t.ok(await desk.files.find(bell.file!.fileId), 'what the library keeps is used');
  },
);

t.test('PL-4: a channel adds kinds of its own to the insert menu; one that fails offers nothing', async (t) => {
  const { eva, evaUser, conversation, draft } = await openTower(t);
  const at = `/conversations/${conversation}`;
  t.match(await see(eva, at), /Feather/);
  t.match(await see(eva, `${at}/insertions?kind=pigeon.feather`), /Grey feather[^]*White feather/);
  t.match(await see(eva, `${at}/insertions/found?kind=pigeon.feather&q=slow`), /Nothing fits/);
  await eva.form('POST', `${at}/insertions`, { entry: 'pigeon.feather:grey' });
  t.match((await draft(evaUser.id))!.body, { text: 'A grey feather', html: '<b>Grey</b> feather' });
});

async function makeMacro(visitor: Visitor, name: string, actions: Record<string, string | number>[]) {
  const made = location(await visitor.form('POST', '/settings/macros', { name, access: 'everyone' }));
  for (const action of actions) {
    const added = await visitor.form('POST', `${made}/actions`, action);
    if (added.statusCode !== 303) throw new Error(`${added.statusCode}: ${JSON.stringify(action)}`);
  }
  return Number(made.split('/').at(-1));
}

const undoIn = (page: string) => /action="(\/macro-runs\/[^"]+)"/.exec(page)![1]!;

t.test('AU-3: a macro does several things in one click, says so, and is undone as one', async (t) => {
  const { desk, eva, bo, boUser, conversation, entryNamed, draft } = await openTower(t);
  const at = `/conversations/${conversation}`;
  await eva.form('POST', '/settings/library/new/snippet', { ...SNIPPET, html: '<p>Hello {{firstName}}</p>' });
  const macro = await makeMacro(eva, 'Bell is broken', [
    { do: 'reply', entryId: (await entryNamed('Greeting')).id, send: 'draft' },
    { do: 'comment', text: 'Wants a new bell' },
    { do: 'tag', tag: 'bells' },
    { do: 'assign', to: 'me' },
    { do: 'close' },
  ]);
  t.equal((await eva.form('POST', `/settings/macros/${macro}/actions`, { do: 'tag', tag: ' ' })).statusCode, 422);
  const list = await see(bo, `${at}/macros`);
  t.match(list, /Bell is broken[^]*Draft “Greeting” · Comment “Wants a new bell” · Tag “bells”/);
  t.match(await see(bo, `/palette?q=bell&at=${at}`), `${at}/macro-runs`);
  const ran = await bo.form('POST', `${at}/macro-runs`, { macro });
  t.equal(location(ran), at);
  t.match(await desk.conversations.get(conversation), { status: 'closed', ownerId: boUser.id });
  t.equal((await draft(boUser.id))!.body.text, 'Hello Ada');
  const page = await see(bo, at);
  t.match(page, /ran the macro/);
  t.match(page, /Wants a new bell/);
  t.match(page, /bells/);

  await bo.form('POST', undoIn(page));
  t.match(await desk.conversations.get(conversation), { status: 'open', ownerId: null });
  t.equal(await draft(boUser.id), null);
  const after = await see(bo, at);
  t.notMatch(after, 'Wants a new bell');
  t.match(after, /took the macro/);
  t.match(await desk.macros.list((await desk.accounts.viewerOf(boUser.id))!), [{ uses: 1 }]);
});

t.test('a macro that cannot do all of it does nothing, and says why', async (t) => {
  const { desk, eva, conversation, entryNamed } = await openTower(t);
  const at = `/conversations/${conversation}`;
  await eva.form('POST', '/settings/library/new/snippet', { ...SNIPPET, html: '<p>{{planet}}</p>' });
  const reply = { do: 'reply', entryId: (await entryNamed('Greeting')).id, send: 'send' };
  const macro = await makeMacro(eva, 'Answer', [{ do: 'close' }, reply]);
  const refused = await eva.form('POST', `${at}/macro-runs`, { macro });
  t.match(refused.body, /Nothing is known for planet/);
  t.equal((await desk.conversations.get(conversation))!.status, 'open');

  const good = { ...SNIPPET, html: '<p>Hello {{firstName}}</p>' };
  await eva.form('PATCH', `/settings/library/${reply.entryId}`, good);
  await eva.form('POST', `${at}/macro-runs`, { macro });
  t.equal((await desk.conversations.get(conversation))!.status, 'closed');
  const page = await see(eva, at);
  t.match(page, /Hello Ada/);
  await eva.form('POST', undoIn(page));
  t.notMatch(await see(eva, at), /Hello Ada/, 'a held reply is taken back with the rest');
  t.equal((await desk.conversations.get(conversation))!.status, 'open');
});

t.test('a macro sends a template, chosen and filled in as in the composer (AU-3, WA-4)', async (t) => {
  const { desk, eva, conversation, accountId } = await openTower(t);
  const at = `/conversations/${conversation}`;
  const macro = await makeMacro(eva, 'Greet', [{ do: 'tag', tag: 'greeted' }]);
  const place = `/settings/macros/${macro}`;
  t.equal(location(await eva.form('POST', `${place}/actions`, { do: 'template' })), `${place}/templates`);
  t.match(await see(eva, `${place}/templates`), /Choose a template[^]*Tower[^]*hello/);
  t.match(await see(eva, `${place}/templates/found?q=nothing`), /No template fits/);
  t.match(await see(eva, `${place}/templates/form?template=hello`), /Add to the macro/);
  const form = { template: 'hello', account: accountId };
  t.match(
    (await eva.form('POST', `${place}/templates/preview`, { ...form, 'v.1': '{{firstName}}' })).body,
    /Hello \{\{firstName\}\}/,
  );
  const wrong = await eva.form('POST', `${place}/templates`, { ...form, 'v.1': ' ' });
  t.match(wrong.body, /Nothing is given for/);
  t.equal(location(await eva.form('POST', `${place}/templates`, { ...form, 'v.1': '{{firstName}}' })), place);
  t.match(await see(eva, `${at}/macros`), /Tag “greeted” · Send the template “hello”/);
  await eva.form('POST', `${at}/macro-runs`, { macro });
  const page = await see(eva, at);
  t.match(page, /Template hello[^]*Hello Ada/);
  await eva.form('POST', undoIn(page));
  t.notMatch(await see(eva, at), /Template hello/, 'held, it is taken back with the rest');
  const list = `${at}/templates`;
  await eva.form('POST', list, {
    template: 'hello',
    account: accountId,
    key: 'a-form',
    anyway: 'yes',
    'v.1': 'Lady {{lastName}}',
  });
  const sent = await see(eva, at);
  t.match(sent, /Hello Lady Byron/);
  await eva.form('DELETE', /action="(\/messages\/\w+\/sending)\?_method=DELETE"/.exec(sent)![1]!);
  t.notMatch(await see(eva, at), /Hello Lady Byron/);
  t.match(
    await see(eva, `${list}/form?template=hello`),
    /name="v.1" value="Lady Byron"/,
    'taken back it is filled in as it was',
  );
  const unknown = await makeMacro(eva, 'Name it', []);
  await eva.form('POST', `/settings/macros/${unknown}/templates`, { ...form, 'v.1': '{{planet}}' });
  t.match((await eva.form('POST', `${at}/macro-runs`, { macro: unknown })).body, /Nothing is known for planet/);
  t.match(await desk.database.rows('select id from delivery where status <> ?', ['cancelled']), []);
});

t.test('a macro sends a template with a document of the library (AU-3, WA-4)', async (t) => {
  const { desk, eva, conversation, accountId } = await openTower(t);
  const viewer = (await desk.accounts.viewerOf(1))!;
  const place = `/settings/macros/${await makeMacro(eva, 'Postcard', [])}`;
  const address = `${place}/templates/form?template=postcard&account=${accountId}`;
  t.match(await see(eva, address), /The library has no document that would do/);
  const { id: fileId } = await desk.files.save(PNG);
  const shared = { access: 'everyone' as const, userIds: [], teamIds: [], shortcut: '', folder: '' };
  const document = await desk.library.entries.create(viewer, {
    ...{ ...shared, kind: 'document', title: 'The tower', body: { sendAs: 'attachment' } },
    file: { fileId, name: 'tower.png', type: 'image/png' },
  });
  const page = await see(eva, address);
  t.match(page, new RegExp(`<option value="${document.id}">The tower`));
  t.notMatch(page, /type="file"/, 'nothing else can be chosen');
  const form = { template: 'postcard', account: accountId, 'v.1': '{{firstName}}' };
  t.match(
    (await eva.form('POST', `${place}/templates`, form)).body,
    /A file is missing: Header: Picture|A file is missing/,
  );
  const chosen = { ...form, 'v.header.entry': document.id };
  t.match((await eva.form('POST', `${place}/templates/preview`, chosen)).body, /tower\.png/);
  const again = (await eva.form('POST', `${place}/templates`, { ...chosen, 'v.1': '' })).body;
  t.match(again, new RegExp(`<option value="${document.id}" selected>`), 'what was chosen stays so');
  t.equal(location(await eva.form('POST', `${place}/templates`, chosen)), place);
  const [macro] = await desk.macros.list(viewer);
  t.match(macro!.actions, [{ do: 'template', name: 'postcard', files: { header: document.id } }]);
  t.match(await desk.macros.run(viewer, macro!, [conversation]), { ok: true });
  const files = () =>
    desk.database.rows(
      'select name, type from attachment where message_id = (select max(id) from message where kind = ?)',
      ['message'],
    );
  t.strictSame(await files(), [{ name: 'tower.png', type: 'image/png' }]);
  t.match(await see(eva, `/conversations/${conversation}`), /tower\.png[^]*Hello Ada/);
  await desk.library.entries.remove(viewer, document.id, true);
  t.match(await desk.macros.run(viewer, macro!, [conversation]), { ok: false, why: { code: 'macro.no_document' } });
});

t.test('macros run over a selection as one step; their actions are ordered and taken out', async (t) => {
  const { desk, eva, conversation, writes } = await openTower(t);
  const other = await writes('Bea', 'Hello');
  const macro = await makeMacro(eva, 'Done', [{ do: 'close' }, { do: 'tag', tag: 'old' }, { do: 'tag', tag: 'new' }]);
  const place = `/settings/macros/${macro}`;
  await eva.form('PUT', `${place}/actions/order`, { item: 3, way: 'up' });
  await eva.form('DELETE', `${place}/actions/3`);
  const viewer = (await desk.accounts.viewerOf(1))!;
  t.match((await desk.macros.get(viewer, macro))!.actions, [{ do: 'close' }, { do: 'tag', tag: 'new' }]);
  const picked = await eva.form('POST', '/conversations/macros', { conversation: [`${conversation}`, `${other}`] });
  const whole = { conversation: [`${conversation}`], all: 'on' };
  t.match(
    (await eva.form('POST', '/conversations/macros', whole)).body,
    /In the one conversation that is picked: a macro takes those picked one by one, at most 200, not the whole list/,
  );
  t.match(picked.body, /In 2 conversations/);
  const ran = await eva.form('POST', '/macro-runs', { macro, conversation: [`${conversation}`, `${other}`] });
  const status = async (id: number) => (await desk.conversations.get(id))!.status;
  t.same([await status(conversation), await status(other)], ['closed', 'closed']);
  await eva.form('POST', undoIn(await see(eva, location(ran))));
  t.same([await status(conversation), await status(other)], ['open', 'open']);
  await eva.form('POST', `${place}/trash`);
  t.equal((await eva.form('POST', '/macro-runs', { macro, conversation: [`${other}`] })).statusCode, 404);
  await eva.form('DELETE', `${place}/trash`);
  t.match(await see(eva, '/settings/macros'), 'Done');
});

t.test('programs read and write the library and run macros (OP-7)', async (t) => {
  const { desk, server, evaUser, viewer, conversation, accountId } = await openTower(t);
  const asker = await viewer(evaUser);
  const scopes = ['library:read', 'library:write', 'conversations:write', 'channels:read'];
  const { token } = await desk.accounts.apiTokens.create(asker, { name: 'Robot', scopes });
  const ask = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const { statusCode, body } = await server.inject({ method, url: `/api/v1${url}`, headers, payload });
    return { statusCode, body: JSON.parse(body) as Record<string, unknown> };
  };
  const made = await ask('POST', '/library', { kind: 'snippet', title: 'Hi', body: { html: '<p>Hi {{name}}</p>' } });
  t.match(made, { statusCode: 201, body: { title: 'Hi', access: 'everyone' } });
  t.match((await ask('GET', '/library?q=hi')).body, { items: [{ title: 'Hi' }] });
  const { id } = made.body;
  t.match((await ask('PATCH', `/library/${Number(id)}`, { title: 'Hey' })).body, { title: 'Hey' });
  t.equal((await ask('POST', '/library', { kind: 'meeting', title: 'x', body: {} })).statusCode, 422);
  const macro = await ask('POST', '/macros', { name: 'Shut', actions: [{ do: 'close' }] });
  t.equal(macro.statusCode, 201);
  const { publicId } = (await desk.conversations.get(conversation))!;
  const run = await ask('POST', `/conversations/${publicId}/macro-runs`, { macro: macro.body.id });
  t.match(run, { statusCode: 200, body: { done: 1 } });
  t.equal((await desk.conversations.get(conversation))!.status, 'closed');

  const { publicId: account } = desk.channels.live(accountId)!.row;
  const listed = await ask('GET', `/accounts/${account}/templates`);
  t.match(listed.body, {
    items: [{ name: 'hello', body: 'Hello {{1}}', why: null, parameters: [{ key: '1', required: true }] }],
  });
  const greet = (values: object) =>
    ask('POST', `/conversations/${publicId}/messages`, { template: { name: 'hello', language: 'en', values } });
  t.match(await greet({}), { statusCode: 422, body: { error: { code: 'template.value_missing' } } });
  t.match(await greet({ '1': 'Ada' }), {
    statusCode: 201,
    body: { text: 'Hello Ada' },
  });
  const files = (header: object) => ({ name: 'postcard', language: 'en', values: { '1': 'Ada' }, files: { header } });
  const postcard = (header: object) => ask('POST', `/conversations/${publicId}/messages`, { template: files(header) });
  const content = PNG.toString('base64');
  t.match(await postcard({ name: 'tower.png', content }), {
    statusCode: 201,
    body: { text: 'Hello Ada', attachments: [{ name: 'tower.png', type: 'image/png' }] },
  });
  t.match(await postcard({ name: 'words.png', content: Buffer.from('words').toString('base64') }), {
    statusCode: 422,
    body: { error: { code: 'template.file_type' } },
  });
  t.match(await postcard({ name: 'tower.png', content: '*'.repeat(8) }), { statusCode: 422 });
  t.match(await postcard({ document: id }), { statusCode: 422, body: { error: { code: 'invalid' } } }, 'no document');
  const { id: fileId } = await desk.files.save(PNG);
  const shared = { access: 'everyone' as const, userIds: [], teamIds: [], shortcut: '', folder: '' };
  const document = await desk.library.entries.create(asker, {
    ...{ ...shared, kind: 'document', title: 'The tower', body: { sendAs: 'attachment' } },
    file: { fileId, name: 'tower.png', type: 'image/png' },
  });
  t.match(await postcard({ document: document.id }), { statusCode: 201, body: { text: 'Hello Ada' } });
  const withFile = { do: 'template', accountId, ...files({}), files: { header: document.id } };
  t.match(await ask('POST', '/macros', { name: 'Card', actions: [withFile] }), { statusCode: 201 });
  t.equal((await ask('POST', '/macros', { name: 'None', actions: [{ ...withFile, files: {} }] })).statusCode, 422);
  const action = { do: 'template', accountId, name: 'hello', language: 'en', values: { '1': '{{firstName}}' } };
  t.equal((await ask('POST', '/macros', { name: 'Greet', actions: [action] })).statusCode, 201);
  t.equal((await ask('POST', '/macros', { name: 'Wrong', actions: [{ ...action, name: 'bye' }] })).statusCode, 422);
});
