// Calls through the real desk: who gets one, what is kept of it, what both ends hear, also over lost lines and restarts.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import type { WebSocket } from 'ws';
import type { Call } from '../../../core/calls/calls.ts';
import type { Viewer } from '../../../core/accounts/accounts.ts';
import { iceServers } from '../../../core/channels/ice-servers.ts';
import { mountApi } from '../../../core/api/api.ts';
import { createWeb } from '../../../core/web/web.ts';
import { forget } from '../../../plugins/calls/caller/forgetting.ts';
import { jobs } from '../../../plugins/calls/jobs.ts';
import { collect } from '../../../plugins/calls/recording/collecting.ts';
import { rememberConsents } from '../../../plugins/calls/recording/consents.ts';
import { drop, LARGEST_TAKE, takes, type Found } from '../../../plugins/calls/recording/pieces.ts';
import { addUser, openDesk, REAL_PLUGINS, type TestDesk } from '../../support/desk.ts';
import { LivePage } from '../../support/live.ts';
import { signIn } from '../../web/web-desk.ts';
import { CallerClient } from './caller-client.ts';

const DEVICE = 'browser-of-a-person';

interface World {
  desk: TestDesk;
  url: string;
  accountId: number;
  inboxId: number;
  /** Public id of the account. */
  id: string;
  eva: Viewer;
  omar: Viewer;
  caller(origin?: string): CallerClient;
  /** Connected and greeted. */
  greeted(): Promise<CallerClient>;
  /** Closes the line; the desk has noticed when this resolves. */
  leaves(client: CallerClient): Promise<void>;
  newest(): Promise<Call>;
  change(values: Record<string, unknown>): Promise<void>;
  server: Awaited<ReturnType<typeof createWeb>>['server'];
}

async function world(t: Test, calls: Record<string, number> = {}, limited: object = {}): Promise<World> {
  const limits = { givesUp: 30, rings: { burst: 1000, perSecond: 100 }, ...limited };
  const pluginSettings = { calls: { limits } };
  const desk = await openDesk(t, {
    pluginFolder: REAL_PLUGINS,
    plugins: ['calls'],
    started: false,
    calls,
    pluginSettings,
  });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: [] });
  desk.realtime.showWith(web.livePages);
  await mountApi(web.server, desk, { publicUrl: 'http://desk.test', version: '1' });
  await desk.start();
  await desk.channels.mount(web.server);
  await web.server.listen({ port: 0, host: '127.0.0.1' });
  t.teardown(() => web.server.close());
  const lines = new Map<unknown, WebSocket>();
  web.server.websocketServer.on('connection', (socket: WebSocket, { headers }: IncomingMessage) =>
    lines.set(headers['x-line'], socket),
  );
  const url = `http://127.0.0.1:${(web.server.server.address() as AddressInfo).port}`;
  const inbox = await desk.conversations.inboxes.create({ name: 'Shop', actor: 'desk' });
  const accountId = await connect(desk, inbox.id);
  const { publicId: id } = desk.channels.context(accountId)!.account;
  const caller = (origin?: string) => {
    const client = new CallerClient(url, id, origin);
    t.teardown(() => client.socket.terminate());
    return client;
  };
  return {
    ...{ desk, url, accountId, inboxId: inbox.id, id, caller, server: web.server },
    eva: await person(desk, 'Eva Lindner'),
    omar: await person(desk, 'Omar Haddad'),
    async greeted() {
      const client = caller();
      await client.greet();
      return client;
    },
    async leaves(client) {
      const noticed = once(lines.get(client.name)!, 'close');
      client.socket.close();
      await noticed;
    },
    newest: async () => (await desk.calls.list({ inboxIds: 'all', limit: 1 }))[0]!,
    async change(values) {
      const answer = await desk.channels.saveSettings(accountId, values, 'desk', Object.keys(values));
      if ('errors' in answer) throw new Error(JSON.stringify(answer.errors));
    },
  };
}

async function connect(desk: TestDesk, inboxId: number): Promise<number> {
  return (await wizard(desk, inboxId, '')).accountIds[0]!;
}

async function wizard(desk: TestDesk, inboxId: number, domains: string) {
  const about = { channel: 'calls', purpose: 'new', inboxId, accountId: null, userId: 1, language: 'en' } as const;
  const flow = await desk.channels.flows.begin(about);
  const input = { kind: 'form', values: { title: 'Radwerk', domains } } as const;
  return (await desk.channels.flows.answer(flow.publicId, 1, input, 'en'))!;
}

async function person(desk: TestDesk, name: string): Promise<Viewer> {
  const id = await addUser(desk, name);
  await desk.database.run(`update desk_user set availability = 'available', available = 1 where id = ?`, [id]);
  return (await desk.accounts.viewerOf(id))!;
}

/** As the thread has it. */
async function lineOf({ desk }: World, call: Call) {
  const message = await desk.conversations.message(call.messageId!);
  return message!.parts.find((part) => part.type === 'call');
}

/** Looks again whenever something happens on the desk. */
async function comesTrue({ events }: TestDesk, holds: () => Promise<boolean>): Promise<void> {
  let happened = Promise.withResolvers<void>();
  const stop = events.listen(() => happened.resolve());
  for (; !(await holds()); happened = Promise.withResolvers()) await happened.promise;
  stop();
}

function legOf({ legs }: Call, { userId }: Viewer) {
  return legs.findLast((leg) => leg.userId === userId)!;
}

async function failed(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );
}

const shared = await world(t);

/** The same desk as before, with nobody on the phone and everything as it is at first. */
async function fresh(): Promise<World> {
  const { desk, eva, omar } = shared;
  for (const viewer of [eva, omar]) {
    await desk.accounts.availability.choose(viewer, 'available');
    for (const call of desk.calls.of(viewer.userId)) {
      if (call.state === 'ended') desk.calls.wrapUp(viewer, call.publicId);
      else await desk.calls.hangUp(viewer, call.publicId);
    }
  }
  const usual = { strategy: 'all', consentText: '', askName: 'optional', voicemail: true, recording: false };
  await shared.change(usual);
  return shared;
}

