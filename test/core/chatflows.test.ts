// Chatflows through whole desks: from the first message to people, in order, once, whoever takes over (CT-9, CT-10, MS-2).
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { STEPS } from '../../core/kernel/steps.ts';
import { addUser, FIXTURE_PLUGINS, openDesk, withAccount, type TestDesk } from '../support/desk.ts';
import { runDoomed } from '../support/doomed.ts';
import { ask, COLOURS, handOver, logOf, publish, say, visitor } from '../support/flows.ts';
import { openLoft } from '../support/loft.ts';
import { bring, countOf, heard, letter } from '../support/pigeons.ts';

const BIRDS = ['pigeon', 'magpie'];

async function openBirds(t: Test, channel = 'magpie', values: Record<string, unknown> = {}) {
  const clock = heldClock(new Date('2026-11-20T08:00:00Z'));
  const desk = await openDesk(t, { plugins: BIRDS, clock });
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, channel, { loft: loft.url, ...values });
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  const uma = await addUser(desk, 'Uma');
  const routing = { to: 'people' as const, userIds: [uma], teamIds: [], onlyAvailable: true };
  await desk.channels.saveRouting(accountId, routing, 'desk');
  const available = (on: boolean) => desk.database.run('update desk_user set available = ? where id = ?', [on, uma]);
  await available(true);
  return { desk, loft, accountId, inboxId: inbox.id, uma, clock, available };
}

const runOf = (desk: TestDesk) =>
  desk.database.row<{ status: string; step: string; pending: string }>(
    'select status, step, pending from chatflow_run order by id desc limit 1',
  );

t.test('one flow for every new conversation: both directions, buttons, properties, then people', async (t) => {
  const { desk, loft, accountId, uma } = await openBirds(t);
  await publish(desk, accountId, [
    say('s1', 'Hello {{firstName}}'),
    ask('s2', 'colour', { answer: 'choice', options: COLOURS, into: 'ticket.colour' }),
    ask('s3', 'email', { answer: 'email', into: 'contact.email', wrong: 'Please an address' }),
    { id: 's4', kind: 'set', into: 'tag', value: '{{colour}}' },
    { id: 's5', kind: 'set', into: 'contact.shoe', value: '44' },
    handOver('s6'),
  ]);
  const ada = visitor(desk, accountId, 'Ada');
  const id = await ada.writes('Hi');
  t.match(await desk.conversations.get(id), { ownerId: null, botSince: Date, hasOutbound: false });
  const unassigned = {
    list: 'unassigned' as const,
    userId: uma,
    teamIds: [],
    inboxIds: [(await desk.conversations.get(id))!.inboxId],
    limit: 10,
  };
  t.same((await desk.conversations.lists.page(unassigned)).rows, [], 'nobody is asked to answer while the bot talks');
  t.equal(await countOf(desk, 'notification'), 0);
  await ada.writes('', { parts: [{ type: 'choice', chosen: { id: 'blue', title: 'Sky blue' } }] });
  await ada.writes('nope');
  await ada.writes('ada@example.org');
  t.same(await logOf(desk, id), [
    '* bot_began',
    '< Hi',
    '> Hello Ada',
    '> colour? / Red / Sky blue',
    '< Sky blue',
    '> email?',
    '< nope',
    '> Please an address',
    '< ada@example.org',
    '> One moment',
    '* bot_handed_over',
    '* assigned_to_user',
  ]);
  t.same(
    loft.letters[1]!.parts,
    [{ type: 'choice', prompt: 'colour?', options: COLOURS }],
    'buttons where the channel has them',
  );
  const conversation = (await desk.conversations.get(id))!;
  t.match(
    conversation,
    { ownerId: uma, botSince: null, waitingSince: Date, hasOutbound: false },
    'a bot is no first answer',
  );
  t.match(await desk.contacts.summary(conversation.contactId!), {
    properties: { shoe: '44' },
    identities: [{}, { address: { value: 'ada@example.org' } }],
  });
  t.same(await desk.chatflows.ticketProperties(id), { colour: 'Sky blue' });
  t.match(await runOf(desk), { status: 'handed over', pending: '[]' });
  await ada.writes('Are you there?');
  t.equal((await logOf(desk, id)).at(-1), '< Are you there?', 'it is over');
  t.equal(await countOf(desk, "job where kind not in ('chatflow.silence', 'chatflow.default')"), 0);
});

