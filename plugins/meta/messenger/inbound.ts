// A stored webhook becomes events: what of it concerns this page.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Parsed, StoredArrival } from '../../../core/contract/inbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import { withOpting } from '../graph/opting.ts';
import { parseWebhook } from '../graph/parsing.ts';
import { PROFILE, readProfile } from './account/profiles.ts';
import { happeningReadings, happeningsOf } from './reading/webhook.ts';
import { settingsOf } from './settings.ts';

export function parseArrival(
  account: Pick<AccountContext['account'], 'uniqueId' | 'settings'>,
  arrival: StoredArrival,
): Parsed {
  if (arrival.type === PROFILE) {
    const event = readProfile(arrival);
    return { events: event ? [event] : [], summary: 'profile' };
  }
  const illegible = reason('messenger.illegible', 'This is nothing that Messenger sends.');
  return parseWebhook(arrival, illegible, (body, receivedAt) => {
    const readings = happeningsOf(body)
      .filter(({ pageId }) => pageId === account.uniqueId)
      .flatMap((happening) => happeningReadings(happening, receivedAt));
    return withOpting(readings, settingsOf(account));
  });
}
