// A desk with a website chat behind its real web server, and what tests ask of both sides.
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import { createWeb, type Web } from '../../../core/web/web.ts';
import type { Clock } from '../../../core/kernel/clock.ts';
import { addUser, openDesk, REAL_PLUGINS, type TestDesk } from '../../support/desk.ts';
import { VisitorClient, type VisitorOptions } from './visitor-client.ts';

export interface ChatDesk {
  desk: TestDesk;
  web: Web;
  url: string;
  accountId: number;
  inboxId: number;
  /** Public id of the account. */
  id: string;
  /** Eva, who answers. */
  eva: number;
  visitor(options?: Partial<VisitorOptions>): VisitorClient;
  /** Connected and greeted. */
  greeted(options?: Partial<VisitorOptions>): Promise<{ visitor: VisitorClient; welcome: Record<string, any> }>;
  /** Sends an answer into the newest conversation. */
  answer(text: string, more?: object): Promise<void>;
  newest(): Promise<{ id: number; public_id: string; status: string; contact_id: number }>;
  change(values: Record<string, unknown>): Promise<void>;
}

export async function chatDesk(
  t: Test,
  values: Record<string, unknown> = {},
  options: {
    plugins?: string[];
    clock?: Clock;
    limits?: Record<string, unknown>;
    email?: Record<string, unknown>;
  } = {},
): Promise<ChatDesk> {
  const { plugins = ['chat'], clock, limits = {}, email = {} } = options;
  const desk = await openDesk(t, {
    pluginFolder: REAL_PLUGINS,
    plugins,
    started: false,
    pluginSettings: { chat: { limits }, email },
    ...(clock && { clock }),
  });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: [] });
  desk.realtime.showWith(web.livePages);
  await desk.start();
  await desk.channels.mount(web.server);
  await web.server.listen({ port: 0, host: '127.0.0.1' });
  t.teardown(() => web.server.close());
  const url = `http://127.0.0.1:${(web.server.server.address() as AddressInfo).port}`;
  const inbox = await desk.conversations.inboxes.create({ name: 'Shop', actor: 'desk' });
  const eva = await addUser(desk, 'Eva Lindner');
  const { id: accountId } = await makeAccount(desk, inbox.id, values);
  const { publicId: id } = desk.channels.context(accountId)!.account;
  const visitor = (more: Partial<VisitorOptions> = {}) => {
    const client = new VisitorClient({ url, id, ...more });
    t.teardown(() => client.socket.terminate());
    return client;
  };
  const newest: ChatDesk['newest'] = async () =>
    (await desk.database.row('select * from conversation order by id desc limit 1'))!;
  return {
    desk,
    web,
    url,
    accountId,
    inboxId: inbox.id,
    id,
    eva,
    visitor,
    newest,
    async greeted(more = {}) {
      const client = visitor(more);
      return { visitor: client, welcome: await client.greet() };
    },
    async answer(text, more = {}) {
      const { id: conversationId } = await newest();
      const sent = await desk.outbound.send({ conversationId, userId: eva, text, ...more });
      if (!sent.ok) throw new Error(`It was not sent: ${JSON.stringify(sent)}`);
      await desk.jobs.idle();
    },
    async change(changed) {
      const answer = await desk.channels.saveSettings(accountId, changed, 'desk', Object.keys(changed));
      if ('errors' in answer) throw new Error(JSON.stringify(answer.errors));
    },
  };
}

/** By the wizard's own way. */
async function makeAccount(desk: TestDesk, inboxId: number, values: Record<string, unknown>) {
  const { title = 'Radwerk', domains = '', ...details } = values;
  const about = { channel: 'chat', purpose: 'new', inboxId, accountId: null, userId: 1, language: 'en' } as const;
  const flow = await desk.channels.flows.begin(about);
  const input = { kind: 'form', values: { title, domains } } as const;
  const done = await desk.channels.flows.answer(flow.publicId, 1, input, 'en');
  if (done?.step.step !== 'done') throw new Error(`The account was not connected: ${JSON.stringify(done?.step)}`);
  const id = done.accountIds[0]!;
  // What is not said is as somebody finds it who has just connected a chat, but for who is there.
  const wanted = { availability: 'always', ...details };
  const answer = await desk.channels.saveSettings(id, wanted, 'desk', Object.keys(wanted));
  if ('errors' in answer) throw new Error(JSON.stringify(answer.errors));
  return { id };
}

/** Runs one of the channel's repeated jobs now. */
export async function runJob({ desk, accountId }: ChatDesk, name: string): Promise<void> {
  const job = desk.channels.plugin('chat')!.plugin!.jobs!.find((one) => one.name === name)!;
  await job.run(desk.channels.context(accountId)!);
  await desk.jobs.idle();
}
