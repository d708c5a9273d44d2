// The team's own telephone system: agents' browsers are its telephones, by SIP over a line of the desk (CA-1 … CA-6).
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { migrations } from './calls/migrations.ts';
import { connect } from './connect.ts';
import { openConnection } from './connection.ts';
import { jobs } from './jobs.ts';
import { keepBeat } from './line/beat.ts';
import { agentsPage } from './pages/agents.ts';
import { minePage } from './pages/mine.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';

export default defineChannel({
  manifest: {
    id: 'pbx',
    contract: CONTRACT_GENERATION,
    icon: 'headset',
    hue: 'call',
    arrives: ['stream'],
    accounts: 'many',
    hosts: [],
    resend: 'safe',
    shape: 'chat',
    // Who has called is called back, or answered by whatever else reaches them.
    reaches: [],
  },
  settings,
  config: ['limits'],
  connect,
  open: openConnection,
  routes,
  migrations,
  jobs,
  pages: [agentsPage],
  deskPages: [minePage],
  start: async (context) => keepBeat(context),
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('./simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
