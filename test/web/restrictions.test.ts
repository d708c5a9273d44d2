// Pipelines and types of records that are kept from somebody: every page, every route of the API and every topic of the live line (AD-1).
import t from 'tap';
import { deskViewer, PERMISSIONS, type Permission } from '../../core/accounts/accounts.ts';
import { mountApi } from '../../core/api/api.ts';
import { addUser, withAccount, type TestDesk } from '../support/desk.ts';
import { openLive } from '../support/live.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

const SECRET = /zebra/i;
const UP_TO_ALL: Permission[] = [
  'pipeline.manage',
  'record.manage',
  'audit.read',
  'backup',
  'user.manage',
  'role.manage',
];

/** A pipeline, a type of objects, companies and deals that only the team of secrets sees, with one of each. */
async function keepSecrets(desk: TestDesk, about: { contactId: number; conversationId: number; inboxId: number }) {
  const { accounts, records, restrictions, tickets } = { ...desk, ...desk.accounts };
  const boss = deskViewer();
  const team = await accounts.teams.create(boss, { name: 'Zookeepers', userIds: [] });
  const to = { access: 'chosen' as const, userIds: [], teamIds: [team.id] };
  const stages = [
    { name: 'In', kind: 'open' as const },
    { name: 'Out', kind: 'closed' as const },
  ];
  await tickets.pipelines.prepare({ pipeline: 'Support', stages });
  const pipeline = await tickets.pipelines.create(
    { name: 'Zebras', stages: stages.map((one) => ({ ...one, name: `Zebra ${one.name}` })) },
    'desk',
  );
  const type = await records.types.create({
    singular: 'Zebra',
    plural: 'Zebras',
    icon: 'bike',
    nameLabel: 'Zebra name',
  });
  const ticket = await tickets.open({
    ...{ name: 'Zebra ran away', pipelineId: pipeline.id, source: 'manual', actor: 'desk', priority: 'urgent' },
    ...{ contactId: about.contactId, conversationIds: [about.conversationId], inboxId: about.inboxId },
  });
  const company = await records.create({ type: 'company', name: 'Zebra Ltd' }, 'desk');
  const deal = await records.create({ type: 'deal', name: 'Zebra deal' }, 'desk');
  const record = await records.create({ type: type.key, name: 'Zebra one' }, 'desk');
  for (const { id } of [company, deal, record])
    await records.link(id, { kind: 'contact', id: about.contactId }, '', 'desk');
  await records.link(record.id, { kind: 'ticket', id: ticket.id }, '', 'desk');
  const restrict = async () => {
    await restrictions.set(boss, { pipelineId: pipeline.id }, pipeline.name, to);
    for (const recordType of ['company', 'deal', type.key])
      await restrictions.set(boss, { recordType }, recordType, to);
  };
  return { team, pipeline, ticket, type, company, deal, record, restrict };
}

