// The team's own telephone system through the real desk and a simulated one: every branch of a call, and what goes wrong.
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { WebSocket } from 'ws';
import { lookupFor } from '../../../core/channels/guarded-fetch.ts';
import { jobs } from '../../../plugins/pbx/jobs.ts';
import { hearing } from '../../../plugins/pbx/calls/hearing.ts';
import { dialogsOf } from '../../../plugins/pbx/calls/store.ts';
import { openConnection } from '../../../plugins/pbx/connection.ts';
import { sendAway } from '../../../plugins/pbx/line/beat.ts';
import { extensionOf, keepExtension } from '../../../plugins/pbx/line/agents.ts';
import { hubOf } from '../../../plugins/pbx/line/hub.ts';
import { Phone } from '../../../plugins/pbx/line/phone.ts';
import { tryExtension } from '../../../plugins/pbx/line/trying.ts';
import { writeTicket } from '../../../plugins/pbx/line/ticket.ts';
import { callerOf, dialled } from '../../../plugins/pbx/sip/numbers.ts';
import { signRequest } from '../../../plugins/pbx/sip/digest.ts';
import {
  dials,
  hangsUp,
  picksUp,
  refuses,
  ringAt,
  ringsOut,
  stopRinging,
  writes,
} from '../../../plugins/pbx/simulator/people.ts';
import type { SocketLine } from '../../../plugins/pbx/simulator/agent-line.ts';
import { isOpen, linesOf } from '../../../plugins/pbx/simulator/world.ts';
import { run } from '../../../plugins/pbx/simulator/simulate.ts';
import { addUser } from '../../support/desk.ts';
import { signIn } from '../../web/web-desk.ts';
import { EVA, IDA, OMAR, passwordOf, pbxDesk } from './pbx-desk.ts';
import { PhoneClient } from './phone-client.ts';

t.setTimeout(120_000);
const MARTA = '+4915112345678';
const far = await pbxDesk(t);
const { desk, world, eva, omar, ida, until, quiet, newest } = far;
let [evas, omars, idas] = [await far.phone(eva), await far.phone(omar), await far.phone(ida)];

/** Nobody is on the telephone, everything works, everybody's page is there. */
async function fresh(): Promise<void> {
  Object.assign(world, { mood: 'well', callHeader: 'X-Hubdesk-Call', namesItself: false });
  if (far.context().account.settings.patience !== 3) await far.change({ patience: 3 });
  for (const call of world.calls) hangsUp(world, call);
  await quiet();
  for (const viewer of [eva, omar, ida]) {
    await desk.accounts.availability.choose(viewer, 'available');
    for (const call of desk.calls.of(viewer.userId))
      if (call.state === 'ended') desk.calls.wrapUp(viewer, call.publicId);
      else await desk.calls.hangUp(viewer, call.publicId);
  }
  await quiet();
  if (evas.socket.readyState !== evas.socket.OPEN) evas = await far.phone(eva);
  if (omars.socket.readyState !== omars.socket.OPEN) omars = await far.phone(omar);
  if (idas.socket.readyState !== idas.socket.OPEN) idas = await far.phone(ida);
  for (const page of [evas, omars, idas]) Object.assign(page, { mute: false, obeys: true, wants: [], refused: [] });
  for (const page of [evas, omars, idas]) page.ends.clear();
  Object.assign(world, { calls: [], faults: [] });
}

const rung = async () =>
  ((await newest())?.legs ?? [])
    .filter(({ userId, state }) => userId && state === 'ringing')
    .map(({ userId }) => userId);
const outcome = async () => (await desk.conversations.message((await newest()).messageId!))!.parts[0];
const count = async () => (await desk.calls.list({ inboxIds: 'all', limit: 100 })).length;

function test(name: string, work: (t: Test) => Promise<void>): void {
  void t.test(name, async (t) => {
    await fresh();
    await work(t);
    t.strictSame(world.faults, [], 'the telephone system finds nothing wrong with what it is told');
  });
}

/** Marta calls, Eva talks with her. */
async function talking() {
  const marta = dials(world, { from: MARTA, to: [EVA] });
  await until(async () => (await rung()).length === 1);
  const { publicId: id } = await newest();
  await desk.calls.accept(eva, id, '');
  await until(() => marta.state === 'up');
  await quiet();
  return { marta, id };
}

/** A conversation with somebody who has called before. */
async function known(): Promise<number> {
  const marta = dials(world, { from: MARTA, to: [EVA] });
  await until(async () => (await rung()).length === 1);
  hangsUp(world, marta);
  await quiet();
  await until(async () => (await newest()).state === 'ended');
  return (await newest()).conversationId!;
}

