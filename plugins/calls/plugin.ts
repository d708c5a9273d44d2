// Website calls: visitors ring at the team from their browser, without any provider (CA-1 … CA-6).
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { forget } from './caller/forgetting.ts';
import { connect } from './connect.ts';
import { openConnection } from './connection.ts';
import { jobs } from './jobs.ts';
import { keepBeat } from './line/beat.ts';
import { sharePage } from './pages/share.ts';
import { migrations } from './recording/migrations.ts';
import { publicRoutes, routes } from './routes.ts';
import { settings } from './settings.ts';

export default defineChannel({
  manifest: {
    id: 'calls',
    contract: CONTRACT_GENERATION,
    icon: 'phone',
    hue: 'call',
    arrives: ['stream'],
    accounts: 'many',
    hosts: [],
    resend: 'safe',
    shape: 'chat',
    // Who has called is answered by whatever reaches them, or called back.
    reaches: [],
  },
  settings,
  config: ['limits'],
  connect,
  open: openConnection,
  routes,
  migrations,
  jobs,
  publicRoutes: { prefix: 'c', mount: publicRoutes },
  pages: [sharePage],
  forget,
  start: async (context) => keepBeat(context),
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('./simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
