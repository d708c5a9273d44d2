// Telephone numbers of a provider: customers call, the team takes it in the browser or at their own telephones, and calls back (CA-1 … CA-6).
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { demandSignalling } from './browser/script.ts';
import { connect } from './connect.ts';
import { openConnection } from './connection.ts';
import { jobs } from './jobs.ts';
import { forget } from './lines/forgetting.ts';
import { loadMembers } from './lines/members.ts';
import { migrations } from './lines/migrations.ts';
import { inspectCallbacks } from './pages/inspect.ts';
import { minePage } from './pages/mine.ts';
import { leave } from './provider/leaving.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';

export default defineChannel({
  manifest: {
    id: 'telephone',
    contract: CONTRACT_GENERATION,
    icon: 'phone',
    hue: 'call',
    arrives: ['webhook'],
    accounts: 'many',
    hosts: ['api.twilio.com'],
    resend: 'safe',
    shape: 'chat',
    // Who has called is called back, or answered by whatever else reaches them.
    reaches: [],
  },
  settings,
  config: ['api', 'signalling'],
  connect,
  open: openConnection,
  disconnect: leave,
  routes,
  migrations,
  jobs,
  deskPages: [minePage],
  forget,
  ownAddresses: ({ number }) => (typeof number === 'string' && number ? [number] : []),
  inspect: inspectCallbacks,
  async start(context) {
    demandSignalling(context);
    await loadMembers(context);
    return async () => {};
  },
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('./simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
