// Chatflows at their pages, without scripts: from a template to a running flow, editing, two people at once, trying out (CT-9, AU-4).
import t from 'tap';
import { withAccount } from '../support/desk.ts';
import { logOf, visitor } from '../support/flows.ts';
import { openLoft } from '../support/loft.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

async function openPages(t: { teardown(work: () => unknown): void }, channel = 'pigeon') {
  const loft = await openLoft(t);
  const web = await openWeb(t, { plugins: ['pigeon', 'magpie', 'parrot'] });
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const { accountId } = await withAccount(web.desk, channel, { loft: loft.url }, 'Shop');
  const at = `/settings/channels/${accountId}/chatflows`;
  const flows = () => web.desk.chatflows.list(accountId);
  await web.desk.jobs.idle();
  // One flow for all answers from the first day; here they begin with none.
  for (const { id } of await flows()) await web.desk.chatflows.remove(id);
  const make = async (template: string, name = 'Robin', language = 'en') => {
    const { headers } = await eva.form('POST', at, { template, name, language });
    return { address: String(headers.location), flow: (await flows()).at(-1)! };
  };
  return { web, desk: web.desk, eva, loft, accountId, at, flows, make };
}

const textOf = async (visitor: Visitor, address: string) => {
  const { body } = await visitor.get(address);
  return body.slice(body.indexOf('<main')).replaceAll('&#x27;', "'").replaceAll('&amp;', '&').replaceAll('&#x3D;', '=');
};

t.test('from a template to a flow that talks (CT-9, CT-10)', async (t) => {
  const { desk, eva, accountId, at, flows, make } = await openPages(t, 'magpie');
  t.match(await textOf(eva, at), /No chatflow yet/);
  t.match((await eva.form('POST', at, { template: 'email', name: ' ', language: 'en' })).statusCode, 422);
  const { address } = await make('email');
  const page = await textOf(eva, address);
  t.match(page, /does not run yet/);
  t.match(page, /How can we help you\?/);
  t.match(page, /Nothing is known of the visitor/);
  const published = await eva.form('POST', `${address}/publication`, { revision: (await flows())[0]!.revision });
  t.equal(published.statusCode, 303);
  t.notMatch(await textOf(eva, address), /does not run yet/);
  const ada = visitor(desk, accountId, 'Ada');
  const id = await ada.writes('Hi');
  await ada.writes('Where is my bike?');
  t.match(
    (await logOf(desk, id)).slice(-2),
    ['> Nobody is available right now. We answer as soon as we are back.', /bot_handed_over|unassigned/].slice(0, 1),
  );
  const thread = await textOf(eva, `/conversations/${id}`);
  t.match(thread, /i-bot/, 'the flow has a face of its own');
  t.match(thread, /<b>Robin<\/b> talks with them/);
  t.match(await textOf(eva, at), /1 started/);
  await eva.form('POST', `${address}/activity?_method=PUT&on=no`, {});
  t.equal((await flows())[0]!.active, false);
  await eva.form('POST', `${address}/activity?_method=PUT&on=yes`, {});
  const open = await visitor(desk, accountId, 'Bob').writes('Hi');
  t.match(await textOf(eva, `/conversations/${open}`), /With the bot/);
  t.match(await textOf(eva, '/inboxes/all/open'), /With the bot/);
  const german = await make('faq', 'Rotkehlchen', 'de');
  t.match(await textOf(eva, german.address), /Was möchten Sie wissen\?/);
});

