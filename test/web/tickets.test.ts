// Tickets as people and programs use them: table, page, settings, the card beside a conversation, send and set the stage.
import t, { type Test } from 'tap';
import { mountApi } from '../../core/api/api.ts';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { withAccount, type TestDesk } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

const location = (response: { headers: Record<string, unknown> }) => String(response.headers.location);

/** A help desk with one conversation, thus one ticket. */
async function openHelpDesk(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, {
    plugins: ['pigeon'],
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  const { desk } = web;
  const user = await web.user('Eva', 'administrator');
  const eva = await signIn(web, user);
  await desk.accounts.workspace.set((await desk.accounts.viewerOf(user.id))!, { holdSeconds: 0 });
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
  await desk.conversations.inboxes.change(inbox.id, { kind: 'help desk' }, 'desk');
  const writes = async (name: string, text: string) => {
    await bring(desk, accountId, `${name}-${text}`, [letter(`${name}-${text}`, name, text)]);
    await desk.jobs.idle();
    return (await desk.conversations.findMessage(accountId, `${name}-${text}`))!.conversationId;
  };
  const conversation = await writes('Ada', 'My bell is broken');
  const [pipeline] = await desk.tickets.pipelines.list();
  const stage = (name: string) => pipeline!.stages.find((one) => one.name === name)!;
  return { ...web, loft, eva, user, accountId, inbox, writes, conversation, pipeline: pipeline!, stage };
}

const see = async (visitor: Visitor, url: string) => {
  const { statusCode, body } = await visitor.get(url);
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
};

/** Presses Send, or a stage beside it, as a browser without script does. */
async function send(visitor: Visitor, conversation: number, fields: Record<string, string>) {
  const boundary = 'x-boundary';
  const page = await see(visitor, `/conversations/${conversation}`);
  const shown = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const all = { _csrf: visitor.csrf, mode: 'reply', key: shown('key'), seen: shown('seen'), ...fields };
  const parts = Object.entries(all).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return visitor.send({
    method: 'POST',
    url: `/conversations/${conversation}/messages`,
    headers: {
      accept: 'text/html',
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'sec-fetch-site': 'same-origin',
    },
    payload: `${parts.join('')}--${boundary}--\r\n`,
  });
}

t.test('the table, one ticket, and what is changed in place (TK-1, TK-2)', async (t) => {
  const { desk, eva, stage, conversation, writes } = await openHelpDesk(t);
  await writes('Bo', 'A chain');
  t.match(await see(eva, '/tickets'), /T-2[^]*A chain[^]*T-1[^]*My bell is broken/);
  t.notMatch(await see(eva, '/tickets?q=bell'), 'A chain');
  t.match(await see(eva, '/tickets?state=closed'), 'No ticket fits these filters');
  const page = await see(eva, '/tickets/1');
  t.match(page, new RegExp(`/conversations/${conversation}`));
  t.match(page, /opened this ticket/);
  t.match(page, /My bell is broken/);

  await eva.form('PUT', '/tickets/1/priority', { priority: 'urgent' });
  await eva.form('PUT', '/tickets/1/stage', { stage: stage('Closed').id });
  t.match(await desk.tickets.byNumber(1), { priority: 'urgent', stageKind: 'closed' });
  t.equal((await desk.conversations.get(conversation))!.status, 'closed');
  const after = await see(eva, '/tickets/1');
  const undo = /action="(\/tickets\/steps\/[^"]+)"/.exec(after)![1]!;
  await eva.form('POST', undo);
  t.equal((await desk.conversations.get(conversation))!.status, 'open', 'undone with its conversation');

  const wrong = await eva.form('PATCH', '/tickets/1', { name: ' ' });
  t.equal(wrong.statusCode, 422);
  await eva.form('POST', '/tickets/1/links', { number: 'T-2' });
  t.match(await see(eva, '/tickets/2'), /T-1 · My bell is broken/);
  t.equal((await eva.form('POST', '/tickets/1/links', { number: 'T-99' })).statusCode, 422);
  await eva.form('POST', '/tickets/2/merger', { number: '1' });
  t.equal(location(await eva.get('/tickets/2')), '/tickets/1');
  await eva.form('DELETE', '/tickets/1');
  t.equal((await eva.get('/tickets/1')).statusCode, 404);
});

