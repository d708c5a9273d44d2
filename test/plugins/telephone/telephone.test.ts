// Telephone numbers through the real desk and the simulated provider: every branch of a call, and a provider that misbehaves.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { demandSignalling } from '../../../plugins/telephone/browser/script.ts';
import { regionOf, tokenFor } from '../../../plugins/telephone/browser/token.ts';
import { callerOf } from '../../../plugins/telephone/hooks/incoming.ts';
import { parseArrival } from '../../../plugins/telephone/inbound.ts';
import { jobs, lookAfter } from '../../../plugins/telephone/jobs.ts';
import { keepTarget } from '../../../plugins/telephone/lines/members.ts';
import { openLines } from '../../../plugins/telephone/lines/store.ts';
import { inspectCallbacks } from '../../../plugins/telephone/pages/inspect.ts';
import { answerIn } from '../../../plugins/telephone/provider/answers.ts';
import { numberOf, offersIn } from '../../../plugins/telephone/provider/numbers.ts';
import { fields, readJson } from '../../../plugins/telephone/provider/reading.ts';
import { isSigned, SIGNATURE, signatureOf } from '../../../plugins/telephone/provider/signature.ts';
import { readToken } from '../../../plugins/telephone/simulator/keys.ts';
import {
  answers,
  dials,
  hangsUp,
  presses,
  refuses,
  ringing,
  speaks,
  waits,
} from '../../../plugins/telephone/simulator/people.ts';
import { together } from '../../../plugins/telephone/simulator/rooms.ts';
import { readTwiml } from '../../../plugins/telephone/simulator/twiml.ts';
import { paramsOf, release, signed } from '../../../plugins/telephone/simulator/webhooks.ts';
import { isOver, SIMULATED, type SimulatedCall } from '../../../plugins/telephone/simulator/world.ts';
import { addUser } from '../../support/desk.ts';
import { signIn, type Visitor } from '../../web/web-desk.ts';
import { READINGS } from './payload-readings.ts';
import { ENTERED, EVA, OMAR, telephoneDesk } from './telephone-desk.ts';

t.setTimeout(120_000);
/** Never now. */
const OTHER_DAY = { day: ((new Date().getUTCDay() + 2) % 7) + 1, from: '09:00', to: '10:00' };
const MARTA = '+4915112345678';
const { number } = SIMULATED;
const far = await telephoneDesk(t);
const { desk, world, eva, omar, quiet, newest } = far;

/** Nobody is on the telephone, everything works, and the account is as it was at first. */
async function fresh(values: Record<string, unknown> = {}): Promise<void> {
  Object.assign(world, { mood: 'well', holds: false, held: [], times: 1 });
  for (const call of world.calls.filter((one) => !isOver(one))) await hangsUp(world, call);
  await quiet();
  for (const viewer of [eva, omar]) {
    await desk.accounts.availability.choose(viewer, 'available');
    for (const { publicId } of desk.calls.of(viewer.userId)) desk.calls.wrapUp(viewer, publicId);
  }
  await far.change({
    strategy: 'all',
    confirm: true,
    recording: false,
    queue: 5,
    voicemail: true,
    forwardTo: '',
    ...values,
  });
  Object.assign(world, { calls: [], rooms: [], recordings: [], asked: [], faults: [] });
}

const heardBy = ({ heard }: SimulatedCall) => heard.join(' ');

/** Marta calls, Eva takes it in the desk and at her telephone. */
async function talking(): Promise<{ marta: SimulatedCall; phone: SimulatedCall; id: string }> {
  const marta = await dials(world, MARTA, number);
  const { publicId: id } = await newest();
  await desk.calls.accept(eva, id, '');
  const phone = await picksUp(EVA);
  return { marta, phone, id };
}

async function picksUp(who: string): Promise<SimulatedCall> {
  await quiet();
  const [phone] = ringing(world, who);
  await answers(world, phone!);
  await presses(world, phone!, '1');
  await quiet();
  return phone!;
}

/** Recordings that came after the newest call, as they are kept. */
const sounds = async () =>
  desk.database.rows<{ kind: string; state: string; type: string }>(
    `select attachment.* from attachment join message on message.id = message_id where message_id > ? and conversation_id = ?`,
    [(await newest()).messageId, (await newest()).conversationId],
  );

const outcome = async () => {
  const { messageId } = await newest();
  return (await desk.conversations.message(messageId!))!.parts[0];
};

function test(name: string, work: (t: Test) => Promise<void>): void {
  void t.test(name, async (t) => {
    await fresh();
    await work(t);
    t.strictSame(world.faults, [], 'the provider finds nothing wrong with what the desk answers');
  });
}

