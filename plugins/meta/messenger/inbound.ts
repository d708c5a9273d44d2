// A stored webhook becomes events: what of it concerns this page.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Parsed, StoredArrival } from '../../../core/contract/inbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import { ASKED, needOf, withAgreement } from '../graph/agreeing.ts';
import { withOpting } from '../graph/opting.ts';
import { parseWebhook } from '../graph/parsing.ts';
import type { Reading } from '../graph/reading.ts';
import { PROFILE, readProfile } from './account/profiles.ts';
import { happeningReadings, happeningsOf } from './reading/webhook.ts';
import { settingsOf } from './settings.ts';

const CHANNEL = 'messenger';

type Account = Pick<AccountContext['account'], 'uniqueId' | 'settings'> & { title?: string };

export function parseArrival(account: Account, arrival: StoredArrival): Parsed {
  if (arrival.type === PROFILE) {
    const event = readProfile(arrival);
    return { events: event ? [event] : [], summary: 'profile' };
  }
  const illegible = reason('messenger.illegible', 'This is nothing that Messenger sends.');
  const settings = settingsOf(account);
  const read = (body: unknown, receivedAt: Date): Reading[] => {
    const readings = happeningsOf(body)
      .filter(({ pageId }) => pageId === account.uniqueId)
      .flatMap((happening) => happeningReadings(happening, receivedAt))
      .filter(({ more }) => more?.metadata !== ASKED)
      .map((reading) => named(reading, account));
    return withOpting(withAgreement(readings, CHANNEL, settings), settings);
  };
  return parseWebhook(arrival, illegible, read, (readings) => needOf(readings, CHANNEL, settings));
}

/** What is said in the inbox of the page is said by the page, whose id nobody knows. */
function named(reading: Reading, { title }: Account): Reading {
  const { event } = reading;
  if (event.type !== 'message' || event.direction !== 'out' || !title) return reading;
  return { ...reading, event: { ...event, sender: { ...event.sender, name: title } } };
}
