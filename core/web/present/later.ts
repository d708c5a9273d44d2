// Moments one puts things off to, by the reader's own clock: for snoozing and for sending later.
import type { Writer } from '../times.ts';
import { text, type Present } from './marks.ts';

/** `value` is ISO 8601; `detail` the day and hour. */
export interface Later {
  value: string;
  label: string;
  detail: string;
}

/** In one hour, this evening, tomorrow morning, next Monday. */
export function laterMoments(present: Present, writer: Writer, now: Date): Later[] {
  const moments: [string, Date][] = [
    // Whole minutes: what is written for a moment is remembered by it.
    ['hour', new Date(Math.ceil(now.getTime() / 60_000) * 60_000 + 3_600_000)],
    ['evening', atHour(writer, now, 18, 0)],
    ['tomorrow', atHour(writer, now, 9, 1)],
    ['monday', atHour(writer, now, 9, daysToMonday(writer, now))],
  ];
  return (
    moments
      // On a Sunday the next Monday is tomorrow.
      .filter(([, at], index) => at > now && moments.findIndex(([, other]) => Number(other) === Number(at)) === index)
      .map(([name, at]) => ({
        value: at.toISOString(),
        label: text(present, `snooze.${name}`),
        detail: writer.moment(at, 'weekclock', now),
      }))
  );
}

/** A day and time as a field of a form gives it (`2026-03-01T09:30`), by the person's own clock; null when it is none. */
export function atWall(writer: Writer, typed: string): Date | null {
  const wanted = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(typed) ? new Date(`${typed}Z`) : null;
  return wanted && !Number.isNaN(wanted.getTime()) ? fromWall(writer, wanted, wanted) : null;
}

/** As a field for a day and time is filled. */
export function wallText(writer: Writer, at: Date): string {
  return writer.wall(at).toISOString().slice(0, 16);
}

/** The given hour of the day `days` from now. */
function atHour(writer: Writer, now: Date, hour: number, days: number): Date {
  const wanted = writer.wall(now);
  wanted.setUTCDate(wanted.getUTCDate() + days);
  wanted.setUTCHours(hour, 0, 0, 0);
  return fromWall(writer, wanted, now);
}

/** The clock may be put forward or back between `near` and then. */
function fromWall(writer: Writer, wanted: Date, near: Date): Date {
  const guess = new Date(wanted.getTime() - writer.ahead(near));
  return new Date(wanted.getTime() - writer.ahead(guess));
}

function daysToMonday(writer: Writer, now: Date): number {
  return (8 - writer.wall(now).getUTCDay()) % 7 || 7;
}
