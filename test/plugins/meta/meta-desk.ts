// A desk with a WhatsApp number and a page, both of the simulated Meta, its clock in the test's hand.
import type { LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import { heldClock } from '../../../core/kernel/clock.ts';
import { createWeb } from '../../../core/web/web.ts';
import { act, contentOf, type Act } from '../../../plugins/meta/simulator/people.ts';
import { startMeta } from '../../../plugins/meta/simulator/server.ts';
import { bodyOf, signed, written } from '../../../plugins/meta/simulator/webhooks.ts';
import type { Channel, Person } from '../../../plugins/meta/simulator/world.ts';
import { openDesk, REAL_PLUGINS } from '../../support/desk.ts';
import { ENTERED } from './meta-far-side.ts';

export type MetaDesk = Awaited<ReturnType<typeof metaDesk>>;

export async function metaDesk(
  t: Test,
  channels: Channel[] = ['whatsapp', 'messenger'],
  /** By its own clock where the test needs one that runs. */
  { folder, now }: { folder?: string; now?: () => Date } = {},
) {
  const far = await startMeta();
  t.teardown(() => far.close());
  const { world } = far;
  const clock = heldClock(new Date('2026-06-01T09:00:00Z'));
  if (now) Object.assign(clock, { now, monotonic: () => performance.now() });
  world.now = () => clock.now().getTime();
  const graph = { graph: world.url, dialog: world.url };
  const desk = await openDesk(t, {
    clock,
    folder,
    pluginFolder: REAL_PLUGINS,
    plugins: channels,
    pluginSettings: Object.fromEntries(channels.map((one) => [one, graph])),
  });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: ['loopback'] });
  await desk.channels.mount(web.server);
  await web.server.ready();
  t.teardown(() => web.server.close());
  const accounts: Partial<Record<Channel, number>> = {};
  for (const channel of channels) accounts[channel] = await connect(desk, channel);
  // The instant reply of new accounts would stand between what the tests look at.
  await desk.jobs.idle();
  await desk.database.run('update chatflow set active = ?', [0]);

  const call = (channel: Channel, body: Uint8Array, headers: Record<string, string>): Promise<LightMyRequestResponse> =>
    web.server.inject({ method: 'POST', url: `/channels/${channel}/webhook`, headers, payload: Buffer.from(body) });

  /** Signed and brought in one call, and read. */
  async function bring(channel: Channel, ...contents: Record<string, unknown>[]): Promise<number> {
    const { body, headers } = signed(world, written(bodyOf(channel, contents, world.now())));
    const { statusCode } = await call(channel, body, headers);
    await desk.jobs.idle();
    return statusCode;
  }

  /** What somebody does on their phone reaches the desk. */
  async function does(person: Person, deed: Act): Promise<Record<string, unknown>> {
    const content = contentOf(world, person, deed);
    await bring(person.channel, content);
    return content;
  }

  const person = (channel: Channel, at = 0): Person => world.people.filter((one) => one.channel === channel)[at]!;
  return { desk, far, graph, world, clock, web, accounts, call, bring, does, person, act };
}

async function connect(desk: Awaited<ReturnType<typeof openDesk>>, channel: Channel): Promise<number> {
  const inbox = await desk.conversations.inboxes.create({ name: `Inbox of ${channel}`, actor: 'desk' });
  const about = { channel, purpose: 'new', inboxId: inbox.id, accountId: null, userId: 1, language: 'en' } as const;
  const flow = await desk.channels.flows.begin({ ...about, choice: 'own' });
  await desk.channels.flows.answer(flow.publicId, 1, { kind: 'show' }, 'en');
  const done = await desk.channels.flows.answer(flow.publicId, 1, { kind: 'form', values: ENTERED[channel] }, 'en');
  if (done?.step.step !== 'done') throw new Error(`${channel} was not connected: ${JSON.stringify(done?.step)}`);
  return done.accountIds[0]!;
}
