// The worked bridge as a third party's process: both ways, forged calls, and kill -9 of either in the middle (CC-1 … CC-5).
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import { BOT, startService } from '../../../plugins/custom/simulator/service.ts';
import { tokenOf } from '../../../plugins/custom/store/bridges.ts';
import { REAL_PLUGINS } from '../../support/desk.ts';
import { runDoomed } from '../../support/doomed.ts';
import { freePort } from '../../support/ports.ts';
import { startBridgeProcess } from './bridge-process.ts';
import { customDesk, type CustomDesk } from './custom-desk.ts';

const TUTORIAL = fileURLToPath(new URL('../../../docs/channels/custom.md', import.meta.url));

t.test('a bridge in a process of its own', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-bridge-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const service = await startService();
  t.teardown(() => service.close());
  let custom = await customDesk(t, { folder });
  await custom.web.server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = custom.web.server.server.address() as AddressInfo;
  const { main: secret } = await custom.secrets();
  const environment = {
    HUBDESK_API: `http://127.0.0.1:${port}/channels/custom`,
    HUBDESK_TOKEN: tokenOf(custom.context, await custom.bridge()),
    HUBDESK_SECRET: secret,
    SERVICE: service.url,
    STATE: join(folder, 'bridge.json'),
  };
  let bridge = await startBridgeProcess(environment);
  t.teardown(() => bridge.child.kill('SIGKILL'));

  const accountId = await walkWizard(custom, bridge.channelId);
  await custom.registry.tell();
  // Written down, then told: the bridge knows its account when it reads the next message.
  service.say('bo', 'Is my bell ready?');
  await arrived(custom, 'Is my bell ready?');
  const { conversation_id: conversationId } = (await custom.desk.database.row<{ conversation_id: number }>(
    'select conversation_id from message where account_id = ?',
    [accountId],
  ))!;
  await answer(custom, conversationId, 'Come round');
  await saidByBot(service, 'Come round', custom);
  t.equal(await fateOf(custom, 'Come round'), 'sent');

  // What the messenger refuses is shown with its words (CC-3).
  await answer(custom, conversationId, 'fail');
  t.equal(await fateOf(custom, 'fail'), 'failed');

  // Nobody else can speak to the bridge, nor bring again what the desk once said.
  const forged = JSON.stringify({ type: 'OUTGOING_CHANNEL_MESSAGE_CREATED', message: {} });
  const signed = (at: number, key: string) => ({
    'x-hubspot-request-timestamp': String(at),
    'x-hubspot-signature-v3': createHmac('sha256', key).update(`POST${bridge.url}${forged}${at}`).digest('base64'),
  });
  const statusOf = async (headers: Record<string, string>) =>
    (await fetch(bridge.url, { method: 'POST', headers, body: forged })).status;
  t.equal(await statusOf({}), 401);
  t.equal(await statusOf(signed(Date.now(), 'another secret')), 401);
  t.equal(await statusOf(signed(Date.now() - 400_000, secret)), 401);

  // The bridge is killed; what is written meanwhile on either side waits, and comes once.
  bridge.child.kill('SIGKILL');
  await once(bridge.child, 'exit');
  service.say('bo', 'Still there?');
  await answer(custom, conversationId, 'Said to nobody');
  bridge = await startBridgeProcess(environment);
  await arrived(custom, 'Still there?');

  // The desk is killed after the bridge has taken what waited and before it knows: the next start sends it again, once.
  await custom.web.server.close();
  // The desk gives the bridge time after it was away; here it is due when the next desk starts.
  await custom.desk.database.run(`update job set run_at = ? where status = 'queued'`, [0]);
  await custom.desk.close();
  const options = {
    ...{ dataFolder: folder, publicUrl: 'http://desk.test', pluginFolder: REAL_PLUGINS, plugins: ['custom'] },
    ...{ pluginSettings: {}, allowedHosts: ['127.0.0.1'] },
  };
  await runDoomed({ options, step: 'outbound.sent' });
  custom = await customDesk(t, { folder });
  await custom.web.server.listen({ port, host: '127.0.0.1' });
  await saidByBot(service, 'Said to nobody', custom);
  t.equal(await fateOf(custom, 'Said to nobody'), 'sent');
  t.equal(service.said.filter(({ text }) => text === 'Said to nobody').length, 1);
  service.say('bo', 'Found you again');
  await arrived(custom, 'Found you again');
  const twice = await custom.desk.database.rows('select text from message group by text having count(*) > 1');
  t.same(twice, []);
});