test('a number is connected: the sign-in is tried, its calls are brought here, others can be bought (CA-2)', async (t) => {
  t.equal(world.numbers[0]!.voiceUrl, 'http://desk.test/channels/telephone/voice');
  t.equal(world.numbers[0]!.statusUrl, 'http://desk.test/channels/telephone/voice-status');
  const wizard = await far.wizard();
  const wrong = await wizard({ kind: 'form', values: { accountSid: SIMULATED.accountSid, authToken: 'guessed' } });
  t.match(wrong.step, { step: 'form', id: 'account', errors: { authToken: { code: 'telephone.signed_out' } } });
  const right = { accountSid: SIMULATED.accountSid, authToken: SIMULATED.authToken };
  t.match((await wizard({ kind: 'form', values: right })).step, { step: 'choose', id: 'number' });
  t.match((await wizard({ kind: 'choose', ids: ['another'] })).step, { step: 'form', id: 'search' });
  const none = await wizard({ kind: 'form', values: { country: 'DE', kind: 'Local', contains: '777777' } });
  t.match(none.step, { id: 'search', errors: { base: { code: 'telephone.none_found' } } });
  const found = await wizard({ kind: 'form', values: { country: 'de', kind: 'Local', contains: '8955' } });
  t.match(found.step, { step: 'choose', id: 'found', options: [{ id: '+498955501' }, {}, {}] });
  t.strictSame(world.asked, [], 'nothing is bought before somebody chooses it');
  world.mood = { status: 500, code: 20500, message: 'Internal Server Error', times: 1 };
  const failed = await wizard({ kind: 'choose', ids: ['+498955501'] });
  t.match(failed.step, { id: 'search', errors: { base: { code: 'telephone.refused' } } });
  await wizard({ kind: 'form', values: { country: 'DE', kind: 'Local', contains: '' } });
  const done = await wizard({ kind: 'choose', ids: ['+498955502'] });
  t.equal(done.step.step, 'done');
  const bought = desk.channels.context(done.accountIds[0]!)!.account;
  t.match(bought, { title: '+498955502', settings: { number: '+498955502', accountSid: SIMULATED.accountSid } });
  t.equal(world.numbers.at(-1)!.voiceUrl, 'http://desk.test/channels/telephone/voice');
});

test('a recording of the administrator is the greeting: kept here, fetched by the provider, never something else', async (t) => {
  const wave = Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), Buffer.alloc(400)]);
  const greetingSound = `data:audio/wav;base64,${wave.toString('base64')}`;
  await fresh({ greeting: 'Radwerk, good day.', greetingSound });
  const [address] = /http:\S+/.exec(heardBy(await dials(world, MARTA, number)))!;
  t.notMatch(heardBy(world.calls.at(-1)!), /good day/, 'instead of the text');
  const url = new URL(address).pathname;
  const got = await far.server.inject({ url });
  t.match(got.headers, { 'content-type': 'audio/wav', 'x-content-type-options': 'nosniff' });
  t.ok(got.rawPayload.equals(wave));
  for (const other of [url.slice(0, -1), `${url}x`, url.replace('/greeting/', '/greeting/other-')])
    t.equal((await far.server.inject({ url: other })).statusCode, 404);
  const large = Buffer.concat([wave, Buffer.alloc(400 * 1024)]).toString('base64');
  const html = Buffer.from('<script>alert(1)</script>').toString('base64');
  for (const wrong of [`data:audio/wav;base64,${large}`, `data:audio/mpeg;base64,${html}`, 'https://x.example/a.mp3'])
    t.match(await desk.channels.saveSettings(far.accountId, { greetingSound: wrong }, 'desk', ['greetingSound']), {
      errors: { greetingSound: 'wrong.sound' },
    });
  await fresh({ greetingSound: '' });
});

test('a call rings at the team, one takes it at their own telephone, both hear each other (CA-3)', async (t) => {
  await fresh({ greeting: 'Radwerk, good day.', recording: true });
  const marta = await dials(world, MARTA, number);
  t.match(heardBy(marta), /Radwerk, good day\. This call is recorded/);
  const call = await newest();
  t.match(call, { state: 'ringing', direction: 'in' });
  t.match(await desk.contacts.summary(call.contactId!), { identities: [{ address: { kind: 'phone', value: MARTA } }] });
  t.strictSame(new Set(call.legs.flatMap(({ userId }) => userId ?? [])), new Set([eva.userId, omar.userId]));
  await desk.calls.accept(eva, call.publicId, '');
  await quiet();
  t.strictSame(
    ringing(world).map(({ to }) => to),
    [EVA],
  );
  const [phone] = ringing(world);
  await answers(world, phone!);
  t.match(heardBy(phone!), /A call with 4 9 1 5/);
  t.strictSame(together(world, marta.sid), [], 'an answering machine would not be heard');
  await presses(world, phone!, '1');
  await quiet();
  t.strictSame(together(world, marta.sid), [phone!.sid]);
  await desk.calls.hold(eva, call.publicId, true);
  await quiet();
  t.ok(marta.held);
  await desk.calls.hold(eva, call.publicId, false);
  await desk.calls.mute(eva, call.publicId, true);
  await quiet();
  t.match([marta.held, phone!.muted], [false, true]);
  await desk.calls.hangUp(eva, call.publicId);
  await quiet();
  t.match([marta.status, phone!.status], ['completed', 'completed']);
  t.match(await newest(), { state: 'ended', ending: 'hung_up', result: 'answered', user: { id: eva.userId } });
  t.match(await outcome(), { type: 'call', outcome: 'answered' });
  t.match(await sounds(), [{ kind: 'audio', state: 'ready', type: 'audio/mpeg' }]);
});

test('nobody takes it: a message with a transcript; all that is told twice and in any order is one truth', async (t) => {
  await fresh({ transcribe: true });
  world.times = 2;
  const marta = await dials(world, MARTA, number);
  const { publicId: id } = await newest();
  await desk.calls.decline(eva, id);
  await desk.calls.decline(omar, id);
  await quiet();
  t.match(marta.waits, { for: 'message' });
  world.holds = true;
  await speaks(world, marta, 'Where is my bicycle?');
  t.match(heardBy(marta), /leave a message.* We will call you back/);
  await release(world, (held) => held.toReversed());
  await quiet();
  t.match(await newest(), { state: 'ended', result: 'voicemail' });
  const thread = await far.thread();
  t.equal(thread.filter(({ external_id }) => external_id?.startsWith('recording:')).length, 1);
  t.match(await sounds(), [{ kind: 'voice', state: 'ready', type: 'audio/mpeg' }]);
  t.equal(thread.filter(({ text }) => text === 'Where is my bicycle?').length, 1);
});

