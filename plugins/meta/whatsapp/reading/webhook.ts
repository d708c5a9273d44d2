// A webhook of WhatsApp as a list of what it says: every entry, every change, everything in it.
import { fields, filled, firstText, isFields, moment, objects, text, type Fields } from '../../graph/json.ts';
import { MARKETING } from '../../graph/opting.ts';
import type { Reading } from '../../graph/reading.ts';
import { callReadings, callStatuses } from './calls.ts';
import { managementReading } from './management.ts';
import { echoReadings, isMessage, messageReadings } from './message.ts';
import { digitsOf, personOf, profileOf } from './people.ts';
import { isStatus, refusalReading, statusReading } from './statuses.ts';
import { addressBookReadings, userIdReadings } from './system.ts';

/** One change: what is reported, of which account and number. */
export interface Change {
  field: string;
  value: Fields;
  /** Of the WhatsApp Business account; empty where only a piece of a webhook is at hand. */
  businessId: string;
  at: Date | null;
}

/** The number and the account that are meant. */
export interface Meant {
  phoneId: string;
  businessId: string;
}

/** Every change of a whole webhook. */
export function changesOf(body: unknown): Change[] {
  return objects(fields(body).entry).flatMap((entry) =>
    objects(entry.changes).flatMap((change) => changeOf(change, entry) ?? []),
  );
}

function changeOf(change: Fields, entry: Fields): Change | null {
  if (!isFields(change.value)) return null;
  const { value } = change;
  // Some documents show the field inside of the value.
  return { field: firstText(change.field, value.field), value, businessId: text(entry.id), at: moment(entry.time) };
}

/** Whose number a change is about; empty where it is about the account as a whole. */
export function phoneIdOf({ value }: Change): string {
  return text(fields(value.metadata).phone_number_id);
}

/** Whether a change concerns this number: it names it, or it speaks of the account it belongs to. */
export function concerns(change: Change, { phoneId, businessId }: Meant, number = ''): boolean {
  const named = phoneIdOf(change);
  if (named !== '') return named === phoneId;
  const shown = digitsOf(change.value.display_phone_number);
  if (shown !== '' && number !== '' && shown !== digitsOf(number)) return false;
  return change.businessId !== '' && change.businessId === businessId;
}

export function changeReadings(change: Change, receivedAt: Date): Reading[] {
  const { field, value } = change;
  const around = { value, receivedAt };
  const calls = field === 'calls' || 'calls' in value ? callReadings(value, receivedAt) : [];
  const statuses = objects(value.statuses).filter((one) => !callStatuses(value).includes(one));
  const found = [
    ...objects(value.messages).flatMap((one) => messageReadings(one, { ...around, past: field === 'history' })),
    ...statuses.flatMap((one) => statusReading(one, receivedAt) ?? []),
    ...statuses.flatMap((one) => refusalReading(one, receivedAt) ?? []),
    ...objects(value.message_echoes).flatMap((one) => echoReadings(one, around)),
    ...historyReadings(value, receivedAt),
    ...addressBookReadings(value),
    ...userIdReadings(value),
    ...preferenceReadings(value, receivedAt),
    ...calls,
  ];
  const alone = found.length === 0 && objects(value.statuses).length === 0;
  return alone ? [managementReading(field, value, change.at ?? receivedAt)] : found;
}

/** Conversations of the phone before it was connected; who wrote what is told by the number alone. */
function historyReadings(value: Fields, receivedAt: Date): Reading[] {
  const around = { value, receivedAt, past: true };
  const threads = objects(value.history).flatMap((chunk) => objects(chunk.threads));
  return threads.flatMap((thread) =>
    objects(thread.messages).flatMap((message) =>
      isOwn(message, thread, value)
        ? echoReadings({ to: thread.id, ...message }, around)
        : messageReadings({ from: thread.id, ...message }, around),
    ),
  );
}

/** By the business itself: the thread bears the name of the customer. */
function isOwn({ from }: Fields, { id }: Fields, { metadata }: Fields): boolean {
  const author = digitsOf(from);
  if (author === '') return false;
  return author === digitsOf(fields(metadata).display_phone_number) || author !== digitsOf(id);
}

/** Whether somebody wants advertisements; told by WhatsApp, whose users can say so without writing. */
function preferenceReadings(value: Fields, receivedAt: Date): Reading[] {
  return objects(value.user_preferences).map((one) => {
    const by = personOf(
      one.wa_id,
      [one.user_id, one.parent_user_id],
      profileOf(value.contacts, one.wa_id, one.user_id),
    );
    const word = text(one.value).toLowerCase();
    const more = filled({
      value: word,
      category: text(one.category),
      detail: text(one.detail),
      signupId: text(one.signup_id),
    });
    const wording = text(one.detail);
    const at = moment(one.timestamp) ?? receivedAt;
    return {
      event: { type: 'consent', by, given: word !== 'stop', purpose: MARKETING, at, ...(wording && { wording }) },
      what: 'user_preferences',
      ...(more && { more }),
    };
  });
}

/** A whole webhook, an entry, a change, its value, a message or a status alone, or a list of these; null for anything else. */
export function readAnything(json: unknown, receivedAt: Date): Reading[] | null {
  if (Array.isArray(json)) {
    const all = json.map((one) => readAnything(one, receivedAt));
    return all.every((one) => one === null) ? null : all.flatMap((one) => one ?? []);
  }
  if (!isFields(json)) return null;
  const changes = changesIn(json);
  return changes.length > 0 ? changes.flatMap((one) => changeReadings(one, receivedAt)) : null;
}

/** What only a value of a webhook holds. */
const OF_VALUES =
  /^(message_echoes|history|state_sync|user_preferences|user_id_update|groups|message_template_id|alert_info|event|decision)$/;

function changesIn(json: Fields): Change[] {
  if ('entry' in json) return changesOf(json);
  if ('changes' in json) return changesOf({ entry: [json] });
  if (isFields(json.value)) return changesOf({ entry: [{ changes: [json] }] });
  const bare = (value: Fields): Change[] => [{ field: text(json.field), value, businessId: '', at: null }];
  if (isMessage(json)) return bare({ messages: [json] });
  if (isStatus(json)) return bare({ statuses: [json] });
  const holds = Object.keys(json).some((key) => OF_VALUES.test(key)) || 'metadata' in json;
  // An answer to a request has messages as well, but nobody who wrote them.
  const speaks =
    objects(json.messages).some(isMessage) ||
    objects(json.statuses).some(isStatus) ||
    objects(json.calls).some((call) => 'event' in call);
  return holds || speaks ? bare(json) : [];
}