test('a telephone system is connected: its address and an extension are tried before anything is kept (CA-2)', async (t) => {
  const wizard = await far.wizard();
  const entered = { ...far.entered, domain: 'other.example.com' };
  const said = async (values: Record<string, unknown>) => (await wizard({ kind: 'form', values })).step;
  t.match(await said({ ...entered, address: 'ws://pbx.example.com/ws' }), {
    errors: { address: { code: 'pbx.needs_tls', params: { host: 'pbx.example.com' } } },
  });
  t.match(await said({ ...entered, address: 'pbx.example.com' }), { errors: { address: { code: 'pbx.no_address' } } });
  t.match(await said({ ...entered, password: 'guessed' }), { errors: { password: { code: 'pbx.wrong_password' } } });
  t.match(await said({ ...entered, user: '999' }), { errors: { user: { code: 'pbx.unknown_extension' } } });
  t.match(await said({ ...entered, address: `${world.address}/no` }), { errors: { base: { code: 'pbx.no_socket' } } });
  t.match(await said({ ...entered, address: 'ws://127.0.0.1:9/ws' }), {
    errors: { base: { code: 'pbx.unreachable' } },
  });
  world.mood = 'forbids';
  t.match(await said(entered), { errors: { password: { code: 'pbx.forbidden' } } });
  world.mood = 'silent';
  t.match(await said(entered), { errors: { base: { code: 'pbx.silent' } } });
  const nobody = { user: '1', password: '2', signsInAs: '' };
  const lookup = (port: number) => lookupFor(port, [], (_host, _how, done) => done(null, [inside]));
  const inside = { address: '127.0.0.1', family: 4 };
  for (const mayReach of [false, true]) {
    const context = { config: {}, mayReach: async () => mayReach, lookup };
    const why = await tryExtension(context, { address: 'wss://rebinding.example/ws', domain: 'x' }, nobody);
    t.equal(why?.code, 'pbx.internal', 'the desk is led nowhere within its own network, nor a moment later');
  }
  world.mood = 'well';
  t.match(await desk.channels.check(far.accountId), [
    { code: 'line', state: 'good' },
    { code: 'extensions', state: 'good' },
  ]);
});

test('a call that rings at three extensions is one call; the first who takes it has it (CA-3)', async (t) => {
  world.mood = 'twice';
  const before = await count();
  const marta = dials(world, {
    from: '0151 12345678'.replace(' ', ''),
    name: 'Marta <b>Lind</b>',
    to: [EVA, OMAR, IDA],
  });
  await until(async () => (await count()) === before + 1 && (await rung()).length === 3);
  const call = await newest();
  t.match(call, { state: 'ringing', direction: 'in', key: marta.key });
  const contact = await desk.contacts.summary(call.contactId!);
  t.match(
    contact,
    { identities: [{ address: { kind: 'phone', value: MARTA } }] },
    'its number is read with the country',
  );
  await desk.calls.accept(omar, call.publicId, '');
  await t.rejects(desk.calls.accept(eva, call.publicId, ''), { code: 'call_taken' });
  await until(() => marta.state === 'up');
  await quiet();
  t.strictSame(
    marta.legs.filter(isOpen).map(({ extension }) => extension),
    [OMAR],
  );
  t.notOk(evas.open.length + idas.open.length, 'it rings nowhere else any more');
  t.equal(await count(), before + 1, 'what came twice is there once');
  await desk.calls.hold(omar, call.publicId, true);
  await until(() => marta.legs.find(isOpen)!.held);
  await desk.calls.hold(omar, call.publicId, false);
  await until(() => !marta.legs.find(isOpen)!.held);
  await desk.calls.mute(omar, call.publicId, true);
  await quiet();
  t.match(omars.wants, [{ act: 'talk', muted: true, held: false }]);
  await desk.calls.hangUp(omar, call.publicId);
  await until(() => marta.state === 'over');
  t.match(await newest(), { state: 'ended', ending: 'hung_up', result: 'answered', user: { id: omar.userId } });
  t.match(await outcome(), { type: 'call', direction: 'in', outcome: 'answered' });
  t.strictSame(await dialogsOf(far.context(), marta.key), []);
});

test('a queue goes from one extension to the next: still one call; missed when it rings nowhere for long', async (t) => {
  await far.change({ patience: 1 });
  const before = await count();
  const marta = dials(world, { from: MARTA, to: [EVA] });
  await until(async () => (await rung()).length === 1);
  const { publicId: id } = await newest();
  await desk.calls.decline(eva, id);
  await until(() => evas.open.length === 0);
  t.match(await newest(), { state: 'ringing' }, 'who declines does not end it');
  ringAt(world, marta, [OMAR]);
  await until(async () => (await rung()).includes(omar.userId));
  t.equal(await count(), before + 1);
  stopRinging(world, marta);
  await until(async () => (await newest()).state === 'ended');
  t.match(await newest(), { publicId: id, ending: 'no_answer', result: 'missed' });
  t.match(await outcome(), { outcome: 'missed' });
  ringAt(world, marta, [OMAR]);
  await until(async () => (await rung()).includes(omar.userId));
  t.equal(await count(), before + 2, 'what rings after it was missed is not passed over');
});

