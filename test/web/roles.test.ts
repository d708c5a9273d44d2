// Roles of the desk's own: made, given, changed and deleted, in the pages, over the API, and for pages that are open (AD-1).
import t from 'tap';
import { deskViewer, PERMISSION_GROUPS, PERMISSIONS } from '../../core/accounts/accounts.ts';
import { mountApi } from '../../core/api/api.ts';
import { addUser } from '../support/desk.ts';
import { openLive } from '../support/live.ts';
import { openWeb, signIn, type WebDesk } from './web-desk.ts';

const PLACE = '/settings/roles';

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: { code: string }) => error.code,
  );
}

const viewerNamed = async ({ desk, user }: WebDesk, name: string, role: string) =>
  (await desk.accounts.viewerOf((await user(name, role)).id))!;

t.test('every permission stands in one group, with words for it', async (t) => {
  t.same(PERMISSION_GROUPS.flatMap(({ permissions }) => permissions).toSorted(), [...PERMISSIONS].toSorted());
});

t.test('nobody gives a role, or reaches a person, beyond what they hold themselves (AD-1)', async (t) => {
  const web = await openWeb(t);
  const { accounts } = web.desk;
  const { roles, users, invitations } = accounts;
  const make = (name: string, permissions: string[]) => roles.create(deskViewer(), { name, permissions });
  const lead = await make('Büro-Leitung', ['user.read', 'user.manage', 'role.manage', 'conversation.read']);
  t.equal(lead.key, 'buro-leitung');
  const boss = await viewerNamed(web, 'Boss', 'administrator');
  const lea = await viewerNamed(web, 'Lea', lead.key);
  const eva = await viewerNamed(web, 'Eva', 'agent');
  t.same([...lea.permissions].toSorted(), ['conversation.read', 'role.manage', 'user.manage', 'user.read']);
  const reader = await roles.create(lea, { name: 'Reader', permissions: ['conversation.read'] });

  const above = { name: 'Too much', permissions: ['conversation.read', 'conversation.answer'] };
  const someone = { name: 'Tom', email: 'tom@radwerk.example' };
  const beyond = {
    making: () => roles.create(lea, above),
    changing: () => roles.change(lea, reader.key, above),
    'making oneself more': () => roles.change(lea, lead.key, { permissions: [...lead.permissions, 'backup'] }),
    inviting: () => invitations.invite(lea, { ...someone, role: 'agent' }),
    giving: () => users.setRole(lea, lea.userId, 'administrator'),
    'taking from above': () => users.setRole(lea, boss.userId, reader.key),
    'another address for one above': () => users.update(lea, boss.userId, { email: 'lea2@radwerk.example' }),
    disabling: () => users.disable(lea, eva.userId),
    'the second factor of one above': () => accounts.secondFactor.remove(lea, boss.userId),
  };
  for (const [what, work] of Object.entries(beyond)) t.equal(await codeOf(work()), 'more_than_own', what);
  t.equal(await users.findByEmail(someone.email), null, 'nothing was done');
  const { user: invited } = await invitations.invite(boss, { ...someone, role: 'agent' });
  t.equal(await codeOf(invitations.repeat(lea, invited.id)), 'more_than_own', 'the link of somebody above');
  t.equal(await codeOf(invitations.withdraw(lea, invited.id)), 'more_than_own');
  t.equal(
    (await invitations.invite(lea, { name: 'Ria', email: 'ria@x.example', role: reader.key })).user.role,
    'reader',
  );
  await users.setRole(boss, eva.userId, reader.key);
  await users.setRole(lea, eva.userId, lead.key);

  t.equal(await codeOf(roles.create(eva, { name: 'X', permissions: ['search'] })), 'forbidden', 'rights as they were');
  for (const key of ['administrator', 'agent']) t.equal(await codeOf(roles.delete(boss, key)), 'built_in_role');
  t.equal(await codeOf(roles.delete(boss, 'nonsense')), 'not_found');
  t.equal(await codeOf(users.setRole(boss, boss.userId, lead.key)), 'last_administrator');
  const wrong = async (role: object) =>
    (await roles.create(boss, { name: 'N', permissions: ['search'], ...role }).catch((error) => error)).fields;
  t.same(await wrong({ name: ' reader ' }), { name: 'wrong.name_taken' });
  t.same(await wrong({ name: 'Agent' }), { name: 'wrong.name_taken' });
  t.same(await wrong({ name: '', permissions: [] }), { name: 'wrong.empty', permissions: 'wrong.permissions' });
  t.same(await wrong({ permissions: ['fly'] }), { permissions: 'wrong.choice' });
});

