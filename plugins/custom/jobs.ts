// What the clock asks for: news for bridges, logos, and what was kept long enough.
import type { PluginJob } from '../../core/contract/contract.ts';
import { registryOf } from './registry/build.ts';
import { fetchLogos } from './registry/logo.ts';
import { sweepConnecting } from './store/connecting.ts';
import { sweepFiles } from './store/files.ts';
import { sweepHooks } from './store/hooks.ts';
import { sweepMessages } from './store/messages.ts';

export const jobs: PluginJob[] = [
  {
    name: 'tell',
    schedule: '* * * * *',
    async run(context) {
      const registry = registryOf(context);
      await registry.tell();
      registry.wake();
    },
  },
  { name: 'logos', schedule: '*/10 * * * *', run: (context) => fetchLogos(registryOf(context)) },
  {
    name: 'sweep',
    schedule: '37 3 * * *',
    async run(context) {
      await sweepConnecting(context);
      await sweepHooks(context);
      await sweepMessages(context);
      await sweepFiles(context);
    },
  },
];
