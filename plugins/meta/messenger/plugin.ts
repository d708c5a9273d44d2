// Facebook Messenger: pages of a business, everything customers send, answers within the rules of the platform.
import { CONTRACT_GENERATION, defineChannel } from '../../../core/contract/contract.ts';
import { remoteOf } from './account/face.ts';
import { connect } from './connect.ts';
import { openConnection } from './connection.ts';
import { jobs } from './jobs.ts';
import { inspectWebhooks } from './pages/inspect.ts';
import { slots } from './pages/slots.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';

export default defineChannel({
  manifest: {
    id: 'messenger',
    contract: CONTRACT_GENERATION,
    icon: 'messenger',
    hue: 'messenger',
    arrives: ['webhook'],
    accounts: 'many',
    // Files lie on servers of many names.
    hosts: ['*'],
    resend: 'unsafe',
    shape: 'chat',
    hold: 0,
    chatflows: 'one',
    reaches: ['handle'],
  },
  settings,
  config: ['graph', 'dialog', 'version', 'appId', 'appSecret', 'loginConfiguration'],
  connect,
  open: openConnection,
  disconnect: async (account, { isBack }) =>
    isBack ? undefined : ((await remoteOf(account).unsubscribe()) ?? undefined),
  routes,
  jobs,
  slots,
  // Loaded only where somebody wants to see an invented company.
  sample: {
    make: async (wanted) => (await import('./sample/sample.ts')).make(wanted),
  },
  inspect: inspectWebhooks,
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('../simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
