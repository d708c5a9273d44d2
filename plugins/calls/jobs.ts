// What is looked after by itself: recordings whose page went without a word.
import type { PluginJob } from '../../core/contract/contract.ts';
import { collect } from './recording/collecting.ts';

export const jobs: PluginJob[] = [{ name: 'recordings', schedule: '* * * * *', run: (context) => collect(context) }];