test('who is away or on the telephone hears nothing; the telephone system is told, the call is written down (CA-5)', async (t) => {
  await far.change({ patience: 0 });
  for (const viewer of [eva, omar]) await desk.accounts.availability.choose(viewer, 'away');
  const before = await count();
  const marta = dials(world, { from: '', to: [EVA, OMAR] });
  await until(() => marta.legs.every(({ state }) => state === 'over'));
  await until(async () => (await count()) === before + 1);
  t.match(await newest(), { state: 'ended', result: 'missed', legs: [{ kind: 'customer' }] });
  const { contactId } = await newest();
  t.match(
    await desk.contacts.summary(contactId!),
    { identities: [{ address: { kind: 'handle' } }] },
    'a withheld number',
  );
});

test('no microphone: it goes back to ringing at the others; both ends hang up in the same moment', async (t) => {
  evas.mute = true;
  const marta = dials(world, { from: MARTA, to: [EVA, OMAR] });
  await until(async () => (await rung()).length === 2);
  const { publicId: id } = await newest();
  await desk.calls.accept(eva, id, '');
  await until(async () => (await newest()).state === 'ringing' && (await rung()).includes(omar.userId));
  await desk.calls.accept(omar, id, '');
  await until(() => marta.state === 'up');
  const done = desk.calls.hangUp(omar, id);
  hangsUp(world, marta);
  await done;
  await quiet();
  t.match(await newest(), { state: 'ended', result: 'answered', ending: 'hung_up' });
});

test('calling out: dialled as the telephone system wants it, taken, refused, given up; nothing behind the desk’s back (CA-4)', async (t) => {
  const conversation = await known();
  const identities = (await desk.contacts.summary((await newest()).contactId!))!.identities;
  t.match(desk.calls.ways(eva, identities), [{ identity: { address: { value: MARTA } }, phone: true, why: null }]);
  const owner = (await desk.accounts.viewerOf(await addUser(desk, 'Nora Without')))!;
  t.match(desk.calls.ways(owner, identities), [{ why: { code: 'call.no_phone' } }]);
  await far.change({ format: 'national', prefix: '0' });
  const call = await desk.calls.callBack(eva, conversation, '');
  await until(() => world.calls.some(({ number }) => number === '0015112345678'));
  const out = world.calls.at(-1)!;
  t.match(out, { key: call.key, legs: [{ extension: EVA }] });
  picksUp(world, out);
  await until(async () => (await newest()).state === 'active');
  evas.sip(
    `INFO sip:x SIP/2.0\r\nVia: SIP/2.0/WS p.invalid;branch=z9hG4bKx\r\nFrom: <sip:101@x>;tag=1\r\nTo: <sip:x@x>;tag=2\r\nCall-ID: ${out.legs[0]!.callId}\r\nCSeq: 9 INFO\r\nContent-Type: application/dtmf-relay\r\n\r\nSignal= 5\r\n`,
  );
  await until(() => out.keys === '5');
  hangsUp(world, out);
  await until(async () => (await newest()).state === 'ended');
  t.match(await newest(), { direction: 'out', result: 'answered', ending: 'hung_up', user: { id: eva.userId } });
  await quiet();
  desk.calls.wrapUp(eva, call.publicId);
  const busy = await desk.calls.callBack(eva, conversation, '');
  await until(() => world.calls.at(-1)!.key === busy.key);
  refuses(world, world.calls.at(-1)!);
  await until(async () => (await newest()).state === 'ended');
  await quiet();
  t.match(await newest(), { result: 'busy', ending: 'busy' });
  const given = await desk.calls.callBack(eva, conversation, '');
  await until(() => world.calls.at(-1)!.key === given.key);
  await desk.calls.hangUp(eva, given.publicId);
  await until(() => world.calls.at(-1)!.state === 'over');
  await quiet();
  t.match(await newest(), { state: 'ended', ending: 'cancelled' });
  const calls = world.calls.length;
  evas.call('not asked for', 'sip:0900@voice.example.com');
  for (const [method, to] of [
    ['REFER', '<sip:x@x>'],
    ['REFER', '<sip:x@x>;tag=2'],
    ['MESSAGE', '<sip:x@x>'],
    ['OPTIONS', '<sip:x@x>'],
  ] as const)
    evas.sip(
      `${method} sip:x SIP/2.0\r\nVia: SIP/2.0/WS p.invalid;branch=z9hG4bKx\r\nFrom: <sip:101@x>;tag=1\r\nTo: ${to}\r\nCall-ID: smuggled\r\nCSeq: 99 ${method}\r\n\r\n`,
    );
  await quiet();
  t.equal(world.calls.length, calls, 'a page calls only what the desk has asked it to');
  const heard = [...world.lines].flatMap((line) => (line as SocketLine).heard);
  t.notOk(heard.some(({ callId }) => callId === 'smuggled'));
  await far.change({ format: 'plus', prefix: '' });
});

