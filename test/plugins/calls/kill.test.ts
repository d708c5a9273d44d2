// The desk is killed without warning during calls: what is kept of them is true, on the site and by telephone (CA-3, CA-6).
import { utimes } from 'node:fs/promises';
import t from 'tap';
import { heldClock } from '../../../core/kernel/clock.ts';
import { collect } from '../../../plugins/calls/recording/collecting.ts';
import { takes } from '../../../plugins/calls/recording/pieces.ts';
import { lookAfter } from '../../../plugins/telephone/jobs.ts';
import { keepTarget } from '../../../plugins/telephone/lines/members.ts';
import { openLines } from '../../../plugins/telephone/lines/store.ts';
import { answers, dials, hangsUp, presses, ringing } from '../../../plugins/telephone/simulator/people.ts';
import { startTelephone } from '../../../plugins/telephone/simulator/server.ts';
import { settled, SIMULATED } from '../../../plugins/telephone/simulator/world.ts';
import { addUser, openDesk, REAL_PLUGINS, type TestDesk } from '../../support/desk.ts';
import { freePort } from '../../support/ports.ts';
import { accept, kill, serve } from '../../support/serving.ts';
import { CallerClient } from './caller-client.ts';

const EVA = '+4917100000001';
const MARTA = '+4915112345678';

const newest = async (desk: TestDesk) => (await desk.calls.list({ inboxIds: 'all', limit: 1 }))[0]!;

/** As the thread has it. */
async function lineOf(desk: TestDesk) {
  return (await desk.conversations.message((await newest(desk)).messageId!))!.parts[0];
}

async function person(desk: TestDesk, name = 'Eva Lindner'): Promise<number> {
  const id = await addUser(desk, name);
  await desk.database.run(`update desk_user set availability = 'available', available = 1 where id = ?`, [id]);
  return id;
}

/** With the account that the wizard makes of these answers. */
async function connected(desk: TestDesk, channel: string, inputs: object[]): Promise<number> {
  const inbox = await desk.conversations.inboxes.create({ name: 'Calls', actor: 'desk' });
  const about = { channel, purpose: 'new', inboxId: inbox.id, accountId: null, userId: 1, language: 'en' } as const;
  const { publicId } = await desk.channels.flows.begin(about);
  let accountIds: number[] = [];
  for (const input of inputs) ({ accountIds } = (await desk.channels.flows.answer(publicId, 1, input as never, 'en'))!);
  await desk.jobs.idle();
  await desk.database.run('update chatflow set active = ?', [0]);
  return accountIds[0]!;
}