t.test('the flow whose opening they answered, on a channel without buttons (CT-9)', async (t) => {
  const { desk, loft, accountId } = await openBirds(t, 'pigeon');
  const flow = await publish(desk, accountId, [
    say('s1', 'Welcome'),
    ask('s2', 'colour', { answer: 'choice', options: COLOURS }),
    ask('s3', 'shade', {
      answer: 'choice',
      options: [
        { id: 'd', title: 'Dark' },
        { id: 'l', title: 'Light' },
      ],
    }),
    { id: 's4', kind: 'close', text: 'Bye' },
  ]);
  t.match(await desk.channels.context(accountId)!.chatflows(), [
    {
      id: flow.publicId,
      name: 'Robin',
      language: 'en',
      prompts: false,
      opening: [{ text: 'Welcome' }, { prompt: 'colour?' }],
    },
  ]);
  const ada = visitor(desk, accountId, 'Ada');
  const id = await ada.writes('2', { chatflow: flow.publicId });
  await ada.writes('light!');
  t.same(await logOf(desk, id), [
    '> Welcome',
    '> colour? / Red / Sky blue',
    '* bot_began',
    '< 2',
    '> shade? / Dark / Light',
    '< light!',
    '> Bye',
    '* bot_closed',
    '* closed',
  ]);
  t.same(
    loft.letters.map(({ parts }) => parts[0]!.text),
    ['shade?\n1. Dark\n2. Light', 'Bye'],
    'what they saw is not sent again',
  );
  const plain = await visitor(desk, accountId, 'Bob').writes('Just a letter');
  t.same((await logOf(desk, plain)).slice(0, 2), ['< Just a letter', '* assigned_to_user'], 'people are asked at once');
  const stranger = await visitor(desk, accountId, 'Eve').writes('Hi', { chatflow: 'nosuchflow' });
  t.same((await logOf(desk, stranger)).slice(0, 2), ['< Hi', '* assigned_to_user']);
  const live = await publish(desk, accountId, [say('s1', 'How can we help?')]);
  const chat = await visitor(desk, accountId, 'Cid').writes('Hello', { chatflow: live.publicId });
  t.same(await logOf(desk, chat), ['> How can we help?', '< Hello', '* assigned_to_user'], 'plain live chat');
  t.match(await desk.chatflows.figures(flow.id), { started: 1, byStatus: { closed: 1 } });
  t.same((await desk.chatflows.figures(flow.id)).answers.get('s2')!.options.get('blue'), 1);
});

t.test('nobody is there, or the hours are over: the flow says so', async (t) => {
  const open = { timeZone: 'Europe/Berlin', periods: [{ day: 5, from: '09:00', to: '17:00' }] };
  const { desk, accountId, available, clock } = await openBirds(t);
  await desk.database.run(`update channel_account set settings = json_set(settings, '$.open', json(?)) where id = ?`, [
    JSON.stringify(open),
    accountId,
  ]);
  await desk.channels.setActive(accountId, false, 'desk');
  await desk.channels.setActive(accountId, true, 'desk');
  await publish(desk, accountId, [handOver('s1')]);
  const says = async (name: string) =>
    (await logOf(desk, await visitor(desk, accountId, name).writes('Hi'))).find((line) => line.startsWith('>'));
  t.equal(await says('Ada'), '> One moment');
  await available(false);
  t.equal(await says('Bob'), '> We are away');
  await available(true);
  clock.advance(10 * 3600_000);
  t.equal(await says('Cid'), '> We are away', 'outside the hours nobody counts as there');
});

t.test('an agent takes over at any time, seen in the thread; the bot falls silent (CT-10)', async (t) => {
  const { desk, accountId, uma } = await openBirds(t);
  await publish(desk, accountId, [ask('s1', 'one'), ask('s2', 'two')]);
  const ada = visitor(desk, accountId, 'Ada');
  const written = await ada.writes('Hi');
  await desk.outbound.send({ conversationId: written, userId: uma, text: 'I am here' });
  await ada.writes('Oh');
  t.same(await logOf(desk, written), ['* bot_began', '< Hi', '> one?', '> I am here', '* bot_taken_over', '< Oh']);
  t.match(await desk.conversations.get(written), { botSince: null });
  const bob = visitor(desk, accountId, 'Bob');
  const taken = await bob.writes('Hi');
  await desk.conversations.assign(taken, { userId: uma }, null, `user:${uma}`);
  await bob.writes('Well');
  t.same(await logOf(desk, taken), [
    '* bot_began',
    '< Hi',
    '> one?',
    '* assigned_to_user',
    '* bot_taken_over',
    '< Well',
  ]);
  const cid = visitor(desk, accountId, 'Cid');
  const closed = await cid.writes('Hi');
  const seen = heard(desk, ({ type, data }) => type === 'conversation.changed' && data.bot === false);
  await desk.conversations.close(closed, `user:${uma}`);
  await seen;
  t.match((await desk.chatflows.figures(1)).byStatus, { 'taken over': 3 });
  t.equal(await countOf(desk, 'conversation where bot_since is not null'), 0);
});

