// What is looked after by itself: recordings whose page went without a word, consents of calls that are long over.
import type { PluginContext } from '../../core/contract/context.ts';
import type { PluginJob } from '../../core/contract/contract.ts';
import { collect } from './recording/collecting.ts';
import { dropOldConsents } from './recording/consents.ts';

export const jobs: PluginJob[] = [{ name: 'recordings', schedule: '* * * * *', run: lookAfter }];

async function lookAfter(context: PluginContext): Promise<void> {
  await dropOldConsents(context);
  await collect(context);
}