/** A request as a page that was tampered with sends it. */
function tampered(
  method: string,
  about: { target?: string; from?: string; to?: string; callId: string; more?: string },
) {
  const { target = 'sip:x', from = '<sip:101@voice.example.com>', to = '<sip:x@x>', callId, more = '' } = about;
  const via = 'SIP/2.0/WS p.invalid;branch=z9hG4bKx';
  return `${method} ${target} SIP/2.0\r\nVia: ${via}\r\nFrom: ${from};tag=1\r\nTo: ${to}\r\nCall-ID: ${callId}\r\nCSeq: 99 ${method}\r\n${more}\r\n`;
}

test('a page asks for no more than was asked of it: whoever else is called, signed in or passed on to is refused (CA-4)', async (t) => {
  const { id } = await talking();
  const [callId] = evas.open as [string];
  const within = { to: '<sip:x@x>;tag=2', callId };
  const [eva102, omar102] = ['<sip:102@voice.example.com>', '<sip:102@elsewhere.example.com>'];
  const register = { to: '<sip:101@voice.example.com>', callId: 'register' };
  const page = evas;
  const wrong = [
    ['REGISTER', { ...register, from: eva102, to: eva102 }],
    ['REGISTER', { ...register, to: eva102 }],
    ['REGISTER', { ...register, from: omar102 }],
    ['REGISTER', { ...register, to: `${register.to};tag=2` }],
    ['INFO', { ...within, callId: 'unknown' }],
    ['BYE', { ...within, callId: 'unknown' }],
    ['BYE', { callId }],
    ['SUBSCRIBE', within],
    ['REFER', { ...within, more: 'Refer-To: <sip:102@voice.example.com>\r\n' }],
    ['INFO', { ...within, more: 'From: <sip:102@voice.example.com>;tag=1\r\n' }],
    ['INFO', { ...within, more: 'i: other\r\n' }],
    ['INFO', { ...within, more: 'X-A: b\nTo: <sip:102@x>\r\n' }],
    ['INFO', { ...within, more: 'X-A: b\rTo: <sip:102@x>\r\n' }],
  ] as const;
  for (const [method, about] of wrong) page.sip(tampered(method, about));
  await until(() => page.refused.length === wrong.length);
  page.obeys = false;
  await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'cold' });
  await until(() => page.wants.some(({ act }) => act === 'refer'));
  for (const to of [
    'sip:0900@voice.example.com',
    'sip:102@elsewhere.example.com',
    `sip:102@voice.example.com?Replaces=x`,
  ])
    page.sip(tampered('REFER', { ...within, more: `Refer-To: <${to}>\r\n` }));
  await until(() => page.refused.length === wrong.length + 3);
  page.obeys = true;
  page.follow();
  await until(() => page.open.length === 0);
  page.sip(tampered('INFO', within));
  await until(() => page.refused.length === wrong.length + 4);
  const heard = [...world.lines].flatMap((line) => (line as SocketLine).heard).filter(({ cseq }) => cseq === 99);
  t.strictSame(heard, [], 'nothing of it comes to the telephone system');
});

test('a page calls whom the desk calls, once, and nobody else by its name (CA-4)', async (t) => {
  const conversation = await known();
  evas.obeys = false;
  const call = await desk.calls.callBack(eva, conversation, '');
  await until(() => evas.wants.some(({ dial }) => dial));
  const dial = evas.wants.find((one) => one.dial)!.dial!;
  const more = `X-Hubdesk-Call: ${call.key}\r\n`;
  for (const target of ['sip:0900@voice.example.com', dial.replace('voice.', 'other.'), `${dial};maddr=10.0.0.1`])
    evas.sip(tampered('INVITE', { target, callId: 'first', more }));
  evas.sip(tampered('INVITE', { target: dial, from: '<sip:102@voice.example.com>', callId: 'first', more }));
  await until(() => evas.refused.length === 4);
  evas.call(call.key, dial);
  await until(() => world.calls.at(-1)!.key === call.key);
  evas.sip(tampered('INVITE', { target: dial, callId: 'second', more }));
  await until(() => evas.refused.length === 5);
  picksUp(world, world.calls.at(-1)!);
  await until(async () => (await newest()).state === 'active');
  evas.sip(tampered('INVITE', { target: dial, callId: evas.ends.get(call.key)!.callId, more }));
  await until(() => evas.refused.length === 6);
  t.equal(world.calls.filter(({ key }) => key === call.key).length, 1);
});

test('passing on at once: the telephone system rings at the colleague, who has the customer then (CA-3)', async (t) => {
  const { marta, id } = await talking();
  await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'cold' });
  await until(() => marta.legs.some(({ extension, state }) => extension === OMAR && state === 'ringing'));
  await until(() => evas.open.length === 0);
  await desk.calls.accept(omar, id, '');
  await until(() => marta.legs.some(({ extension, state }) => extension === OMAR && state === 'up'));
  await quiet();
  t.match(await newest(), { publicId: id, state: 'active', held: false, user: { id: omar.userId } });
  hangsUp(world, marta);
  await until(async () => (await newest()).state === 'ended');
  t.match(await newest(), { publicId: id, result: 'answered' });
});

