// A stored webhook becomes events: what of it concerns this page.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Parsed, StoredArrival } from '../../../core/contract/inbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import { parseWebhook } from '../graph/parsing.ts';
import { PROFILE, readProfile } from './account/profiles.ts';
import { happeningReadings, happeningsOf } from './reading/webhook.ts';

export function parseArrival(
  { uniqueId }: Pick<AccountContext['account'], 'uniqueId'>,
  arrival: StoredArrival,
): Parsed {
  if (arrival.type === PROFILE) {
    const event = readProfile(arrival);
    return { events: event ? [event] : [], summary: 'profile' };
  }
  const illegible = reason('messenger.illegible', 'This is nothing that Messenger sends.');
  return parseWebhook(arrival, illegible, (body, receivedAt) =>
    happeningsOf(body)
      .filter(({ pageId }) => pageId === uniqueId)
      .flatMap((happening) => happeningReadings(happening, receivedAt)),
  );
}
