// What is looked after by itself: whether Meta still brings messages here, how it judges the numbers, how much of the limit is used.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { PluginJob } from '../../../core/contract/contract.ts';
import { keepSubscribed } from '../graph/subscriptions.ts';
import { lookAtNumber, remoteOf } from './account/standing.ts';
import { warnOfUsage } from './account/usage.ts';
import { settingsOf } from './settings.ts';
import { syncTemplates } from './templates/sync.ts';

export const jobs: PluginJob[] = [
  {
    name: 'subscriptions',
    schedule: '*/15 * * * *',
    async run(context) {
      // Numbers of one business account share what they are told by.
      const groups = Map.groupBy(context.accounts(), ({ account }) => settingsOf(account).businessAccountId);
      for (const accounts of groups.values()) await keepSubscribed('whatsapp', accounts, remoteOf);
    },
  },
  {
    name: 'standing',
    schedule: '7 * * * *',
    async run(context) {
      for (const account of context.accounts()) await tellStanding(account);
    },
  },
  {
    name: 'templates',
    // What Meta reports of them is kept at once; this finds what was never reported.
    schedule: '23 * * * *',
    async run(context) {
      // Numbers of one business account have the same templates.
      const accounts = new Map(context.accounts().map((one) => [settingsOf(one.account).businessAccountId, one]));
      for (const account of accounts.values()) await syncTemplates(account);
    },
  },
  {
    name: 'usage',
    schedule: '*/15 * * * *',
    async run(context) {
      for (const account of context.accounts()) await warnOfUsage(account);
    },
  },
];

/** An unreachable Meta is no news of the number. */
export async function tellStanding(account: AccountContext): Promise<void> {
  const health = await lookAtNumber(account);
  if (health.state !== 'recovering') account.health(health);
}