test('who hangs up while it rings is a missed call, once, whatever comes late', async (t) => {
  const marta = await dials(world, MARTA, number);
  await hangsUp(world, marta);
  const { messageId } = await newest();
  t.match(await newest(), { state: 'ended', ending: 'cancelled', result: 'missed', messageId });
  const visitor = await signIn(far as never, { id: eva.userId });
  t.match((await visitor.get('/inboxes/all/open')).body, /Missed call/, 'the list says so');
  marta.status = 'ringing';
  await dials(world, MARTA, number).then((other) => hangsUp(world, other));
  await quiet();
  t.equal(
    (await desk.calls.list({ inboxIds: 'all', limit: 50 })).filter(({ messageId: one }) => one === messageId).length,
    1,
  );
  t.strictSame(ringing(world), []);
});

test('who took it and does not pick up: it rings at the others, and is missed when nobody is left', async (t) => {
  const marta = await dials(world, MARTA, number);
  const { publicId: id } = await newest();
  await desk.calls.accept(eva, id, '');
  await quiet();
  await refuses(world, ringing(world, EVA)[0]!);
  await quiet();
  t.match(await newest(), { state: 'ringing', answeredAt: null });
  t.strictSame(
    desk.calls.of(omar.userId).map(({ publicId }) => publicId),
    [id],
  );
  await desk.calls.accept(omar, id, '');
  await quiet();
  const [machine] = ringing(world, OMAR);
  await answers(world, machine!);
  await waits(world, machine!);
  await quiet();
  t.equal(machine!.status, 'completed', 'a machine presses no key');
  t.match(await newest(), { state: 'ended', result: 'missed' });
  t.match(marta.waits, { for: 'message' });
});

test('all talk: who calls waits and gets whoever is free first; who gives up waiting has been missed', async (t) => {
  await desk.accounts.availability.choose(omar, 'away');
  const { phone } = await talking();
  const second = await dials(world, '+4915100000009', number);
  const third = await dials(world, '+4915100000008', number);
  t.match(second.waits, { for: 'time' });
  await hangsUp(world, third);
  t.match(await newest(), { result: 'missed', ending: 'cancelled', key: third.sid });
  await waits(world, second);
  t.match(second.waits, { for: 'time' }, 'still nobody is free');
  await hangsUp(world, phone);
  await quiet();
  await waits(world, second);
  t.match(await newest(), { state: 'ringing', key: second.sid });
  t.match(second.waits, { for: 'room' });
});

test('outside of hours, and with nobody there, callers leave a message or are forwarded; the call is not lost', async (t) => {
  await fresh({ availability: 'hours', hours: { timeZone: 'UTC', periods: [OTHER_DAY] } });
  const early = await dials(world, MARTA, number);
  t.match(heardBy(early), /outside of our business hours/);
  t.match(early.waits, { for: 'message' });
  t.match(await newest(), { result: 'missed', ending: 'closed' });
  await fresh({ availability: 'always', forwardTo: '+49 30 99999' });
  for (const viewer of [eva, omar]) await desk.accounts.availability.choose(viewer, 'away');
  const marta = await dials(world, MARTA, number);
  const [forwarded] = ringing(world, '+493099999');
  await waits(world, forwarded!);
  t.match(marta.waits, { for: 'message' }, 'nobody there either');
  t.match(await newest(), { result: 'missed', ending: 'no_answer' });
  await fresh({ voicemail: false });
  for (const viewer of [eva, omar]) await desk.accounts.availability.choose(viewer, 'away');
  const rejected = await dials(world, MARTA, number);
  t.match([rejected.status, heardBy(rejected)], ['completed', /try again later/]);
});

test('withheld numbers are nobody twice; blocked people are turned away', async (t) => {
  const ids = [];
  for (const from of ['+266696687', 'anonymous', '']) {
    await hangsUp(world, await dials(world, from, number));
    ids.push((await newest()).contactId);
  }
  t.equal(new Set(ids).size, 3);
  const { identities } = (await desk.contacts.summary(ids[0]!))!;
  t.match(desk.calls.ways(eva, identities), [{ identity: null, why: { code: 'call.no_address' } }]);
  const before = await newest();
  await hangsUp(world, await dials(world, '+4915155555555', number));
  const { contactId } = await newest();
  const rule = { inboxId: null, list: 'block', pattern: 'phone:+4915155555555' } as const;
  await desk.conversations.inboxes.addRule(rule, 'desk');
  const again = await dials(world, '+4915155555555', number);
  t.equal(again.status, 'busy');
  t.not(before.contactId, contactId);
});