t.test(
  'kill -9 during a website call: who talked goes on, what rang is missed, what was recorded is there',
  async (t) => {
    const plugins = { pluginFolder: REAL_PLUGINS, plugins: ['calls'] };
    const desk = await openDesk(t, plugins);
    const accountId = await connected(desk, 'calls', [{ kind: 'form', values: { title: 'Radwerk', domains: '' } }]);
    const eva = await person(desk);
    await person(desk, 'Omar Haddad');
    await desk.channels.saveSettings(accountId, { recording: true }, 'desk', ['recording']);
    const { publicId: id } = desk.channels.context(accountId)!.account;
    const { folder: dataFolder } = desk;
    await desk.close();
    const options = { ...plugins, dataFolder, publicUrl: 'http://desk.test', pluginSettings: {}, allowedHosts: [] };
    const first = await serve(t, options);
    const url = `http://127.0.0.1:${first.port}`;
    const caller = new CallerClient(url, id);
    const { token } = await caller.greet();
    const { call } = await caller.ring({ recorded: true });
    // That it rings comes first; they are told again once what they agreed to is written down.
    await caller.until(() => caller.heard.filter((told) => told.call?.state === 'ringing').length > 1);
    const { recorder } = await accept(first, eva);
    await caller.call(({ state }) => state === 'active');
    const body = new Uint8Array(Buffer.from('1a45dfa3aa', 'hex'));
    const headers = { 'content-type': 'application/octet-stream' };
    const brought = await fetch(`${url}${recorder}/take-0001/0?seconds=3`, { method: 'POST', headers, body });
    t.equal(brought.status, 204);
    const waiting = new CallerClient(url, id);
    await waiting.greet();
    await waiting.ring({ id: 'ring-0002' });
    await kill(first);
    await Promise.all([caller.closed, waiting.closed]);

    const second = await serve(t, options, first.port);
    const back = new CallerClient(url, id);
    await back.greet({ token, call: call.key });
    t.match(await back.call(({ key }) => key === call.key), { state: 'active' }, 'the desk knows the call');
    back.send({ end: 'hung_up' });
    await back.call(({ state }) => state === 'ended');
    await kill(second);

    const after = await openDesk(t, { ...plugins, folder: dataFolder });
    const [missed, talked] = await after.calls.list({ inboxIds: 'all', limit: 2 });
    t.match(talked, { state: 'ended', result: 'answered', ending: 'hung_up', user: { id: eva } });
    t.match(missed, { state: 'ended', result: 'missed' }, 'what rang while the desk was gone is missed');
    const context = after.channels.context(accountId)!;
    for (const { folder } of await takes(context)) await utimes(folder, 0, 0);
    await collect(context);
    await after.jobs.idle();
    const [sound] = await after.database.rows<{ file_id: number }>(
      `select file_id from attachment join message on message.id = message_id where conversation_id = ?`,
      [talked!.conversationId],
    );
    t.same(await after.files.read(sound!.file_id), Buffer.from('1a45dfa3aa', 'hex'), 'as far as it came');
  },
);

t.test('kill -9 during a telephone call: hung up while nobody heard it, it is over and was answered', async (t) => {
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  const far = await startTelephone({ publicUrl });
  t.teardown(() => far.close());
  const { world } = far;
  const own = { pluginFolder: REAL_PLUGINS, plugins: ['telephone'], publicUrl };
  const plugins = { ...own, pluginSettings: { telephone: { api: world.url } }, allowedHosts: ['127.0.0.1'] };
  const desk = await openDesk(t, plugins);
  const { accountSid, authToken, number } = SIMULATED;
  const accountId = await connected(desk, 'telephone', [
    { kind: 'form', values: { accountSid, authToken } },
    { kind: 'choose', ids: [world.numbers[0]!.sid] },
  ]);
  const eva = await person(desk);
  await keepTarget(desk.channels.context(accountId)!, eva, EVA);
  const { folder } = desk;
  await desk.close();
  const served = await serve(t, { ...plugins, dataFolder: folder }, port);
  const marta = await dials(world, MARTA, number);
  await accept(served, eva);
  while (ringing(world, EVA).length === 0) await new Promise((go) => setTimeout(go, 20));
  const [phone] = ringing(world, EVA);
  await answers(world, phone!);
  await presses(world, phone!, '1');
  await settled(world);
  await kill(served);
  // The provider tells of it, and nobody is there.
  await t.rejects(hangsUp(world, marta));
  await t.rejects(hangsUp(world, phone!));
  await settled(world);

  const after = await openDesk(t, { ...plugins, folder, clock: heldClock(new Date(Date.now() + 5 * 60_000)) });
  t.match(await newest(after), { state: 'active' }, 'nothing is made up before the provider was asked');
  const context = after.channels.context(accountId)!;
  for (const line of await openLines(context, new Date(Date.now() + 6 * 60_000))) await lookAfter(context, line);
  t.match(await newest(after), { state: 'ended', result: 'answered', ending: 'hung_up', user: { id: eva } });
  t.match(await lineOf(after), { type: 'call', outcome: 'answered' });
  t.same(
    after.calls.of(eva).filter(({ state }) => state !== 'ended'),
    [],
    'she is free',
  );
});