t.test('TK-3: the table is sorted, its columns chosen, one field changed in a dialog, many rows at once', async (t) => {
  const { desk, eva, writes, stage } = await openHelpDesk(t);
  await writes('Bo', 'A chain');
  t.match(await see(eva, '/tickets?sort=-number'), /My bell is broken[^]*A chain/);
  t.match(await see(eva, '/tickets?sort=number'), /A chain[^]*My bell is broken/);
  t.match(await see(eva, '/tickets/columns'), /value="stage" checked[^]*value="source"(?! checked)/);
  await eva.form('PUT', '/tickets/columns', { columns: ['created', 'source'] });
  const narrow = await see(eva, '/tickets?priority=none');
  t.match(narrow, /<th scope="col">Created<[^]*<th scope="col">Source</);
  t.notMatch(narrow, /<th scope="col">Owner</);
  t.match(narrow, /href="\/tickets\/board\?priority=none"/);
  t.match(await see(eva, '/tickets/2/priority'), /T-2 · Priority[^]*<select[^]*Urgent/);
  await eva.form('PUT', '/tickets/2/priority', { priority: 'urgent', back: '/tickets?sort=priority' });
  t.match(narrow, /name="row" value="1" form="many"/);
  const asked = await eva.form('POST', '/tickets/many', { row: ['1', '2'], do: 'edit' });
  t.match(asked.body, /Change 2 rows[^]*name="row" value="2"/);
  const many = await eva.form('PATCH', '/tickets/many', {
    row: ['1', '2'],
    stage: stage('Closed').id,
    owner: 'nobody',
  });
  t.equal(many.statusCode, 303);
  t.match(await see(eva, '/tickets'), /No open tickets[^]*2 tickets are changed/);
  await eva.form('PATCH', '/tickets/many', { row: ['1', '2'], priority: 'low' });
  const undo = /action="(\/tickets\/steps\/[^"]+)"/.exec(await see(eva, '/tickets'))![1]!;
  await eva.form('POST', undo);
  t.equal((await desk.tickets.byNumber(2))!.priority, 'urgent');
  t.equal((await desk.tickets.byNumber(1))!.stageKind, 'closed', 'only the last step');
});

t.test('TK-3: the board without script: columns, a card’s menu, filters shared with the table', async (t) => {
  const { desk, eva, writes, stage, server, web } = await openHelpDesk(t);
  await writes('Bo', 'A chain');
  await desk.tickets.change(1, { priority: 'urgent' }, 'desk');
  const board = await see(eva, '/tickets/board');
  t.match(board, /New[^]*A chain[^]*My bell is broken[^]*In progress[^]*Nothing here/);
  t.match(board, /action="\/tickets\/1\/stage\?_method=PUT"/);
  const urgent = await see(eva, '/tickets/board?priority=urgent');
  t.notMatch(urgent, 'A chain');
  t.match(urgent, 'href="/tickets?priority=urgent"');
  const placed = { ticket: '1', stage: stage('In progress').id, below: '', back: '/tickets/board' };
  t.equal(location(await eva.form('PUT', '/tickets/places', placed)), '/tickets/board');
  t.equal((await desk.tickets.byNumber(1))!.stageId, stage('In progress').id);
  await desk.tickets.pipelines.changeStage(stage('Closed').id, { required: ['description'] }, 'desk');
  const asked = await eva.form('PUT', '/tickets/places', { ...placed, stage: stage('Closed').id });
  t.match(asked.body, /Before “Closed”[^]*name="below"/);
  const answer = { ...placed, stage: stage('Closed').id, filled: '1', description: 'Oiled' };
  await eva.form('PUT', '/tickets/places', answer);
  t.match(await desk.tickets.byNumber(1), { stageKind: 'closed', description: 'Oiled' });
  const watcher = await signIn({ desk, server, web } as never, await addObserver(desk));
  const seen = await see(watcher, '/tickets/board');
  t.match(seen, 'A chain');
  t.notMatch(seen, /draggable="true"|card-2-menu/, 'who may not move is not offered it');
  t.equal((await watcher.form('PUT', '/tickets/places', placed)).statusCode, 403);
});

async function addObserver(desk: TestDesk) {
  const user = {
    name: 'Ola',
    email: 'ola@radwerk.example',
    role: 'observer' as const,
    password: 'two wheels and a bell',
  };
  return desk.accounts.users.create(deskViewer(), user);
}