t.test('who asks for a person or says nothing gets people', async (t) => {
  const { desk, accountId, uma, clock } = await openBirds(t);
  await publish(desk, accountId, [ask('s1', 'mail', { answer: 'email' })], { patience: 10 });
  const asked = await visitor(desk, accountId, 'Ada').writes('Hi');
  await visitor(desk, accountId, 'Ada2').writes('Hi');
  await bring(desk, accountId, 'h', [letter('h', 'Ada', 'a human please')]);
  await desk.jobs.idle();
  t.same((await logOf(desk, asked)).slice(-2), ['* bot_handed_over_asked', '* assigned_to_user']);
  clock.advance(11 * 60_000);
  await desk.jobs.idle();
  t.match(await desk.chatflows.figures(1), { byStatus: { left: 1, 'handed over': 1 } });
  t.equal((await desk.chatflows.figures(1)).leftAt.get('s1'), 1);
  t.equal(await countOf(desk, `conversation where owner_id = ${uma}`), 2);
});

t.test('replayed arrivals and a run of many say everything once and in order', async (t) => {
  const { desk, loft, accountId } = await openBirds(t);
  await publish(desk, accountId, [ask('s1', 'one'), ask('s2', 'two'), ask('s3', 'three'), handOver('s4')]);
  const all = ['Hi', 'a', 'b', 'c'].map((text, n) => letter(`m${n}`, 'Ada', text));
  await bring(desk, accountId, 'all', all);
  await bring(desk, accountId, 'again', all);
  await desk.jobs.idle();
  const arrival = await desk.database.row<{ id: number }>(`select id from arrival where key = 'all'`);
  await desk.inbound.replay(arrival!.id, 'desk');
  await desk.jobs.idle();
  t.same(
    loft.letters.map(({ parts }) => parts[0]!.text),
    ['one?', 'two?', 'three?', 'One moment'],
  );
  t.match(await desk.chatflows.figures(1), { started: 1, byStatus: { 'handed over': 1 } });
});

t.test('a bot in a chat is no loop; a machine is not talked to; without a voice people take over', async (t) => {
  const { desk, loft, accountId } = await openBirds(t);
  const many = Array.from({ length: 9 }, (_, n) => ask(`s${n}`, `q${n}`));
  await publish(desk, accountId, many);
  const ada = visitor(desk, accountId, 'Ada');
  const id = await ada.writes('Hi');
  for (let n = 0; n < 9; n += 1) await ada.writes(`<b>answer</b> ${n}`);
  t.equal(loft.letters.length, 9, 'more than the loop breaker lets automatic answers pass');
  t.equal((await logOf(desk, id)).at(-1), '* assigned_to_user');
  const machine = await visitor(desk, accountId, 'Bot').writes('Out of office', { automatic: 'auto-reply' });
  t.notOk((await logOf(desk, machine)).some((line) => line.startsWith('>')));
  const bob = visitor(desk, accountId, 'Bob');
  const stormy = await bob.writes('Hi');
  await desk.conversations.note(stormy, { storm: true });
  await bob.writes('Hello?');
  t.same((await logOf(desk, stormy)).slice(-2), ['* bot_handed_over', '* assigned_to_user']);
});

t.test('a delay is waited for, and nobody is talked over meanwhile', async (t) => {
  const { desk, loft, accountId, uma, clock } = await openBirds(t);
  await publish(desk, accountId, [say('s1', 'Now'), say('s2', 'Later', 5)]);
  const id = await visitor(desk, accountId, 'Ada').writes('Hi');
  t.equal(loft.letters.length, 1);
  clock.advance(6000);
  await desk.jobs.add({ kind: 'chatflow.turn', payload: { runId: 0 } });
  await desk.jobs.idle();
  t.same(
    loft.letters.map(({ parts }) => parts[0]!.text),
    ['Now', 'Later'],
  );
  const other = await visitor(desk, accountId, 'Bob').writes('Hi');
  await desk.conversations.assign(other, { userId: uma }, null, `user:${uma}`);
  clock.advance(6000);
  await desk.jobs.add({ kind: 'chatflow.turn', payload: { runId: 0 } });
  await desk.jobs.idle();
  t.equal(loft.letters.length, 3, 'what was still to come is not said');
  t.ok(id);
});

