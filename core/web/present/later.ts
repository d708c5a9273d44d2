// Moments one puts things off to: for snoozing and for sending later.
import { text, type Present } from './marks.ts';

/** `value` is ISO 8601; `detail` the day and hour. */
export interface Later {
  value: string;
  label: string;
  detail: string;
}

/** In one hour, this evening, tomorrow morning, next Monday: in the reader's own zone. */
export function laterMoments(present: Present, now: Date): Later[] {
  const clock = new Intl.DateTimeFormat(present.language === 'en' ? 'en-GB' : present.language, {
    timeZone: present.timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const moments: [string, Date][] = [
    ['hour', new Date(now.getTime() + 3_600_000)],
    ['evening', atHour(now, present.timeZone, 18, 0)],
    ['tomorrow', atHour(now, present.timeZone, 9, 1)],
    ['monday', atHour(now, present.timeZone, 9, daysToMonday(now, present.timeZone))],
  ];
  return (
    moments
      // On a Sunday the next Monday is tomorrow.
      .filter(([, at], index) => at > now && moments.findIndex(([, other]) => Number(other) === Number(at)) === index)
      .map(([name, at]) => ({
        value: at.toISOString(),
        label: text(present, `snooze.${name}`),
        detail: clock.format(at),
      }))
  );
}

/** The given hour of the day `days` from now, in a zone: found by correcting for the zone's offset at that moment. */
function atHour(now: Date, timeZone: string, hour: number, days: number): Date {
  const local = (date: Date) =>
    new Date(
      `${new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(date).replace(' ', 'T')}Z`,
    );
  const wanted = local(now);
  wanted.setUTCDate(wanted.getUTCDate() + days);
  wanted.setUTCHours(hour, 0, 0, 0);
  const guess = new Date(wanted.getTime() - (local(now).getTime() - now.getTime()));
  return new Date(guess.getTime() + (wanted.getTime() - local(guess).getTime()));
}

function daysToMonday(now: Date, timeZone: string): number {
  const day = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(now);
  return 7 - ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day);
}
