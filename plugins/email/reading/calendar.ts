// Reads meeting requests and answers (RFC 5545, RFC 5546) out of a mail.
import type { ParsedMail } from './parsed-mail.ts';

export interface CalendarEvent {
  uid: string | null;
  summary: string | null;
  start: string | null;
  end: string | null;
  organizer: string | null;
  attendees: { address: string; partstat: string | null }[];
  status: string | null;
  sequence: number | null;
}

export interface Calendar {
  method: string | null;
  events: CalendarEvent[];
}

export function readCalendar(_mail: ParsedMail): Calendar | null {
  return null;
}
