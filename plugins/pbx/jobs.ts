// What is looked after by itself: ends whose telephone never came back, for example after a restart of the desk.
import type { PluginJob } from '../../core/contract/contract.ts';
import { waitFor } from './calls/lines.ts';
import { forgetOld, openDialogs } from './calls/store.ts';
import { hubOf } from './line/hub.ts';

const DAY = 24 * 3_600_000;

export const jobs: PluginJob[] = [
  {
    name: 'ends',
    schedule: '* * * * *',
    async run(context) {
      const hub = hubOf(context);
      for (const account of context.accounts())
        for (const dialog of await openDialogs(account))
          if (!hub.phone(account.account.publicId, dialog.userId)) waitFor(account, dialog);
      await forgetOld(context, new Date(context.now().getTime() - DAY));
    },
  },
];
