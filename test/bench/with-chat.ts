// The product with a website chat, founded at the first start; one machine may open all the lines of the measurement.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { loadConfig } = await import('../../config/config.ts');
const { openServer } = await import('../../core/cli/serve.ts');
const config = await loadConfig();
const limits = { perAddress: 5_000 };
const server = await openServer(
  { ...config, pluginSettings: { ...config.pluginSettings, chat: { limits } } },
  { plugins: ['chat'] },
);
const { desk } = server;
if ((await desk.channels.accounts()).length === 0) {
  const { EMAIL, PASSWORD } = await import('./seed.ts');
  if (await desk.accounts.firstRun.needed())
    await desk.accounts.firstRun.complete(
      { name: 'Ben Ch', email: EMAIL, password: PASSWORD, deskName: 'Bench', language: 'en', timeZone: 'UTC' },
      '',
    );
  const inbox = await desk.conversations.inboxes.create({ name: 'Chat', actor: 'desk' });
  const about = {
    channel: 'chat',
    purpose: 'new' as const,
    inboxId: inbox.id,
    accountId: null,
    userId: 1,
    language: 'en',
  };
  const flow = await desk.channels.flows.begin(about);
  const values = { title: 'Bench', domains: '' };
  await desk.channels.flows.answer(flow.publicId, 1, { kind: 'form', values }, 'en');
}
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