t.test('it rings at everybody, one takes it, the others stop; the thread and the log say so (CA-3)', async (t) => {
  const all = await fresh();
  const { desk, eva, omar } = all;
  const caller = await all.greeted();
  t.match((await caller.ring()).call, { state: 'ringing', peers: [] });
  const call = await all.newest();
  t.match(
    call.legs.map(({ kind, state }) => `${kind} ${state}`),
    ['customer ringing', 'user ringing', 'user ringing'],
  );
  t.match(await lineOf(all, call), { direction: 'in', outcome: 'ringing' });
  const key = call.publicId;
  const both = await Promise.all([eva, omar].map((who) => failed(desk.calls.accept(who, key, DEVICE))));
  t.same(both.toSorted(), ['call_taken', 'done'], 'at the same moment one of two gets it');
  const [winner, other] = both[0] === 'done' ? [eva, omar] : [omar, eva];
  const { peers, answeredAt } = await caller.call(({ state }) => state === 'active');
  t.equal(peers[0].name, winner.name.split(' ')[0]);
  t.ok(answeredAt);
  t.same(desk.calls.of(other.userId), [], 'nothing rings there any more');
  t.ok(desk.calls.isBusy(winner.userId));
  const conversation = (await desk.conversations.get(call.conversationId!))!;
  t.match(conversation, { ownerId: winner.userId, waitingSince: null }, 'who took it looks after it, nobody waits');
  const readers = await desk.database.rows('select user_id from read_mark where conversation_id = ?', [
    conversation.id,
  ]);
  t.same(readers, [{ user_id: winner.userId }], 'and has heard it: for them it is not unread');
  // Both hang up at the same moment.
  caller.send({ end: 'hung_up' });
  await Promise.all([desk.calls.hangUp(winner, key), caller.call(({ state }) => state === 'ended')]);
  const ended = await all.newest();
  t.match(ended, { state: 'ended', ending: 'hung_up', result: 'answered', user: { id: winner.userId } });
  t.match(await lineOf(all, ended), { outcome: 'answered' });
  t.match(desk.calls.of(winner.userId), [{ publicId: key }], 'they are asked what came of it');
  await desk.calls.describe(winner, key, { notes: ' Wants blue ', outcome: 'follow_up' });
  t.match(await desk.calls.get(winner, key), { notes: 'Wants blue', outcome: 'follow_up' });
  t.equal(await failed(desk.calls.describe(winner, key, { outcome: 'nonsense' })), 'invalid');
  t.equal(await failed(desk.calls.accept(other, key, DEVICE)), 'call_over');
});

t.test('nobody takes it: missed, handed out, with a voice message that is played in the thread (CA-3)', async (t) => {
  const all = await fresh();
  const { desk, eva, omar, url, id } = all;
  const caller = all.caller();
  const { token } = await caller.greet();
  await caller.ring();
  const { publicId: key } = await all.newest();
  await desk.calls.decline(omar, key);
  t.equal((await all.newest()).state, 'ringing', 'it goes on at the others');
  await desk.calls.decline(eva, key);
  const { key: callKey } = await caller.call(({ state }) => state === 'ended');
  const missed = await all.newest();
  t.match(missed, { result: 'missed', ending: 'declined', begun: false });
  t.ok((await desk.conversations.get(missed.conversationId!))!.waitingSince, 'somebody is to call back');
  const say = (body: Buffer, more: object = {}) =>
    fetch(
      `${url}/channels/calls/messages?${new URLSearchParams({ id, message: 'message-1', seconds: '7', call: callKey, ...more })}`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(body),
      },
    );
  const recording = Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(200, 1)]);
  t.equal((await say(Buffer.from('<script>'))).status, 415);
  t.same([(await say(recording)).status, (await say(recording)).status], [200, 200], 'twice is once');
  const another = Buffer.concat([Buffer.from('\0\0\0\x1cftypisom'), Buffer.alloc(200, 1)]);
  t.equal((await say(another, { message: 'message-2' })).status, 200);
  await desk.jobs.idle();
  t.match(await all.newest(), { result: 'voicemail' });
  const rows = await desk.database.rows<{ kind: string; name: string }>(
    `select attachment.kind, attachment.name from attachment join message on message.id = attachment.message_id where message.conversation_id = ?`,
    [missed.conversationId],
  );
  t.same(rows, [
    { kind: 'voice', name: 'message-.webm' },
    { kind: 'voice', name: 'message-.m4a' },
  ]);
  await all.change({ voicemail: false });
  t.equal((await say(recording, { message: 'message-3' })).status, 403);
});

t.test(
  'who is not there is not rung: away, on the phone, outside of hours; what callers must give (CA-2)',
  async (t) => {
    const all = await fresh();
    const { desk, eva, omar } = all;
    const standing = async (more: object = {}) => (await (await all.greeted()).ring(more)).refused?.code as string;
    await all.change({ consentText: 'We note what you say.', askName: 'required' });
    t.equal(await standing(), 'consent_required');
    t.equal(await standing({ consent: true, name: '' }), 'name_required');
    await all.change({ consentText: '', askName: 'optional' });
    const first = await all.greeted();
    await first.ring();
    const { publicId: key } = await all.newest();
    await desk.calls.accept(eva, key, DEVICE);
    await desk.accounts.availability.choose(omar, 'away');
    t.equal(await standing(), 'busy');
    await desk.calls.hangUp(eva, key);
    await desk.accounts.availability.choose(eva, 'away');
    t.equal(await standing(), 'away');
    const shut = JSON.stringify({ timeZone: 'UTC', periods: [] });
    t.ok(shut);
    await desk.accounts.availability.choose(eva, 'available');
    const rules = { strategy: 'all' as const, seconds: 30 };
    const yesterday = (((desk.clock.now().getUTCDay() + 5) % 7) + 1) as 1;
    const hours = { timeZone: 'UTC', periods: [{ day: yesterday, from: '00:00', to: '00:01' }] };
    t.equal(await desk.calls.ofAccount(all.accountId).standing({ ...rules, hours }), 'closed');
    t.equal(await desk.calls.ofAccount(all.accountId).standing(rules), 'available');
  },
);

/** Bytes that begin as a recording of a browser does. */
const sound = (content: string) => Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.from(content)]);