t.test('beside its conversation: the card, a new ticket, linking (RE-1)', async (t) => {
  const { desk, eva, conversation, inbox } = await openHelpDesk(t);
  const page = await see(eva, `/conversations/${conversation}`);
  t.match(page, /id="about-ticket"[^]*Ticket T-1/);
  t.match(page, /href="\/tickets\/1"[^]*T-1/);
  const made = await desk.conversations.start({
    ...{ inboxId: inbox.id, accountId: null, contactId: null, subject: 'By hand', at: new Date(), actor: 'desk' },
  });
  const at = `/conversations/${made.id}`;
  t.match(await see(eva, at), new RegExp(`/tickets/new\\?conversation=${made.id}`));
  t.match(await see(eva, `/tickets/new?conversation=${made.id}`), /value="By hand"/);
  const sent = await eva.form('POST', '/tickets', { name: 'By hand', conversation: made.id, boxes: '1' });
  t.equal(location(sent), at);
  t.match(await desk.tickets.ofConversation(made.id), { number: 2, name: 'By hand', source: 'manual' });
  await eva.form('DELETE', '/tickets/2');
  await eva.form('PUT', `${at}/ticket`, { number: 'T-1' });
  t.equal((await desk.tickets.ofConversation(made.id))!.number, 1);
});

t.test('RE-4: send and set the stage; what it requires is asked before anything leaves', async (t) => {
  const { desk, loft, eva, conversation, stage } = await openHelpDesk(t);
  const page = await see(eva, `/conversations/${conversation}`);
  t.match(page, new RegExp(`name="stage" value="${stage('Closed').id}"`));
  await send(eva, conversation, { text: 'We look at it', stage: String(stage('In progress').id) });
  await desk.jobs.idle();
  t.equal(loft.letters.length, 1);
  t.equal((await desk.tickets.byNumber(1))!.stageId, stage('In progress').id);

  await desk.properties.definitions.create({ object: 'ticket', label: 'Cause', kind: 'text' });
  await desk.tickets.pipelines.changeStage(stage('Closed').id, { required: ['priority', 'property.cause'] }, 'desk');
  const asked = await send(eva, conversation, { text: 'It is mended', stage: String(stage('Closed').id) });
  t.equal(asked.statusCode, 200);
  t.match(asked.body, /Before “Closed”[^]*name="priority"[^]*name="property-cause"/);
  t.equal(loft.letters.length, 1, 'nothing has left');
  const hidden = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(asked.body)![1]!;
  const at = `/conversations/${conversation}/staged-messages`;
  const answers = {
    stage: stage('Closed').id,
    filled: '1',
    key: hidden('key'),
    seen: hidden('seen'),
    priority: 'none',
    'property-cause': 'Rust',
  };
  t.match((await eva.form('POST', at, answers)).body, /Before “Closed”/, 'still asked for the priority');
  t.equal(location(await eva.form('POST', at, { ...answers, priority: 'low' })), `/conversations/${conversation}`);
  await desk.jobs.idle();
  t.equal(loft.letters.length, 2);
  t.match((await desk.tickets.view(1))!, { stageKind: 'closed', priority: 'low', properties: { cause: 'Rust' } });
  t.equal((await desk.conversations.get(conversation))!.status, 'closed');
  t.equal(await desk.conversations.drafts.get({ userId: 1, conversationId: conversation, kind: 'reply' }), null);
});

t.test('RE-4: taking back a message that also set a stage brings the stage back', async (t) => {
  const { desk, eva, user, conversation, stage } = await openHelpDesk(t);
  await desk.accounts.workspace.set((await desk.accounts.viewerOf(user.id))!, { holdSeconds: 60 });
  const number = async () => (await desk.tickets.byNumber(1))!.stageId;
  const lastOurs = async () => {
    const read = await desk.conversations.thread.read(conversation, { limit: 20, userId: user.id });
    return read!.items.filter(({ kind, direction }) => kind === 'message' && direction === 'out').at(-1)!;
  };
  await send(eva, conversation, { text: 'Done', stage: String(stage('Closed').id) });
  t.equal(await number(), stage('Closed').id);
  t.equal((await desk.conversations.get(conversation))!.status, 'closed');
  await eva.form('DELETE', `/messages/${(await lastOurs()).publicId}/sending`);
  t.equal(await number(), stage('New').id);
  t.equal((await desk.conversations.get(conversation))!.status, 'open', 'and its conversation is open again');

  await send(eva, conversation, { text: 'We wait', stage: String(stage('Waiting for the customer').id) });
  const held = (await lastOurs()).publicId;
  await desk.tickets.setStage(1, stage('In progress').id, 'desk');
  await eva.form('DELETE', `/messages/${held}/sending`);
  t.equal(await number(), stage('In progress').id, 'what was set since stays');
});

