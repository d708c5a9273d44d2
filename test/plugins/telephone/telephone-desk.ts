// A desk with a number of the simulated provider, two people with telephones of their own, its clock in the test's hand.
import type { Test } from 'tap';
import type { Viewer } from '../../../core/accounts/accounts.ts';
import type { Call } from '../../../core/calls/calls.ts';
import type { ConnectInput } from '../../../core/contract/connect.ts';
import { createWeb } from '../../../core/web/web.ts';
import { keepTarget } from '../../../plugins/telephone/lines/members.ts';
import { turnsOf } from '../../../plugins/telephone/lines/turns.ts';
import { startTelephone } from '../../../plugins/telephone/simulator/server.ts';
import { SIMULATED, settled, type Reply } from '../../../plugins/telephone/simulator/world.ts';
import { addUser, openDesk, REAL_PLUGINS, type TestDesk } from '../../support/desk.ts';

export type TelephoneDesk = Awaited<ReturnType<typeof telephoneDesk>>;

export const EVA = '+4917100000001';
export const OMAR = '+4917100000002';
export const ENTERED = { accountSid: SIMULATED.accountSid, authToken: SIMULATED.authToken };

export async function telephoneDesk(t: Test) {
  let server: Awaited<ReturnType<typeof createWeb>>['server'];
  const far = await startTelephone({
    publicUrl: 'http://desk.test',
    async transport(url, { headers, body }): Promise<Reply> {
      const {
        statusCode,
        headers: answered,
        body: text,
      } = await server.inject({
        ...{ method: 'POST', url: url.replace('http://desk.test', ''), headers, payload: body },
      });
      return { status: statusCode, type: String(answered['content-type'] ?? ''), body: text };
    },
  });
  t.teardown(() => far.close());
  const { world } = far;
  const desk = await openDesk(t, {
    ...{ pluginFolder: REAL_PLUGINS, plugins: ['telephone'], pluginSettings: { telephone: { api: world.url } } },
  });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: ['loopback'] });
  ({ server } = web);
  await desk.channels.mount(server);
  await server.ready();
  t.teardown(() => server.close());
  const inbox = await desk.conversations.inboxes.create({ name: 'Telephone', actor: 'desk' });
  const wizard = (accountId: number | null = null) => walk(desk, inbox.id, accountId);
  const first = await wizard();
  await first({ kind: 'form', values: ENTERED });
  const done = await first({ kind: 'choose', ids: [world.numbers[0]!.sid] });
  const accountId = done.accountIds[0]!;
  // The instant reply of new accounts would stand between what the tests look at.
  await desk.jobs.idle();
  await desk.database.run('update chatflow set active = ?', [0]);
  const context = () => desk.channels.context(accountId)!;

  const person = async (name: string, target: string): Promise<Viewer> => {
    const id = await addUser(desk, name);
    await keepTarget(context(), id, target);
    return (await desk.accounts.viewerOf(id))!;
  };
  const [eva, omar] = [await person('Eva Lindner', EVA), await person('Omar Haddad', OMAR)];

  /** Until neither side has anything left to do. */
  async function quiet(): Promise<void> {
    for (let still = false; !still;) {
      await settled(world);
      const turns = [...turnsOf(context()).values()];
      await Promise.all(turns);
      await desk.jobs.idle();
      await new Promise((go) => setImmediate(go));
      still = turns.length === 0 && world.going.size === 0 && turnsOf(context()).size === 0;
    }
  }

  return {
    ...{ desk, far, world, web, server, inbox, accountId, context, eva, omar, wizard, quiet },
    newest: async (): Promise<Call> => (await desk.calls.list({ inboxIds: 'all', limit: 1 }))[0]!,
    async change(values: Record<string, unknown>) {
      const answer = await desk.channels.saveSettings(accountId, values, 'desk', Object.keys(values));
      if ('errors' in answer) throw new Error(JSON.stringify(answer.errors));
    },
    /** The newest call, and what was said after it in its conversation. */
    async thread(): Promise<{ external_id: string; text: string; parts: string }[]> {
      const [call] = await desk.calls.list({ inboxIds: 'all', limit: 1 });
      return desk.database.rows(
        `select * from message where conversation_id = ? and kind = 'message' and id >= ? order by id`,
        [call!.conversationId, call!.messageId],
      );
    },
  };
}

async function walk(desk: TestDesk, inboxId: number, accountId: number | null) {
  const purpose = accountId === null ? 'new' : 'sign in again';
  const about = { channel: 'telephone', purpose, inboxId, accountId, userId: 1, language: 'en' } as const;
  const flow = await desk.channels.flows.begin(about);
  return async (input: ConnectInput) => (await desk.channels.flows.answer(flow.publicId, 1, input, 'en'))!;
}