t.test(
  'what is kept from somebody stands on no page and in no answer, and nothing of theirs changes it (AD-1)',
  async (t) => {
    const loft = await openLoft(t);
    const facts = { publicUrl: 'http://desk.test', version: '1' };
    const web = await openWeb(t, {
      rates: { strangers: 100_000, changes: 100_000, outside: 100_000 },
      plugins: ['pigeon'],
      prepareLate: (server, desk) => mountApi(server, desk, facts),
    });
    const { desk } = web;
    const bossUser = await web.user('Boss', 'administrator');
    const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
    await bring(desk, accountId, 'one', [letter('one', 'Ada', 'My bell is broken')]);
    await desk.jobs.idle();
    const { conversationId } = (await desk.conversations.findMessage(accountId, 'one'))!;
    const conversation = (await desk.conversations.get(conversationId))!;
    const contact = (await desk.contacts.get(conversation.contactId!))!;
    const secret = await keepSecrets(desk, { contactId: contact.id, conversationId, inboxId: inbox.id });
    const open = await desk.tickets.open({
      name: 'Open to all',
      source: 'manual',
      actor: 'desk',
      contactId: contact.id,
    });
    await desk.tickets.linkTicket(open.id, secret.ticket.id, 'desk');
    const plain = await desk.records.types.create({ singular: 'Cat', plural: 'Cats', icon: 'bike', nameLabel: 'Name' });
    const cat = await desk.records.create({ type: plain.key, name: 'Tom' }, 'desk');
    for (const end of [
      { kind: 'ticket' as const, id: secret.ticket.id },
      { kind: 'record' as const, id: secret.record.id },
    ])
      await desk.records.link(cat.id, end, '', 'desk');
    const boss = (await desk.accounts.viewerOf(bossUser.id))!;
    const filter = {
      match: 'all' as const,
      groups: [
        {
          match: 'all' as const,
          conditions: [{ property: 'ticket_pipeline', operator: 'is' as const, values: [String(secret.pipeline.id)] }],
        },
      ],
    };
    const view = await desk.views.create({ name: 'Striped', filter, access: 'everyone' }, boss);
    const stageId = secret.pipeline.stages[0]!.id;
    const actions = [{ do: 'stage' as const, stageId }];
    const macro = await desk.macros.create(boss, { ...SHARED, name: 'Move on', actions });
    await desk.channels.saveTicketDefaults(
      accountId,
      { asTicket: false, pipelineId: secret.pipeline.id, stageId },
      'desk',
    );
    await secret.restrict();

    const permissions = PERMISSIONS.filter((one) => !UP_TO_ALL.includes(one));
    const role = await desk.accounts.roles.create(boss, { name: 'Nearly all', permissions });
    const tomUser = await web.user('Tim', role.key);
    const tim = await signIn(web, tomUser);
    const mara = await signIn(web, bossUser);
    const keys: [string, string][] = [
      ['/tickets/:number', `/tickets/${secret.ticket.number}`],
      ['/api/v1/conversations/:key', `/api/v1/conversations/${conversation.publicId}`],
      ['/conversations/:id', `/conversations/${conversationId}`],
      ['/contacts/:key', `/contacts/${contact.publicId}`],
      ['/companies/:key', `/companies/${secret.company.publicId}`],
      ['/deals/:key', `/deals/${secret.deal.publicId}`],
      ['/objects/:type/:key', `/objects/${secret.type.key}/${secret.record.publicId}`],
      ['/objects/:type', `/objects/${secret.type.key}`],
      ['/records/:key', `/records/${secret.record.publicId}`],
      ['/rows/:id/:column', `/rows/${secret.record.id}/name`],
      ['/exports/:key', `/exports/${secret.type.key}`],
      ['/views/:id', `/views/${view.id}`],
      ['/macros/:id', `/macros/${macro.id}`],
      ['/pipelines/:id', `/pipelines/${secret.pipeline.id}`],
      ['/stages/:id', `/stages/${stageId}`],
      ['/channels/:id', `/channels/${accountId}`],
      ['/inboxes/:id', `/inboxes/${inbox.id}`],
    ];
    const addressOf = (url: string) =>
      keys
        .reduce((address, [from, to]) => address.replace(from, to), url)
        .replaceAll(/:[a-z]+/gi, '1')
        .replace('*', 'x');
    const isNamed = (url: string) =>
      /\/(tickets\/:number|companies\/:key|deals\/:key|objects\/:type|records\/:key)/.test(url);
    const declared = web.web.declared.filter(({ method, url }) => method !== 'HEAD' && url !== '/live');
    const more = [
      '/tickets?q=zeb&state=all',
      '/tickets/board',
      '/search?q=zeb',
      '/palette?q=zeb',
      '/api/v1/search?q=zeb',
    ];
    const kinds = ['contact', 'ticket', 'company', 'deal'].map((key) => `/api/v1/exports/${key}`);
    const types = ['company', 'deal', secret.type.key].map((type) => `/api/v1/records?type=${type}`);
    const others = [
      ...[
        `/api/v1/exports/conversation?view=${view.id}`,
        '/contacts/export.csv?columns=all',
        '/tickets/export.csv?columns=all',
      ],
      ...[`/objects/${plain.key}/${cat.publicId}`, `/tickets/${open.number}`, `/api/v1/tickets/${open.number}/history`],
      ...['/tickets?state=all', '/api/v1/tickets?state=all', `/conversations/${conversationId}/composer/macros`],
    ];
    const addresses = new Set([
      ...declared.filter(({ method }) => method === 'GET').map(({ url }) => addressOf(url)),
      ...[...more, ...kinds, ...types, ...others],
    ]);
    const shown = async (visitor: Visitor, url: string) => {
      const accept = url.startsWith('/api') ? 'application/json' : 'text/html';
      const { body, statusCode, headers } = await visitor.get(url, { accept });
      return { statusCode, body: `${String(headers.location ?? '')} ${body}` };
    };
    const wrong: string[] = [];
    let told = 0;
    for (const url of addresses) {
      const seen = await shown(tim, url);
      // The keys of types are part of the address that was asked for.
      if (SECRET.test(seen.body.replaceAll(url, ''))) wrong.push(`${url} ${/.{60}zebra.{60}/is.exec(seen.body)?.[0]}`);
      if (seen.statusCode >= 500) wrong.push(`${url} ${seen.statusCode}`);
      if (SECRET.test((await shown(mara, url)).body)) told += 1;
    }
    t.same(wrong, []);
    t.ok(told > 40, `an administrator reads of it at ${told} of ${addresses.size} addresses`);

    const before = { ticket: await desk.tickets.view(secret.ticket.id), deal: await desk.records.view(secret.deal.id) };
    const opened: string[] = [];
    for (const { method, url } of declared.filter((one) => one.method !== 'GET' && isNamed(one.url))) {
      const headers = { accept: 'application/json', 'x-csrf-token': tim.csrf, 'sec-fetch-site': 'same-origin' };
      const payload = { name: 'Taken over', stage: stageId, stageId, number: open.number };
      const { statusCode } = await tim.send({ method, url: addressOf(url), headers, payload });
      if (![400, 403, 404].includes(statusCode)) opened.push(`${method} ${url} ${statusCode}`);
    }
    t.same(opened, [], 'what names it is not there');
    const moved = await tim.form('PUT', `/tickets/${open.number}/stage`, { stage: stageId });
    t.equal((await tim.get(`/tickets/${open.number}`)).statusCode, 200, 'the others are there');
    t.equal(moved.statusCode, 404, 'nor can anything be put among it');
    t.equal((await tim.form('POST', '/tickets', { name: 'New', stage: stageId })).statusCode, 404);
    await tim.form('POST', '/tickets/many', { row: [open.id, secret.ticket.id].map(String), stage: stageId });
    t.equal((await desk.tickets.get(open.id))!.pipelineId, open.pipelineId);
    const viewer = (await desk.accounts.viewerOf(tomUser.id))!;
    t.match(await desk.macros.run(viewer, (await desk.macros.get(viewer, macro.id))!, [conversationId]), { ok: true });
    t.same(await desk.tickets.view(secret.ticket.id), before.ticket);
    t.same(await desk.records.view(secret.deal.id), before.deal);
    t.equal(await desk.views.count(view, viewer, [inbox.id]), 0, 'a condition on it is met by nothing');
    const unticketed = {
      match: 'all' as const,
      groups: [{ match: 'all' as const, conditions: [{ property: 'ticket', operator: 'no' as const, values: [] }] }],
    };
    const without = { filter: unticketed, sort: 'priority' as const };
    t.equal(await desk.views.count(without, viewer, [inbox.id]), 1, 'the conversation has no ticket');
    t.match((await shown(tim, `/conversations/${conversationId}`)).body, '/tickets/new?conversation');
    const made = await tim.form('POST', '/tickets', { name: 'Mine', conversation: String(conversationId) });
    t.equal(made.headers.location, `/conversations/${conversationId}`, 'so that one can be made');
    const mine = (await desk.tickets.ofConversation(conversationId, ({ id }) => id !== secret.ticket.id))!;
    t.equal(mine.name, 'Mine');
    t.same(await desk.tickets.view(secret.ticket.id), before.ticket, 'the other one is as it was');
    t.equal(await desk.views.count(without, viewer, [inbox.id]), 0);
    t.match((await shown(tim, `/conversations/${conversationId}`)).body, `href="/tickets/${mine.number}"`);
    const again = await tim.form('POST', '/tickets', { name: 'Mine too', conversation: String(conversationId) });
    t.equal(again.statusCode, 409, 'one that is seen is in the way');
    t.match((await shown(mara, `/tickets/${secret.ticket.number}`)).body, `href="/tickets/${mine.number}"`);
    t.notMatch((await shown(tim, `/tickets/${mine.number}`)).body, SECRET);
    const everything = { filter: { match: 'all' as const, groups: [] }, sort: 'priority' as const };
    const { rows } = await desk.views.page(everything, boss, { inboxIds: [inbox.id], limit: 10 });
    t.equal(rows.length, 1, 'who sees both tickets sees the conversation once');
    await desk.tickets.remove(mine.id, 'desk');
    t.equal(await desk.views.count(view, boss, [inbox.id]), 1);
    await t.rejects(
      desk.webhooks.create(viewer, { description: 'All', address: 'https://x.example', types: null, inboxIds: null }),
    );

    const page = await shown(mara, `/settings/pipelines/${secret.pipeline.id}`);
    t.match(page.body, 'Seen only by Zookeepers and whoever manages it');
    t.match((await shown(mara, '/settings/objects')).body, /Deals[^]*Seen only by Zookeepers/);
    const dialog = `/settings/pipelines/${secret.pipeline.id}/access`;
    t.match((await shown(mara, dialog)).body, /Who sees “Zebras”[^]*Zookeepers/);
    t.match(await mara.form('PUT', dialog, { access: 'chosen' }), { statusCode: 422 }, 'some means somebody');
    await mara.form('PUT', dialog, { access: 'chosen', people: [`team:${secret.team.id}`, `user:${bossUser.id}`] });
    const log = (await shown(mara, '/settings/audit')).body.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    t.match(
      log,
      /Changed who sees something Pipeline \d+ Name: Zebras, Open to: Some, People: Boss, Teams: Zookeepers/,
    );
    t.match(log, /Role: Nearly all/, 'a role of the desk’s own by its name');

    await desk.accounts.teams.setMembers(boss, secret.team.id, [tomUser.id]);
    t.match((await shown(tim, `/tickets/${secret.ticket.number}`)).body, SECRET, 'the team sees it at once');
    t.match((await shown(tim, `/objects/${secret.type.key}`)).body, SECRET);
  },
);