t.test('a contact’s page shows their tickets and begins a new one (CO-1)', async (t) => {
  const { desk, eva, conversation } = await openHelpDesk(t);
  const { contactId } = (await desk.conversations.get(conversation))!;
  const { publicId } = (await desk.contacts.get(contactId!))!;
  t.match(await see(eva, `/contacts/${publicId}`), /Tickets[^]*href="\/tickets\/1"[^]*T-1 · My bell is broken/);
  t.match(await see(eva, `/tickets/new?contact=${publicId}`), `name="contact" value="${publicId}"`);
  for (let count = 2; count < 8; count++)
    await eva.form('POST', '/tickets', { name: `Call ${count}`, contact: publicId, boxes: '1' });
  t.match((await desk.tickets.view((await desk.tickets.byNumber(2))!.id))!, { contact: { publicId } });
  t.match(await see(eva, `/contacts/${publicId}`), `/tickets?state=all&contact=${publicId}`);
  await desk.tickets.open({ name: 'Of nobody', source: 'manual', actor: 'desk' });
  const all = await see(eva, `/tickets?state=all&contact=${publicId}`);
  t.match(all, /Call 7[^]*My bell/);
  t.notMatch(all, 'Of nobody');
});

t.test('settings: pipelines, stages in order, properties and categories', async (t) => {
  const { desk, eva, pipeline, stage } = await openHelpDesk(t);
  const at = `/settings/pipelines/${pipeline.id}`;
  t.match(await see(eva, '/settings/pipelines'), /Support/);
  const kept = await eva.form('POST', '/settings/pipelines', { name: 'Workshop' });
  t.match(await see(eva, location(kept)), /Workshop[^]*New[^]*Waiting for the customer/);
  await eva.form('PUT', '/settings/pipelines/order', { item: 2, way: 'up' });
  t.same(
    (await desk.tickets.pipelines.list()).map(({ name }) => name),
    ['Workshop', 'Support'],
  );
  await eva.form('POST', `${at}/stages`, { name: 'Parts ordered', kind: 'waiting', required: ['owner'] });
  const names = async () => (await desk.tickets.pipelines.get(pipeline.id))!.stages.map(({ name }) => name);
  t.same(await names(), ['New', 'In progress', 'Waiting for the customer', 'Closed', 'Parts ordered']);
  const parts = (await desk.tickets.pipelines.get(pipeline.id))!.stages.at(-1)!;
  await eva.form('PUT', `${at}/stages/order`, { item: parts.id, index: 2 });
  t.same(await names(), ['New', 'In progress', 'Parts ordered', 'Waiting for the customer', 'Closed']);
  t.match(await see(eva, at), /Waiting · asks for one thing/);
  t.match((await eva.form('DELETE', `${at}/stages/${stage('Closed').id}`)).body, /last of its kind/);
  t.match(await see(eva, `${at}/stages/${stage('New').id}/removal`), /One ticket stands there/);
  await eva.form('DELETE', `${at}/stages/${stage('New').id}`, { to: stage('In progress').id });
  t.equal((await desk.tickets.byNumber(1))!.stageId, stage('In progress').id);

  const [category] = await desk.properties.definitions.list('ticket');
  await eva.form('PATCH', `/settings/properties/${category!.id}`, { label: 'Category', options: 'Warranty\nRepair' });
  t.match(await see(eva, '/tickets/1/edit'), /Category[^]*Warranty[^]*Repair/);
  await eva.form('PATCH', '/tickets/1', { name: 'Bell', 'property-category': 'repair', boxes: '1' });
  t.match(await see(eva, '/tickets?property-category=repair'), /Bell/);
  t.notMatch(await see(eva, '/tickets?property-category=warranty'), /T-1</);
  t.notMatch(await see(eva, '/tickets?property-category=-'), /T-1</, 'without a category');
  await eva.form('POST', '/settings/properties', { label: 'Ready on', kind: 'date' });
  const wrong = await eva.form('PATCH', '/tickets/1', { name: 'Bell', 'property-ready_on': 'soon', boxes: '1' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /Give a day/);
});

t.test('CH-5: an account says what its tickets begin with; what does not fit is refused', async (t) => {
  const { desk, eva, accountId, stage, writes, inbox, user } = await openHelpDesk(t);
  const account = `/settings/channels/${accountId}`;
  t.match(await see(eva, `${account}/automation`), /every new conversation becomes a ticket/);
  await desk.properties.definitions.create({ object: 'ticket', label: 'Cost', kind: 'number' });
  const fields = {
    stage: stage('In progress').id,
    priority: 'high',
    owner: `user:${user.id}`,
    limit: 2,
    'property-cost': '7',
  };
  t.equal((await eva.form('PUT', `${account}/tickets`, { ...fields, 'property-cost': 'much' })).statusCode, 422);
  await eva.form('PUT', `${account}/tickets`, fields);
  const ticket = (await desk.tickets.ofConversation(await writes('Cy', 'A wheel')))!;
  t.match(ticket, { stageId: stage('In progress').id, priority: 'high', ownerId: user.id, properties: { cost: 7 } });
  t.match(await see(eva, `${account}/move`), /no other inbox/);
  await desk.conversations.inboxes.create({ name: 'Sales', actor: 'desk' });
  t.match(await see(eva, `${account}/move`), /2 move along[^]*None[^]*Routing, ticket properties/);
  t.ok(inbox.id);
});

type Ask = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object,
) => Promise<{ status: number; body: Record<string, unknown> }>;

