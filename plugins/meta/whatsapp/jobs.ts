// What is looked after by itself: whether Meta still brings messages here.
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
        const { phoneNumberId, businessAccountId, token } = settingsOf(account.account);
        const remote = new Remote(account, { phoneNumberId, businessAccountId, token: token ?? '' });
        if ((await remote.isSubscribed()) !== 'no' || (await remote.subscribe()) !== null) continue;
        account.note(reason('whatsapp.subscribed_again', 'Meta brought no messages any more; it was told to again.'));
      }
    },
  },
];
