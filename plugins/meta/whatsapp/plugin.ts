// WhatsApp by Meta's Cloud API: numbers of a business, everything customers send, answers within the rules of the platform.
import { CONTRACT_GENERATION, defineChannel } from '../../../core/contract/contract.ts';
import { leaveBusiness } from './account/leaving.ts';
import { connect } from './connect.ts';
import { openConnection } from './connection.ts';
import { jobs } from './jobs.ts';
import { inspectWebhooks } from './pages/inspect.ts';
import { profilePage } from './pages/profile.ts';
import { slots } from './pages/slots.ts';
import { templatesPage } from './pages/templates.ts';
import { SCOPE } from './reading/people.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';
import { migrations } from './templates/migrations.ts';

export default defineChannel({
  manifest: {
    id: 'whatsapp',
    contract: CONTRACT_GENERATION,
    icon: 'whatsapp',
    hue: 'whatsapp',
    arrives: ['webhook'],
    accounts: 'many',
    hosts: ['graph.facebook.com', 'lookaside.fbsbx.com'],
    resend: 'unsafe',
    shape: 'chat',
    hold: 0,
    chatflows: 'one',
    reaches: ['phone', 'handle'],
    scope: SCOPE,
  },
  settings,
  config: ['graph', 'dialog', 'version', 'appId', 'appSecret', 'loginConfiguration'],
  connect,
  open: openConnection,
  disconnect: leaveBusiness,
  migrations,
  routes,
  jobs,
  pages: [profilePage, templatesPage],
  slots,
  ownAddresses: ({ displayNumber }) =>
    typeof displayNumber === 'string' && displayNumber ? [`+${displayNumber}`] : [],
  // Loaded only where somebody wants to see an invented company.
  sample: {
    make: async (wanted) => (await import('./sample/sample.ts')).make(wanted),
    furnish: async (context, wanted) => (await import('./sample/sample.ts')).furnish(context, wanted),
    clear: async (context) => (await import('./sample/sample.ts')).clear(context),
  },
  inspect: inspectWebhooks,
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('../simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
