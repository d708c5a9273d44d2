// A desk with a simulated telephone system, three people with extensions, each with a page that is a telephone.
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import type { Viewer } from '../../../core/accounts/accounts.ts';
import type { Call } from '../../../core/calls/calls.ts';
import { createWeb } from '../../../core/web/web.ts';
import { keepExtension } from '../../../plugins/pbx/line/agents.ts';
import { hubOf } from '../../../plugins/pbx/line/hub.ts';
import { turnsOf } from '../../../plugins/pbx/calls/turns.ts';
import { sipReader } from '../../../plugins/pbx/sip/reading.ts';
import { startPbx } from '../../../plugins/pbx/simulator/server.ts';
import { SIMULATED } from '../../../plugins/pbx/simulator/world.ts';
import { addUser, openDesk, REAL_PLUGINS, type TestDesk } from '../../support/desk.ts';
import { signIn, type WebDesk } from '../../web/web-desk.ts';
import { PhoneClient, type Line } from './phone-client.ts';

const [[EVA], [OMAR], [IDA]] = SIMULATED.extensions as [[string, string], [string, string], [string, string]];
export { EVA, OMAR, IDA };

export const passwordOf = (extension: string) => new Map(SIMULATED.extensions).get(extension)!;

export async function pbxDesk(t: Test) {
  const far = await startPbx();
  t.teardown(() => far.close());
  const { world } = far;
  const read = await sipReader();
  const desk = await openDesk(t, {
    ...{ pluginFolder: REAL_PLUGINS, plugins: ['pbx'] },
    pluginSettings: { pbx: { limits: { burst: 10_000, perSecond: 10_000, away: 200, answer: 2000 } } },
  });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: [] });
  const { server } = web;
  await desk.channels.mount(server);
  await server.listen({ port: 0, host: '127.0.0.1' });
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  const webDesk = { desk, web, server } as WebDesk;
  const inbox = await desk.conversations.inboxes.create({ name: 'Telephone', actor: 'desk' });
  const eva = await person(desk, 'Eva Lindner');
  const wizard = (userId = eva.userId) => walk(desk, inbox.id, userId);
  const first = await wizard();
  const entered = { address: world.address, domain: world.domain, country: 'DE', user: EVA, password: passwordOf(EVA) };
  const done = await first({ kind: 'form', values: entered });
  if (done.step.step !== 'done') throw new Error(JSON.stringify(done.step));
  const accountId = done.accountIds[0]!;
  // The instant reply of new accounts would stand between what the tests look at.
  await desk.jobs.idle();
  await desk.database.run('update chatflow set active = ?', [0]);
  const context = () => desk.channels.context(accountId)!;
  const [omar, ida] = [await person(desk, 'Omar Haddad'), await person(desk, 'Ida Berg')];
  for (const [viewer, user] of [
    [omar, OMAR],
    [ida, IDA],
  ] as const)
    await keepExtension(context(), viewer.userId, { user, password: passwordOf(user), signsInAs: '' });

  async function linesOf(viewer: Viewer): Promise<Line[]> {
    const visitor = await signIn(webDesk, { id: viewer.userId });
    const answer = await visitor.get('/settings/channels/plugins/pbx/mine/lines.json');
    return (JSON.parse(answer.body) as { lines: Line[] }).lines;
  }

  /** A page of theirs, signed in at the telephone system. */
  async function phone(viewer: Viewer, names: string[] = []): Promise<PhoneClient> {
    const [line] = await linesOf(viewer);
    const client = new PhoneClient(url, line!, read, names);
    t.teardown(() => client.socket.terminate());
    await until(() => hubOf(context()).phone(line!.account, viewer.userId)?.isRegistered === true);
    return client;
  }

  const changed = new Set<() => void>();
  world.happened = () => {
    for (const look of changed) look();
  };

  /** Looks again whenever something comes to the telephone system, the desk has done something, or a moment has passed. */
  async function until(is: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await is()))
      await new Promise<void>((go) => {
        const timer = setTimeout(end, 15);
        function end() {
          clearTimeout(timer);
          changed.delete(end);
          go();
        }
        changed.add(end);
      });
  }

  /** Until nothing is done for any call. */
  async function quiet(): Promise<void> {
    for (let calm = 0; calm < 3; calm += 1) {
      const turns = [...turnsOf(context()).values()];
      if (turns.length > 0) calm = 0;
      await Promise.all(turns);
      for (const one of hubOf(context()).all()) await one.settled();
      await new Promise((go) => setTimeout(go, 10));
    }
    await desk.jobs.idle();
  }

  return {
    ...{ desk, far, world, web, server, webDesk, url, inbox, accountId, context, read, eva, omar, ida, entered },
    ...{ wizard, phone, linesOf, until, quiet },
    newest: async (): Promise<Call> => (await desk.calls.list({ inboxIds: 'all', limit: 1 }))[0]!,
    async change(values: Record<string, unknown>) {
      const answer = await desk.channels.saveSettings(accountId, values, 'desk', Object.keys(values));
      if ('errors' in answer) throw new Error(JSON.stringify(answer.errors));
    },
  };
}

async function person(desk: TestDesk, name: string): Promise<Viewer> {
  const id = await addUser(desk, name);
  await desk.database.run(`update desk_user set availability = 'available', available = 1 where id = ?`, [id]);
  return (await desk.accounts.viewerOf(id))!;
}

async function walk(desk: TestDesk, inboxId: number, userId: number) {
  const about = { channel: 'pbx', purpose: 'new', inboxId, accountId: null, userId, language: 'en' } as const;
  const flow = await desk.channels.flows.begin(about);
  return async (input: { kind: 'form'; values: Record<string, unknown> }) =>
    (await desk.channels.flows.answer(flow.publicId, userId, input, 'en'))!;
}