t.test(
  'a call is recorded of who agreed to it, piece by piece, and stands beside the call; of nobody else (CA-2)',
  async (t) => {
    const all = await fresh();
    const { desk, eva, omar, url } = all;
    const recorderOf = async (more: object) => {
      const caller = await all.greeted();
      await caller.ring(more);
      // That it rings comes first; they are told again once what they agreed to is written down.
      await caller.until(() => caller.heard.filter(({ call }) => call?.state === 'ringing').length > 1);
      const { publicId } = await all.newest();
      const call = await desk.calls.accept(eva, publicId, DEVICE);
      return { caller, call, address: desk.calls.recorder(call, eva.userId) };
    };
    const none = await recorderOf({ recorded: true });
    t.equal(none.address, null, 'not switched on');
    await desk.calls.hangUp(eva, none.call.publicId);
    await all.change({ recording: true, recordingNotice: 'We record calls.' });
    const free = await recorderOf({ id: 'ring-0002' });
    t.equal(free.address, null, 'who does not agree is not recorded, and called all the same');
    await desk.calls.hangUp(eva, free.call.publicId);
    await desk.database.run('alter table calls_consent rename to calls_consent_lost');
    const unwritten = await recorderOf({ id: 'ring-0005', recorded: true });
    await desk.database.run('alter table calls_consent_lost rename to calls_consent');
    t.same([unwritten.call.state, unwritten.address], ['active', null], 'without a proof it goes on unrecorded');
    await desk.calls.hangUp(eva, unwritten.call.publicId);

    const { caller, call, address } = await recorderOf({ id: 'ring-0003', recorded: true });
    const bring = (take: string, number: number, body: Buffer, more = '', to = address!) =>
      fetch(`${url}${to}/${take}/${number}?seconds=${(number + 1) * 3}${more}`, {
        ...{ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: new Uint8Array(body) },
      }).then(({ status }) => status);
    const refusal = async (take: string, number: number, to: string) => {
      const answer = await fetch(`${url}${to}/${take}/${number}`, { method: 'POST' });
      return { status: answer.status, body: await answer.text() };
    };
    t.same([await bring('first-take', 0, sound('one ')), await bring('first-take', 1, Buffer.from('two'))], [204, 204]);
    t.equal(await bring('first-take', 1, Buffer.from('again')), 204, 'what was brought already changes nothing');
    for (const wrong of [
      `${address}x`,
      address!.replace(/\d+\./, '7.'),
      address!.replace('recordings/', 'recordings/x'),
    ])
      t.equal(await bring('first-take', 2, Buffer.from('x'), '', wrong), 404);
    await desk.calls.hold(eva, call.publicId, true);
    t.equal(desk.calls.recorder(await all.newest(), eva.userId), null, 'nothing on hold');
    await desk.calls.hold(eva, call.publicId, false);
    // The page was loaded again: what came before it ends as it is, another part begins.
    t.equal(await bring('second-take', 0, sound('three')), 204);
    await desk.calls.transfer(eva, call.publicId, { to: { userId: omar.userId }, how: 'warm' });
    t.equal(desk.calls.recorder(await all.newest(), eva.userId), null, 'nor while a colleague is asked');
    await desk.calls.hangUp(eva, call.publicId);
    caller.send({ end: 'hung_up' });
    await caller.call(({ state }) => state === 'ended');
    t.equal(await bring('second-take', 1, Buffer.from(' four'), '&last=1'), 204);
    const context = desk.channels.context(all.accountId)!;
    const [{ folder: whole, take: facts }] = (await takes(context)) as [Found];
    // Before and behind the others, wherever a folder lists them.
    const broken = ['0', '1', 'e', 'f'].map((letter) => join(dirname(whole), letter.repeat(40)));
    for (const folder of broken) {
      await mkdir(join(folder, '000000-3'), { recursive: true });
      await writeFile(join(folder, 'take.json'), JSON.stringify({ ...facts, take: basename(folder) }));
    }
    const quiet = desk.clock.now().getTime() / 1000 - 600;
    for (const { folder } of await takes(context)) await utimes(folder, quiet, quiet);
    await collect(context);
    await collect(context);
    const said = desk.lines.filter((line) => line.includes('could not be brought'));
    t.equal(said.length, broken.length, 'one that cannot be read is told of once and holds no other up');
    await rm(join(broken[0]!, 'take.json'));
    for (const folder of broken) await utimes(folder, 0, 0);
    await collect(context);
    t.same(await takes(context), [], 'nor does it stay for ever');
    t.notOk(existsSync(broken[0]!), 'nor what is nobody’s');
    await desk.jobs.idle();
    const parts = await desk.database.rows<{ parts: string; automatic: string; file_id: number }>(
      `select message.parts, automatic, attachment.file_id from message join attachment on attachment.message_id = message.id
     where conversation_id = ? and message.id > ? order by message.at, message.id`,
      [call.conversationId, call.messageId],
    );
    const kept = await Promise.all(
      parts.map(async ({ file_id: id }) => (await desk.files.read(id)).toString('latin1', 4)),
    );
    t.same(kept.toSorted(), ['one two', 'three four'], 'as far as each page came');
    t.match(parts, [{ automatic: 'generated' }, {}]);
    t.same(await takes(context), [], 'nothing stays behind');
    const again = await recorderOf({ id: 'ring-0004', recorded: true });
    t.equal(await bring('full-take', 0, sound('one'), '', again.address!), 204);
    const [{ folder: full }] = (await takes(context)) as [Found];
    await writeFile(join(full, '000001-6'), '');
    await truncate(join(full, '000001-6'), LARGEST_TAKE);
    const unknown = context.once<Map<string, unknown>>('pieces on disk', () => new Map());
    unknown.clear();
    t.equal(await bring('full-take', 1, sound('two'), '', again.address!), 204, 'known again after a start');
    t.match(await refusal('full-take', 2, again.address!), { status: 413, body: /three hours/ });
    await drop(context, { folder: full });
    t.equal(await bring('fourth-take', 0, sound('gone'), '', again.address!), 204);
    const [{ take }] = (await takes(context)) as [Found];
    const person = { addresses: [{ kind: 'handle' as const, value: take.caller }], name: '', words: true };
    await forget(person, context);
    t.same(await takes(context), [], 'who is forgotten is forgotten in the middle of it, too');
    await desk.calls.hangUp(eva, again.call.publicId);
    const consentsOf = () => desk.database.rows<{ call_key: string }>('select call_key from calls_consent');
    t.same(await consentsOf(), [], 'nothing is kept of calls that are over');
    // As a desk leaves them that stopped in the middle of it; the account is opened anew with other settings.
    const insert = `insert into calls_consent (account_id, call_key, caller, wording, at) values (?, ?, ?, '', ?)`;
    const now = desk.clock.now().getTime();
    for (const [key, at] of [
      [call.key, now],
      ['long-ago', now - 25 * 3_600_000],
    ] as const)
      await desk.database.run(insert, [all.accountId, key, take.caller, at]);
    await all.change({ recordingNotice: 'We record all calls.' });
    await rememberConsents(context);
    await jobs[0]!.run(context);
    t.same(await consentsOf(), [{ call_key: call.key }]);
    t.equal(await bring('third-take', 0, sound('late')), 403, 'nothing begins after the call');
    t.match(await refusal('third-take', 0, address!), { status: 403, body: /is over/ }, 'and it says why');
    const { consents } = (await desk.contacts.get(call.contactId!))!;
    t.match(consents, { recording: { given: true, wording: 'We record calls.' } });
    await all.change({ recording: false });
  },
);