t.test('steps are added, changed, moved, taken out and put back', async (t) => {
  const { eva, flows, make, web } = await openPages(t);
  const { address } = await make('live');
  const now = async () => (await flows())[0]!;
  const send = async (method: 'POST' | 'PUT' | 'DELETE', path: string, form: Record<string, string | string[]> = {}) =>
    eva.form(method, `${address}${path}`, { revision: String((await now()).revision), ...form });
  const kinds = async () => (await now()).draft.steps.map(({ id, kind }) => `${id} ${kind}`);
  const added = await send('POST', '/steps', { kind: 'ask', parent: '', list: 'steps' });
  t.equal(added.headers.location, `${address}?step=s2#step-s2`);
  const ask = {
    text: 'Which {{one}}?',
    answer: 'choice',
    options: 'Red\nBlue\n',
    name: 'colour',
    into: 'ticket.other',
    property: 'shade',
    wrong: '',
    retries: '1',
    skip: '',
  };
  t.equal((await send('PUT', '/steps/s2', ask)).statusCode, 303);
  t.match((await now()).draft.steps[1], {
    name: 'colour',
    into: 'ticket.shade',
    options: [
      { id: 'o1', title: 'Red' },
      { id: 'o2', title: 'Blue' },
    ],
  });
  await web.desk.properties.definitions.create({ object: 'ticket', label: 'Frame size', kind: 'text' });
  t.match(await textOf(eva, `${address}?step=s2`), /<option value="ticket.frame_size">Ticket: Frame size</);
  await send('PUT', '/steps/s2', { ...ask, into: 'ticket.frame_size', property: '' });
  t.match(
    (await now()).draft.steps[1],
    { into: 'ticket.frame_size' },
    'a property of the ticket is chosen by its name',
  );
  t.match(await textOf(eva, address), /→ Ticket: Frame size/);
  await send('PUT', '/steps/s2', { ...ask, options: 'Blue\nGreen' });
  t.match((await now()).draft.steps[1], {
    options: [
      { id: 'o2', title: 'Blue' },
      { id: 'o3', title: 'Green' },
    ],
  });
  await send('POST', '/steps', { kind: 'branch', parent: '', list: 'steps' });
  await send('PUT', '/steps/s3', {
    match: 'all',
    'when.of': ['answer:colour', ''],
    'when.is': ['is', 'is'],
    'when.value': ['Blue', ''],
  });
  await send('POST', '/steps', { kind: 'close', parent: 's3', list: 'yes' });
  t.match((await now()).draft.steps[2], {
    when: [{ of: 'answer', name: 'colour', value: 'Blue' }],
    yes: [{ id: 's4', kind: 'close' }],
  });
  t.match(await textOf(eva, `${address}?step=s3`), /<option value="answer:colour" selected>/);
  t.match(await textOf(eva, address), 'Add a step before “Close”');
  await send('POST', '/steps', { kind: 'say', parent: 's3', list: 'yes', index: '0' });
  t.match((await now()).draft.steps[2], { yes: [{ id: 's5', kind: 'say' }, { kind: 'close' }] }, 'before the end');
  await send('DELETE', '/steps/s5');
  t.same(await kinds(), ['s1 say', 's2 ask', 's3 branch']);
  await send('POST', '/places', { step: 's1', way: 'down' });
  t.same(await kinds(), ['s2 ask', 's1 say', 's3 branch']);
  await send('POST', '/places', { step: 's1', parent: 's3', list: 'no', index: '0' });
  t.match((await now()).draft.steps, [{ id: 's2' }, { id: 's3', no: [{ id: 's1' }] }]);
  const early = await send('POST', '/places', { step: 's2', way: 'down' });
  t.equal(early.statusCode, 422, 'the branch asks for an answer that would come too late');
  t.match(early.body, /Nothing called “colour” is asked before this branch/);
  const removed = await send('DELETE', '/steps/s3');
  t.same(await kinds(), ['s2 ask']);
  const cookie = String(removed.headers['set-cookie']);
  const undo = JSON.parse(Buffer.from(/said[^=]*=([\w-]+)/.exec(cookie)![1]!, 'base64url').toString()).values
    .undo as string;
  t.equal((await eva.form('POST', undo, {})).statusCode, 303);
  t.same(await kinds(), ['s2 ask', 's3 branch'], 'with all that was inside');
  t.match((await now()).draft.steps[1], { yes: [{ id: 's4' }], no: [{ id: 's1' }] });
});

t.test('what is wrong is said at its field, what is hostile changes nothing, and two people are told', async (t) => {
  const { eva, at, flows, make, web } = await openPages(t);
  const { address } = await make('questions');
  const before = JSON.stringify(await flows());
  const revision = String((await flows())[0]!.revision);
  const ask = {
    revision,
    text: '',
    answer: 'choice',
    options: 'Only one',
    name: 'Topic!',
    into: 'user.password',
    wrong: '',
    retries: '99',
    skip: '',
  };
  const empty = await eva.form('PUT', `${address}/steps/s1`, ask);
  t.equal(empty.statusCode, 422);
  t.match(empty.body, /<span class="error" id="name-error">/);
  const long = await eva.form('PUT', `${address}/steps/s4`, {
    ...ask,
    name: 'question',
    into: '',
    answer: 'text',
    text: 'x'.repeat(3000),
    retries: '1',
  });
  t.equal(long.statusCode, 422);
  t.match(long.body, /At most 2000 characters/);
  t.equal(
    (await eva.form('POST', `${address}/steps`, { revision, kind: 'exec', parent: '', list: 'steps' })).statusCode,
    422,
  );
  t.equal((await eva.form('PUT', `${address}/steps/__proto__`, ask)).statusCode, 404);
  t.equal((await eva.form('PUT', `${at}/nosuchflow/steps/s1`, ask)).statusCode, 404);
  const stale = await eva.form('PUT', `${address}/steps/s4`, { ...ask, revision: '0', text: 'x' });
  t.equal(stale.statusCode, 409);
  t.match(stale.body, /Somebody else has changed this chatflow/);
  t.equal(JSON.stringify(await flows()), before, 'nothing was changed');
  const script = '<script>alert(1)</script>{{constructor}}';
  const saved = await eva.form('PUT', `${address}/steps/s4`, {
    ...ask,
    name: 'question',
    into: '',
    answer: 'text',
    text: script,
    retries: '1',
  });
  t.equal(saved.statusCode, 303);
  const page = (await eva.get(address)).body;
  t.notMatch(page, /<script>alert/);
  t.match(page, /&lt;script&gt;alert/);
  const agent = await signIn(web, await web.user('Ann'));
  t.equal((await agent.get(address)).statusCode, 403);
  const { accountId } = await withAccount(web.desk, 'parrot', {}, 'Cage').catch(() => ({ accountId: 0 }));
  t.equal(
    (await eva.get(`/settings/channels/${accountId}/chatflows`)).statusCode,
    404,
    'a channel without chatflows has none',
  );
});

