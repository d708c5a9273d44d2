// Reads meeting requests and answers out of a mail (RFC 5545 data, RFC 5546 methods, RFC 6047 transport).
import ICAL from 'ical.js';
import { readCalendarTime } from './calendar-time.ts';
import { parseCalendarText } from './calendar-text.ts';
import { partText } from './mime/part-text.ts';
import type { MimePart, ParsedMail } from './parsed-mail.ts';

export interface CalendarAttendee {
  /** Without `mailto:`. */
  address: string;
  /** Upper case; null where the invitation says nothing. */
  partstat: string | null;
}

export interface CalendarEvent {
  uid: string | null;
  summary: string | null;
  location: string | null;
  /**
   * A day `2026-01-05`, an instant `2026-01-05T09:00:00Z`, a time of no known zone `2026-01-05T09:00:00`, or one of
   * a zone that could not be read `2026-01-05T09:00:00[its name]`.
   */
  start: string | null;
  end: string | null;
  organizer: string | null;
  attendees: CalendarAttendee[];
  status: string | null;
  sequence: number | null;
}

export interface Calendar {
  /** REQUEST, REPLY, CANCEL, …; null where neither the data nor the part say. */
  method: string | null;
  events: CalendarEvent[];
}

/** More events than this come from an exported calendar, not from an invitation. */
const mostEvents = 100;
const mostAttendees = 1000;
const mostBytes = 1024 * 1024;

/** The first calendar of the mail that holds an event; null if there is none or it cannot be read at all. */
export function readCalendar(mail: ParsedMail): Calendar | null {
  for (const part of ownParts(mail.root)) {
    const calendar = isCalendar(part) ? readPart(part) : null;
    if (calendar) return calendar;
  }
  return null;
}

/** The parts of the mail itself, without those of enclosed mails. */
function* ownParts(part: MimePart): Generator<MimePart> {
  yield part;
  if (part.type.startsWith('message/')) return;
  for (const child of part.children) yield* ownParts(child);
}

function isCalendar({ type, filename }: MimePart): boolean {
  if (type === 'text/calendar' || type === 'application/ics') return true;
  return /^(application\/octet-stream|text\/plain|text\/x-vcalendar)$/.test(type) && /\.ics$/i.test(filename ?? '');
}

function readPart(part: MimePart): Calendar | null {
  try {
    const calendar = readCalendarText(partText(part, mostBytes));
    if (!calendar) return null;
    return { ...calendar, method: calendar.method ?? (part.parameters.method?.toUpperCase() || null) };
  } catch {
    return null;
  }
}

/** Reads iCalendar text, repaired as far as that is possible; null if there is no event in it. */
export function readCalendarText(text: string): Calendar | null {
  const calendars = parseCalendarText(text);
  const events = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent')).slice(0, mostEvents);
  if (events.length === 0) return null;
  const method = calendars.map((calendar) => textOf(calendar, 'method')).find(Boolean);
  return { method: method?.toUpperCase() ?? null, events: events.map(readEvent) };
}

function readEvent(event: ICAL.Component): CalendarEvent {
  const sequence = Number(textOf(event, 'sequence') ?? Number.NaN);
  return {
    uid: textOf(event, 'uid'),
    summary: textOf(event, 'summary'),
    location: textOf(event, 'location'),
    start: readCalendarTime(event.getFirstProperty('dtstart')),
    end: readCalendarTime(event.getFirstProperty('dtend')),
    organizer: addressOf(event.getFirstProperty('organizer')),
    attendees: event.getAllProperties('attendee').slice(0, mostAttendees).map(readAttendee),
    status: textOf(event, 'status')?.toUpperCase() ?? null,
    sequence: Number.isFinite(sequence) ? sequence : null,
  };
}

function readAttendee(property: ICAL.Property): CalendarAttendee {
  const partstat = property.getFirstParameter('partstat');
  return { address: addressOf(property) ?? '', partstat: partstat ? partstat.toUpperCase() : null };
}

/** The value as text; null if it is missing or cannot be read. */
function textOf(component: ICAL.Component, name: string): string | null {
  try {
    const value = component.getFirstPropertyValue(name);
    return value === null || value === undefined ? null : String(value);
  } catch {
    return null;
  }
}

/** The mailbox of a calendar user; some senders put a directory path in the value and the mailbox in EMAIL. */
function addressOf(property: ICAL.Property | null): string | null {
  if (!property) return null;
  const value = String(property.getFirstValue() ?? '').trim();
  const address = value.replace(/^mailto:/i, '').trim();
  const email = property.getFirstParameter('email');
  return (address.includes('@') ? address : email || address) || null;
}
