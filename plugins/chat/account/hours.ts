// Business hours: whether it is open at a moment, and when it opens next, in the local time of a zone.
import type { BusinessHours } from '../../../core/contract/settings.ts';

const MINUTE = 60_000;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

interface Local {
  year: number;
  month: number;
  day: number;
  /** 1 is Monday. */
  weekday: number;
  minutes: number;
}

export function isOpen(hours: BusinessHours, now: Date): boolean {
  const { weekday, minutes } = localAt(hours.timeZone, now);
  return periodsOn(hours, weekday).some(({ from, to }) => from <= minutes && minutes < to);
}

/** When it opens next after `now`; null when there are no hours at all. */
export function opensAt(hours: BusinessHours, now: Date): Date | null {
  const today = localAt(hours.timeZone, now);
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const weekday = ((today.weekday - 1 + ahead) % 7) + 1;
    for (const { from } of periodsOn(hours, weekday)) {
      const at = momentOf(hours.timeZone, { ...today, day: today.day + ahead, minutes: from });
      if (at > now) return at;
    }
  }
  return null;
}

function periodsOn({ periods }: BusinessHours, weekday: number): { from: number; to: number }[] {
  return periods
    .filter(({ day }) => day === weekday)
    .map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }))
    .sort((one, other) => one.from - other.from);
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function localAt(timeZone: string, at: Date): Local {
  const parts = Object.fromEntries(
    formatFor(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    weekday: DAYS.indexOf(parts.weekday!) + 1,
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** A zone that is not known any more counts as UTC: the chat must not fail because of it. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const style = {
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    } as const;
    try {
      format = new Intl.DateTimeFormat('en-US', { ...style, timeZone });
    } catch {
      format = new Intl.DateTimeFormat('en-US', { ...style, timeZone: 'UTC' });
    }
    formats.set(timeZone, format);
  }
  return format;
}

/**
 * The moment at which clocks of the zone show this. Where they skip it (spring), the moment they would have reached it;
 * where they show it twice (autumn), the first.
 */
function momentOf(timeZone: string, { year, month, day, minutes }: Local): Date {
  const wanted = Date.UTC(year, month - 1, day, 0, minutes);
  const offsets = [-1, 1].map((side) => offsetAt(timeZone, wanted + side * 24 * 60 * MINUTE));
  const found = offsets.map((offset) => wanted - offset).find((at) => offsetAt(timeZone, at) === wanted - at);
  return new Date(found ?? wanted - offsets[0]!);
}

function offsetAt(timeZone: string, at: number): number {
  const { year, month, day, minutes } = localAt(timeZone, new Date(at));
  return Date.UTC(year, month - 1, day, 0, minutes) - Math.floor(at / MINUTE) * MINUTE;
}
