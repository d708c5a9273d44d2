// Companies, deals and objects as people and programs use them: tables, pages, links from both sides, settings, search, API.
import t from 'tap';
import { mountApi } from '../../core/api/api.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

const location = (response: { headers: Record<string, unknown> }) => String(response.headers.location);

const see = async (visitor: Visitor, url: string) => {
  const { statusCode, body } = await visitor.get(url);
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
};

async function openRecordPages(t: Teardown) {
  const web = await openWeb(t, {
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  // Search works beside the main thread, and nothing else keeps this process waiting for it.
  const waiting = setInterval(() => {}, 60_000);
  t.teardown(() => clearInterval(waiting));
  const user = await web.user('Eva', 'administrator');
  const eva = await signIn(web, user);
  const { records, contacts } = web.desk;
  await records.prepareDeals({ stage: 'Stage', stages: ['New', 'Won'], amount: 'Amount', closing: 'Close date' });
  const ada = await contacts.create({ name: 'Ada', addresses: [{ kind: 'email', value: 'ada@firm.example' }] }, 'desk');
  return { ...web, administrator: user, eva, ada };
}

t.test('a company is made, found, changed, noted on and deleted with a way back (CO-2)', async (t) => {
  const { eva, ada, desk } = await openRecordPages(t);
  await desk.tickets.open({ name: 'Firmware', source: 'manual', actor: 'desk' });
  t.match(await see(eva, '/companies'), 'Companies: none yet');
  const wrong = await eva.form('POST', '/companies', { name: 'Firm', domain: 'no domain' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, 'This is no domain');
  const at = location(await eva.form('POST', '/companies', { name: 'Firm GmbH', domain: 'firm.example' }));
  t.match(await see(eva, at), /Firm GmbH[^]*https:\/\/firm\.example[^]*Ada[^]*One contact writes from its domain/);
  t.match(await see(eva, '/companies?q=fir&sort=name'), 'Firm GmbH');
  t.match(await see(eva, '/companies?owner=nobody'), 'Firm GmbH');
  t.match(await see(eva, '/companies?q=zzz'), 'Nothing fits these filters');
  t.match(await see(eva, '/search?q=firm.ex&kind=records'), 'Firm GmbH');
  t.match(
    await see(eva, '/palette?q=firm'),
    /T-1 · Firmware[^]*Firm GmbH/,
    'the palette shows what has an icon in place of a person',
  );
  t.match(await see(eva, `/contacts/${ada.publicId}`), /Companies[^]*Firm GmbH[^]*Main/);
  await eva.form('POST', `${at}/notes`, { note: 'Pays late <b>' });
  t.match(await see(eva, at), 'Pays late &lt;b&gt;');
  await eva.form('PATCH', at, { name: 'Firm AG', domain: 'firm.example' });
  t.match(await see(eva, at), 'renamed it, it was “Firm GmbH”');
  t.equal(location(await eva.form('DELETE', at)), '/companies');
  const after = await see(eva, '/companies');
  t.match(after, 'Firm AG is deleted');
  t.equal((await eva.get(at)).statusCode, 404);
  await eva.form('POST', /action="(\/records\/steps\/[^"]+)"/.exec(after)![1]!);
  t.match(await see(eva, at), 'Firm AG');
});

t.test('links are made and taken from both sides, only with what one may see', async (t) => {
  const { desk, eva, ada } = await openRecordPages(t);
  const at = location(await eva.form('POST', `/deals`, { name: 'Leasing', 'property-deal_stage': 'new' }));
  t.match(await see(eva, `/deals?property-deal_stage=new`), 'Leasing');
  t.notMatch(await see(eva, `/deals?property-deal_stage=won`), 'Leasing');
  t.match(await see(eva, `${at}/links/new`), 'What belongs to it?');
  const found = await eva.form('POST', `${at}/links`, { kind: 'contact', q: 'ada' });
  t.match(found.body, `contact:${ada.id}`);
  t.match((await eva.form('POST', `${at}/links`, { kind: 'contact', q: 'zzz' })).body, 'Nothing fits these words');
  await eva.form('POST', `${at}/links`, { other: `contact:${ada.id}`, label: 'Purchasing' });
  t.match(await see(eva, at), /Ada[^]*Purchasing/);
  const mine = `/contacts/${ada.publicId}`;
  t.equal(location(await eva.get(`${at}/writing`)), `${mine}/writing`, 'whom there is no choice about (WA-5)');
  t.match(await see(eva, mine), /Deals[^]*Leasing[^]*Purchasing/);
  const ticket = await desk.tickets.open({ name: 'Bell', source: 'manual', actor: 'desk' });
  await eva.form('POST', `${at}/links`, { other: `ticket:${ticket.id}` });
  t.match(await see(eva, at), /T-1 · Bell/);
  t.match(await see(eva, '/tickets/1'), 'Leasing');
  t.match(
    (await eva.get('/tickets/1/writing')).body,
    /These are linked with what it belongs to[^]*Ada/,
    'a ticket without a contact knows those of its deal (WA-5)',
  );
  await desk.tickets.open({ name: 'Wheel', source: 'manual', actor: 'desk' });
  t.match(await see(eva, '/tickets/2'), '/tickets/2/writing');
  t.match((await eva.get('/tickets/2/writing')).body, 'No contact is linked with it', 'nobody is known');
  const bo = await desk.contacts.create({ name: 'Bo', addresses: [] }, 'desk');
  await eva.form('POST', `${at}/links`, { other: `contact:${bo.id}` });
  t.match(await see(eva, `${at}/writing`), /Write to whom\?[^]*Bo[^]*Ada/);
  const [deal] = (await desk.records.list({ type: 'deal', limit: 1 })).rows;
  await eva.form('DELETE', `${mine}/links/record/${deal!.id}`);
  t.notMatch(await see(eva, mine), 'Leasing</a>');
  t.equal((await eva.form('DELETE', `${at}/links/ticket/x`)).statusCode, 404);
  const made = await eva.form('POST', '/companies', { name: 'New Firm', contact: ada.publicId });
  t.equal(location(made), mine);
  t.match(await see(eva, mine), 'New Firm');
  const [firm] = (await desk.records.list({ type: 'company', limit: 1 })).rows;
  await eva.form('PUT', `${mine}/company`, { company: firm!.id });
  t.match(await desk.contacts.summary(ada.id), { company: { name: 'New Firm' } });
});

t.test('administrators define types and properties; contacts have properties of their own (CO-1, CO-2)', async (t) => {
  const { desk, eva, ada, ...web } = await openRecordPages(t);
  t.match(await see(eva, '/settings/objects'), /Contacts[^]*Companies[^]*Deals/);
  const type = { singular: 'Bicycle', plural: 'Bicycles', nameLabel: 'Frame number', icon: 'bike' };
  t.equal((await eva.form('POST', '/settings/objects', { ...type, plural: ' ' })).statusCode, 422);
  const properties = location(await eva.form('POST', '/settings/objects', type));
  t.equal(properties, '/settings/objects/bicycle/properties');
  await eva.form('POST', properties, { label: 'Brake', kind: 'choice', options: 'Disc\nRim' });
  t.match(await see(eva, properties), /Brake[^]*Disc, Rim/);
  const at = location(await eva.form('POST', '/objects/bicycle', { name: 'RW-1', 'property-brake': 'disc' }));
  t.match(await see(eva, at), /RW-1[^]*Brake[^]*Disc/);
  t.match(await see(eva, '/contacts'), 'href="/objects/bicycle"');
  t.equal((await eva.get(at.replace('/objects/bicycle', '/deals'))).statusCode, 404, 'no deal is a bicycle');
  await eva.form('POST', '/settings/objects/bicycle/archive');
  t.equal((await eva.get('/objects/bicycle')).statusCode, 404);
  t.match(await see(eva, '/settings/objects'), /Archived[^]*Bicycles/);
  await eva.form('DELETE', '/settings/objects/bicycle/archive');
  t.match(await see(eva, '/objects/bicycle'), 'RW-1');
  await eva.form('PUT', '/settings/objects/by-domain', {});
  t.equal(await desk.records.linksByDomain(), false);

  await eva.form('POST', '/settings/objects/contact/properties', { label: 'Height', kind: 'number' });
  const contact = `/contacts/${ada.publicId}`;
  const wrong = await eva.form('PATCH', contact, { name: 'Ada', 'property-height': 'tall' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /value="tall"[^]*Enter a number/);
  await eva.form('PATCH', contact, { name: 'Ada', 'property-height': '172' });
  t.match(await see(eva, contact), /Height[^]*172/);
  const sam = await signIn({ ...web, desk }, await web.user('Sam', 'observer'));
  t.notMatch(await see(sam, contact), `${contact}/links/new`);
});

t.test('over the API (OP-7)', async (t) => {
  const { desk, administrator, ada, server } = await openRecordPages(t);
  const viewer = (await desk.accounts.viewerOf(administrator.id))!;
  const scopes = ['records:read', 'records:write', 'contacts:read'];
  const { token } = await desk.accounts.apiTokens.create(viewer, { name: 'Shop', scopes });
  const ask = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await server.inject({ method, url: `/api/v1${url}`, headers, ...(payload && { payload }) });
    return { status: response.statusCode, body: response.json<Record<string, never>>() };
  };
  t.match((await ask('GET', '/record-types')).body, {
    items: [{ key: 'company' }, { key: 'deal', properties: [{ key: 'deal_stage' }, {}, {}] }],
  });
  const made = await ask('POST', '/records', { type: 'deal', name: 'Leasing', properties: { amount: 12.5 } });
  t.match(made, { status: 201, body: { type: 'deal', name: 'Leasing', properties: { amount: 12.5 } } });
  const at = `/records/${String(made.body.key)}`;
  t.match(await ask('PATCH', `${at}/links`, { contact: ada.publicId, label: 'Buyer' }), {
    status: 200,
    body: { items: [{ contact: ada.publicId, label: 'Buyer', main: false }] },
  });
  t.match((await ask('PATCH', at, { properties: { amount: 'much' } })).status, 422);
  t.match((await ask('GET', '/records?type=deal')).body, { items: [{ name: 'Leasing' }], next: null });
  t.match((await ask('PATCH', at, { deleted: true })).status, 200);
  t.equal((await ask('GET', at)).status, 404);
  t.equal((await ask('POST', '/records', { type: 'nothing', name: 'x' })).status, 404);
});

t.test('tables: chosen columns, one cell, many rows at once, each with a way back (CO-1, CO-2)', async (t) => {
  const { desk, eva, ada } = await openRecordPages(t);
  const bo = await desk.contacts.create({ name: 'Bo', addresses: [] }, 'desk');
  for (const name of ['First', 'Second']) await eva.form('POST', '/deals', { name, 'property-deal_stage': 'new' });
  const [second, first] = (await desk.records.list({ type: 'deal', limit: 9 })).rows;
  const undo = async (page: string) => eva.form('POST', /action="([^"]*steps\/[^"]+)"/.exec(page)![1]!);
  t.match(await see(eva, '/deals'), new RegExp(`name="row" value="${first!.id}" form="many"`));
  t.match(await see(eva, `/deals/rows/${first!.id}/property.amount`), 'name="property-amount"');
  const wrong = await eva.form('PUT', `/deals/rows/${first!.id}/property.amount`, { 'property-amount': 'much' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, 'Enter a number');
  await eva.form('PUT', `/deals/rows/${first!.id}/property.amount`, { 'property-amount': '1200' });
  t.match(await see(eva, '/deals'), '1,200');
  t.equal((await eva.get(`/companies/rows/${first!.id}/owner`)).statusCode, 404, 'no deal is a company');

  const rows = [String(first!.id), String(second!.id)];
  const asked = (await eva.form('POST', '/deals/many', { row: rows, do: 'edit' })).body;
  t.match(asked, 'Change 2 rows');
  t.match(asked, /<select[^>]* name="owner"(?![^>]*required)/, 'nothing has to be chosen: the rest stays');
  await eva.form('PATCH', '/deals/many', { row: rows, owner: 'nobody', 'property-deal_stage': 'won' });
  const stages = async () =>
    (await desk.records.views([first!.id, second!.id])).map((one) => one.properties.deal_stage);
  t.same(await stages(), ['won', 'won']);
  t.match(await desk.records.view(first!.id), { ownerId: null, properties: { amount: 1200 } }, 'the rest stays');
  await undo(await see(eva, '/deals'));
  t.same(await stages(), ['new', 'new']);
  await eva.form('POST', '/deals/many', { row: rows, do: 'delete' });
  t.same(await stages(), []);
  await undo(await see(eva, '/deals'));
  t.same(await stages(), ['new', 'new']);

  t.match(await see(eva, '/deals/columns'), /value="property.amount" checked/);
  await eva.form('PUT', '/deals/columns', { columns: ['owner'] });
  t.notMatch(await see(eva, '/deals'), '1,200');

  await desk.properties.definitions.create({
    object: 'contact',
    label: 'Tier',
    kind: 'choice',
    options: ['Gold', 'Tin'],
  });
  const both = [String(ada.id), String(bo.id)];
  await eva.form('PATCH', '/contacts/many', { row: both, 'property-tier': 'gold' });
  const found = await see(eva, '/contacts?property-tier=gold&sort=name');
  t.match(found, /Ada[^]*Bo/);
  t.notMatch(await see(eva, '/contacts?property-tier=tin'), 'Bo</a>');
  await undo(found);
  t.match(await see(eva, '/contacts?property-tier=gold'), 'Nobody');
  await eva.form('PUT', `/contacts/rows/${bo.id}/owner`, { owner: (await desk.accounts.users.list())[0]!.id });
  t.match(await see(eva, '/contacts?owner=nobody'), 'Ada');
  t.notMatch(await see(eva, '/contacts?owner=nobody'), '>Bo<');
});

t.test('the timeline of a contact: everything, or one kind of it, a page at a time (CO-1)', async (t) => {
  const { desk, eva, ada } = await openRecordPages(t);
  const at = `/contacts/${ada.publicId}`;
  await eva.form('POST', `${at}/notes`, { note: 'Likes <blue>' });
  await eva.form('PATCH', at, { name: 'Ada Lovelace' });
  await desk.tickets.open({ name: 'Bell', source: 'manual', contactId: ada.id, actor: 'desk' });
  t.match(await see(eva, at), /Bell[^]*renamed the contact to Ada Lovelace[^]*Likes &lt;blue&gt;[^]*Contact made/);
  t.match(await see(eva, `${at}?show=notes`), 'Likes &lt;blue&gt;');
  t.notMatch(await see(eva, `${at}?show=notes`), 'renamed the contact');
  t.notMatch(await see(eva, `${at}?show=changes`), 'Likes');
  t.match(await see(eva, `${at}?show=tickets`), /T-1 · Bell/);
  t.match(await see(eva, `${at}?show=talks`), 'Nothing of this kind');
  for (let count = 0; count < 40; count += 1) await desk.contacts.addNote(ada.id, `Note ${count}.`, 'desk');
  const seen: string[] = [];
  for (let page = await see(eva, at), more = 0; more < 3; more += 1) {
    seen.push(...[...page.matchAll(/Note \d+\./g)].map(([note]) => note));
    const next = /href="([^"]+before=[^"]+)"/.exec(page)?.[1];
    if (!next) break;
    page = (await eva.get(next, { 'hx-request': 'true' })).body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
  }
  t.equal(new Set(seen).size, 40);
  t.equal(seen.length, 40, 'nothing twice, nothing left out');
});
