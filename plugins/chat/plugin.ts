// Website chat: a widget on any site, visitors and team in real time.
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { connect } from './connect.ts';
import { openConnection } from './connection.ts';
import { jobs } from './jobs.ts';
import { keepBeat } from './line/beat.ts';
import { slots } from './pages/slots.ts';
import { trackingCode } from './pages/tracking.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';
import { forget } from './visitor/forgetting.ts';
import { migrations } from './visitor/tables.ts';

export default defineChannel({
  manifest: {
    id: 'chat',
    contract: CONTRACT_GENERATION,
    icon: 'chat',
    hue: 'chat',
    arrives: ['stream'],
    accounts: 'many',
    hosts: [],
    resend: 'safe',
    shape: 'chat',
    // Somebody waits on the other side.
    hold: 0,
    chatflows: 'pages',
    reaches: ['handle'],
  },
  settings,
  config: ['limits'],
  connect,
  open: openConnection,
  migrations,
  routes,
  pages: [trackingCode],
  jobs,
  forget,
  slots,
  start: async (context) => keepBeat(context),
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('./simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
