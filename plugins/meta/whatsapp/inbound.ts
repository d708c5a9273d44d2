// A stored webhook becomes events: what of it concerns this number.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Parsed, StoredArrival } from '../../../core/contract/inbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import { needOf, withAgreement } from '../graph/agreeing.ts';
import { withOpting } from '../graph/opting.ts';
import { parseWebhook } from '../graph/parsing.ts';
import type { Reading } from '../graph/reading.ts';
import { concernsAccount } from './reading/pieces.ts';
import { changeReadings, changesOf } from './reading/webhook.ts';
import { settingsOf } from './settings.ts';

const CHANNEL = 'whatsapp';

type Account = Pick<AccountContext['account'], 'uniqueId' | 'settings'>;

export function parseArrival(account: Account, arrival: StoredArrival): Parsed {
  const illegible = reason('whatsapp.illegible', 'This is nothing that WhatsApp sends.');
  const settings = settingsOf(account);
  const read = (body: unknown, receivedAt: Date): Reading[] => {
    const readings = changesOf(body)
      .filter((change) => concernsAccount(change, account))
      .flatMap((change) => changeReadings(change, receivedAt))
      .filter((one) => settings.history || !isPast(one));
    return withOpting(withAgreement(readings, CHANNEL, settings), settings);
  };
  return parseWebhook(arrival, illegible, read, (readings) => needOf(readings, CHANNEL, settings));
}

/** Only what comes after connecting is taken over, unless somebody wants the rest (CH-3). */
function isPast({ event }: Reading): boolean {
  return event.type === 'message' && event.details?.past !== undefined;
}