t.test('one after the other, and by who has been off the phone longest (CA-2)', async (t) => {
  const all = await fresh();
  const { desk, eva, omar } = all;
  const rungBy = async () => {
    const { legs } = await all.newest();
    return legs.filter(({ kind, state }) => kind === 'user' && state === 'ringing').map(({ userId }) => userId);
  };
  await all.change({ strategy: 'turn' });
  const first = await all.greeted();
  await first.ring();
  t.same(await rungBy(), [eva.userId]);
  await desk.calls.decline(eva, (await all.newest()).publicId);
  t.same(await rungBy(), [omar.userId], 'the next one');
  await desk.calls.accept(omar, (await all.newest()).publicId, DEVICE);
  await desk.calls.hangUp(omar, (await all.newest()).publicId);
  await all.change({ strategy: 'idle' });
  const second = await all.greeted();
  await second.ring();
  t.same(await rungBy(), [eva.userId], 'who has not talked yet');
  second.socket.close();
  await desk.calls.decline(eva, (await all.newest()).publicId);
});

t.test('passing on: after talking, at once, back when nobody takes it (CA-3)', async (t) => {
  const all = await world(t, { transfer: 60 });
  const { desk, eva, omar } = all;
  const caller = await all.greeted();
  await caller.ring();
  const { publicId: key } = await all.newest();
  await desk.calls.accept(eva, key, DEVICE);
  await desk.calls.transfer(eva, key, { to: { userId: omar.userId }, how: 'warm' });
  t.match(await caller.call(({ held }) => held), { state: 'active' });
  await desk.calls.accept(omar, key, DEVICE);
  const [evas, omars] = ['Eva Lindner', 'Omar Haddad'].map((name) =>
    desk.calls.of(eva.userId)[0]!.legs.find((leg) => leg.name === name && leg.state === 'active')!,
  );
  t.same([evas!.role, omars!.role], ['talk', 'consult']);
  await desk.calls.passOn(eva, key);
  t.match(await caller.call(({ held, peers }) => !held && peers[0]?.name === 'Omar'), { peers: [{ leg: omars!.id }] });
  t.notOk(desk.calls.isBusy(eva.userId));
  // At once, to somebody who does not take it: it comes back.
  await desk.calls.transfer(omar, key, { to: { userId: eva.userId }, how: 'cold' });
  t.equal(await failed(desk.calls.hold(omar, key, true)), 'call_over', 'who has passed it on is free');
  await desk.calls.decline(eva, key);
  t.match(desk.calls.of(omar.userId)[0]!.legs.at(-1), { userId: omar.userId, state: 'ringing', role: 'transfer' });
  await desk.calls.accept(omar, key, DEVICE);
  await caller.call(({ held, peers }) => !held && peers[0]?.name === 'Omar');
  await desk.accounts.availability.choose(eva, 'away');
  const away = desk.calls.transfer(omar, key, { to: { userId: eva.userId }, how: 'warm' });
  t.equal(await failed(away), 'call_nobody_there');
  await desk.calls.hangUp(omar, key);
  t.match(await all.newest(), { state: 'ended', result: 'answered', user: { id: omar.userId } });
});

t.test(
  'what ends tell each other arrives in order, once, also over a lost line; strangers hear nothing (CA-6)',
  async (t) => {
    const all = await fresh();
    const { desk, eva, omar, url } = all;
    const cookie = async (who: Viewer) => {
      const token = await desk.accounts.sessions.start(who.userId, { ip: '127.0.0.1', userAgent: 'test' });
      return { cookie: `session=${token}` };
    };
    const page = new LivePage(`${url.replace('http', 'ws')}/live`, await cookie(eva));
    const stranger = new LivePage(`${url.replace('http', 'ws')}/live`, await cookie(omar));
    t.teardown(() => [page, stranger].forEach(({ socket }) => socket.terminate()));
    await Promise.all([page.opened, stranger.opened]);
    const caller = all.caller();
    const { token } = await caller.greet();
    await caller.ring();
    const call = await all.newest();
    await desk.calls.accept(eva, call.publicId, DEVICE);
    const { leg: customer, peers, key } = await caller.call(({ state }) => state === 'active');
    const { leg } = peers[0] as { leg: number };
    const signals = (one: LivePage) => one.heard.flatMap((told) => (told as { signal?: any }).signal?.from ?? []);
    caller.send({ signal: { seq: 1, leg, data: 'offer' } });
    caller.send({ signal: { seq: 1, leg, data: 'again' } });
    caller.send({ signal: { seq: 2, leg: 999_999, data: 'elsewhere' } });
    caller.send({ signal: { seq: 3, leg, data: 'x'.repeat(13_000) } });
    caller.send({ signal: { seq: 5, leg, data: 'candidate' } });
    caller.send({ signal: { seq: 4, leg, data: 'overtaken' } });
    await caller.until(({ taken }) => taken === 4);
    page.send({ call: { leg, heard: 0, again: true } });
    await page.until(() => signals(page).filter(({ data }) => data === 'overtaken').length > 1);
    t.same([...new Set(signals(page).map(({ data }) => data))], ['offer', 'candidate', 'overtaken']);
    t.ok(signals(page).every((one) => one.leg === customer));
    stranger.send({ call: { leg, heard: 0, again: true, signal: { seq: 9, leg: customer, data: 'hostile' } } });
    page.send({ call: { leg, signal: { seq: 5, leg: customer, data: 'answer' } } });
    await caller.until(({ signal }) => signal?.data === 'answer');
    t.same(signals(stranger), []);
    t.notOk(caller.heard.some(({ signal }) => signal?.data === 'hostile'));
    // The line breaks: what came meanwhile is told when the same caller is back, and to nobody else.
    caller.socket.terminate();
    page.send({ call: { leg, signal: { seq: 6, leg: customer, data: 'restart' } } });
    await page.until((told) => (told as { taken?: any }).taken?.seq === 6);
    const thief = all.caller();
    await thief.greet({ call: key });
    await thief.call(({ ending }) => ending === 'lost');
    const back = all.caller();
    await back.greet({ token, call: key, heard: 0 });
    await back.until(({ signal }) => signal?.data === 'restart');
    t.match(await back.call(({ state }) => state === 'active'), { key });
    t.notOk(thief.heard.some(({ signal }) => signal));
  },
);