/** Pipelines, stages and properties changed and put away by a program. */
async function keepsPipelines(t: Test, ask: Ask): Promise<void> {
  const made = await ask('POST', '/pipelines', { name: 'Workshop' });
  const { id, stages } = made.body as { id: number; stages: { id: number; name: string }[] };
  const parts = await ask('POST', `/pipelines/${id}/stages`, { name: 'Parts', kind: 'waiting', required: ['owner'] });
  t.match(parts, { status: 201, body: { kind: 'waiting', required: ['owner'] } });
  const order = [parts.body.id as number, stages[0]!.id];
  const changed = await ask('PATCH', `/pipelines/${id}`, { name: 'Repairs', closes: false, stages: order });
  t.match(changed, {
    status: 200,
    body: { name: 'Repairs', closes: false, stages: [{ name: 'Parts' }, { name: 'New' }] },
  });
  t.match(await ask('PATCH', `/stages/${order[0]}`, { name: 'Spare parts', required: [] }), {
    body: { name: 'Spare parts', required: [] },
  });
  t.equal((await ask('PATCH', `/stages/${order[0]}`, { kind: 'done' })).status, 400);
  t.equal((await ask('DELETE', `/stages/${order[0]}`)).status, 200);
  t.match(await ask('DELETE', `/stages/${stages.at(-1)!.id}`), {
    status: 409,
    body: { error: { code: 'stage_last' } },
  });
  t.equal((await ask('DELETE', `/pipelines/${id}`)).status, 200);
  t.equal((await ask('PATCH', `/pipelines/${id}`, { name: 'x' })).status, 404);
  t.match(await ask('PATCH', '/ticket-properties/cause', { label: 'Reason' }), {
    body: { key: 'cause', label: 'Reason' },
  });
  t.match(await ask('DELETE', '/ticket-properties/category'), {
    status: 409,
    body: { error: { code: 'property_own' } },
  });
  const size = { label: 'Size', kind: 'choice', options: ['Small', 'Large'] };
  t.match(await ask('POST', '/contact-properties', size), { status: 201, body: { key: 'size' } });
  const renamed = await ask('PATCH', '/contact-properties/size', { label: 'Wheel size' });
  t.match(renamed, { body: { label: 'Wheel size', options: [{ label: 'Small' }, { label: 'Large' }] } });
  t.match(await ask('GET', '/contact-properties'), { body: { items: [{ key: 'size', label: 'Wheel size' }] } });
  t.equal((await ask('DELETE', '/contact-properties/size')).status, 200);
  t.equal((await ask('DELETE', '/contact-properties/size')).status, 404);
  t.equal((await ask('DELETE', '/ticket-properties/cause')).status, 200);
  t.equal((await ask('PATCH', '/ticket-properties/cause', { label: 'x' })).status, 404);
}