for (const [words, refuse] of [
  ['says no', (id: string) => desk.calls.decline(omar, id)],
  ['does not answer', async () => ringsOut(world, world.calls.at(-1)!)],
] as const)
  test(`whom a call is passed on to ${words}: it rings at who had it, who takes it again (CA-3)`, async (t) => {
    const { marta, id } = await talking();
    await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'cold' });
    await until(() => marta.legs.some(({ extension, state }) => extension === OMAR && state === 'ringing'));
    await until(() => evas.open.length === 0);
    await refuse(id);
    await until(() => evas.open.length === 1 && omars.open.length === 0);
    await until(async () => (await rung()).includes(eva.userId));
    const page = await signIn(far.webDesk, { id: eva.userId });
    const card = (await page.get('/calls/current', { 'hx-request': 'true' })).body;
    t.match(card, new RegExp(`\\${MARTA} · Nobody took it over: it comes back to you`), 'with the number that calls');
    await desk.calls.accept(eva, id, '');
    await until(() => marta.legs.some(({ extension, state }) => extension === EVA && state === 'up'));
    await quiet();
    t.match(await newest(), { publicId: id, state: 'active', held: false, user: { id: eva.userId } });
    await desk.calls.hangUp(eva, id);
    await until(() => marta.state === 'over');
  });

test('passing on that the telephone system does not do: the call comes back', async (t) => {
  const { marta, id } = await talking();
  world.mood = 'does not pass on';
  await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'cold' });
  await until(async () => (await rung()).includes(eva.userId));
  await desk.calls.accept(eva, id, '');
  await until(() => marta.legs.find(isOpen)?.held === false);
  t.match(await newest(), { publicId: id, state: 'active', user: { id: eva.userId } });
  t.equal(marta.state, 'up');
});

const KNOWN_BY = [
  ['by the header', { callHeader: 'X-Hubdesk-Call' }],
  ['by whose extension calls', { callHeader: '' }],
  ['also where the telephone system names that call itself', { namesItself: true }],
] as const;

for (const [words, how] of KNOWN_BY)
  test(`a colleague is asked first, then put through, ${words} (CA-3)`, async (t) => {
    const { marta, id } = await talking();
    const before = await count();
    Object.assign(world, how);
    await desk.calls.transfer(eva, id, { to: { userId: ida.userId }, how: 'warm' });
    await until(() => marta.legs.find(isOpen)!.held);
    await until(() => idas.open.length === 1);
    await desk.calls.accept(ida, id, '');
    await until(() => evas.open.length === 2 && [...idas.ends.values()].some(({ state }) => state === 'up'));
    await quiet();
    t.match(await newest(), { publicId: id, state: 'active', held: true });
    t.equal(await count(), before, 'it is no call of its own');
    await desk.calls.passOn(eva, id);
    await until(() => evas.open.length === 0);
    await quiet();
    t.strictSame(
      marta.legs.filter(isOpen).map(({ extension }) => extension),
      [IDA],
    );
    t.match(await newest(), { publicId: id, state: 'active', held: false, user: { id: ida.userId } });
    await desk.calls.hangUp(ida, id);
    await until(() => marta.state === 'over');
  });

test('put through before the telephone system has heard that the colleague answers', async (t) => {
  const { marta, id } = await talking();
  await desk.calls.transfer(eva, id, { to: { userId: ida.userId }, how: 'warm' });
  await until(() => idas.open.length === 1);
  idas.obeys = false;
  await desk.calls.accept(ida, id, '');
  await desk.calls.passOn(eva, id);
  await quiet();
  t.equal(evas.open.length, 2);
  idas.obeys = true;
  idas.follow();
  await until(() => evas.open.length === 0);
  await quiet();
  t.strictSame(
    marta.legs.filter(isOpen).map(({ extension }) => extension),
    [IDA],
  );
  t.match(await newest(), { publicId: id, state: 'active', user: { id: ida.userId } });
});

test('who asks a colleague and hangs up while it rings leaves the customer to them', async (t) => {
  const { marta, id } = await talking();
  await desk.calls.transfer(eva, id, { to: { userId: ida.userId }, how: 'warm' });
  await until(() => idas.open.length === 1 && marta.legs.find(isOpen)!.held);
  await desk.calls.hangUp(eva, id);
  await until(() => marta.legs.some(({ extension, state }) => extension === IDA && state === 'ringing'));
  await desk.calls.accept(ida, id, '');
  await until(() => marta.legs.some(({ extension, state }) => extension === IDA && state === 'up'));
  await quiet();
  t.equal(evas.open.length, 0);
  t.match(await newest(), { publicId: id, state: 'active', held: false, user: { id: ida.userId } });
});

