// Imports, exports and duplicates as people and programs use them: pages, files, rights, API (CO-3, CH-15).
import t from 'tap';
import { mountApi } from '../../core/api/api.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

const location = (response: { headers: Record<string, unknown> }) => String(response.headers.location);
const plain = (body: string) => body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&').replaceAll('&quot;', '"');

const see = async (visitor: Visitor, url: string) => {
  const { statusCode, body } = await visitor.get(url);
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return plain(body);
};

async function openPages(t: Teardown) {
  const web = await openWeb(t, {
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  // Views answer beside the main thread, and nothing else keeps this process waiting for them.
  const waiting = setInterval(() => {}, 60_000);
  t.teardown(() => clearInterval(waiting));
  const administrator = await web.user('Eva', 'administrator');
  return { ...web, administrator, eva: await signIn(web, administrator) };
}

function upload(visitor: Visitor, content: string | Buffer, { object = 'contact', token = visitor.csrf } = {}) {
  const part = (name: string, more = '') => `--x\r\ncontent-disposition: form-data; name="${name}"${more}\r\n`;
  const head = `${part('_csrf')}\r\n${token}\r\n${part('object')}\r\n${object}\r\n${part('file', '; filename="pe<o>ple.csv"')}content-type: text/csv\r\n\r\n`;
  return visitor.send({
    ...{ method: 'POST', url: '/imports' },
    headers: {
      accept: 'text/html',
      'content-type': 'multipart/form-data; boundary=x',
      'sec-fetch-site': 'same-origin',
    },
    payload: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from('\r\n--x--\r\n')]),
  });
}

/** Every field of a form as it stands on the page. */
function fieldsOf(body: string, id: string): Record<string, string> {
  const form = new RegExp(`<form[^>]*id="${id}"[^]*?</form>`).exec(plain(body))![0];
  const fields: Record<string, string> = {};
  for (const [select, name] of form.matchAll(/<select[^>]* name="([^"]+)"[^]*?<\/select>/g))
    fields[name!] = (/<option value="([^"]*)" selected/.exec(select) ?? /<option value="([^"]*)"/.exec(select))![1]!;
  for (const [, name] of form.matchAll(/<input type="checkbox"[^>]* checked[^>]* name="([^"]+)"/g))
    fields[name!] = 'on';
  return fields;
}