t.test('killed after every step of a turn: every message of the bot once (CH-12)', async (t) => {
  const loft = await openLoft(t);
  loft.found = (key) =>
    loft.letters.some((one) => one.key === key) ? { found: true, id: `sent-${key}` } : { found: false };
  const begin = await openDesk(t, { plugins: BIRDS });
  const { accountId } = await withAccount(begin, 'magpie', { loft: loft.url });
  await publish(begin, accountId, [
    say('s1', 'Hello'),
    { id: 's2', kind: 'set', into: 'tag', value: 'bot' },
    ask('s3', 'colour', { answer: 'choice', options: COLOURS }),
    handOver('s4'),
  ]);
  await begin.close();
  const options = {
    ...{ publicUrl: 'http://desk.test', pluginFolder: FIXTURE_PLUGINS, plugins: BIRDS, pluginSettings: {} },
    allowedHosts: ['127.0.0.1'],
  };
  const steps = [...STEPS.chatflow, 'inbound.recorded', 'outbound.writing', 'outbound.sent'] as const;
  /** A fresh copy of the folder for each; each has a visitor of its own. */
  const survives = async (step: (typeof steps)[number]) => {
    const folder = await mkdtemp(join(tmpdir(), 'hubdesk-flow-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    await cp(begin.folder, folder, { recursive: true });
    const body = JSON.stringify([letter('m1', step, 'Hi')]);
    const receive = { accountId, raw: { key: 'k', type: 'application/json', body } };
    await runDoomed({ options: { ...options, dataFolder: folder }, step, receive });
    const desk = await openDesk(t, { folder, plugins: BIRDS });
    await desk.jobs.idle();
    await bring(desk, accountId, 'k2', [letter('m2', step, '1')]);
    await desk.jobs.idle();
    const said = `select text from message where direction = 'out' and kind = 'message' order by id`;
    const texts = (await desk.database.rows<{ text: string }>(said)).map(({ text }) => text);
    t.same(texts, ['Hello', 'colour?\nRed\nSky blue', 'We are away'], step);
    const letters = loft.letters.filter(({ to }) => to[0]!.address.value === step);
    t.equal(letters.length, 3, `${step}: three letters`);
    t.match(await runOf(desk), { status: 'handed over' }, step);
    t.equal(await countOf(desk, 'chatflow_answer'), 1, step);
    await desk.close();
  };
  for (let next = 0; next < steps.length; next += 3) await Promise.all(steps.slice(next, next + 3).map(survives));
});

t.test(
  'a customer who ends it while only a bot talks ends the run at once, and the bot is silent from then on',
  async (t) => {
    const { desk, loft, accountId } = await openBirds(t);
    await publish(desk, accountId, [ask('s1', 'colour'), say('s2', 'Fine'), handOver('s3')]);
    const ada = visitor(desk, accountId, 'Ada');
    const id = await ada.writes('Hi');
    t.match(await runOf(desk), { status: 'talking' });
    const ended = heard(desk, ({ type }) => type === 'conversation.closed');
    const by = { address: { kind: 'handle', value: 'ada', scope: 'pigeons' } };
    await bring(desk, accountId, 'end', [{ type: 'end', by, thread: {}, at: '2026-11-20T08:05:00Z' }]);
    await desk.jobs.idle();
    await ended;
    await desk.chatflows.stop();
    t.match(await runOf(desk), { status: 'stopped' });
    t.match(await desk.conversations.get(id), { status: 'closed', botSince: null });
    t.equal(loft.letters.length, 1);
  },
);

t.test(
  'PR-2: who is forgotten is forgotten by flows and by every plugin, however often it has to be asked',
  async (t) => {
    const { desk, loft, accountId, clock } = await openBirds(t);
    await publish(desk, accountId, [ask('s1', 'street', { into: 'ticket.street' }), ask('s2', 'colour')]);
    const ada = visitor(desk, accountId, 'Ada');
    const id = await ada.writes('Hi');
    await ada.writes('Nightingale Lane 7');
    const kept = async () => JSON.stringify(await desk.database.rows('select state, ticket from chatflow_run', []));
    t.match(await kept(), /Nightingale/);
    loft.status = 500;
    const { contactId } = (await desk.conversations.get(id))!;
    await desk.contacts.anonymise(contactId!, 'desk', { messages: 'erase' });
    await desk.jobs.idle();
    t.notMatch(await kept(), /Nightingale/);
    t.same(loft.forgotten, []);
    loft.status = null;
    clock.advance(300_000);
    await desk.jobs.idle();
    const address = { kind: 'handle', value: 'ada', scope: 'pigeons' };
    t.same(loft.forgotten, [{ addresses: [address], name: 'Ada', words: true }]);
    const left = JSON.stringify(await desk.database.rows('select payload from job', []));
    t.notMatch(left, /Ada/, 'nor does the work remember');
  },
);