t.test('an end that does not come back ends the call; the desk itself may be away for a moment (CA-6)', async (t) => {
  const all = await world(t, { away: 80 });
  const { desk, eva } = all;
  const caller = await all.greeted();
  await caller.ring();
  await desk.calls.accept(eva, (await all.newest()).publicId, DEVICE);
  // Nobody's page ever said that it holds this end.
  t.match(await caller.call(({ state }) => state === 'ended'), { ending: 'lost' });
  const ringing = await all.greeted();
  await ringing.ring();
  ringing.socket.terminate();
  await comesTrue(desk, async () => (await all.newest()).state === 'ended');
  t.match(await all.newest(), { ending: 'cancelled', result: 'missed' });
});

t.test('after a restart what rang is missed, and who talked goes on (CA-3)', async (t) => {
  const all = await fresh();
  const { desk, eva, accountId } = all;
  const talking = await all.greeted();
  await talking.ring();
  const { publicId: key, key: callKey } = await all.newest();
  await desk.calls.accept(eva, key, DEVICE);
  const other = await all.greeted();
  await other.ring();
  // As after kill -9: nothing was ended, the rows are as they were.
  await desk.database
    .run(`insert into call (public_id, account_id, key, direction, state, rules, begun, held, started_at)
    values ('zzzzzzzzzzzzzz', ${accountId}, 'left', 'in', 'ringing', '{"strategy":"all","seconds":30}', 0, 0, 1)`);
  await desk.database.run(`insert into call_leg (call_id, kind, role, state, muted, started_at)
    select id, 'customer', 'talk', 'ringing', 0, 1 from call where key = 'left'`);
  await desk.calls.recover();
  const calls = await desk.calls.list({ inboxIds: 'all', limit: 3 });
  t.same(
    calls.map(({ key: one, state, result }) => (one === callKey ? `talks ${state}` : `${state} ${result}`)),
    ['ended missed', 'ended missed', 'talks active'],
  );
  desk.calls.ofAccount(accountId).here(callKey, true);
  t.match(await desk.calls.ofAccount(accountId).told(callKey), { state: 'active', peers: [{ name: 'Eva' }] });
});

t.test('the team calls back who is there, and nobody else (CA-4)', async (t) => {
  const all = await fresh();
  const { desk, eva } = all;
  const caller = await all.greeted();
  await caller.ring();
  const { publicId: key, conversationId } = await all.newest();
  await desk.calls.accept(eva, key, DEVICE);
  await desk.calls.hangUp(eva, key);
  await caller.call(({ state }) => state === 'ended');
  caller.heard.length = 0;
  const out = await desk.calls.callBack(eva, conversationId!, DEVICE);
  t.match(await caller.call(({ state }) => state === 'ringing'), { key: out.key });
  t.match(await lineOf(all, out), { direction: 'out', outcome: 'ringing' });
  caller.send({ take: true });
  await caller.call(({ state }) => state === 'active');
  caller.send({ end: 'hung_up' });
  await caller.call(({ state }) => state === 'ended');
  t.match(await all.newest(), { direction: 'out', result: 'answered' });
  await all.leaves(caller);
  const { identities } = (await desk.contacts.summary((await desk.conversations.get(conversationId!))!.contactId!))!;
  t.match(desk.calls.ways(eva, identities), [{ identity: null, why: { code: 'call.not_there' } }]);
  t.equal(await failed(desk.calls.callBack(eva, conversationId!, DEVICE)), 'call_unreachable');
});

t.test('a call is an answer once somebody has taken it, ringing in vain is none (CA-4, TK-4)', async (t) => {
  const all = await world(t);
  const { desk, eva, inboxId } = all;
  await desk.conversations.inboxes.change(inboxId, { kind: 'help desk' }, 'desk');
  const nothing = () => ({ notify: [], raise: false, assign: '' as const, comment: '' });
  await desk.sla.create({
    ...{ name: 'Usual', active: true, filter: { match: 'all', groups: [] }, hours: null, holidays: [] },
    ...{ warnPercent: 50, targets: { first: 60, next: 60, resolution: null } },
    ...{ onWarning: nothing(), onBreach: nothing() },
  });
  const stands = async (conversationId: number) => {
    const ticket = (await desk.tickets.ofConversation(conversationId))!;
    const [target] = await desk.sla.targetsOf(ticket.id);
    const { waitingSince } = (await desk.conversations.get(conversationId))!;
    return {
      responded: ticket.firstResponseAt !== null,
      met: target && [target.kind, target.metAt !== null],
      waits: waitingSince !== null,
    };
  };
  const missed = async () => {
    const caller = await all.greeted();
    await caller.ring();
    await desk.calls.decline(eva, (await all.newest()).publicId);
    await desk.calls.decline(all.omar, (await all.newest()).publicId);
    await caller.call(({ state }) => state === 'ended');
    caller.heard.length = 0;
    return { caller, conversationId: (await all.newest()).conversationId! };
  };
  const open = { responded: false, met: ['first', false], waits: true };
  const answered = { responded: true, met: ['first', true], waits: false };

  const { caller, conversationId } = await missed();
  t.same(await stands(conversationId), open, 'a missed call waits for its answer');
  await desk.calls.callBack(eva, conversationId, DEVICE);
  t.same(await stands(conversationId), open, 'it only rings there');
  caller.send({ end: 'declined' });
  await caller.call(({ state }) => state === 'ended');
  t.same(await stands(conversationId), open, 'nobody took it');
  caller.heard.length = 0;
  await desk.calls.callBack(eva, conversationId, DEVICE);
  await caller.call(({ state }) => state === 'ringing');
  caller.send({ take: true });
  await caller.call(({ state }) => state === 'active');
  t.same(await stands(conversationId), answered);
  await desk.calls.hangUp(eva, (await all.newest()).publicId);
  await caller.call(({ state }) => state === 'ended');
  caller.heard.length = 0;
  await desk.calls.callBack(eva, conversationId, DEVICE);
  await caller.call(({ state }) => state === 'ringing');
  caller.send({ end: 'declined' });
  await caller.call(({ state }) => state === 'ended');
  t.same(await stands(conversationId), answered, 'nobody waits because the team rang in vain');

  const again = await missed();
  await again.caller.ring({ id: 'ring-0002' });
  t.same(await stands(again.conversationId), open);
  const taken = await desk.calls.accept(eva, (await all.newest()).publicId, DEVICE);
  t.same(await stands(again.conversationId), answered, 'they rang, and were answered');
  await desk.calls.ofAccount(all.accountId).left(taken.key, legOf(taken, eva).id, 'no_answer', false);
  t.same(await stands(again.conversationId), open, 'who took it was not there after all');
  await desk.calls.accept(all.omar, taken.publicId, DEVICE);
  t.same(await stands(again.conversationId), answered);
  await desk.calls.hangUp(all.omar, taken.publicId);

  const first = await all.greeted();
  await first.ring();
  const { publicId, conversationId: begun } = await all.newest();
  await desk.calls.accept(eva, publicId, DEVICE);
  await desk.calls.hangUp(eva, publicId);
  t.same(await stands(begun!), { responded: true, met: undefined, waits: false }, 'its ticket is made after the talk');
});