t.test('search and the API know tickets (VW-1, OP-7)', async (t) => {
  const { desk, server, eva, user, conversation, stage, web, inbox } = await openHelpDesk(t);
  t.match(await see(eva, '/search?q=bell&kind=tickets'), /T-1 · My bell is broken/);
  t.match(await see(eva, '/search?q=T-1&kind=tickets'), /T-1 · My bell is broken/);
  const viewer = (await desk.accounts.viewerOf(user.id))!;
  const { token } = await desk.accounts.apiTokens.create(viewer, {
    name: 'x',
    scopes: ['tickets:write', 'pipelines:write', 'contacts:read', 'objects:write'],
  });
  const ask: Ask = async (method, path, payload) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await server.inject({ method, url: `/api/v1${path}`, headers, payload });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };
  const key = (await desk.conversations.get(conversation))!.publicId;
  t.match(await ask('GET', '/tickets'), {
    body: { items: [{ number: 1, priority: 'none', source: 'pigeon' }], next: null },
  });
  t.match(await ask('POST', '/ticket-properties', { label: 'Cause', kind: 'text' }), {
    status: 201,
    body: { key: 'cause' },
  });
  await desk.tickets.pipelines.changeStage(stage('Closed').id, { required: ['property.cause'] }, 'desk');
  const closing = { stageId: stage('Closed').id };
  t.match(await ask('PATCH', '/tickets/1', { ...closing, name: 'Bell' }), {
    status: 422,
    body: { error: { code: 'stage_asks', fields: { 'property.cause': String } } },
  });
  t.equal((await desk.tickets.byNumber(1))!.name, 'My bell is broken', 'all of it or nothing');
  t.match(await ask('PATCH', '/tickets/1', { ...closing, properties: { cause: 'Rust' } }), {
    status: 200,
    body: { stage: { kind: 'closed' }, properties: { cause: 'Rust' } },
  });
  t.match(await ask('POST', '/tickets', { name: 'Another', priority: 'low' }), {
    status: 201,
    body: { number: 2, source: 'api' },
  });
  t.match(
    await ask('POST', '/tickets', { name: 'x', conversation: key }),
    { status: 404 },
    'no scope to see conversations',
  );
  const many = { numbers: [1, 2, 99], priority: 'high', stageId: stage('Closed').id };
  t.match(await ask('PATCH', '/tickets', many), { status: 200, body: { changed: 1, asking: [2], unseen: [] } });
  t.match(
    await ask('GET', '/tickets/2'),
    { body: { priority: 'low', stage: { kind: 'open' } } },
    'all of it or nothing',
  );
  t.equal((await ask('PATCH', '/tickets', { numbers: [1] })).status, 400, 'nothing to change');
  t.match(await ask('PATCH', '/tickets/2/links', { ticket: 1 }), { status: 200 });
  t.same(
    (await desk.tickets.linked(1, { inboxIds: null, withheldIds: [] })).map(({ number }) => number),
    [2],
  );
  t.match(await ask('GET', '/tickets/1/history'), { body: { items: [{ kind: 'ticket linked', by: 'Eva' }] } });
  t.match(await ask('GET', '/pipelines'), { body: { items: [{ name: 'Support' }] } });
  await keepsPipelines(t, ask);
  t.equal((await ask('PATCH', '/tickets/2', { deleted: true })).status, 200);
  t.equal((await ask('GET', '/tickets/2')).status, 404);

  await desk.conversations.inboxes.change(inbox.id, { restricted: true }, 'desk');
  const tom = await signIn(
    { desk, server, web } as never,
    await desk.accounts.users.create(viewer, {
      ...{ name: 'Tom', email: 'tom@radwerk.example', role: 'agent', password: 'two wheels and a bell' },
    }),
  );
  t.equal(
    (await tom.get('/tickets/1')).statusCode,
    404,
    'WS-7: who may not see the help desk sees none of its tickets',
  );
  t.notMatch(await see(tom, '/tickets?state=all'), 'My bell');
});