const SHARED = { access: 'everyone' as const, userIds: [], teamIds: [] };

t.test('no topic of the live line tells of what is kept (AD-1)', async (t) => {
  const live = await openLive(t);
  const { desk } = live;
  await live.bring({
    ...{ type: 'message', id: 'm1', at: '2026-11-20T08:00:00Z', thread: { joinOpen: true } },
    sender: { name: 'Ada', address: { kind: 'handle', value: 'ada', scope: 'pigeons' } },
    parts: [{ type: 'text', text: 'Hello' }],
  });
  const { conversationId } = (await desk.conversations.findMessage(live.accountId, 'm1'))!;
  const { contactId } = (await desk.conversations.get(conversationId))!;
  const about = { contactId: contactId!, conversationId, inboxId: live.inboxId };
  const secret = await keepSecrets(desk, about);
  const open = await desk.tickets.open({ name: 'Open to all', source: 'manual', actor: 'desk' });
  const page = await live.page(await addUser(desk, 'Tim', 'agent'));
  const topics = [
    'tickets',
    `ticket:${secret.ticket.id}`,
    `conversation:${conversationId}`,
    `list:${live.inboxId}:open`,
  ];
  t.equal((await page.join(topics)).refused, undefined, 'open as long as it is everybody’s');
  await secret.restrict();
  await page.until((told) => told.reset === true);
  t.same((await page.join(topics)).refused, [`ticket:${secret.ticket.id}`]);
  const heard = topics.filter((one) => !one.startsWith('ticket:'));

  await desk.tickets.change(secret.ticket.id, { priority: 'low' }, 'desk');
  const html = await page.settled(heard);
  t.notMatch(html, SECRET);
  t.notMatch(html, new RegExp(`T-${secret.ticket.number}\\b`), 'not by its number either');
  t.notMatch(html, '#tickets"', 'tables are not told');
  await desk.tickets.change(open.id, { priority: 'low' }, 'desk');
  t.match(await page.settled(heard), '#tickets"', 'of the others they are');
  const moved = await desk.tickets.setStage(open.id, secret.pipeline.stages[0]!.id, 'desk');
  const left = await page.settled(heard);
  t.match(left, '#tickets"', 'one that is moved out of their sight leaves their table');
  t.notMatch(left, SECRET);
  await desk.tickets.undo(moved.ok ? moved.undo! : '', 'desk');
  t.match(await page.settled(heard), '#tickets"', 'and comes back');
});