t.test('one calls back only by accounts of inboxes in which one may answer (CA-4)', async (t) => {
  const all = await fresh();
  const { desk, eva, url, inboxId } = all;
  const { id: otherInbox } = await desk.conversations.inboxes.create({ name: 'Workshop', actor: 'desk' });
  const otherAccount = await connect(desk, otherInbox);
  const caller = new CallerClient(url, desk.channels.context(otherAccount)!.account.publicId);
  t.teardown(() => caller.socket.terminate());
  await caller.greet();
  await caller.ring();
  const { publicId, conversationId } = await all.newest();
  await desk.calls.decline(eva, publicId);
  await desk.calls.decline(all.omar, publicId);
  await caller.call(({ state }) => state === 'ended');
  caller.heard.length = 0;
  await desk.conversations.moveToInbox(conversationId!, inboxId, 'desk');
  const bound = { ...eva, inboxIds: [inboxId], answerInboxIds: [inboxId] };
  t.equal(await failed(desk.calls.callBack(bound, conversationId!, DEVICE)), 'call_unreachable');
  const by = { accountId: otherAccount };
  t.equal(await failed(desk.calls.callBack(bound, conversationId!, DEVICE, by)), 'call_unreachable', 'nor by its id');
  const { contactId } = (await desk.conversations.get(conversationId!))!;
  t.equal(await failed(desk.calls.callContact(bound, contactId!, DEVICE)), 'call_unreachable');
  t.match(await desk.calls.callContact(eva, contactId!, DEVICE), { conversationId, accountId: otherAccount });
  await caller.call(({ state }) => state === 'ringing');
  await desk.calls.hangUp(eva, (await all.newest()).publicId);
  await desk.channels.remove(otherAccount, 'desk');
});

t.test('what is decided holds when it is done: a call over meanwhile, two presses, a ring told twice', async (t) => {
  const all = await fresh();
  const { desk, eva, omar, accountId } = all;
  const account = desk.calls.ofAccount(accountId);
  const call = async () => {
    await (await all.greeted()).ring();
    return all.newest();
  };
  const first = await call();
  const second = await call();
  const both = [first, second].map(({ publicId }) => failed(desk.calls.accept(eva, publicId, DEVICE)));
  t.same((await Promise.all(both)).toSorted(), ['call_busy', 'done'], 'nobody takes two calls');
  const taken = desk.calls.of(eva.userId).find(({ state }) => state === 'active')!;
  const [ended, passed, held, muted] = await Promise.all([
    failed(account.ended(taken.key, 'hung_up')),
    failed(desk.calls.transfer(eva, taken.publicId, { to: { userId: omar.userId }, how: 'cold' })),
    failed(desk.calls.hold(eva, taken.publicId, true)),
    failed(desk.calls.mute(eva, taken.publicId, true)),
  ]);
  t.same([ended, passed, held, muted], ['done', 'call_over', 'call_over', 'call_over']);
  t.match(await desk.calls.get(eva, taken.publicId), { state: 'ended', held: false });
  const left = `select 1 from call_leg join call on call.id = call_id where call.state = 'ended' and call_leg.state <> 'ended'`;
  t.same(await desk.database.rows(left), [], 'nothing rings on a call that is over');

  const other = taken.id === first.id ? second : first;
  await Promise.all([desk.calls.accept(eva, other.publicId, DEVICE), desk.calls.decline(eva, other.publicId)]);
  t.match(await desk.calls.get(eva, other.publicId), { state: 'active', user: { id: eva.userId } }, 'taken is taken');
  await desk.calls.hangUp(eva, other.publicId);
  const pages = ['a-browser-of-eva', 'another-of-eva'];
  const caller = await all.greeted();
  await caller.ring();
  const { publicId, conversationId } = await all.newest();
  const twice = await Promise.all(pages.map((page) => failed(desk.calls.accept(eva, publicId, page))));
  t.same(twice.toSorted(), ['call_busy', 'done']);
  await desk.calls.hangUp(eva, publicId);
  await caller.call(({ state }) => state === 'ended');
  const back = await Promise.all(pages.map((page) => failed(desk.calls.callBack(eva, conversationId!, page))));
  t.same(back.toSorted(), ['call_busy', 'done'], 'two presses are one call');
  await desk.calls.hangUp(eva, (await all.newest()).publicId);

  const ring = { key: 'told-twice', from: { address: { kind: 'phone', value: '+4930123' } } } as const;
  const rules = { strategy: 'all', seconds: 30 } as const;
  const rung = await Promise.all([account.ring({ ...ring, rules }), account.ring({ ...ring, rules })]);
  t.match(rung, [{ call: { key: 'told-twice' } }, { call: { key: 'told-twice' } }]);
  await account.ended('told-twice', 'cancelled');
});

t.test('what came of a call is asked once: not again after notes, no longer when it was said', async (t) => {
  const all = await fresh();
  const { desk, eva } = all;
  const over = async () => {
    await (await all.greeted()).ring();
    const { publicId } = await all.newest();
    await desk.calls.accept(eva, publicId, DEVICE);
    await desk.calls.hangUp(eva, publicId);
    t.match(desk.calls.of(eva.userId), [{ publicId }]);
    return publicId;
  };
  const first = await over();
  await desk.calls.describe(eva, first, { notes: 'Wants' });
  t.match(desk.calls.of(eva.userId), [{ publicId: first, notes: 'Wants' }], 'notes alone are no answer');
  desk.calls.wrapUp(eva, first);
  await desk.calls.describe(eva, first, { notes: 'Wants blue' });
  t.same(desk.calls.of(eva.userId), []);
  await desk.calls.describe(eva, await over(), { outcome: 'solved' });
  t.same(desk.calls.of(eva.userId), []);
});

