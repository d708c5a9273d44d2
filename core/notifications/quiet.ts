// When nobody is to be disturbed, and when a mail of what they were told goes.
import type { NotificationSettings } from './settings.ts';
import { minuteOf, nextAt, wallIn, type Wall } from './wall-clock.ts';

const MINUTE = 60_000;
/** Whoever is at their desk has read it by then. */
const SOON = MINUTE;

type Quiet = Pick<NotificationSettings, 'quietFrom' | 'quietTo' | 'quietDays'>;

/** When the quiet that holds at this moment ends; null when it is not quiet. Pure. */
export function quietUntil(settings: Quiet, timeZone: string, at: Date): Date | null {
  if (settings.quietFrom === null && settings.quietDays.length === 0) return null;
  const wall = wallIn(timeZone);
  let end = at;
  // A quiet night may lead to a quiet day and another night.
  for (let step = 0; step < 2 * 7; step += 1) {
    const until = endOf(settings, wall(end));
    if (until === null) break;
    end = nextAt(wall, end, until);
  }
  return end === at ? null : end;
}

/** The minute of the day at which the quiet ends that holds then. */
function endOf({ quietFrom, quietTo, quietDays }: Quiet, { day, minute }: Wall): number | null {
  const [from, to] = [minuteOf(quietFrom ?? ''), minuteOf(quietTo ?? '')];
  if (from !== null && to !== null) {
    const isInside = from < to ? from <= minute && minute < to : minute >= from || minute < to;
    if (isInside) return to;
  }
  return quietDays.includes(day) ? 0 : null;
}

/** When what is told now goes by mail, unless it has been read by then; to who may be there, a little later. Pure. */
export function mailDue(settings: NotificationSettings, timeZone: string, at: Date, mayBeThere = true): Date {
  const due = !mayBeThere && settings.mail === 'soon' ? at : dueOf(settings, timeZone, at);
  return quietUntil(settings, timeZone, due) ?? due;
}

function dueOf({ mail, mailAt }: NotificationSettings, timeZone: string, at: Date): Date {
  if (mail === 'soon') return new Date(at.getTime() + SOON);
  const wall = wallIn(timeZone);
  if (mail === 'daily') return nextAt(wall, at, minuteOf(mailAt) ?? 0);
  const passed = wall(at).minute % 60;
  return new Date((Math.floor(at.getTime() / MINUTE) + 60 - passed) * MINUTE);
}