test('passed on: asked first while the customer waits, and at once (CA-3)', async (t) => {
  const { marta, phone, id } = await talking();
  const [evas, omars] = [
    await signIn(far as never, { id: eva.userId }),
    await signIn(far as never, { id: omar.userId }),
  ];
  const ask = () => desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'warm' });
  const card = async () => (await evas.get('/calls/current')).body;
  await ask();
  await desk.calls.takeBack(eva, id);
  t.notMatch(await card(), /customer again/, 'she knows');
  await ask();
  await desk.calls.decline(omar, id);
  t.match(await card(), /Nobody came to the phone. You talk with the customer again/, 'before she says more');
  await ask();
  await desk.calls.accept(omar, id, '');
  t.notMatch(await card(), /customer again/);
  await hangsUp(world, await picksUp(OMAR));
  await quiet();
  t.match(await card(), /Omar Haddad has hung up. You talk with the customer again/);
  await ask();
  await desk.calls.accept(omar, id, '');
  const other = await picksUp(OMAR);
  t.ok(marta.held, 'the customer waits');
  t.strictSame(together(world, phone.sid), [other.sid]);
  await desk.calls.passOn(eva, id);
  await quiet();
  t.match([phone.status, marta.held], ['completed', false]);
  t.strictSame(together(world, marta.sid), [other.sid]);
  const row = new RegExp(`class="(.*)" id="row-${(await newest()).conversationId}"`);
  t.equal(row.exec((await omars.get('/inboxes/all/open')).body)?.[1], 'row', 'whoever talks has read it');
  await desk.calls.transfer(omar, id, { to: { userId: eva.userId }, how: 'cold' });
  await quiet();
  t.match([other.status, marta.held, marta.status], ['completed', true, 'in-progress']);
  await desk.calls.accept(eva, id, '');
  const back = await picksUp(EVA);
  t.strictSame(together(world, marta.sid), [back.sid]);
  await hangsUp(world, marta);
  await quiet();
  t.equal(back.status, 'completed');
  t.match(await newest(), { state: 'ended', ending: 'hung_up', result: 'answered' });
});

test('calling out rings at the caller first, then at the customer; every end of it is told (CA-4)', async (t) => {
  await fresh({ recording: true });
  await hangsUp(world, await dials(world, MARTA, number));
  const conversationId = (await newest()).conversationId!;
  const { contactId } = (await desk.conversations.get(conversationId))!;
  const { identities } = (await desk.contacts.summary(contactId!))!;
  t.match(desk.calls.ways(eva, identities), [{ identity: { address: { value: MARTA } }, elsewhere: true, why: null }]);
  const call = await desk.calls.callBack(eva, conversationId, '');
  await quiet();
  t.strictSame(
    ringing(world).map(({ to }) => to),
    [EVA],
    'not yet at the customer',
  );
  t.ok(desk.calls.isBusy(eva.userId));
  const phone = await picksUp(EVA);
  const [marta] = ringing(world, MARTA);
  t.equal(marta!.from, number);
  await answers(world, marta!);
  await quiet();
  t.match(heardBy(marta!), /recorded/);
  t.strictSame(together(world, marta!.sid), [phone.sid]);
  t.match(await newest(), { publicId: call.publicId, state: 'active' });
  // Both at once.
  await Promise.all([hangsUp(world, marta!), desk.calls.hangUp(eva, call.publicId)]);
  await quiet();
  t.match(await newest(), { state: 'ended', result: 'answered', direction: 'out' });
  for (const [act, ending, result] of [
    [refuses, 'busy', 'busy'],
    [waits, 'no_answer', 'missed'],
  ] as const) {
    await desk.calls.callBack(eva, conversationId, '');
    await picksUp(EVA);
    await act(world, ringing(world, MARTA)[0]!);
    await quiet();
    t.match(await newest(), { state: 'ended', ending, result });
    t.strictSame(
      world.calls.filter((one) => !isOver(one)),
      [],
      'nobody is left waiting',
    );
  }
});

test('a provider that fails: a call out says so, what must be done is tried again', async (t) => {
  const { marta, id } = await talking();
  world.mood = { status: 429, code: 20429, message: 'Too Many Requests', times: 1 };
  await desk.calls.hold(eva, id, true);
  await quiet();
  t.ok(marta.held, 'tried again');
  await desk.calls.hangUp(eva, id);
  await quiet();
  world.mood = { status: 500, code: 20500, message: 'Internal Server Error' };
  await desk.calls.callBack(eva, (await newest()).conversationId!, '');
  await quiet();
  t.match(await newest(), { state: 'ended', direction: 'out', result: 'failed' });
});

test('lost callbacks: the desk asks how the call ended; a number that leads elsewhere is set right', async (t) => {
  const { marta, phone } = await talking();
  for (const one of [marta, phone]) one.statusUrl = '';
  await hangsUp(world, marta);
  await hangsUp(world, phone);
  t.match(await newest(), { state: 'active' });
  const context = far.context();
  for (const line of await openLines(context, new Date(Date.now() + 60_000))) await lookAfter(context, line);
  await quiet();
  t.match(await newest(), { state: 'ended', result: 'answered' });
  world.numbers[0]!.voiceUrl = 'https://elsewhere.example/voice';
  t.match(await desk.channels.live(far.accountId)!.connection.check(), [{}, { code: 'webhook', state: 'bad' }, {}]);
  await jobs[0]!.run(context);
  t.equal(world.numbers[0]!.voiceUrl, 'http://desk.test/channels/telephone/voice');
  t.match(await desk.channels.live(far.accountId)!.connection.check(), [{}, { state: 'good' }, { state: 'good' }]);
});

test('a number on a trunk is taken off it; the log says that calls come here only when they do (CA-2)', async (t) => {
  const [berlin] = world.numbers;
  const context = far.context();
  const { connection } = desk.channels.live(far.accountId)!;
  const notes = async () => (await desk.channels.notes(far.accountId, 20)).map(({ reason }) => reason);
  const before = (await notes()).length;
  const since = async () => (await notes()).slice(0, (await notes()).length - before);
  Object.assign(berlin!, { trunkSid: `TK${'3'.repeat(32)}`, isFixed: true });
  t.match(await dials(world, MARTA, number), { status: 'failed' }, 'the addresses count for nothing');
  await jobs[0]!.run(context);
  await jobs[0]!.run(context);
  await quiet();
  t.match(await since(), [{ code: 'telephone.stays_elsewhere', params: { where: 'trunk' } }], 'once');
  t.match(await connection.check(), [{}, { state: 'bad', detail: { code: 'telephone.leads_elsewhere' } }, {}]);
  const visitor = await signIn(far as never, { id: await addUser(desk, 'Reader', 'administrator') });
  t.match(
    (await visitor.get(`/settings/channels/${far.accountId}/health`)).body,
    /news of them go to a trunk of the provider/,
  );
  berlin!.isFixed = false;
  await jobs[0]!.run(context);
  t.equal(berlin!.trunkSid, '');
  await quiet();
  const mended = (await since()).find(({ code }) => code === 'telephone.mended');
  t.match(mended, { params: { where: 'trunk' } });
  t.match(await dials(world, MARTA, number), { waits: { for: 'room' } });
  berlin!.statusUrl = 'https://elsewhere.example/status';
  const [, webhook] = await connection.check();
  t.match(webhook, { state: 'bad', detail: { params: { where: 'https://elsewhere.example/status' } } });
  await jobs[0]!.run(context);
  t.equal(berlin!.statusUrl, 'http://desk.test/channels/telephone/voice-status');
});

