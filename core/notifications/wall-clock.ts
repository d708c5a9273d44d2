// What the clock on a person's wall shows, and when it shows a time next.

/** Minutes since midnight and the day of the week, 1 for Monday. */
export interface Wall {
  day: number;
  minute: number;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MINUTE = 60_000;
const DAY = 1440;

/** Of an IANA zone. Costs tens of microseconds: for what is about to be told, not for every event. */
export function wallIn(timeZone: string): (at: Date) => Wall {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return (at) => {
    const parts = format.formatToParts(at);
    const part = (type: string) => parts.find((one) => one.type === type)!.value;
    return { day: DAYS.indexOf(part('weekday')) + 1, minute: Number(part('hour')) * 60 + Number(part('minute')) };
  };
}

/** The first moment after `at` at which the clock shows the minute; of one that is skipped, an hour later. */
export function nextAt(wall: (at: Date) => Wall, at: Date, minute: number): Date {
  const start = Math.floor(at.getTime() / MINUTE) * MINUTE;
  const wait = (minute - wall(at).minute + DAY) % DAY || DAY;
  const guess = new Date(start + wait * MINUTE);
  // Clocks may be put forward or back in between.
  const off = ((minute - wall(guess).minute + DAY + DAY / 2) % DAY) - DAY / 2;
  const mended = new Date(guess.getTime() + off * MINUTE);
  return mended > at && wall(mended).minute === minute ? mended : guess;
}

/** `07:30` → 450; null for what is no time of day. */
export function minuteOf(text: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}
