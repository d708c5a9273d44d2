// Custom channels: bridges of others register channels over HTTP, which then are channels like any other.
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { jobs } from './jobs.ts';
import { bridgesPage } from './pages/bridges.ts';
import { deliveriesPage } from './pages/log.ts';
import { registryOf } from './registry/build.ts';
import { routes } from './routes.ts';
import { forget } from './store/forgetting.ts';
import { migrations } from './store/migrations.ts';

export default defineChannel({
  manifest: {
    id: 'custom',
    contract: CONTRACT_GENERATION,
    icon: 'plug',
    hue: 'custom',
    arrives: ['api'],
    accounts: 'many',
    hosts: ['*'],
    // Events carry the same ids at every try; bridges know by them what they have.
    resend: 'safe',
    shape: 'chat',
    reaches: [],
  },
  settings: {},
  config: [],
  async connect() {
    throw new Error('Accounts are those of the channels that were registered');
  },
  open() {
    throw new Error('Accounts are those of the channels that were registered');
  },
  start: async (context) => () => registryOf(context).close(),
  offering: (offers, context) => registryOf(context).begin(offers),
  migrations,
  routes,
  jobs,
  pages: [deliveriesPage],
  deskPages: [bridgesPage],
  forget,
  async simulate(args) {
    // The example bridge is for trying things and is loaded only when asked for.
    const { run } = await import('./simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
