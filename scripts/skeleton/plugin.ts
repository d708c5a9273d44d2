// Skeleton: customers' messages from its service, answers back to it. A table of contents.
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { connect, disconnect } from './connect.ts';
import { openConnection } from './connection.ts';
import { routes } from './routes.ts';
import { settings } from './settings.ts';

export default defineChannel({
  manifest: {
    id: 'skeleton',
    contract: CONTRACT_GENERATION,
    icon: 'chat',
    hue: 'custom',
    arrives: ['webhook'],
    accounts: 'many',
    hosts: [],
    resend: 'unsafe',
    shape: 'chat',
    reaches: ['handle'],
    // The same person on all accounts of this channel.
    scope: 'skeleton',
  },
  settings,
  connect,
  disconnect,
  open: openConnection,
  routes,
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('./simulator/simulate.ts');
    await run(args);
  },
});
