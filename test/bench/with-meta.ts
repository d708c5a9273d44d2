// The product with a WhatsApp number and a page, both of a simulated Meta in the same process, which rests once they are connected.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { loadConfig } = await import('../../config/config.ts');
const { openServer } = await import('../../core/cli/serve.ts');
const { startMeta } = await import('../../plugins/meta/simulator/server.ts');
const { SIMULATED } = await import('../../plugins/meta/simulator/world.ts');
const { EMAIL, PASSWORD } = await import('./seed.ts');

const far = await startMeta();
// Meta knows what everybody is called who writes.
for (let at = 0; at < 500; at += 1)
  far.world.people.push({
    ...{ id: String(7_200_000_000_000 + at), name: `Visitor ${at}` },
    ...{ channel: 'messenger', wroteAt: null },
  });
const graph = { graph: far.world.url, dialog: far.world.url };
const server = await openServer(await loadConfig(), {
  plugins: ['whatsapp', 'messenger'],
  pluginSettings: { whatsapp: graph, messenger: graph },
  allowedHosts: ['127.0.0.1'],
});
const { desk } = server;
await desk.accounts.firstRun.complete(
  { name: 'Ben Ch', email: EMAIL, password: PASSWORD, deskName: 'Bench', language: 'en', timeZone: 'UTC' },
  '',
);
const { phoneNumberId, businessAccountId, pageId, token, pageToken, appSecret } = SIMULATED;
const entered = {
  whatsapp: { phoneNumberId, businessAccountId, token, appSecret },
  messenger: { pageId, token: pageToken, appSecret },
};
for (const [channel, values] of Object.entries(entered)) {
  const inbox = await desk.conversations.inboxes.create({ name: channel, actor: 'desk' });
  const about = { channel, purpose: 'new' as const, inboxId: inbox.id, accountId: null, userId: 1, language: 'en' };
  const flow = await desk.channels.flows.begin({ ...about, choice: 'own' });
  await desk.channels.flows.answer(flow.publicId, 1, { kind: 'show' }, 'en');
  const done = await desk.channels.flows.answer(flow.publicId, 1, { kind: 'form', values }, 'en');
  if (done?.step.step !== 'done') throw new Error(`${channel} was not connected: ${JSON.stringify(done?.step)}`);
}
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