t.test('a role of one’s own is taken into account wherever roles were (AD-1, CH-4, WS-7)', async (t) => {
  const web = await openWeb(t);
  const { accounts, conversations } = web.desk;
  const taking = ['conversation.read', 'conversation.answer', 'conversation.take'];
  const taker = await accounts.roles.create(deskViewer(), { name: 'Taker', permissions: taking });
  const everywhere = await accounts.roles.create(deskViewer(), { name: 'All', permissions: ['inbox.all', ...taking] });
  const tess = await web.user('Tess', taker.key);
  const alma = await web.user('Alma', everywhere.key);
  await web.user('Olga', 'observer');
  const names = async (inboxId?: number) =>
    (await accounts.users.whoMay('conversation.take', { inboxId })).map(({ name }) => name);
  t.same(await names(), ['Alma', 'Tess']);
  const inbox = await conversations.inboxes.create({ name: 'Kept', icon: 'inbox', actor: 'desk' });
  await conversations.inboxes.change(inbox.id, { restricted: true }, 'desk');
  t.same(await names(inbox.id), ['Alma']);
  t.notOk(((await accounts.viewerOf(tess.id))!.inboxIds as number[]).includes(inbox.id));
  t.equal((await accounts.viewerOf(alma.id))!.inboxIds, 'all');
  const { token } = await accounts.apiTokens.create((await accounts.viewerOf(alma.id))!, {
    ...{ name: 'script', scopes: ['conversations:read'] },
  });
  t.match(await accounts.apiTokens.viewerOfToken(token, ''), { inboxIds: 'all' }, 'scopes take no inbox away');
  const loaded = (await web.desk.routing.workload()).map(({ userId }) => userId);
  t.same(new Set(loaded), new Set([tess.id, alma.id]));
});

t.test('what tickets are linked with is shown, and written to, only by who may read it (AD-1)', async (t) => {
  const web = await openWeb(t);
  const { accounts, contacts, records, tickets } = web.desk;
  const held = ['ticket.read', 'conversation.answer'];
  const role = await accounts.roles.create(deskViewer(), { name: 'Counter', permissions: held });
  const visitor = await signIn(web, await web.user('Tess', role.key));
  const firm = await records.create({ type: 'company', name: 'Hidden Firm' }, 'desk');
  const [ada, bo] = [
    await contacts.create({ name: 'Ada', addresses: [] }, 'desk'),
    await contacts.create({ name: 'Bo', addresses: [] }, 'desk'),
  ];
  for (const { id } of [ada, bo]) await records.link(firm.id, { kind: 'contact', id }, '', 'desk');
  const ticket = await tickets.open({ name: 'Bell', source: 'manual', actor: 'desk' });
  await records.link(firm.id, { kind: 'ticket', id: ticket.id }, '', 'desk');
  t.equal((await visitor.get('/')).headers.location, '/tickets', 'one begins where one may go');
  const shown = await visitor.get(`/tickets/${ticket.number}`);
  t.equal(shown.statusCode, 200);
  t.notMatch(shown.body, 'Hidden Firm');
  t.match(shown.body, 'href="/tickets"');
  t.notMatch(shown.body, /href="\/(contacts|inbox|search)"/, 'the rail leads nowhere they would be refused');
  t.match((await visitor.get(`/tickets/${ticket.number}/writing`)).body, 'No contact is linked with it');
  t.equal((await visitor.get(`/companies/${firm.publicId}/writing`)).statusCode, 403);
  await tickets.change(ticket.id, { contactId: ada.id }, 'desk');
  t.match((await visitor.get(`/tickets/${ticket.number}/writing`)).body, 'No contact is linked with it');
  const write = `/contacts/${ada.publicId}/writing`;
  t.equal((await visitor.get(write)).statusCode, 404, 'whom they may not read they do not write to (WA-5)');
  t.equal((await visitor.form('POST', write, { account: '1' })).statusCode, 404);
  await accounts.roles.change(deskViewer(), role.key, { permissions: [...held, 'record.read', 'contact.read'] });
  t.match((await visitor.get(`/tickets/${ticket.number}`)).body, 'Hidden Firm');
  t.match((await visitor.get(`/companies/${firm.publicId}/writing`)).body, /Bo[^]*Ada/);
  t.equal((await visitor.get(write)).statusCode, 200);
});