t.test('a table is uploaded, mapped, checked, imported and taken back (CO-3)', async (t) => {
  const { eva, desk } = await openPages(t);
  t.match(await see(eva, '/imports'), 'Nothing has been imported yet');
  t.match(await see(eva, '/imports/new?object=company'), /<option value="company" selected>/);
  t.match((await upload(eva, '')).body, 'The file is empty');
  const large = await upload(eva, Buffer.alloc(51 * 1024 * 1024, 'x'));
  t.match([large.statusCode, large.body], [422, 'larger than 50 MB']);
  t.match((await upload(eva, 'only headings\n')).body, 'no rows below its headings');
  t.equal((await upload(eva, 'name\nAda', { token: 'forged' })).statusCode, 409);
  const at = location(
    await upload(eva, 'Name,E-mail,<b>Plan</b>\nAda,ada@a.example,Pro\nBo,nothing,Pro\n"=1+1",cy@c.example,Free\n'),
  );
  const page = await see(eva, at);
  t.match(page, /&lt;b&gt;Plan&lt;\/b&gt;[^]*Pro[^]*Free/);
  const fields = fieldsOf(page, 'mapping');
  t.match(fields, { 'target-0': 'name', 'target-1': 'email', 'target-2': '', match: 'email', onMatch: 'update' });
  const wrong = await eva.form('PUT', `${at}/mapping`, { ...fields, 'target-2': 'name' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /aria-invalid="true"[^]*Another column becomes this already/);
  const misread = await eva.form('POST', `${at}/reading`, { encoding: 'utf-8', delimiter: '|' });
  t.equal(location(misread), at);
  t.match(await see(eva, at), 'Name,E-mail');
  await eva.form('POST', `${at}/reading`, { encoding: 'utf-8', delimiter: ',' });

  await eva.form('PUT', `${at}/mapping`, { ...fields, 'target-2': 'new.choice' });
  await desk.jobs.idle();
  const checked = await see(eva, at);
  t.match(checked, /Checked[^]*Import 2 rows[^]*“nothing” is no e-mail address/);
  const progress = await eva.get(`${at}/progress`, { 'hx-request': 'true' });
  t.match(String(progress.headers['hx-location']), at, 'what is over leads to the page');
  const faults = await eva.get(`${at}/faults.csv`);
  t.equal(faults.headers['content-type'], 'text/csv; charset=utf-8');
  t.equal(
    faults.body,
    '\uFEFFName,E-mail,<b>Plan</b>,Line,Reason\r\nBo,nothing,Pro,3,“nothing” is no e-mail address.\r\n',
  );
  await eva.form('POST', `${at}/run`);
  await desk.jobs.idle();
  t.match(await see(eva, at), /Imported[^]*Take back/);
  t.match(await see(eva, '/contacts'), /Ada[^]*=1\+1|=1\+1[^]*Ada/);
  t.match(await desk.properties.definitions.byKey('contact', 'b_plan_b'), {
    kind: 'choice',
    options: [{ label: 'Pro' }, { label: 'Free' }],
  });
  t.match(await see(eva, '/imports'), /pe&lt;o&gt;ple\.csv[^]*Contacts[^]*Imported[^]*Eva/);
  t.match(await see(eva, '/settings/audit'), 'Started an import');
  t.match(await see(eva, `${at}/undoing`), 'Take the import of');
  await eva.form('POST', `${at}/undoing`);
  await desk.jobs.idle();
  t.match(await see(eva, at), 'Taken back');
  t.notMatch(await see(eva, '/contacts'), 'ada@a.example');
  t.equal(location(await eva.form('DELETE', at)), '/imports');
  t.equal((await eva.get(at)).statusCode, 404);
});

t.test('while it is at work the page tells how far it is, with and without script', async (t) => {
  const { eva, desk } = await openPages(t);
  const at = location(await upload(eva, `name\n${'Ada\n'.repeat(50)}`));
  await desk.jobs.stop();
  await eva.form('PUT', `${at}/mapping`, fieldsOf(await see(eva, at), 'mapping'));
  t.match(await see(eva, at), /Being checked[^]*0 rows checked|0 rows checked[^]*Being checked/);
  t.match((await eva.get(`${at}/progress`, { 'hx-request': 'true' })).body, /id="import-progress"[^]*hx-trigger="load/);
  await eva.form('POST', `${at}/stop`);
  t.match(await see(eva, at), 'Nothing is written yet', 'stopped, it can be set up again');
  t.equal((await eva.form('POST', `${at}/run`)).statusCode, 409);
});

t.test('tables are exported with their filters and columns, and the file can be brought back (CO-3)', async (t) => {
  const { eva, desk, administrator } = await openPages(t);
  const { contacts, records, tickets, properties } = desk;
  await properties.definitions.create({ object: 'contact', label: 'Tier', kind: 'choice', options: ['Gold', 'Tin'] });
  const make = (name: string, value: string) =>
    contacts.create({ name, addresses: [{ kind: 'email', value }] }, 'desk');
  const ada = await make('=Ada "the, first"', 'ada@a.example');
  await make('Bo', 'bo@b.example');
  await contacts.changeMany([ada.id], { ownerId: administrator.id, properties: { tier: 'gold' } }, 'desk');
  const dialog = await eva.get('/contacts/export', { referer: 'http://desk.test/contacts?owner=nobody&after=x' });
  t.match(plain(dialog.body), 'href="/contacts/export.csv?owner=nobody&all=1"');
  const file = await eva.get('/contacts/export.csv?all=1&sort=name');
  t.match(file.headers['content-disposition'], /^attachment; filename="contacts-\d{4}-\d\d-\d\d\.csv"$/);
  const [head, first, second] = file.body.split('\r\n');
  t.match(head, /^\uFEFFKey,Name,E-mail addresses,.*,Tier$/);
  t.ok(first!.startsWith(`${ada.publicId},"'=Ada ""the, first""",ada@a.example,`), String(first));
  t.match(first, /,Eva,.*,Gold$/);
  t.match(second, 'Bo');
  t.notMatch((await eva.get('/contacts/export.csv?owner=nobody')).body, 'ada@a.example');
  t.match((await eva.get('/contacts/export.csv?all=0')).body, /^\uFEFFKey,Name,Address,Owner,Last written,Tier\r\n/);
  t.match(await see(eva, '/settings/audit'), /Exported[^]*Owner: nobody/);

  const back = location(await upload(eva, file.body.replace('Bo', 'Bo Berg')));
  await eva.form('PUT', `${back}/mapping`, fieldsOf(await see(eva, back), 'mapping'));
  await desk.jobs.idle();
  await eva.form('POST', `${back}/run`);
  await desk.jobs.idle();
  t.match(await desk.imports.list(), [{ updated: 2, faulty: 0 }], 'found by their keys');
  t.match(await contacts.get(ada.id), { name: '=Ada "the, first"' }, 'what guards from formulas is taken off again');
  t.match((await contacts.list({ search: 'Berg', limit: 5 })).rows, [{ name: 'Bo Berg' }]);

  const firm = await records.create({ type: 'company', name: 'Firm', domain: 'firm.example' }, 'desk');
  await records.link(firm.id, { kind: 'contact', id: ada.id }, '', 'desk');
  t.match(
    (await eva.get('/companies/export.csv?all=1')).body,
    /Firm,firm\.example,,ada@a\.example,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,/,
  );
  await tickets.pipelines.prepare({
    pipeline: 'Support',
    stages: [
      { name: 'New', kind: 'open' },
      { name: 'Done', kind: 'closed' },
    ],
  });
  await tickets.open({ name: 'Bell', source: 'manual', contactId: ada.id, priority: 'high', actor: 'desk' });
  t.match(
    (await eva.get('/tickets/export.csv?all=1')).body,
    /T-1,Bell,,Support,New,High,,,"'=Ada ""the, first""",ada@a\.example,By hand,/,
  );
  t.match((await eva.get('/tickets/export.csv?all=1&priority=low')).body, /^[^\r]+\r\n$/);
  await records.types.create({ singular: 'Bike', plural: 'Bikes', icon: 'bike', nameLabel: 'Frame' });
  await records.create({ type: 'bike', name: 'RW-1' }, 'desk');
  t.match((await eva.get('/objects/bike/export.csv')).body, 'RW-1');
  t.equal((await eva.get('/objects/nothing/export.csv')).statusCode, 404);
  for (let count = 0; count < 450; count += 1) await make(`Many ${count}`, `many${count}@m.example`);
  t.equal((await eva.get('/contacts/export.csv')).body.split('\r\n').length, 454, 'page after page');
});

t.test('the conversations of a view are exported', async (t) => {
  const { eva, desk } = await openPages(t);
  const { conversations, views } = desk;
  const viewer = (await desk.accounts.viewerOf(1))!;
  const inbox = await conversations.inboxes.create({ name: 'Hello', actor: 'desk' });
  const about = { inboxId: inbox.id, accountId: null, contactId: null, at: desk.clock.now(), actor: 'desk' };
  await conversations.start({ ...about, subject: '-2+3 "bell"' });
  const view = await views.create({ name: 'All', filter: { match: 'all', groups: [] } }, viewer);
  t.match(await see(eva, '/views'), `href="/views/${view.id}/export.csv"`);
  const { body, statusCode } = await eva.get(`/views/${view.id}/export.csv`);
  t.equal(statusCode, 200);
  t.match(body, /^\uFEFFKey,Subject,Contact name,Channel,Status,/);
  t.match(body, `"'-2+3 ""bell""",`);
  t.equal((await eva.get('/views/999/export.csv')).statusCode, 404);
});

t.test(
  'likely duplicates stand side by side, are merged with what one chooses, parted, told apart (CH-15)',
  async (t) => {
    const { eva, desk } = await openPages(t);
    const { contacts, records, properties } = desk;
    t.match(await see(eva, '/duplicates/contacts'), 'No likely duplicates');
    await properties.definitions.create({ object: 'contact', label: 'Tier', kind: 'text' });
    const make = async (name: string, value: string, tier: string) => {
      const made = await contacts.create({ name, addresses: [{ kind: 'email', value }] }, 'desk');
      await contacts.changeMany([made.id], { properties: { tier } }, 'desk');
      return made;
    };
    const ada = await make('Dr. Ada Löwe', 'ada@firm.example', 'gold');
    const twin = await make('Loewe, Ada', 'a.loewe@firm.example', 'tin');
    await make('Ada Löwe', 'ada@other.example', '');
    const page = await see(eva, '/duplicates/contacts');
    t.match(
      page,
      /Dr\. Ada Löwe and Loewe, Ada are called alike and write from firm\.example|Loewe, Ada and Dr\. Ada Löwe/,
    );
    t.notMatch(page, 'other.example', 'alike names at different places say nothing');
    const at = /href="(\/duplicates\/contacts\/\w+\/\w+)"/.exec(page)![1]!;
    const card = await see(eva, `/contacts/${ada.publicId}`);
    t.match(card, /Is this the same person\?[^]*write from firm\.example/, 'their own pages say the same');
    const compared = await see(eva, at);
    t.match(compared, /Dr\. Ada Löwe[^]*Loewe, Ada[^]*Tier[^]*gold[^]*tin/);
    const step = await eva.form('POST', `${at}/merger`, {
      keep: twin.publicId,
      name: ada.publicId,
      'property.tier': twin.publicId,
    });
    t.equal(location(step), '/duplicates/contacts');
    const after = await see(eva, '/duplicates/contacts');
    t.match(await contacts.summary(twin.id), { name: 'Dr. Ada Löwe', identities: [{}, {}] });
    t.same((await properties.values.of('contact', [twin.id])).get(twin.id), { tier: 'tin' });
    await eva.form('POST', /action="(\/duplicates\/contacts\/mergers\/[^"]+)"/.exec(after)![1]!);
    t.match(await contacts.summary(ada.id), { name: 'Dr. Ada Löwe', mergedIntoId: null });
    t.same((await properties.values.of('contact', [ada.id])).get(ada.id), { tier: 'gold' });

    t.match(await see(eva, '/duplicates/contacts'), at, 'parted, they are likely one again');
    await eva.form('POST', `${at}/distinction`);
    const apart = await see(eva, '/duplicates/contacts');
    t.notMatch(apart, 'called alike', 'told apart, they are proposed no more');
    await contacts.update(ada.id, { name: 'Ada Löwe-Berg' }, 'desk');
    await contacts.update(ada.id, { name: 'Ada Löwe' }, 'desk');
    t.notMatch(await see(eva, '/duplicates/contacts'), at, 'whatever they are called later');
    await eva.form('DELETE', `${at}/distinction`);
    t.match(await see(eva, '/duplicates/contacts'), at);

    const one = await records.create(
      { type: 'company', name: 'Rad-Werk G.m.b.H. & Co. KG', domain: 'shop.radwerk.example' },
      'desk',
    );
    const two = await records.create({ type: 'company', name: 'Radwerk', domain: 'www.radwerk.example' }, 'desk');
    await records.create({ type: 'company', name: 'RAD WERK AG' }, 'desk');
    const buyer = await contacts.create({ name: 'Buyer', addresses: [], companyId: two.id }, 'desk');
    const deal = await records.create({ type: 'deal', name: 'Leasing' }, 'desk');
    await records.link(deal.id, { kind: 'record', id: two.id }, 'Buys', 'desk');
    const companies = await see(eva, '/duplicates/companies');
    t.match(companies, 'Both are at radwerk.example');
    t.match(
      companies,
      /Rad-Werk G\.m\.b\.H\. & Co\. KG and RAD WERK AG are called alike|RAD WERK AG and Rad-Werk G\.m\.b\.H\. & Co\. KG are called alike/,
    );
    const both = `/duplicates/companies/${one.publicId}/${two.publicId}`;
    t.match(await see(eva, both), /shop\.radwerk\.example[^]*radwerk\.example/);
    await eva.form('POST', `${both}/merger`, { keep: one.publicId, name: two.publicId, domain: two.publicId });
    t.match(await records.view(one.id), { name: 'Radwerk', domain: 'radwerk.example' });
    t.match(await contacts.summary(buyer.id), { company: { name: 'Radwerk' } });
    t.match(await records.links(one.id), [
      { kind: 'record', id: deal.id, label: 'Buys' },
      { kind: 'contact', id: buyer.id },
    ]);
    t.match(await records.byPublicId(two.publicId), { id: one.id }, 'the old address leads on');
    const merged = await see(eva, '/duplicates/companies');
    await eva.form('POST', /action="(\/duplicates\/companies\/mergers\/[^"]+)"/.exec(merged)![1]!);
    t.match(await records.view(two.id), { name: 'Radwerk', domain: 'radwerk.example' });
    t.match(await contacts.summary(buyer.id), { company: { id: two.id } });
    t.same((await records.links(one.id)).length, 0);
    t.match(await see(eva, `/companies/${one.publicId}`), 'parted it again');
  },
);

