// What is looked after by itself: Meta stops bringing messages of a page after an hour without an answer.
import type { PluginJob } from '../../../core/contract/contract.ts';
import { reason } from '../../../core/contract/reason.ts';
import { Remote } from './remote.ts';
import { settingsOf } from './settings.ts';

export const jobs: PluginJob[] = [
  {
    name: 'subscriptions',
    schedule: '*/15 * * * *',
    async run(context) {
      for (const account of context.accounts()) {
        const { pageId, token } = settingsOf(account.account);
        const remote = new Remote(account, pageId, token ?? '');
        if ((await remote.isSubscribed()) !== 'no' || (await remote.subscribe()) !== null) continue;
        account.note(reason('messenger.subscribed_again', 'Meta brought no messages any more; it was told to again.'));
      }
    },
  },
];