t.test('the pages of roles: start from one, tick, give, delete with a way on (AD-1)', async (t) => {
  const web = await openWeb(t);
  const { accounts } = web.desk;
  const boss = await signIn(web, await web.user('Boss', 'administrator'));
  t.match((await boss.get(PLACE)).body, /Administrator[^]*Agent[^]*Observer/);
  const builtIn = (await boss.get(`${PLACE}/observer`)).body;
  t.match(builtIn, /Read conversations[^]*Start a role from this|Start a role from this[^]*Read conversations/);
  t.notMatch(builtIn, /type="checkbox" name="permissions-/, 'what is built in has nothing to tick');
  t.match((await boss.get(`${PLACE}/new?from=observer`)).body, /value="observer" selected/);
  t.match((await boss.form('POST', PLACE, { name: ' ', from: 'observer' })).statusCode, 422);
  t.match((await boss.form('POST', PLACE, { name: 'X', from: 'nothing' })).statusCode, 422);
  const at = `${PLACE}/fruhschicht`;
  t.match(await boss.form('POST', PLACE, { name: 'Frühschicht', from: 'observer' }), {
    statusCode: 303,
    headers: { location: at },
  });
  const typed = { name: 'Frühschicht', explanation: 'Bis zwölf <b>Uhr</b>', 'permissions-conversations': ['search'] };
  await boss.form('PATCH', at, { ...typed, 'permissions-tickets': ['ticket.read', 'ticket.edit'] });
  const role = (await accounts.roles.find('fruhschicht'))!;
  t.same(role.permissions.toSorted(), ['search', 'ticket.edit', 'ticket.read']);
  const none = await boss.form('PATCH', at, { name: 'Frühschicht', explanation: '' });
  t.equal(none.statusCode, 422);
  t.match(none.body, /Choose at least one permission/);
  t.match((await boss.get(at)).body, /value="ticket.edit" checked[^]*Nobody has this role/);

  const tom = await web.user('Tom');
  const card = (await boss.get(`/settings/users/${tom.id}`)).body;
  t.match(card, /Frühschicht<\/b><small>Bis zwölf &lt;b&gt;Uhr/);
  await boss.form('PATCH', `/settings/users/${tom.id}`, { ...tom, role: role.key } as never);
  t.match((await boss.get('/settings/users')).body, /Tom[^]*Frühschicht/);
  const visitor = await signIn(web, tom);
  t.equal((await visitor.get('/tickets')).statusCode, 200);
  t.equal((await visitor.get('/contacts')).statusCode, 403);
  t.equal((await visitor.get(PLACE)).statusCode, 403);

  t.match((await boss.get(`${at}/removal`)).body, /One person has this role[^]*name="to" value="agent"/);
  t.equal((await boss.form('DELETE', at)).statusCode, 422, 'somebody would be left without');
  t.equal((await boss.form('DELETE', at, { to: 'fruhschicht' })).statusCode, 422);
  t.match(await boss.form('DELETE', at, { to: 'observer' }), { statusCode: 303, headers: { location: PLACE } });
  t.equal((await accounts.users.find(tom.id))!.role, 'observer');
  t.equal((await visitor.get('/contacts')).statusCode, 200);
  t.equal((await boss.get(at)).statusCode, 404);
  const log = (await boss.get('/settings/audit')).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
  t.match(
    log,
    /Deleted a role[^]*How many people: 1[^]*Changed what a role may[^]*Added: Work on tickets[^]*Created a role/,
  );
});

t.test('two people on one role: who saves second is told, and undid the first unseen before (AD-1)', async (t) => {
  const web = await openWeb(t);
  const boss = await signIn(web, await web.user('Boss', 'administrator'));
  await boss.form('POST', PLACE, { name: 'Reader', from: 'observer' });
  const at = `${PLACE}/reader`;
  const seenOn = (body: string) => /name="seen" value="([^"]+)"/.exec(body)![1]!;
  const seen = seenOn((await boss.get(at)).body);
  const typed = (...permissions: string[]) => ({ name: 'Reader', 'permissions-conversations': permissions });
  t.equal((await boss.form('PATCH', at, { ...typed('search'), seen })).statusCode, 303);
  const late = { ...typed('search', 'conversation.answer'), name: 'Writer', seen };
  const told = await boss.form('PATCH', at, late);
  t.equal(told.statusCode, 422);
  t.match(told.body, /Somebody else has saved this meanwhile[^]*value="Writer"[^]*value="conversation.answer" checked/);
  t.match(await web.desk.accounts.roles.find('reader'), { name: 'Reader', permissions: ['search'] });
  t.equal((await boss.form('PATCH', at, { ...late, seen: seenOn(told.body) })).statusCode, 303, 'now they know');
  t.match(await web.desk.accounts.roles.find('reader'), { name: 'Writer' });
});