test('a colleague is not let in before the customer is on hold, however often that is refused (CA-3)', async (t) => {
  const { marta, phone, id } = await talking();
  const refused = { status: 400, code: 20001, message: 'Not now', only: '/Participants/' };
  world.mood = refused;
  await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'warm' });
  await desk.calls.accept(omar, id, '');
  const first = await picksUp(OMAR);
  t.match([marta.held, first.status], [false, 'completed'], 'hung up');
  t.strictSame(together(world, marta.sid), [phone.sid], 'nobody else was heard');
  t.match(await newest(), { state: 'active', user: { id: eva.userId } });
  // Refused as long as it rings; granted to whoever tries once more.
  await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'warm' });
  await desk.calls.accept(omar, id, '');
  await quiet();
  const [second] = ringing(world, OMAR);
  await answers(world, second!);
  t.notOk(marta.held);
  world.mood = 'well';
  await presses(world, second!, '1');
  await quiet();
  t.ok(marta.held);
  t.strictSame(together(world, phone.sid), [second!.sid]);
  await desk.calls.passOn(eva, id);
  await quiet();
  t.strictSame(together(world, marta.sid), [second!.sid]);
});

test('the customer is on hold before it rings at the colleague who is asked first (CA-3)', async (t) => {
  const { id } = await talking();
  world.asked.length = 0;
  await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'warm' });
  // Nothing was settled yet when the colleague takes it.
  await desk.calls.accept(omar, id, '');
  await quiet();
  t.match(world.asked, [/^POST \/Conferences\/.*\/Participants\//, 'POST /Calls']);
});

test('a recording that does not end is not read to the end', async (t) => {
  const marta = await dials(world, MARTA, number);
  const endless = {
    sid: `RE${'8'.repeat(32)}`,
    call: marta.sid,
    seconds: 9,
    bytes: Buffer.alloc(1024 * 1024),
    isEndless: true,
  };
  world.recordings.push(endless);
  const { connection } = desk.channels.live(far.accountId)!;
  const found = await connection.media!(endless.sid, AbortSignal.timeout(60_000));
  t.match(found, { missing: { code: 'telephone.recording_large' } });
});

test('only what the provider signed counts: forged, for another address, of another account', async (t) => {
  const marta = await dials(world, MARTA, number);
  const url = 'http://desk.test/channels/telephone/voice-status';
  const post = (path: string, body: string, headers: Record<string, string>) =>
    far.server.inject({ method: 'POST', url: `/channels/telephone${path}`, headers, payload: body });
  const params = paramsOf({ ...marta, status: 'completed' });
  const right = signed(world, url, params);
  const other = signatureOf('another-token', url, Object.entries(params));
  t.equal((await post('/voice-status', right.body, { ...right.headers, [SIGNATURE]: other })).statusCode, 401);
  t.equal(
    (await post('/voice-status', right.body, { 'content-type': right.headers['content-type']! })).statusCode,
    401,
  );
  t.equal((await post('/voice', right.body, right.headers)).statusCode, 401, 'signed for another address');
  t.equal((await post('/voice-status', right.body.replace('completed', 'busy'), right.headers)).statusCode, 401);
  t.equal((await newest()).state, 'ringing');
  const recording = {
    ...{ AccountSid: SIMULATED.accountSid, RecordingSid: `RE${'9'.repeat(32)}`, RecordingStatus: 'completed' },
    ...{ RecordingUrl: 'http://127.0.0.1:1/secrets', RecordingSource: 'RecordVerb' },
  };
  const path = `/recording?account=${far.context().account.publicId}&call=${marta.sid}`;
  const evil = signed(world, `http://desk.test/channels/telephone${path}`, recording);
  t.equal((await post(path, evil.body, evil.headers)).statusCode, 204);
  await quiet();
  t.match(
    await sounds(),
    [{ state: 'missing' }],
    'the address in a callback is never fetched: the provider is asked, and has none',
  );
});

