// Service levels as people and programs use them: their settings, what is due on tables, boards and pages, the API (TK-4).
import t from 'tap';
import { mountApi } from '../../core/api/api.ts';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

async function openHelpDesk(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, {
    plugins: ['pigeon'],
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  const { desk } = web;
  const user = await web.user('Eva', 'administrator');
  const eva = await signIn(web, user);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
  await desk.conversations.inboxes.change(inbox.id, { kind: 'help desk' }, 'desk');
  const writes = async (name: string, text: string) => {
    await bring(desk, accountId, `${name}-${text}`, [letter(`${name}-${text}`, name, text)]);
    await desk.jobs.idle();
    return (await desk.conversations.findMessage(accountId, `${name}-${text}`))!.conversationId;
  };
  const viewer = (await desk.accounts.viewerOf(user.id))!;
  const { token } = await desk.accounts.apiTokens.create(viewer, {
    ...{ name: 'Program', scopes: ['tickets:read', 'tickets:write', 'pipelines:write'] },
  });
  const api = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await web.server.inject({ method, url: `/api/v1${url}`, headers, payload });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { ...web, eva, user, inbox, writes, api };
}

const see = async (visitor: Visitor, url: string, status = 200) => {
  const { statusCode, body } = await visitor.get(url);
  if (statusCode !== status) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
};

const FORM = {
  ...{ name: 'Pressing', active: 'on', groups: 1, conditions: 1, match: 'all', 'g0.match': 'all' },
  ...{
    'c0.group': 0,
    'c0.property': 'ticket_priority',
    'c0.was': 'ticket_priority',
    'c0.operator': 'is',
    'c0.value': 'urgent',
  },
  ...{ first: '1,5', 'first.unit': 'h', next: '', 'next.unit': 'h', resolution: '90', 'resolution.unit': 'm' },
  ...{ limited: 'on', 'hours.zone': 'Europe/Berlin', 'hours.1.from': '09:00', 'hours.1.to': '17:00' },
  ...{ 'hours.5.from': '09:00', 'hours.5.to': '17:00', holidays: '25.12. Weihnachten\n2026-12-24', warnPercent: '75' },
  ...{ 'warning.notify': 'owner', 'breach.notify': 'owner', 'breach.raise': 'on', 'breach.comment': 'Hurry' },
};

t.test('a service level is made, shown with an invented ticket, changed, put in order, and removed', async (t) => {
  const { desk, eva } = await openHelpDesk(t);
  t.match(await see(eva, '/settings/sla'), /No service levels yet/);
  t.match(await see(eva, '/settings/sla/new'), /value="4"[^>]*name="first"[^]*A ticket made on/);

  const draft = await eva.form('POST', '/settings/sla/draft', { ...FORM, sample: '2026-03-06T16:30' });
  t.equal(draft.statusCode, 200);
  t.match(
    draft.body,
    /A ticket made on Friday,? (6 March|March 6)[^]*First response[^]*is due Monday,? (9 March|March 9),? 2026/,
  );
  t.match(draft.body, /10:00|10:00\sAM/, 'an hour and a half, of which half was on Friday');

  const wrong = await eva.form('POST', '/settings/sla', {
    ...FORM,
    name: '',
    first: 'soon',
    holidays: 'Easter',
    warnPercent: '100',
  });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /value="soon"[^]*Give a time from one minute to one year/);
  t.match(wrong.body, /Easter[^]*Give one day a line/);
  t.same(await desk.sla.policies(), [], 'nothing was kept');

  await eva.form('POST', '/settings/sla', FORM);
  const [made] = await desk.sla.policies();
  t.match(made, {
    ...{ name: 'Pressing', targets: { first: 90, next: null, resolution: 90 }, warnPercent: 75 },
    filter: { groups: [{ conditions: [{ property: 'ticket_priority', values: ['urgent'] }] }] },
    hours: { timeZone: 'Europe/Berlin', periods: [{ day: 1 }, { day: 5 }] },
    holidays: [{ day: '12-25', name: 'Weihnachten' }, { day: '2026-12-24' }],
    onBreach: { notify: ['owner'], raise: true, assign: '', comment: 'Hurry' },
  });
  await eva.form('POST', '/settings/sla', { ...FORM, name: 'Usual', conditions: 0, limited: '' });
  t.match(await see(eva, '/settings/sla'), /Pressing[^]*First response 1 hr 30 min[^]*Usual[^]*around the clock/);
  await eva.form('PUT', '/settings/sla/order', { item: made!.id, way: 'down' });
  t.same(
    (await desk.sla.policies()).map(({ name }) => name),
    ['Usual', 'Pressing'],
  );

  const page = await see(eva, `/settings/sla/${made!.id}`);
  t.match(page, /value="90"[^>]*name="first"/, 'minutes stay minutes');
  await eva.form('PATCH', `/settings/sla/${made!.id}`, { ...FORM, active: '' });
  t.match(await see(eva, '/settings/sla'), /not in use/);
  t.match(await see(eva, `/settings/sla/${made!.id}/removal`), /Remove “Pressing”\?/);
  await eva.form('DELETE', `/settings/sla/${made!.id}`);
  t.equal((await desk.sla.policies()).length, 1);
  t.equal((await eva.get(`/settings/sla/${made!.id}`)).statusCode, 404);
});

