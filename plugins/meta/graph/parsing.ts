// What a stored webhook means for one account: its readings as events, with a summary for the ledger.
import type { ConsentNeed } from '../../../core/contract/consent.ts';
import type { Parsed, StoredArrival } from '../../../core/contract/inbound.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import { isFields, readJson } from './json.ts';
import type { Reading } from './reading.ts';

/** `illegible` is said of what is no webhook at all. */
export function parseWebhook(
  arrival: StoredArrival,
  illegible: Reason,
  read: (body: unknown, receivedAt: Date) => Reading[],
  needOf: (readings: Reading[]) => ConsentNeed | undefined,
): Parsed {
  const body = readJson(arrival.body);
  if (!isFields(body) || !('entry' in body)) return { quarantine: illegible };
  const readings = read(body, arrival.receivedAt);
  const whats = [...new Set(readings.map(({ what }) => what))];
  const consent = needOf(readings);
  const summary = whats.join(', ') || arrival.summary;
  return { events: readings.map(({ event }) => event), summary, ...(consent && { consent }) };
}
