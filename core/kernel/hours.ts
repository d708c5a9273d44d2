// Whether hours say open, at a moment, in their own time zone.
import type { BusinessHours } from '../contract/settings.ts';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Pure. Without periods, or with a time zone that does not exist, it is always open: nobody is turned away by mistake. */
export function isOpen(hours: BusinessHours | undefined, now: Date): boolean {
  if (!hours || hours.periods.length === 0) return true;
  const local = localTime(hours.timeZone, now);
  if (!local) return true;
  return hours.periods.some(({ day, from, to }) => {
    if (to > from) return day === local.day && from <= local.time && local.time < to;
    // Over midnight.
    return (day === local.day && from <= local.time) || ((day % 7) + 1 === local.day && local.time < to);
  });
}

function localTime(timeZone: string, now: Date): { day: number; time: string } | null {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).formatToParts(now);
    const part = (type: string) => parts.find((one) => one.type === type)!.value;
    return { day: DAYS.indexOf(part('weekday')) + 1, time: `${part('hour')}:${part('minute')}` };
  } catch {
    return null;
  }
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const MOST_PERIODS = 50;

/** Whether hours make sense: a zone there is, at least one period; one that ends before it begins goes over midnight. */
export function areHours({ timeZone, periods }: BusinessHours): boolean {
  return (
    isTimeZone(timeZone) &&
    periods.length > 0 &&
    periods.length <= MOST_PERIODS &&
    periods.every(({ day, from, to }) => day >= 1 && day <= 7 && TIME.test(from) && TIME.test(to) && from !== to)
  );
}

export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,60}$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