t.test('whom it is for: pages, languages, visitors, patience', async (t) => {
  const { eva, desk, accountId, flows, make } = await openPages(t);
  const { address } = await make('live');
  const revision = String((await flows())[0]!.revision);
  const good = {
    revision,
    name: 'Jay',
    language: 'de',
    pages: '/shop/*\n\n*/cart',
    except: '/shop/about',
    visitors: 'new',
    prompts: 'on',
    languages: 'de, en',
    patience: '5',
    person: 'Hilfe\nMensch',
  };
  t.equal((await eva.form('PUT', `${address}/settings`, { ...good, languages: 'deutsch!' })).statusCode, 422);
  t.equal((await eva.form('PUT', `${address}/settings`, { ...good, patience: '0' })).statusCode, 422);
  t.equal((await eva.form('PUT', `${address}/settings`, good)).statusCode, 303);
  const flow = (await flows())[0]!;
  t.match(flow, {
    ...{ name: 'Jay', language: 'de', prompts: true, draft: { patience: 5, person: ['Hilfe', 'Mensch'] } },
    targeting: { pages: ['/shop/*', '*/cart'], except: ['/shop/about'], languages: ['de', 'en'], visitors: 'new' },
  });
  t.equal((await eva.form('PUT', `${address}/settings`, good)).statusCode, 422, 'with an old revision');
  await eva.form('POST', `${address}/publication`, { revision: flow.revision });
  t.match(await desk.channels.context(accountId)!.chatflows(), [
    { name: 'Jay', prompts: true, targeting: { visitors: 'new' } },
  ]);
  const second = await make('faq', 'Wren');
  await eva.form('POST', `${second.address}/place?way=up`, {});
  t.same(
    (await flows()).map(({ name }) => name),
    ['Wren', 'Jay'],
  );
  await eva.form('DELETE', second.address, {});
  t.same(
    (await flows()).map(({ name }) => name),
    ['Jay'],
  );
});

t.test('trying it out says what would be said and writes nothing', async (t) => {
  const { eva, desk, make } = await openPages(t);
  const { address } = await make('faq');
  const ask = async (query: string) => (await textOf(eva, `${address}?${query}`)).split('id="flow-test"')[1]!;
  t.match(await ask(''), /What would you like to know\?/);
  t.match(await ask('say=1'), /We are there from Monday/);
  t.match(await ask('say=1&say=Yes'), /The flow has closed the conversation/);
  t.match(await ask('say=3&team=away'), /Nobody is available right now/);
  t.match(await ask('say=a%20human'), /Handed over: they asked for a person/);
  t.notMatch(await ask('say=%3Cimg%20src=x%3E'), /<img src/);
  t.match(await ask('say=x&'.repeat(500)), /Handed over: the answers did not fit/);
  t.equal((await desk.database.row<{ n: number }>('select count(*) as n from chatflow_run'))!.n, 0);
});

t.test(
  'MS-2: where nobody sees anything before writing, a new account answers at once, in words that are edited',
  async (t) => {
    const { desk, eva, loft } = await openPages(t, 'magpie');
    const { accountId } = await withAccount(desk, 'magpie', { loft: loft.url }, 'Second');
    await desk.jobs.idle();
    const flows = () => desk.chatflows.list(accountId);
    const [made, ...others] = await flows();
    t.match(made, { name: 'Instant reply', active: true, published: 1 });
    t.same(others, []);
    const id = await visitor(desk, accountId, 'Ada').writes('Hi');
    t.match((await logOf(desk, id)).slice(0, 3), ['* bot_began', '< Hi', '> Hello! How can we help you?']);
    const address = `/settings/channels/${accountId}/chatflows/${made!.publicId}`;
    t.match(await textOf(eva, address), /Hello! How can we help you\?/);
  },
);
