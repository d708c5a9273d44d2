// Days and hours of the invented weeks: when people write, when the shop answers, how days are named.
import type { Chance } from './random.ts';
import type { Language } from './stories.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A moment in the last `days` days, most of them not long ago. */
export function someTimeAgo(chance: Chance, now: Date, days: number): Date {
  const back = days * DAY * chance.next() ** 1.7;
  return byDay(new Date(now.getTime() - back), chance, 6, 22);
}

/** Moves a moment into the waking hours. */
function byDay(at: Date, chance: Chance, from: number, to: number): Date {
  const hour = at.getUTCHours() + 1;
  if (hour >= from && hour < to) return at;
  const morning = new Date(at.getTime() - (hour >= to ? 0 : DAY));
  morning.setUTCHours(chance.whole(from, to - 2), chance.whole(0, 59), chance.whole(0, 59));
  return morning < at ? morning : new Date(morning.getTime() - DAY);
}

/** When the shop gets to it: within opening hours, Sundays closed. */
export function inTheShop(after: Date, chance: Chance): Date {
  const at = new Date(after.getTime() + chance.whole(8, 260) * 60_000);
  const opens = new Date(at);
  if (at.getUTCHours() >= 17) opens.setTime(opens.getTime() + DAY);
  if (at.getUTCHours() < 8 || at.getUTCHours() >= 17) opens.setUTCHours(8, chance.whole(0, 150), chance.whole(0, 59));
  if (opens.getUTCDay() === 0) opens.setTime(opens.getTime() + DAY);
  return opens;
}

/** When a customer reads it and writes back. */
export function atHome(after: Date, chance: Chance): Date {
  return new Date(
    after.getTime() + (chance.happens(0.5) ? chance.whole(12, 180) * 60_000 : chance.whole(4, 40) * HOUR),
  );
}

export function minutesLater(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

/** `Donnerstag, 26. November`; days that are to come fall on working days. */
export function dayNames(start: Date, chance: Chance, language: Language): Record<'day' | 'soon' | 'before', string> {
  const write = (at: Date, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { timeZone: 'Europe/Berlin', ...options }).format(
      at,
    );
  const working = (at: Date) => (at.getUTCDay() === 0 ? new Date(at.getTime() + DAY) : at);
  const after = (days: number) => working(new Date(start.getTime() + days * DAY));
  return {
    day: write(after(chance.whole(4, 12)), { weekday: 'long', day: 'numeric', month: 'long' }),
    soon: write(after(chance.whole(1, 3)), { weekday: 'long' }),
    before: write(after(-chance.whole(6, 12)), { day: 'numeric', month: 'long' }),
  };
}
