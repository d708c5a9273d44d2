// What is looked after by itself: Meta stops bringing messages of a page after an hour without an answer.
import type { PluginJob } from '../../../core/contract/contract.ts';
import { keepSubscribed } from '../graph/subscriptions.ts';
import { remoteOf } from './account/face.ts';

export const jobs: PluginJob[] = [
  {
    name: 'subscriptions',
    schedule: '*/15 * * * *',
    async run(context) {
      for (const account of context.accounts()) await keepSubscribed('messenger', [account], remoteOf);
    },
  },
];
