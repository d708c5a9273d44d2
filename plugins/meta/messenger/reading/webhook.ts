// A webhook of Messenger as a list of what it says: every entry, every event in it.
import { reason } from '../../../../core/contract/reason.ts';
import { fields, firstText, isFields, moment, objects, text, type Fields } from '../../graph/json.ts';
import type { Reading } from '../../graph/reading.ts';
import { messageReading, postbackReading, unknownReading, type Around } from './message.ts';
import { accountReading, SIGNALS } from './signals.ts';

/** One event of a page, or a change that is about the page itself. */
export interface Happening {
  /** Of the page, or of the Instagram account. */
  pageId: string;
  at: Date | null;
  event: Fields;
  /** `messaging`, `standby`, or the field of a change. */
  as: string;
}

/** Every event of a whole webhook. */
export function happeningsOf(body: unknown): Happening[] {
  return objects(fields(body).entry).flatMap((entry) => {
    const about = { pageId: text(entry.id), at: moment(entry.time) };
    const listed = (as: string) => objects(entry[as]).map((event) => ({ ...about, event, as }));
    const changes = objects(entry.changes).map((change) => ({
      ...about,
      event: fields(change.value),
      as: firstText(change.field, 'change'),
    }));
    return [...listed('messaging'), ...listed('standby'), ...changes];
  });
}

export function happeningReadings(happening: Happening, receivedAt: Date): Reading[] {
  const { event, as, pageId } = happening;
  const at = moment(event.timestamp) ?? happening.at ?? receivedAt;
  if (as !== 'messaging' && as !== 'standby') return [changeReading(as, event, at)];
  const around: Around = { event, pageId, at, standby: as === 'standby' };
  const found = readingsOf(around);
  if (found.length > 0) return found;
  const what = kindOf(event) ?? as;
  const why = reason('messenger.nothing', `Messenger reports something without content: ${what}`, { what });
  return [accountReading(what, why, at)];
}

function readingsOf(around: Around): Reading[] {
  const { event } = around;
  if (isFields(event.message)) return [messageReading(event.message, around)];
  if (isFields(event.postback)) return [postbackReading(event.postback, around)];
  const kind = kindOf(event);
  if (kind === undefined) return [];
  const read = SIGNALS.get(kind);
  if (read) return read(fields(event[kind]), around);
  return [unknownReading(kind, around)];
}

const FRAME = ['sender', 'recipient', 'timestamp', 'prior_message', 'hop_context', 'is_echo'];

/** What the event has besides who, to whom and when. */
function kindOf(event: Fields): string | undefined {
  return (
    Object.keys(event).find((name) => SIGNALS.has(name)) ?? Object.keys(event).find((name) => !FRAME.includes(name))
  );
}

/** Of the page as a whole: templates that were reviewed, posts and comments that nobody asked for. */
function changeReading(field: string, value: Fields, at: Date): Reading {
  const detail = ['event', 'message_template_name', 'reason', 'item', 'verb']
    .map((name) => text(value[name]))
    .filter(Boolean)
    .join(' · ')
    .slice(0, 300);
  const why = reason('messenger.page', `The page reports ${field}: ${detail}`, { what: field.slice(0, 100), detail });
  return accountReading(field, why, at, { value });
}

/** A whole webhook, an entry, an event or a message alone, or a list of these; null for anything else. */
export function readAnything(json: unknown, receivedAt: Date): Reading[] | null {
  if (Array.isArray(json)) {
    const all = json.map((one) => readAnything(one, receivedAt));
    return all.every((one) => one === null) ? null : all.flatMap((one) => one ?? []);
  }
  if (!isFields(json)) return null;
  const found = happeningsIn(json);
  return found.length > 0 ? found.flatMap((one) => happeningReadings(one, receivedAt)) : null;
}

function happeningsIn(json: Fields): Happening[] {
  if ('entry' in json) return happeningsOf(json);
  if ('messaging' in json || 'standby' in json || 'changes' in json) return happeningsOf({ entry: [json] });
  if (isFields(json.value) && 'field' in json) return happeningsOf({ entry: [{ changes: [json] }] });
  const bare = (event: Fields): Happening[] => [{ pageId: '', at: null, event, as: 'messaging' }];
  // What is sent has a recipient and a message as well, but nobody who says it.
  const happened = 'timestamp' in json || 'sender' in json || kindIsKnown(json);
  if ('recipient' in json && happened) return bare(json);
  return text(json.mid) === '' ? [] : bare({ message: json });
}

function kindIsKnown(event: Fields): boolean {
  return Object.keys(event).some((name) => SIGNALS.has(name));
}
