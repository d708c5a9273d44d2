// What somebody sent as a policy: trimmed, checked, and refused with every field that is wrong.
import type { Conditions } from '../conditions/conditions.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { DeskError, invalid } from '../kernel/errors.ts';
import { areHours } from '../kernel/hours.ts';
import { TARGETS, type Actions, type Holiday, type NewPolicy } from './shapes.ts';

const NAME_LIMIT = 80;
const COMMENT_LIMIT = 2000;
const PEOPLE = 50;
const HOLIDAYS = 400;
/** A year. */
const LONGEST = 366 * 24 * 60;

/** Throws `invalid`; conditions by their place, see `checkFilter`. */
export async function checkPolicy(given: NewPolicy, conditions: Conditions): Promise<NewPolicy> {
  const wrong: Record<string, string> = {};
  const name = withoutDirectionMarks(given.name).replace(/\s+/g, ' ').trim();
  if (name === '') wrong.name = 'wrong.empty';
  else if (name.length > NAME_LIMIT) wrong.name = 'wrong.too_long';
  for (const kind of TARGETS) {
    const minutes = given.targets[kind];
    if (minutes !== null && !(Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST))
      wrong[kind] = 'wrong.sla_time';
  }
  if (TARGETS.every((kind) => given.targets[kind] === null)) wrong.first = 'wrong.sla_none';
  if (given.hours && !areHours(given.hours)) wrong.hours = 'wrong.working_hours';
  if (given.holidays.length > HOLIDAYS || !given.holidays.every(({ day }) => isHoliday(day)))
    wrong.holidays = 'wrong.sla_holidays';
  const { warnPercent } = given;
  if (!Number.isInteger(warnPercent) || warnPercent < 0 || warnPercent > 99) wrong.warnPercent = 'wrong.sla_percent';
  const filter = await conditions.check(given.filter).catch((error: unknown) => {
    if (!(error instanceof DeskError) || error.code !== 'invalid') throw error;
    Object.assign(wrong, error.fields);
    return given.filter;
  });
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  const holidays = holidaysOf(given.holidays);
  const [onWarning, onBreach] = [actionsOf(given.onWarning), actionsOf(given.onBreach)];
  return { ...given, name, filter, holidays, onWarning, onBreach };
}

/** A day of the calendar, of one year or of every. */
export function isHoliday(day: string): boolean {
  if (!/^(\d{4}-)?\d{2}-\d{2}$/.test(day)) return false;
  // Every year has the days of a leap year, as far as this goes.
  const whole = day.length === 5 ? `2024-${day}` : day;
  const date = new Date(`${whole}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(whole);
}

/** In order, each day once. */
function holidaysOf(given: Holiday[]): Holiday[] {
  const byDay = new Map(given.map(({ day, name }) => [day, name.trim().slice(0, 80)]));
  return [...byDay].map(([day, name]) => ({ day, name })).toSorted((one, other) => (one.day < other.day ? -1 : 1));
}

function actionsOf({ notify, raise, assign, comment }: Actions): Actions {
  const who = /^(user|team):[1-9]\d{0,8}$/;
  return {
    notify: [...new Set(notify)].filter((one) => one === 'owner' || who.test(one)).slice(0, PEOPLE),
    raise,
    assign: who.test(assign) ? assign : '',
    comment: comment.trim().slice(0, COMMENT_LIMIT),
  };
}
