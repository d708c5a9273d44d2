// Business hours: whether it is open at a moment, and when it opens next, in the local time of a zone.
import type { BusinessHours } from '../../../core/contract/settings.ts';

const MINUTE = 60_000;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

interface Local {
  year: number;
  month: number;
  day: number;
  /** 1 is Monday. */
  weekday: number;
  minutes: number;
}

export function isOpen(hours: BusinessHours, now: Date): boolean {
  const { weekday, minutes } = localAt(formatFor(hours.timeZone), now);
  return periodsOn(hours, weekday).some(({ from, to }) => from <= minutes && minutes < to);
}

/** When it opens next after `now`; null when there are no hours at all. */
export function opensAt(hours: BusinessHours, now: Date): Date | null {
  const format = formatFor(hours.timeZone);
  const today = localAt(format, now);
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const weekday = ((today.weekday - 1 + ahead) % 7) + 1;
    for (const { from } of periodsOn(hours, weekday)) {
      const at = momentOf(format, { ...today, day: today.day + ahead, minutes: from });
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

function localAt(format: Intl.DateTimeFormat, at: Date): Local {
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
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
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const style = { hourCycle: 'h23', weekday: 'short', ...numeric } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...style, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-US', { ...style, timeZone: 'UTC' });
  }
}

/**
 * The moment at which clocks of the zone show this. Where they skip it (spring), the moment they would have reached it;
 * where they show it twice (autumn), the first.
 */
function momentOf(format: Intl.DateTimeFormat, { year, month, day, minutes }: Local): Date {
  const wanted = Date.UTC(year, month - 1, day, 0, minutes);
  const offsets = [-1, 1].map((side) => offsetAt(format, wanted + side * 24 * 60 * MINUTE));
  const found = offsets.map((offset) => wanted - offset).find((at) => offsetAt(format, at) === wanted - at);
  return new Date(found ?? wanted - offsets[0]!);
}

function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const { year, month, day, minutes } = localAt(format, new Date(at));
  return Date.UTC(year, month - 1, day, 0, minutes) - Math.floor(at / MINUTE) * MINUTE;
}