t.test(
  'notes of a call go with whoever is forgotten, whoever said them; a colleague’s equal words stay (PR-2)',
  async (t) => {
    const all = await fresh();
    const { desk, eva, omar, server } = all;
    await (await all.greeted()).ring();
    const { publicId, conversationId } = await all.newest();
    await desk.calls.accept(eva, publicId, DEVICE);
    await desk.calls.hangUp(eva, publicId);
    const colleague = await desk.conversations.comment(conversationId!, omar.userId, '<p>Wants red</p>');
    for (const [who, notes] of [
      [eva, 'Wants blue'],
      [omar, 'Wants red'],
      [omar, 'Wants red'],
      [eva, 'Wants green'],
    ] as const) {
      const person = await signIn({ desk, server } as never, { id: who.userId });
      await person.form('PUT', `/calls/${publicId}/description`, { notes, done: 'on' });
    }
    const said = async () =>
      desk.database.rows(
        `select text, author_user_id as who from message where conversation_id = ? and kind = 'comment' and deleted_at is null order by id`,
        [conversationId],
      );
    t.same(await said(), [
      { text: 'Wants red', who: omar.userId },
      { text: 'Wants blue', who: eva.userId },
      { text: 'Wants red', who: omar.userId },
    ]);
    await desk.calls.describe(eva, publicId, { notes: 'Wants red' });
    await desk.contacts.anonymise((await desk.conversations.get(conversationId!))!.contactId!, 'desk');
    t.same(await said(), [{ text: 'Wants red', who: omar.userId }]);
    t.notOk((await desk.conversations.message(colleague.id))!.deletedAt);
  },
);

t.test('whoever took a call and was not there leaves the conversation as it was (CA-3)', async (t) => {
  const all = await fresh();
  const { desk, eva, omar, accountId } = all;
  await (await all.greeted()).ring();
  const { publicId, conversationId } = await all.newest();
  const seen = async () => {
    const { ownerId, unroutedSince, waitingSince } = (await desk.conversations.get(conversationId!))!;
    const { items } = (await desk.conversations.thread.read(conversationId!, { limit: 9, userId: omar.userId }))!;
    return { ownerId, unroutedSince, waits: waitingSince !== null, lines: items.length };
  };
  const before = await seen();
  const taken = await desk.calls.accept(eva, publicId, DEVICE);
  t.match(await seen(), { ownerId: eva.userId, waits: false });
  await desk.calls.ofAccount(accountId).left(taken.key, legOf(taken, eva).id, 'no_answer', false);
  t.same(await seen(), before);
  t.match(await all.newest(), { state: 'ringing', user: null });
  await desk.calls.accept(omar, publicId, DEVICE);
  t.match(await seen(), { ownerId: omar.userId });
  await desk.calls.hangUp(omar, publicId);
});