t.test('whoever holds less sees what lies above, and cannot give it (AD-1)', async (t) => {
  const web = await openWeb(t);
  const { roles } = web.desk.accounts;
  const lead = await roles.create(deskViewer(), {
    name: 'Lead',
    permissions: ['user.manage', 'role.manage', 'search'],
  });
  const lea = await signIn(web, await web.user('Lea', lead.key));
  const tom = await web.user('Tom');
  t.match((await lea.get(`${PLACE}/agent`)).body, /Read conversations/);
  t.match((await lea.get(`${PLACE}/${lead.key}`)).body, /value="conversation.read" disabled/);
  const forged = { name: 'Lead', explanation: '', 'permissions-desk': ['backup', 'user.manage'] };
  const refused = await lea.form('PATCH', `${PLACE}/${lead.key}`, forged);
  t.equal(refused.statusCode, 422);
  t.match(refused.body, /reaches further than your own role/);
  t.match((await lea.get('/settings/users/new')).body, /name="role" value="administrator" disabled/);
  const invited = { name: 'Ina', email: 'ina@radwerk.example', role: 'administrator', language: 'en' };
  t.match(await lea.form('POST', '/settings/users', invited), { statusCode: 422, body: /reaches further/ });
  const closing = await lea.form('POST', `/settings/users/${tom.id}/closure`);
  t.equal(closing.statusCode, 403);
  t.match(closing.body, /reaches further than your own role/);
});

t.test('changes hold at once: on open pages, for tokens (AD-1)', async (t) => {
  const live = await openLive(t);
  const { accounts } = live.desk;
  const permissions = ['conversation.read', 'ticket.read'];
  const role = await accounts.roles.create(deskViewer(), { name: 'Reader', permissions });
  const id = await addUser(live.desk, 'Rita', role.key);
  const page = await live.page(id);
  const topics = ['tickets', `list:${live.inboxId}:open`];
  t.equal((await page.join(topics)).refused, undefined);
  const viewer = (await accounts.viewerOf(id))!;
  const { token } = await accounts.apiTokens.create(viewer, { name: 'script', scopes: ['tickets:read', 'search'] });
  const held = async () => [...(await accounts.apiTokens.viewerOfToken(token, ''))!.permissions];
  t.same(await held(), ['ticket.read']);
  await accounts.roles.change(deskViewer(), role.key, { permissions: ['conversation.read', 'search'] });
  await page.until((told) => told.reset === true);
  t.same((await page.join(topics)).refused, ['tickets']);
  t.same(await held(), ['search']);
  page.heard.length = 0;
  await accounts.roles.delete(deskViewer(), role.key, 'observer');
  await page.until((told) => told.reset === true);
  t.equal((await page.join(topics)).refused, undefined);
});

t.test('roles over the API, and their people (AD-1, OP-7)', async (t) => {
  const facts = { publicUrl: 'http://desk.test', version: '1' };
  const web = await openWeb(t, { prepareLate: (server, desk) => mountApi(server, desk, facts) });
  const { accounts } = web.desk;
  const boss = await viewerNamed(web, 'Boss', 'administrator');
  const scopes = ['roles:write', 'users:write'];
  const { token } = await accounts.apiTokens.create(boss, { name: 'script', scopes });
  const call = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const response = await web.server.inject({ method, url: `/api/v1${url}`, payload, headers });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  const permissions = ['conversation.read', 'contact.read'];
  t.match(await call('POST', '/roles', { name: 'Trainee', permissions }), {
    status: 201,
    body: { key: 'trainee', name: 'Trainee', permissions, builtIn: false, userCount: 0 },
  });
  t.match(await call('POST', '/roles', { name: 'Other', permissions: ['fly'] }), { status: 400 });
  t.match((await call('GET', '/roles')).body, { items: [{ key: 'administrator' }, {}, {}, { key: 'trainee' }] });
  const made = await call('POST', '/users', { name: 'Tim', email: 'tim@radwerk.example', role: 'trainee' });
  t.match(made, { status: 201, body: { user: { role: 'trainee', status: 'invited' }, link: /invitation/ } });
  const { id } = made.body.user as { id: number };
  t.match(await call('PATCH', '/roles/trainee', { permissions: ['contact.read'] }), { body: { userCount: 1 } });
  t.match(await call('PATCH', '/roles/agent', { permissions }), {
    status: 409,
    body: { error: { code: 'built_in_role' } },
  });
  t.match(await call('DELETE', '/roles/trainee'), { status: 409, body: { error: { code: 'role_in_use' } } });
  t.match(await call('DELETE', '/roles/trainee?to=agent'), { status: 200 });
  t.equal((await accounts.users.find(id))!.role, 'agent');
  t.match(await call('PATCH', `/users/${id}`, { role: 'observer' }), { status: 200, body: { role: 'observer' } });
  t.match(await call('PATCH', `/users/${id}`, { role: 'king' }), { status: 422 });
  t.match(await call('PATCH', '/users/999', { role: 'agent' }), { status: 404 });
});