t.test('two people on one service level: who saves second is told, and undid the first unseen before', async (t) => {
  const { desk, eva } = await openHelpDesk(t);
  await eva.form('POST', '/settings/sla', FORM);
  const id = (await desk.sla.policies())[0]!.id;
  const at = `/settings/sla/${id}`;
  const seenOn = (body: string) => /name="seen" value="([^"]+)"/.exec(body)![1]!;
  const seen = seenOn(await see(eva, at));
  await eva.form('POST', '/settings/sla', { ...FORM, name: 'Usual' });
  await eva.form('PUT', '/settings/sla/order', { item: id, way: 'down' });
  t.equal((await eva.form('PATCH', at, { ...FORM, name: 'Urgent', seen })).statusCode, 303, 'its place is no change');
  const late = { ...FORM, first: '3', seen };
  const drawn = await eva.form('POST', '/settings/sla/draft', { ...late, policy: id });
  t.equal(seenOn(drawn.body), seen, 'what is drawn anew still knows what it was drawn from');
  const told = await eva.form('PATCH', at, late);
  t.equal(told.statusCode, 422);
  t.match(told.body, /Somebody else has saved this meanwhile[^]*value="3"/);
  t.match((await desk.sla.policy(id))!, { name: 'Urgent', targets: { first: 90 } });
  t.equal((await eva.form('PATCH', at, { ...late, seen: seenOn(told.body) })).statusCode, 303, 'now they know');
  t.match((await desk.sla.policy(id))!, { name: 'Pressing', targets: { first: 180 } });
});

t.test('what is due stands in table, board, ticket and conversation, and narrows them down', async (t) => {
  const { desk, eva, writes } = await openHelpDesk(t);
  t.notMatch(await see(eva, '/tickets'), /name="due"/, 'where nothing is promised, nothing is asked');
  const conversation = await writes('Ada', 'My bell is broken');
  await desk.sla.create({
    ...{ name: 'Usual', active: true, filter: { match: 'all', groups: [] }, hours: null, holidays: [], warnPercent: 0 },
    ...{ targets: { first: 90, next: null, resolution: 100_000 } },
    onWarning: { notify: [], raise: false, assign: '', comment: '' },
    onBreach: { notify: [], raise: false, assign: '', comment: '' },
  });
  await desk.jobs.idle();
  const words = /data-due="[^"]+"[^>]*>[^]*?due in 1 hr/;
  t.match(await see(eva, '/tickets'), words);
  t.match(await see(eva, '/tickets/board'), words);
  t.match(
    await see(eva, '/tickets/1'),
    /Service level[^]*First response[^]*due in 1 hr[^]*Resolution[^]*due in 69 days/,
  );
  t.match(await see(eva, `/conversations/${conversation}`), words);
  const second = await desk.tickets.open({ name: 'A chain', source: 'manual', actor: 'desk' });
  t.match(await see(eva, '/tickets?sort=-due'), /My bell is broken[^]*A chain/);
  t.match(await see(eva, '/tickets/board?sort=-due'), /My bell is broken[^]*A chain/);
  t.notMatch(await see(eva, '/tickets?due=day'), 'A chain');
  t.match(await see(eva, '/tickets?due=overdue'), 'No ticket fits these filters');
  t.match(await see(eva, '/tickets?due=none'), 'No ticket fits these filters');
  const back = '/tickets/board?sort=-due';
  await eva.form('PUT', '/tickets/places', { ticket: 2, stage: second.stageId, below: '', back });
  t.match(await see(eva, back), /in the order of what is due/, 'a card has no place of its own there');
  t.match(await see(eva, '/views/new?from=overdue'), /ticket_due/);
});

t.test('API: service levels, targets, and tickets by what is due (OP-7)', async (t) => {
  const { desk, writes, api } = await openHelpDesk(t);
  await writes('Ada', 'My bell is broken');
  const filter = { match: 'all', groups: [{ match: 'all', conditions: [{ property: 'team', operator: 'unset' }] }] };
  const made = await api('POST', '/sla-policies', { name: 'Usual', targets: { first: 60 }, filter });
  t.equal(made.status, 201);
  t.match(made.body, { active: true, targets: { first: 60, next: null, resolution: null }, hours: null });
  await desk.jobs.idle();
  const { body: tickets } = await api('GET', '/tickets?due=day');
  t.match(tickets.items, [{ number: 1, due: { target: 'first', at: /^\d{4}-/ } }]);
  t.match((await api('GET', '/tickets/1/targets')).body.items, [
    { kind: 'first', policy: 'Usual', minutes: 60, metAt: null },
  ]);
  t.equal((await api('GET', '/tickets/9/targets')).status, 404);
  const refused = await api('POST', '/sla-policies', { name: 'x', targets: {} });
  t.match(refused, { status: 422, body: { error: { fields: { first: /./ } } } });
  const second = await api('POST', '/sla-policies', { name: 'Second', targets: { resolution: 600 } });
  const changed = await api('PATCH', `/sla-policies/${second.body.id}`, { position: 0, targets: { first: 30 } });
  t.match(changed.body, { position: 0, targets: { first: 30, resolution: 600 } });
  t.match((await api('GET', '/sla-policies')).body.items, [{ name: 'Second' }, { name: 'Usual' }]);
  await desk.jobs.idle();
  t.match((await api('GET', '/tickets?sort=-due')).body.items, [{ due: { target: 'first' } }]);
  await api('DELETE', `/sla-policies/${second.body.id}`);
  t.equal((await api('GET', '/sla-policies')).body.items.length, 1);
});
