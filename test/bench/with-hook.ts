// The product with the measuring channel besides: started as `npm start` does, told where things are by the same variables.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { loadConfig } = await import('../../config/config.ts');
const { openServer } = await import('../../core/cli/serve.ts');
const server = await openServer(await loadConfig(), {
  pluginFolder: `${import.meta.dirname}/plugins/`,
  plugins: ['hook'],
});
if ((await server.desk.channels.accounts()).length === 0) {
  const { firstRun } = server.desk.accounts;
  const { EMAIL, PASSWORD } = await import('./seed.ts');
  if (await firstRun.needed())
    await firstRun.complete(
      { name: 'Ben Ch', email: EMAIL, password: PASSWORD, deskName: 'Bench', language: 'en', timeZone: 'UTC' },
      '',
    );
  const inbox = await server.desk.conversations.inboxes.create({ name: 'Hook', actor: 'desk' });
  const about = {
    channel: 'hook',
    purpose: 'new' as const,
    inboxId: inbox.id,
    accountId: null,
    userId: 1,
    language: 'en',
  };
  const flow = await server.desk.channels.flows.begin(about);
  if (flow.step.step !== 'done')
    await server.desk.channels.flows.answer(flow.publicId, 1, { kind: 'form', values: {} }, 'en');
}
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