test('a colleague who is asked says no, or the customer is taken back', async (t) => {
  const { marta, id } = await talking();
  await desk.calls.transfer(eva, id, { to: { userId: ida.userId }, how: 'warm' });
  await until(() => idas.open.length === 1);
  await desk.calls.decline(ida, id);
  await until(() => idas.open.length === 0 && evas.open.length === 1);
  await until(() => !marta.legs.find(isOpen)!.held);
  await desk.calls.transfer(eva, id, { to: { userId: omar.userId }, how: 'warm' });
  await until(() => omars.open.length === 1);
  await desk.calls.accept(omar, id, '');
  await until(() => [...omars.ends.values()].some(({ state }) => state === 'up'));
  await quiet();
  await desk.calls.takeBack(eva, id);
  await until(() => omars.open.length === 0 && evas.open.length === 1);
  await until(() => !marta.legs.find(isOpen)!.held);
  t.match(await newest(), { publicId: id, state: 'active', held: false, user: { id: eva.userId } });
});

test('the line of a page breaks: the talk goes on with the next one, and is over when none comes', async (t) => {
  const { id } = await talking();
  const names = evas.open;
  evas.socket.terminate();
  await evas.closed;
  const kept = evas.ends;
  evas = await far.phone(eva, names);
  for (const [name, end] of kept) evas.ends.set(name, end);
  await quiet();
  t.match(await newest(), { publicId: id, state: 'active' });
  t.match(evas.wants, [{ act: 'talk', held: false }]);
  const marta = world.calls.at(-1)!;
  await desk.calls.hold(eva, id, true);
  await until(() => marta.legs.find(isOpen)!.held);
  evas.socket.terminate();
  await until(async () => (await newest()).state === 'ended');
  t.match(await newest(), { publicId: id, ending: 'lost', result: 'answered' });
  await until(() => marta.state === 'over');
  evas = await far.phone(eva);
  const other = dials(world, { from: MARTA, to: [EVA] });
  await until(async () => (await rung()).length === 1);
  evas.socket.terminate();
  await until(async () => (await rung()).length === 0);
  hangsUp(world, other);
  t.match((await newest()).result, /^(missed)?$/);
});

test('a page that is loaded anew hangs up with its last words, which come to the telephone system (CA-3)', async (t) => {
  const { marta, id } = await talking();
  evas.leave();
  await until(() => marta.state === 'over');
  await until(async () => (await newest()).state === 'ended');
  t.match(await newest(), { publicId: id, ending: 'hung_up', result: 'answered' });
});

test('a page that calls out and is gone for good: the desk hangs up in its place (CA-4)', async (t) => {
  const conversation = await known();
  const { publicId: id, key } = await desk.calls.callBack(eva, conversation, '');
  await until(() => world.calls.at(-1)!.key === key);
  picksUp(world, world.calls.at(-1)!);
  await until(async () => (await newest()).state === 'active');
  evas.socket.terminate();
  await evas.closed;
  evas = await far.phone(eva);
  await until(() => world.calls.at(-1)!.state === 'over');
  await until(async () => (await newest()).state === 'ended');
  t.match(await newest(), { publicId: id, ending: 'lost', result: 'answered' });
});

test('an end that is over for the page only is over for the desk, and for the telephone system', async (t) => {
  const { marta, id } = await talking();
  evas.say({ gone: 'never was' });
  evas.say({ gone: evas.open[0] });
  await until(async () => (await newest()).state === 'ended');
  t.match(await newest(), { publicId: id, ending: 'lost', result: 'answered' });
  await until(() => marta.state === 'over');
});