test('each enters where calls reach them, by form (CA-3)', async (t) => {
  const page = '/settings/channels/plugins/telephone/mine';
  const visitor = await signIn(far as never, { id: eva.userId });
  t.match((await visitor.get(page)).body, EVA.replace('+', '&#x2B;').slice(6));
  const wrong = await visitor.form('POST', `${page}/keep`, { target: '12' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /no telephone number/);
  t.equal((await visitor.form('POST', `${page}/keep`, { target: '' })).statusCode, 303);
  await hangsUp(world, await dials(world, MARTA, number));
  t.strictSame(
    (await newest()).legs.flatMap(({ userId }) => userId ?? []),
    [omar.userId],
  );
  await visitor.form('POST', `${page}/keep`, { target: '0049 (171) 00000001' });
  await hangsUp(world, await dials(world, MARTA, number));
  t.equal((await newest()).legs.length, 3);
});

/** The page where everybody says how calls reach them, and Eva at it, who chooses her browser. */
const MINE = '/settings/channels/plugins/telephone/mine';

async function evaInBrowser(): Promise<{ visitor: Visitor; identity: string; rung: SimulatedCall[] }> {
  await fresh({ browser: true });
  await quiet();
  const visitor = await signIn(far as never, { id: eva.userId });
  await visitor.form('POST', `${MINE}/keep`, { where: 'browser', target: '' });
  const [line] = (await visitor.get(`${MINE}/lines.json`)).json<{ lines: { token: string }[] }>().lines;
  const read = readToken(world, line!.token);
  if (!('identity' in read)) throw new Error(read.message);
  const rung: SimulatedCall[] = [];
  world.devices.add({ identity: read.identity, rings: (call) => void rung.push(call), over: () => {}, drop: () => {} });
  return { visitor, identity: read.identity, rung };
}

async function evaAtHerTelephone(): Promise<void> {
  world.devices.clear();
  await keepTarget(far.context(), eva.userId, EVA);
  await fresh({ browser: false });
  await quiet();
}

test('in the browser: whoever has taken a call is rung there without a question, and held and muted as others are (CA-2, CA-6)', async (t) => {
  const { visitor, rung } = await evaInBrowser();
  t.match((await visitor.get(MINE)).body, /value="browser" checked/);
  const marta = await dials(world, MARTA, number);
  const { publicId: id, key } = await newest();
  t.strictSame((await visitor.get(`${MINE}/wanted.json`)).json(), { legs: {} }, 'not before it is taken');
  await desk.calls.accept(eva, id, '');
  await quiet();
  const [end] = far.context().calls.ends(key);
  t.equal(rung[0]!.custom, `leg=${end!.leg}`);
  t.strictSame((await visitor.get(`${MINE}/wanted.json`)).json(), { legs: { [end!.leg]: key } });
  const other = await signIn(far as never, { id: omar.userId });
  t.strictSame((await other.get(`${MINE}/wanted.json`)).json(), { legs: {} }, 'of nobody else');
  t.match((await visitor.get('/inboxes/all/open')).body, new RegExp(`data-call-phone|/calls/current`));
  t.match((await visitor.get('/calls/current')).body, new RegExp(`data-call-phone="${key}"`));
  await answers(world, rung[0]!);
  await quiet();
  t.strictSame([together(world, marta.sid), heardBy(rung[0]!)], [[rung[0]!.sid], ''], 'no key is pressed');
  t.strictSame((await visitor.get(`${MINE}/wanted.json`)).json(), { legs: {} }, 'once');
  await desk.calls.hold(eva, id, true);
  await desk.calls.mute(eva, id, true);
  await quiet();
  t.match([marta.held, rung[0]!.muted], [true, true]);
  await hangsUp(world, rung[0]!);
  await quiet();
  t.match(await newest(), { state: 'ended', ending: 'hung_up', result: 'answered', user: { id: eva.userId } });
  await desk.calls.callBack(eva, (await newest()).conversationId!, '');
  await quiet();
  await answers(world, rung[1]!);
  await quiet();
  t.equal(ringing(world, MARTA).length, 1, 'calling out, the browser comes first as well');
  await evaAtHerTelephone();
});

test('in the browser: whose page is gone leaves the call ringing at the others (CA-3)', async (t) => {
  await evaInBrowser();
  world.devices.clear();
  await dials(world, MARTA, number);
  const { publicId: id } = await newest();
  await desk.calls.accept(eva, id, '');
  await quiet();
  t.match(await newest(), { state: 'ringing', answeredAt: null });
  t.match(desk.calls.of(omar.userId), [{ publicId: id }]);
  await evaAtHerTelephone();
});

test('in the browser: the desk keeps a key at the provider while that is switched on, and pages sign in with what ends soon (CA-2)', async (t) => {
  const { visitor, identity } = await evaInBrowser();
  const { connection } = desk.channels.live(far.accountId)!;
  const [key] = world.keys;
  t.match(world.keys, [{ name: `Hubdesk ${number} desk.test` }]);
  const row = await desk.database.row<{ settings: string }>('select settings from channel_account where id = ?', [
    far.accountId,
  ]);
  t.notMatch(row!.settings, key!.secret, 'sealed');
  t.strictSame(desk.calls.phones(omar.userId), { scripts: [], origins: [] });
  const { scripts } = desk.calls.phones(eva.userId);
  const script = await far.server.inject({ url: scripts[0]! });
  t.match(script.headers['content-type'], /javascript/);
  const policyOf = async (one: Visitor) =>
    String((await one.get('/inboxes/all/open')).headers['content-security-policy']);
  const plain = await policyOf(await signIn(far as never, { id: omar.userId }));
  const wider = await policyOf(visitor);
  t.equal(
    wider,
    plain.replaceAll(';', '; ').replace("connect-src 'self'", "connect-src 'self' wss://voice-js.roaming.twilio.com"),
  );
  const about = { accountSid: SIMULATED.accountSid, key: key!, identity };
  const token = tokenFor({ ...about, now: new Date() });
  t.match(readToken(world, token), { identity, ttl: 600 });
  t.match(readToken(world, tokenFor({ ...about, now: new Date(Date.now() - 600_000) })), { code: 31205 });
  t.match(readToken(world, tokenFor({ ...about, key: { ...key!, secret: 'guessed' }, now: new Date() })), {
    code: 31204,
  });
  const [, claims] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  t.strictSame(JSON.parse(claims!).grants, { identity, voice: { incoming: { allow: true } } }, 'it cannot call out');
  t.equal(regionOf({ config: { api: 'https://api.dublin.ie1.twilio.com' } }), 'ie1');
  for (const signalling of ["wss://a.example; script-src 'unsafe-inline'", 'https://a.example', 'wss://a.example/x'])
    t.throws(() => demandSignalling({ config: { signalling } }), signalling);
  const observer = await signIn(far as never, { id: await addUser(desk, 'Ida Observer', 'observer') });
  t.match((await observer.get(`${MINE}/lines.json`)).json(), { lines: { length: 0 } });
  t.match((await connection.check()).at(-2), { code: 'browser', state: 'good' });
  // As after a lost answer: of this one the desk has no secret.
  world.keys = [
    { ...key!, sid: `SK${'1'.repeat(32)}` },
    { ...key!, sid: `SK${'2'.repeat(32)}`, name: 'Somebody else' },
  ];
  t.match((await connection.check()).at(-2), { state: 'bad', detail: { code: 'telephone.no_key' } });
  const keys = jobs.find(({ name }) => name === 'keys')!;
  await keys.run(far.context());
  t.match((await connection.check()).at(-2), { state: 'good' });
  t.match(world.keys, [{ name: 'Somebody else' }, { name: key!.name }], 'never a second one');
  world.mood = { status: 400, code: 20001, message: 'Not now' };
  await far.change({ browser: false });
  await quiet();
  t.equal(world.keys.length, 2, 'it could not be taken away');
  t.strictSame(desk.calls.phones(eva.userId).scripts, []);
  t.match((await visitor.get(MINE)).body, /No number is taken in the browser just now[\s\S]*Nothing chosen/);
  world.mood = 'well';
  await keys.run(far.context());
  t.match(world.keys, [{ name: 'Somebody else' }]);
  world.keys = [];
  await evaAtHerTelephone();
});

test('a number that was deleted leaves neither a key nor its address at the provider, also when that takes several times (CH-2)', async (t) => {
  const hamburg = world.numbers[1]!;
  Object.assign(hamburg, { voiceUrl: 'https://old.example/voice', trunkSid: 'TK1' });
  const connectIt = async () => {
    const answer = await far.wizard();
    await answer({ kind: 'form', values: ENTERED });
    const id = (await answer({ kind: 'choose', ids: [hamburg.sid] })).accountIds[0]!;
    await desk.channels.saveSettings(id, { browser: true }, 'desk', ['browser']);
    await quiet();
    return id;
  };
  const stored = async (id: number) => {
    const row = await desk.database.row<{ settings: string }>('select settings from channel_account where id = ?', [
      id,
    ]);
    return JSON.parse(row!.settings) as Record<string, unknown>;
  };
  const found = async () => (await desk.doctor.look()).filter(({ what }) => what.code === 'doctor.leftover');
  const others = world.keys.length;

  const id = await connectIt();
  t.equal(world.keys.length, others + 1);
  world.mood = { status: 503, code: 20500, message: 'Down' };
  await desk.channels.remove(id, 'desk');
  await quiet();
  t.match(await found(), [{ state: 'warn', mend: { code: 'doctor.leftover.later' } }]);
  t.ok((await stored(id)).authToken, 'it is needed still');
  world.mood = 'well';
  const due = `select id from job where kind = 'channels.disconnect' and status = 'queued'`;
  await desk.jobs.hurry((await desk.database.row<{ id: number }>(due))!.id);
  await quiet();
  t.equal(world.keys.length, others);
  t.match(hamburg, { voiceUrl: 'https://old.example/voice', statusUrl: '', trunkSid: 'TK1' }, 'as it was before');
  t.strictSame(await found(), []);
  const { authToken, keySecret, accountSid } = await stored(id);
  t.strictSame([authToken, keySecret], [undefined, undefined], 'no secret is kept of it');
  t.equal(accountSid, SIMULATED.accountSid);

  const again = await connectIt();
  world.mood = { status: 401, code: 20003, message: 'Authenticate' };
  await desk.channels.remove(again, 'desk');
  await quiet();
  t.match(await found(), [{ mend: { code: 'doctor.leftover.mend' }, what: { params: { why: /does not accept/ } } }]);
  t.notOk((await stored(again)).authToken, 'it is of no use');
  world.mood = 'well';
  Object.assign(world, { keys: world.keys.slice(0, others) });
});

/** All payloads, by name: callbacks and answers one by one, and the many answers of one file. */
function payloads(): Map<string, Buffer> {
  const folder = fileURLToPath(new URL('payloads/', import.meta.url));
  const many = JSON.parse(readFileSync(`${folder}answers.json`, 'utf8')) as Record<string, object>;
  const single = readdirSync(folder).filter((name) => name !== 'answers.json');
  const all: [string, Buffer][] = [
    ...Object.entries(many).map(([name, json]): [string, Buffer] => [name, Buffer.from(JSON.stringify(json))]),
    ...single.map((name): [string, Buffer] => [name, readFileSync(folder + name)]),
  ];
  return new Map(all.map(([name, body]) => [name.replace('.json', ''), body]));
}

function readingOf(name: string, body: Buffer): string {
  const answer = answerIn(readJson(body));
  if (answer) {
    const things = answer.things.map(({ facts }) => Object.values(facts).join(' ')).join(' | ');
    return `${answer.kind}${answer.more ? ' …' : ''}: ${things}`.trim();
  }
  const parsed = parseArrival({ id: 1, key: name, type: 'application/json', body, receivedAt: new Date(0) });
  if (!('events' in parsed)) return 'not a callback';
  return parsed.events
    .map((event) => {
      if (event.type === 'call') return `call ${event.state} by ${event.by.address.value}`;
      const [part] = (event as { parts: { kind: string; duration: number }[] }).parts;
      return `${part!.kind} ${part!.duration} s`;
    })
    .join(' | ');
}

test('every documented payload is read as what it is, twice the same; signatures are those of the provider', async (t) => {
  const all = payloads();
  t.strictSame([...all.keys()].toSorted(), Object.keys(READINGS).toSorted(), 'each has its expected reading');
  for (const [name, body] of all) {
    t.equal(readingOf(name, body), READINGS[name], name);
    t.equal(readingOf(name, body), readingOf(name, body), `${name}, twice`);
    const json = fields(readJson(body));
    if (typeof json.xTwilioSignature === 'string') {
      const { authToken, url, xTwilioSignature: given } = json as Record<string, string>;
      const { params, body: raw } = json as { params?: Record<string, string>; body?: string };
      const form = params === undefined ? Buffer.from(raw ?? '') : Buffer.from(new URLSearchParams(params).toString());
      const type = params === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
      t.ok(isSigned(authToken!, { url: url!, type, body: form, given }), name);
      t.notOk(isSigned(authToken!, { url: url!, type, body: Buffer.from('x=y'), given }), `${name}, changed`);
    }
  }
  t.match(numberOf(fields(readJson(all.get('rest_get__incomingphonenumbers_sid__200_fetch')!))), { voice: true });
  const offers = (kind: string) =>
    offersIn(fields(readJson(all.get(`rest_get__availablephonenumbers_countrycode_${kind}_200_readfull`)!)));
  t.match(offers('local'), [{ number: '+18089251571', place: 'Hilo, HI', needsAddress: false }]);
  t.strictSame(offers('mobile'), [], 'what takes no calls is not offered');
});

test('classes of callbacks beyond the documented ones are read truthfully, and nothing makes a reader throw', async (t) => {
  const read = (params: Record<string, unknown>) =>
    parseArrival({
      ...{ id: 1, key: 'k', type: 'application/json', receivedAt: new Date(0) },
      body: Buffer.from(JSON.stringify(params)),
    });
  const call = { CallSid: 'CA1', From: MARTA };
  for (const status of ['queued', 'initiated', 'ringing', 'in-progress', 'completed', 'busy', 'failed', 'no-answer'])
    t.match(read({ ...call, CallStatus: status }), { events: [{ type: 'call', detail: { status } }] }, status);
  for (const [step, params] of Object.entries({
    'participant-join': { ConferenceSid: 'CF1', StatusCallbackEvent: 'participant-join', Muted: 'false' },
    'conference-end': { ConferenceSid: 'CF1', StatusCallbackEvent: 'conference-end' },
    'no-answer': { ...call, DialCallStatus: 'no-answer' },
    'queue-full': { ...call, QueueResult: 'queue-full' },
    machine_start: { ...call, AnsweredBy: 'machine_start' },
    'transcription-content': { ...call, TranscriptionEvent: 'transcription-content' },
    failed: { ...call, TranscriptionSid: 'TR1', TranscriptionStatus: 'failed', TranscriptionText: '(blank)' },
    '1': { ...call, Digits: '1' },
    absent: { ...call, RecordingSid: `RE${'0'.repeat(32)}`, RecordingStatus: 'absent' },
  }))
    t.match(read(params), { events: { length: 0 }, summary: step }, step);
  const by = (From: string) => callerOf({ CallSid: 'CA1', From }).address.value;
  for (const hidden of ['', 'anonymous', 'Restricted', '+266696687', 'client:Anonymous', 'sip:anonymous@x', '12'])
    t.equal(by(hidden), 'withheld:CA1', hidden);
  t.strictSame(['client:eva', 'sip:eva@pbx.example', '0049 (171) 1234567'].map(by), [
    ...['client:eva', 'sip:eva@pbx.example', '+491711234567'],
  ]);
  const strange = [null, 7, 'text', [], [[1]], { calls: 7 }, { calls: [null, 7, {}] }, { sid: {} }, { sid: 'XX1' }];
  for (const one of [...strange, { code: 20003, message: 'Authenticate', status: 401 }, { ice_servers: null }])
    t.doesNotThrow(() => [answerIn(one), read(one as never), numberOf(fields(one)), offersIn(fields(one))]);
  t.match(answerIn({ code: 20003, message: 'Authenticate' }), {
    kind: 'error',
    things: [{ facts: { code: '20003' } }],
  });
  const said: string[] = [];
  const folder = fileURLToPath(new URL('payloads/', import.meta.url));
  const files = ['rest_post__calls_201_create.json', 'webhook_status_outbound_busy.json', 'none.json'];
  await inspectCallbacks(
    files.map((name) => folder + name),
    (line) => void said.push(line),
  );
  t.match(said, [/"kind":"call"/, /"state":"ended"/, /ENOENT/]);
});

test('the simulator finds what is wrong with a document', async (t) => {
  const faults = (body: string, type = 'text/xml') => {
    const found: string[] = [];
    readTwiml(type, body, found);
    return found.map((one) => one.slice(0, 5)).join(' ');
  };
  t.equal(faults('<Response><Say>Hello</Say></Response>'), '');
  t.equal(faults('<Response><Say>Hello</Say></Response>', 'text/html'), '12300');
  t.equal(faults('<Response><Dance/></Response>'), '12200');
  t.equal(faults('<Response><Say mood="good">Hello</Say></Response>'), '12200');
  t.equal(faults('<Response><Hangup/><Say>Hello</Say></Response>'), '12200');
  t.equal(faults('<Response><Say></Say></Response>'), '13500');
  t.equal(faults('Hello'), '12100');
});