t.test('agents neither import nor export, and see duplicates (AD-1)', async (t) => {
  const web = await openPages(t);
  const agent = await signIn(web, await web.user('Ann'));
  for (const url of [
    '/imports',
    '/contacts/export',
    '/contacts/export.csv',
    '/tickets/export.csv',
    '/views/1/export.csv',
  ])
    t.equal((await agent.get(url)).statusCode, 403, url);
  const page = await see(agent, '/contacts');
  t.notMatch(page, '/imports/new');
  t.notMatch(page, '/contacts/export');
  t.match(page, '/duplicates/contacts');
});

t.test('programs import, export and judge duplicates over the API (OP-7)', async (t) => {
  const { desk, server, administrator } = await openPages(t);
  const viewer = (await desk.accounts.viewerOf(administrator.id))!;
  const scopes = ['imports:write', 'exports:read', 'contacts:write'];
  const { token } = await desk.accounts.apiTokens.create(viewer, { name: 'Robot', scopes });
  const ask = async (method: string, url: string, payload?: object | string, type = 'application/json') => {
    const headers = { authorization: `Bearer ${token}`, ...(payload !== undefined && { 'content-type': type }) };
    return server.inject({ method, url: `/api/v1${url}`, headers, ...(payload !== undefined && { payload }) } as never);
  };
  const made = await ask(
    'POST',
    '/imports?object=contact',
    'name,email,plan\nAda Lovelace,ada@a.example,Pro\nBo,x,Pro\n',
    'text/csv',
  );
  t.equal(made.statusCode, 201, made.body);
  const { key, columns } = made.json() as { key: string; columns: object[] };
  t.match(columns, [{ target: 'name' }, { target: 'email' }, { heading: 'plan', target: '' }]);
  const wrong = await ask('PATCH', `/imports/${key}`, { targets: { nothing: 'name' } });
  t.equal(wrong.statusCode, 422);
  t.equal((await ask('PATCH', `/imports/${key}`, { targets: { plan: 'note' } })).statusCode, 200);
  await desk.jobs.idle();
  t.match((await ask('GET', `/imports/${key}`)).json(), { status: 'checked', created: 1, faulty: 1 });
  t.match((await ask('GET', `/imports/${key}/faults`)).json(), {
    items: [{ line: 3, reasons: [{ code: 'import.email' }] }],
  });
  await ask('PATCH', `/imports/${key}`, { do: 'run' });
  await desk.jobs.idle();
  t.match((await ask('GET', '/imports')).json(), { items: [{ status: 'done', created: 1 }], next: null });
  const file = await ask('GET', '/exports/contact');
  t.equal(file.headers['content-type'], 'text/csv; charset=utf-8');
  t.match(file.body, /^\uFEFFkey,name,emails,[^]*Ada Lovelace,ada@a\.example,,,,,Pro,/);
  t.equal((await ask('GET', '/exports/nothing')).statusCode, 404);
  t.equal(
    (await ask('POST', '/imports?object=contact', Buffer.alloc(51 * 1024 * 1024, 'x') as never, 'text/csv')).statusCode,
    413,
  );

  await desk.contacts.create({ name: 'Ada LOVELACE', addresses: [{ kind: 'email', value: 'al@a.example' }] }, 'desk');
  await desk.duplicates.refresh(100);
  const found = (await ask('GET', '/duplicates/contacts')).json() as {
    items: { one: { key: string }; other: { key: string } }[];
  };
  const [{ one, other }] = found.items as [{ one: { key: string }; other: { key: string } }];
  const judged = (
    await ask('POST', '/duplicates/contacts', { keep: one.key, other: other.key, same: true })
  ).json() as { step: string };
  t.match((await ask('GET', '/duplicates/contacts')).json(), { items: [] });
  t.equal((await ask('DELETE', `/duplicates/contacts/${judged.step}`)).statusCode, 200);
  t.equal(
    (await ask('POST', '/duplicates/contacts', { keep: one.key, other: other.key, same: false })).statusCode,
    200,
  );
  await desk.duplicates.refresh(100);
  t.match((await ask('GET', '/duplicates/contacts')).json(), { items: [] });
  await ask('PATCH', `/imports/${key}`, { do: 'undo' });
  await desk.jobs.idle();
  t.match((await ask('GET', `/imports/${key}`)).json(), { status: 'undone' });
  t.equal((await ask('GET', '/duplicates/companies')).statusCode, 200);
  const described = (await server.inject({ url: '/api/v1/openapi.json' })).json() as {
    paths: Record<string, Record<string, object>>;
  };
  t.match(described.paths['/imports']!.post, { requestBody: { content: { 'text/csv': {} } } });
});