test('after a restart of the desk ends whose page never came back are over', async (t) => {
  const { marta } = await talking();
  evas.socket.terminate();
  await evas.closed;
  await until(async () => (await newest()).state === 'ended');
  hangsUp(world, marta);
  const { store, account, now } = far.context();
  await store.run(
    `insert into pbx_dialog (account_id, user_id, name, call_key, sip, way, state, made_at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [account.id, 999, 'left behind', 'left behind', 'left behind', 'in', 'up', now().getTime()],
  );
  await jobs[0]!.run(far.context());
  t.match(await dialogsOf(far.context(), 'left behind'), [{ state: 'up' }], 'a page has a while to come back');
  await until(async () => (await dialogsOf(far.context(), 'left behind')).length === 0);
});

test('a line is opened with a ticket of the session only, for who has an extension; the password stays here', async (t) => {
  const [line] = await far.linesOf(eva);
  t.notOk(JSON.stringify(line).includes(passwordOf(EVA)));
  const closed = (ticket: string, origin?: string) =>
    new PhoneClient(far.url, { ...line!, ticket }, far.read, [], origin).closed;
  t.equal(await closed(`${line!.ticket}x`), 4403);
  t.equal(await closed(line!.ticket, 'http://elsewhere.test'), 4403);
  const { account } = far.context();
  const session = (await desk.database.row<{ id: number }>('select id from session order by id desc limit 1'))!.id;
  const ticket = (userId: number) =>
    writeTicket(far.context(), { userId, session, account: account.publicId, language: 'en' });
  t.equal(await closed(ticket(99_999)), 4403);
  const old = { ...far.context(), now: () => new Date(Date.now() - 120_000) };
  t.equal(
    await closed(writeTicket(old, { userId: eva.userId, session, account: account.publicId, language: 'en' })),
    4403,
  );
  for (const rubbish of ['{', '{"sip":"rubbish"}', '{"hello":7}']) {
    const page = new PhoneClient(far.url, { ...line!, ticket: ticket(ida.userId) }, far.read);
    await until(() => page.isReady);
    page.socket.send(rubbish);
    t.equal(await page.closed, 4400);
  }
  const signed = signRequest(
    'REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username="eve", realm="r", response="0"\r\n\r\n',
    {
      ...{ user: EVA, password: 'p', signsInAs: '' },
    },
  );
  t.match(signed, /response="0"/, 'the desk signs for nobody else');
});

test('a line that cannot even be begun is closed, and the desk goes on (CA-6)', async (t) => {
  const [line] = await far.linesOf(eva);
  const stopped = { ...far.context(), accounts: () => [] };
  const page = new WebSocket(world.address, ['sip']);
  await once(page, 'open');
  const ticket = { userId: eva.userId, session: 0, account: line!.account, language: 'en' };
  const phone = new Phone(page, stopped, hubOf(stopped), ticket, hearing);
  t.strictSame((await once(page, 'close'))[0], 4502);
  await phone.settled();
});

test('the newest page is the telephone, unless the one before it talks; a wrong password is said', async (t) => {
  const before = omars;
  omars = await far.phone(omar);
  t.equal(await before.closed, 4409);
  await talking();
  const [line] = await far.linesOf(eva);
  t.equal(await new PhoneClient(far.url, line!, far.read).closed, 4409, 'who talks is left alone');
  const mine = '/settings/channels/plugins/pbx/mine';
  const visitor = await signIn(far.webDesk, { id: omar.userId });
  const page = await visitor.get(mine);
  t.match(page.body, /Signed in/);
  t.notMatch(page.body, passwordOf(OMAR));
  const form = { account: line!.account, user: OMAR, signsInAs: '', password: 'guessed-password' };
  t.equal((await visitor.form('POST', `${mine}/keep`, { ...form, user: EVA })).statusCode, 422);
  t.equal((await visitor.form('POST', `${mine}/keep`, form)).statusCode, 303);
  t.equal(await omars.closed, 1012, 'it signs in anew');
  const tried = await visitor.form('POST', `${mine}/try`, form);
  t.match(tried.body, /does not take 102 with this password/);
  const [wrong] = await far.linesOf(omar);
  const refused = new PhoneClient(far.url, wrong!, far.read);
  await until(() => refused.why !== '');
  t.match(refused.why, /102 with this password/);
  t.match((await visitor.get(mine)).body, /Not signed in[\s\S]*102 with this password/);
  world.extensions.set(OMAR, 'guessed-password');
  t.equal((await visitor.form('POST', `${mine}/try`, form)).statusCode, 303);
  t.equal(await refused.closed, 1012, 'put right at the telephone system: tried once, the page signs in anew');
  world.extensions.set(OMAR, passwordOf(OMAR));
  await visitor.form('POST', `${mine}/keep`, { ...form, password: passwordOf(OMAR) });
  omars = await far.phone(omar);
});

test('a telephone system that is out of order for a while: nobody is signed in until it works (CA-2)', async (t) => {
  const { account } = far.context();
  const standing = () => hubOf(far.context()).standing(account.publicId, ida.userId);
  world.mood = 'out of order';
  idas.register();
  await until(() => standing().state === 'off');
  t.match(standing(), { why: { code: 'pbx.refused' } });
  t.notOk(hubOf(far.context()).phone(account.publicId, ida.userId)!.isRegistered);
  await until(() => idas.why.includes('503 Service Unavailable'));
  world.mood = 'well';
  idas.socket.close();
  await idas.closed;
  idas = await far.phone(ida);
  t.match(standing(), { state: 'registered' });
});

test('whoever manages the channel keeps the extensions of all; agents do not', async (t) => {
  const address = `/settings/channels/${far.accountId}/pages/agents`;
  const owner = await far.webDesk.desk.accounts.users.create(
    (await import('../../../core/accounts/accounts.ts')).deskViewer(),
    {
      ...{
        name: 'Olga Owner',
        email: 'olga@radwerk.example',
        role: 'administrator',
        password: 'two wheels and a bell',
      },
    },
  );
  const visitor = await signIn(far.webDesk, owner);
  t.match((await visitor.get(address)).body, /Eva Lindner[\s\S]*value="101"/);
  const form = { member: owner.id, user: '104', password: 'swordfish-104', signsInAs: '' };
  t.equal((await visitor.form('POST', `${address}/keep`, form)).statusCode, 303);
  t.match((await visitor.form('POST', `${address}/try`, form)).body, /knows no extension 104/);
  t.equal((await visitor.form('POST', `${address}/keep`, { ...form, user: '' })).statusCode, 303);
  t.equal((await (await signIn(far.webDesk, { id: ida.userId })).get(address)).statusCode, 403);
});

test('a text for five extensions is one message; a page with an extension is a telephone, others are not', async (t) => {
  writes(world, MARTA, 'Is my bicycle ready?', [EVA]);
  await until(async () => {
    await desk.jobs.idle();
    const row = await desk.database.row<{ n: number }>(`select count(*) as n from message where text = ?`, [
      'Is my bicycle ready?',
    ]);
    return row!.n === 1;
  });
  t.match(desk.calls.phones(eva.userId).scripts, [/^\/channels\/pbx\/phone\.js\?v=/]);
  t.strictSame(desk.calls.phones(99_999), { scripts: [], origins: [] });
  const script = await far.server.inject({ url: desk.calls.phones(eva.userId).scripts[0]! });
  t.match(script.headers['content-type'], /javascript/);
  t.ok(script.body.length > 100_000);
});

test('changed settings and extensions reach pages that are open, after the talk that is going on (CA-2)', async (t) => {
  const idle = omars;
  const { marta, id } = await talking();
  await far.change({ patience: 4 });
  t.equal(idle.socket.readyState, idle.socket.OPEN, 'what no telephone begins with changes nothing for it');
  await far.change({ callHeader: 'X-Call' });
  t.equal(await idle.closed, 1012);
  t.equal(evas.socket.readyState, evas.socket.OPEN, 'who talks goes on');
  await desk.calls.hangUp(eva, id);
  await until(() => marta.state === 'over');
  t.equal(await evas.closed, 1012);
  t.equal((await far.linesOf(eva))[0]!.callHeader, 'X-Call');
  await far.change({ callHeader: 'X-Hubdesk-Call', patience: 3 });
});

test('whoever signs out everywhere is no telephone any more, nor who left the team (CA-6)', async (t) => {
  await sendAway(far.context());
  for (const page of [evas, omars, idas]) t.equal(page.socket.readyState, page.socket.OPEN);
  await desk.accounts.sessions.endOthers({ ...eva, sessionId: null });
  await sendAway(far.context());
  t.equal(await evas.closed, 4403);
  t.equal(omars.socket.readyState, omars.socket.OPEN);
});

test('a telephone system that is silent although its line is open is a lost line (CA-6)', async (t) => {
  const phone = hubOf(far.context()).phone(far.context().account.publicId, ida.userId)!;
  const [line] = linesOf(world, IDA);
  (line as SocketLine).freeze();
  phone.beat();
  phone.beat();
  t.equal(await idas.closed, 4502);
  line!.drop();
});

test('of two who save their extensions at once neither loses theirs (CA-2)', async (t) => {
  const extension = (user: string) => ({ user, password: 'secret', signsInAs: '' });
  await Promise.all([9001, 9002].map((id) => keepExtension(far.context(), id, extension(`x${id}`))));
  t.strictSame(
    [9001, 9002].map((id) => extensionOf(far.context(), id)?.user),
    ['x9001', 'x9002'],
  );
  await Promise.all([9001, 9002].map((id) => keepExtension(far.context(), id, null)));
});

void t.test('numbers are read and dialled as the telephone system has them', async (t) => {
  const account = { id: 7, settings: { country: 'DE', format: 'zeros', prefix: '9' } };
  const from = (user: string, host = 'x', name = '') => callerOf(account, { from: { user, host, name } }, 'key');
  t.match(await from('03012345678'), { address: { kind: 'phone', value: '+493012345678' } });
  t.match(await from('0044 20 7946 0000'), { address: { kind: 'phone', value: '+442079460000' } });
  t.match(await from('104', 'x', 'Warehouse'), { address: { kind: 'handle', value: 'sip:104' }, name: 'Warehouse' });
  t.match(await from('anonymous'), { address: { kind: 'handle', value: 'withheld:key' } });
  t.match(await from('+493012345678', 'anonymous.invalid'), { address: { value: 'withheld:key' } });
  t.equal(await dialled(account, { kind: 'phone', value: MARTA }), '9004915112345678');
  t.equal(await dialled(account, { kind: 'handle', value: 'sip:104' }), '104');
  t.equal(await dialled(account, { kind: 'handle', value: 'sip:104', scope: 'account:7' }), '104');
  const unreachable = [
    { kind: 'handle', value: 'sip:104', scope: 'account:8' },
    { kind: 'handle', value: 'sip:a@evil>' },
    { kind: 'handle', value: 'sip:*21#' },
    { kind: 'handle', value: 'withheld:key' },
    { kind: 'phone', value: '+49' },
    { kind: 'phone', value: '110' },
  ] as const;
  const { reaches } = openConnection({ ...far.context(), account: { ...far.context().account, ...account } }).calls!;
  for (const address of unreachable) {
    t.equal(await dialled(account, address), null);
    t.notOk(reaches(address), `${address.value} is not offered either`);
  }
});

void t.test('the simulated telephone system runs until it is told to end', async (t) => {
  const said: string[] = [];
  const write = (line: string) => void said.push(line);
  t.equal(await run(['--port', 'x'], { write }), 2);
  t.equal(await run(['--help'], { write }), 0);
  t.equal(await run(['--port', '0'], { write, signal: AbortSignal.abort() }), 0);
  t.match(said.at(-1)!, /WebSocket +ws:\/\/127\.0\.0\.1:\d+\/ws/);
});
