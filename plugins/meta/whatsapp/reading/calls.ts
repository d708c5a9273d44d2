// Calls over WhatsApp: they ring, are taken, and end.
import type { CallEvent } from '../../../../core/contract/inbound.ts';
import { filled, firstText, moment, number, objects, text, type Fields } from '../../graph/json.ts';
import type { Reading } from '../../graph/reading.ts';
import { errorReason } from './errors.ts';
import { personOf, profileOf } from './people.ts';

const STATES: Record<string, CallEvent['state']> = {
  connect: 'ringing',
  ringing: 'ringing',
  accepted: 'answered',
  rejected: 'ended',
  terminate: 'ended',
};

export function callReadings(value: Fields, receivedAt: Date): Reading[] {
  const calls = objects(value.calls).map((call) => callReading(call, value, receivedAt));
  const statuses = callStatuses(value).map((status) => callReading(status, value, receivedAt));
  return [...calls, ...statuses].filter((one) => one !== null);
}

/** Of calls the business makes; they stand where those of messages stand. */
export function callStatuses(value: Fields): Fields[] {
  return objects(value.statuses).filter((one) => text(one.type) === 'call');
}

function callReading(call: Fields, value: Fields, receivedAt: Date): Reading | null {
  const { id, from, to, direction, duration, session, recipient_id: recipient } = call;
  const what = firstText(call.event, call.status).toLowerCase();
  const state = STATES[what];
  if (!state || text(id) === '') return null;
  const out = text(direction) === 'BUSINESS_INITIATED' || text(recipient) !== '';
  const other = firstText(recipient, out ? to : from);
  const by = personOf(other, [call.from_user_id, call.recipient_user_id], profileOf(value.contacts, other, ''));
  const error = objects(value.errors)[0];
  const detail = filled({
    direction: out ? 'out' : 'in',
    outcome: text(call.status).toLowerCase(),
    duration: number(duration),
    startedAt: moment(call.start_time)?.toISOString(),
    endedAt: moment(call.end_time)?.toISOString(),
    // What the other side offers to speak with; whoever takes the call answers it.
    session: session ?? undefined,
    why: error && state === 'ended' ? errorReason(error) : undefined,
  });
  const event: CallEvent = {
    type: 'call',
    id: text(id),
    at: moment(call.timestamp) ?? receivedAt,
    state,
    by,
    ...(detail && { detail }),
  };
  return { event, what };
}