t.test('the examples of the tutorial work as they are written (CC-6)', async (t) => {
  const custom = await customDesk(t);
  await custom.web.server.listen({ port: 0, host: '127.0.0.1' });
  const { port } = custom.web.server.server.address() as AddressInfo;
  const own = await freePort();
  const tutorial = readFileSync(TUTORIAL, 'utf8').split('### 2. A program that listens')[1]!.split('\n### 4. ')[0]!;
  const examples = (language: string) =>
    [...tutorial.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))]
      .map(([, code]) => code!.replaceAll('localhost:3000', `127.0.0.1:${port}`).replaceAll('4790', String(own)))
      .join('');
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-tutorial-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'bridge.ts'), examples('ts'));
  const { main: SECRET } = await custom.secrets();
  const env = { ...process.env, SECRET, TOKEN: tokenOf(custom.context, await custom.bridge()) };
  const child = spawn(process.execPath, [join(folder, 'bridge.ts')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  const printed = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  t.match((await printed.next()).value, `Listening at http://127.0.0.1:${own}/hook`);

  const steps = examples('sh').replace('INBOX=1', `INBOX=${custom.inbox.id}`);
  const { stdout } = await promisify(execFile)('sh', ['-euc', steps], { env });
  t.match(stdout, /"text":"Is my bell ready\?"/);
  await arrived(custom, 'Is my bell ready?');
  // The instant reply of new accounts is said as well.
  await custom.desk.jobs.idle();
  const { id } = (await custom.desk.database.row<{ id: number }>('select max(id) as id from conversation'))!;
  await answer(custom, id, 'Come round');
  await hurry(custom);
  for await (const line of { [Symbol.asyncIterator]: () => printed }) if (line === 'To bo: Come round') break;
  t.equal(await fateOf(custom, 'Come round'), 'sent');
});

/** As an administrator does it; a wrong token is told by the field it is in. */
async function walkWizard({ desk, inbox }: CustomDesk, channelId: string): Promise<number> {
  const about = {
    channel: `custom${channelId}`,
    purpose: 'new',
    inboxId: inbox.id,
    accountId: null,
    userId: 1,
    language: 'en',
  } as const;
  const { publicId } = await desk.channels.flows.begin(about);
  const wrong = await desk.channels.flows.answer(publicId, 1, { kind: 'form', values: { botToken: 'not-it' } }, 'en');
  t.match(wrong?.step, { step: 'form', errors: { botToken: { code: 'custom.field_refused' } } });
  const done = await desk.channels.flows.answer(publicId, 1, { kind: 'form', values: { botToken: BOT.token } }, 'en');
  t.match(done?.step, { step: 'done', accounts: [{ title: BOT.name }] });
  await desk.jobs.idle();
  await desk.database.run('update chatflow set active = ?', [0]);
  return done!.accountIds[0]!;
}

/** What waits for its next try has it now. */
async function hurry({ desk }: CustomDesk): Promise<void> {
  await desk.jobs.idle();
  for (const { id } of await desk.database.rows<{ id: number }>('select id from job')) await desk.jobs.hurry(id);
}

/** Looks again whenever something happens on the desk, or a moment later. */
async function until(custom: CustomDesk, what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const late = AbortSignal.timeout(20_000);
  while (!(await holds())) {
    if (late.aborted) throw new Error(`It did not come to pass: ${what}`);
    await new Promise<void>((go) => {
      const timer = setTimeout(go, 100);
      const stop = custom.desk.events.listen(() => (clearTimeout(timer), stop(), go()));
    });
  }
}

async function arrived(custom: CustomDesk, text: string): Promise<void> {
  const sql = 'select 1 as here from message where text = ?';
  await until(custom, `“${text}” arrives`, async () => (await custom.desk.database.row(sql, [text])) !== undefined);
}

async function answer({ desk }: CustomDesk, conversationId: number, text: string): Promise<void> {
  const sent = await desk.outbound.send({ conversationId, userId: null, text });
  if (!sent.ok) throw new Error(JSON.stringify(sent));
}

async function saidByBot(
  service: { said: { text: string; byBot: boolean }[] },
  text: string,
  custom: CustomDesk,
): Promise<void> {
  await hurry(custom);
  await until(custom, `the bot says “${text}”`, async () => {
    return service.said.some((one) => one.byBot && one.text === text);
  });
}

async function fateOf(custom: CustomDesk, text: string): Promise<string> {
  const sql = 'select delivery.status from delivery join message on message.id = message_id where text = ?';
  const status = async () => (await custom.desk.database.row<{ status: string }>(sql, [text]))!.status;
  await hurry(custom);
  await until(custom, `the fate of “${text}”`, async () => ['sent', 'failed', 'read'].includes(await status()));
  return status();
}