t.test('whoever is on a call is shown so and given nothing new; what waits comes after it (CA-5, CH-4)', async (t) => {
  const all = await fresh();
  const { desk, eva, omar, server, url, accountId, inboxId } = all;
  const usual = (await desk.channels.accountById(accountId))!.routing;
  const people = { to: 'people' as const, userIds: [eva.userId, omar.userId] };
  const routing = { ...usual, ...people, onlyAvailable: true };
  await desk.channels.saveRouting(accountId, routing, 'desk');
  const agent = await signIn({ desk, server } as never, { id: eva.userId });
  const token = await desk.accounts.sessions.start(eva.userId, { ip: '127.0.0.1', userAgent: 'test' });
  const log = new LivePage(`${url.replace('http', 'ws')}/live`, { cookie: `session=${token}` });
  t.teardown(() => log.socket.terminate());
  await log.opened;
  await log.settled(['calls', `user:${eva.userId}`]);

  await (await all.greeted()).ring();
  const first = await all.newest();
  await desk.calls.accept(eva, first.publicId, DEVICE);
  t.match((await agent.get('/calls')).body, /Eva Lindner, On a call/);
  t.ok(await log.shows(/#call-log/), 'the log renews itself');
  t.ok(await log.shows(/Eva Lindner, On a call/), 'and so does how colleagues see one');
  t.match(await desk.routing.rehearse({ id: 0, inboxId }, routing, null), { userId: omar.userId });
  await (await all.greeted()).ring();
  const second = await all.newest();
  await desk.calls.accept(omar, second.publicId, DEVICE);
  const missed = { key: 'all-talk', from: { address: { kind: 'phone', value: '+4930777' } }, over: 'busy' } as const;
  await desk.calls.ofAccount(accountId).ring({ ...missed, rules: { strategy: 'all', seconds: 30 } });
  const waits = (await all.newest()).conversationId!;
  t.match(await desk.conversations.get(waits), {
    ownerId: null,
    assignmentReason: { code: 'routing.nobody_available' },
  });
  await desk.calls.hangUp(omar, second.publicId);
  await desk.jobs.idle();
  t.match(await desk.conversations.get(waits), { ownerId: omar.userId }, 'once somebody has hung up');
  await desk.calls.hangUp(eva, first.publicId);
  t.notMatch((await agent.get('/calls')).body, /On a call/);
  await desk.channels.saveRouting(accountId, usual, 'desk');
});

t.test('pages and API show calls to whom they concern; bad lines change nothing', async (t) => {
  const all = await fresh();
  const { desk, eva, server, url, id } = all;
  const caller = await all.greeted();
  await caller.ring({ name: '<b>Ada</b>' });
  const call = await all.newest();
  const agent = await signIn({ desk, server } as never, { id: eva.userId });
  const current = await agent.get('/calls/current');
  t.match(current.body, /data-call-rings="\/calls\/[a-z0-9]+"/);
  t.match(current.body, /&lt;b&gt;Ada/);
  t.match((await agent.get('/inboxes/all/open')).body, /id="calls-now" hx-get="\/calls\/current"/);
  await agent.get('/calls');
  t.equal((await agent.form('POST', `/calls/${call.publicId}/acceptance`, { device: 'no' })).statusCode, 422);
  const taken = await agent.form(
    'POST',
    `/calls/${call.publicId}/acceptance`,
    { device: DEVICE },
    { 'hx-request': 'true' },
  );
  t.match(taken.body, /data-call-end="\d+" data-device="browser-of-a-person"/);
  await agent.form('PUT', `/calls/${call.publicId}/hold`, { on: '1' });
  t.ok((await all.newest()).held);
  const api = await agent.send({ method: 'GET', url: '/api/v1/calls?limit=1' });
  t.match(api.json(), { items: [{ key: call.publicId, state: 'active', legs: [{ kind: 'customer' }, {}, {}] }] });
  await agent.form('DELETE', `/calls/${call.publicId}/line`);
  for (const show of ['missed', 'answered', 'mine', 'out'])
    t.equal((await agent.get(`/calls?show=${show}`)).statusCode, 200);
  // Whom one calls from where: the caller is there, so it rings; once they have gone the page says so.
  await caller.call(({ state }) => state === 'ended');
  caller.heard.length = 0;
  const { publicId: contact } = (await desk.contacts.summary(
    (await desk.conversations.get(call.conversationId!))!.contactId!,
  ))!;
  t.match((await agent.get(`/conversations/${call.conversationId}`)).body, /href="\/conversations\/\d+\/calls"/);
  const profile = (await agent.get(`/contacts/${contact}`)).body;
  t.match(profile, `href="/contacts/${contact}/calls"`);
  t.match(profile, /id="timeline-talk-\d+"[^]*?>Call</, 'its timeline says that they called');
  const ways = await agent.get(`/contacts/${contact}/calls`);
  t.match(ways.body, /They are at your site now[^]*<button/);
  const [, account, identity] = /name="account" value="(\d+)"[^]*name="identity" value="(\d+)"/.exec(ways.body)!;
  const by = { account: account!, identity: identity!, device: DEVICE };
  t.equal((await agent.form('POST', `/contacts/${contact}/calls`, { ...by, device: 'no' })).statusCode, 422);
  t.equal((await agent.form('POST', `/contacts/${contact}/calls`, { ...by, account: '999' })).statusCode, 409);
  t.equal((await agent.form('POST', `/contacts/${contact}/calls`, by)).statusCode, 303, 'also without script');
  t.match(await all.newest(), { direction: 'out', state: 'ringing', conversationId: call.conversationId });
  t.match((await agent.get('/calls', { 'hx-request': 'true' })).body, /^<div class="card flush">/);
  await agent.form('DELETE', `/calls/${(await all.newest()).publicId}/line`);
  caller.socket.close();
  await caller.closed;
  while (!/They are not at your site/.test((await agent.get(`/contacts/${contact}/calls`)).body));
  t.notMatch((await agent.get(`/conversations/${call.conversationId}/calls`)).body, /data-call-needs/);
  // An inbox that is closed to them: neither the log nor the call.
  const stranger = await person(desk, 'Nora Berg');
  const foreign = { ...stranger, inboxIds: [], answerInboxIds: [] };
  t.equal(await desk.calls.get(foreign, call.publicId), null);
  t.same(await desk.calls.list({ inboxIds: [], limit: 5 }), []);
  t.equal(await failed(desk.calls.accept(foreign, call.publicId, DEVICE)), 'not_found');
  const page = await fetch(`${url}/c/${desk.channels.context(all.accountId)!.account.uniqueId}`);
  t.match(page.headers.get('content-security-policy'), /script-src 'self'; style-src 'self'/);
  t.equal((await fetch(`${url}/c/nobody`)).status, 404);
  t.match(await (await fetch(`${url}/channels/calls/embed.js?id=${id}`)).text(), /hubdesk-call/);
  for (const frame of ['{', '{"hello":1}{', '[]', '{"__proto__":{}}', `{"ring":{"id":"${'x'.repeat(100)}"}}`]) {
    const line = all.caller();
    await line.greet();
    line.send(frame);
    t.equal(await line.closed, 4400, frame.slice(0, 30));
  }
  t.equal(await all.caller('https://elsewhere.example').closed, 4403, 'only the desk’s own page speaks here');
});

t.test('a ring that is sent again is the same call, and takes no more of what one may ring (CA-3)', async (t) => {
  const all = await world(t, {}, { rings: { burst: 2, perSecond: 0 } });
  const { desk, eva } = all;
  const first = all.caller();
  const { token } = await first.greet();
  const { key } = (await first.ring()).call as { key: string };
  // As after a line that broke before the answer came.
  const again = all.caller();
  await again.greet({ token });
  t.match((await again.ring()).call, { key, state: 'ringing' });
  const call = await all.newest();
  await desk.calls.accept(eva, call.publicId, DEVICE);
  t.match(await again.call(({ state }) => state === 'active'), { key, peers: [{ name: 'Eva' }] });
  await desk.calls.hangUp(eva, call.publicId);
  const later = all.caller();
  await later.greet({ token });
  t.match((await later.ring()).call, { key, state: 'ended' }, 'it is over by now');
  later.heard.length = 0;
  t.match((await later.ring({ id: 'ring-0002' })).call, { state: 'ringing' }, 'the next one is another');
  const hasty = all.caller();
  await hasty.greet();
  t.match((await hasty.ring({ id: 'ring-0003' })).refused, { code: 'too_fast', id: 'ring-0003' });
});

t.test('lines on which nobody says hello take room as well (CA-6)', async (t) => {
  const all = await world(t, {}, { perAddress: 2 });
  const silent = [all.caller(), all.caller()];
  await Promise.all(silent.map(({ socket }) => once(socket, 'open')));
  t.equal(await all.caller().closed, 4429);
  t.ok(await silent[0]!.greet(), 'saying it takes no more');
  t.equal(await all.caller().closed, 4429);
  await all.leaves(silent[1]!);
  t.ok(await all.caller().greet(), 'who leaves makes room');
});

t.test('sites in any script are named to browsers as they know them; what is none is refused (CA-1)', async (t) => {
  const { desk, inboxId, url, change, accountId } = await fresh();
  const policy = async (id: number) => {
    const page = await fetch(`${url}/c/${desk.channels.context(id)!.account.uniqueId}`);
    return `${page.status} ${page.headers.get('content-security-policy')?.split('; ').at(-1)}`;
  };
  const { accountIds } = await wizard(desk, inboxId, 'Bücher.example\nhttps://*.пример.example:81/');
  const [books, example] = ['xn--bcher-kva.example', 'xn--e1afmkfd.example:81'];
  const sources = `${books} *.${books} https://${example} https://*.${example}`;
  t.equal(await policy(accountIds[0]!), `200 frame-ancestors 'self' ${sources}`);
  t.match((await wizard(desk, inboxId, 'shop.example; script-src *')).step, {
    errors: { domains: { code: 'calls.no_domain' } },
  });
  // As they were stored once.
  await change({ domains: ['пример.example', 'a; script-src *'] });
  t.equal(await policy(accountId), "200 frame-ancestors 'self' xn--e1afmkfd.example *.xn--e1afmkfd.example");
  await change({ domains: ['a;b'] });
  t.equal(await policy(accountId), "200 frame-ancestors 'self'", 'nobody, rather than everybody');
  await change({ domains: [] });
});

t.test('credentials for a relay end by themselves, made as coturn makes them', async (t) => {
  const turn = { urls: ['turn:turn.example:3478'], secret: 'north', ttl: 600 };
  const now = new Date(1_700_000_000_000);
  t.same(iceServers({}, 'user-7', now), []);
  t.match(iceServers({ stun: ['stun:a'], turn }, 'user-7', now), [
    { urls: ['stun:a'] },
    { urls: turn.urls, username: '1700000600:user-7', credential: /^[\w+/]{27}=$/ },
  ]);
});
