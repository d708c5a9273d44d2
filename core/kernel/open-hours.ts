// Open hours as stretches of time: how much of them has passed, and when so much of them will have. Pure.
import type { BusinessHours } from '../contract/settings.ts';
import { isTimeZone } from './hours.ts';

/** When work is done. Holidays are closed from midnight to midnight: `2026-12-25`, or `12-25` for every year. */
export interface Schedule {
  /** Null, or without periods: around the clock, holidays too. */
  hours: BusinessHours | null;
  holidays: string[];
}

/** From `start` on, before `end`; milliseconds since 1970. */
export interface Span {
  start: number;
  end: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Nobody's wall is further from UTC. */
const FARTHEST = 15 * HOUR;
/** Hours that do not open within that many days never do. */
const DAYS = 4 * 366;

/** The moment at which so many milliseconds of open hours have passed outside the pauses; null: never. */
export function dueAfter(schedule: Schedule, start: number, length: number, pauses: Span[] = []): number | null {
  const gaps = inOrder(pauses);
  let left = length;
  for (const open of openSpans(schedule, start)) {
    for (const span of without(open, gaps)) {
      if (left <= span.end - span.start) return span.start + left;
      left -= span.end - span.start;
    }
    if (gaps.some((gap) => gap.start <= open.start && gap.end === Infinity)) return null;
  }
  return null;
}

/** Milliseconds of open hours between two moments, outside the pauses. */
export function openTime(schedule: Schedule, from: number, to: number, pauses: Span[] = []): number {
  const gaps = inOrder(pauses);
  let passed = 0;
  for (const open of openSpans(schedule, from)) {
    if (open.start >= to) break;
    for (const span of without({ start: open.start, end: Math.min(open.end, to) }, gaps))
      passed += span.end - span.start;
  }
  return passed;
}

/** In order, none twice, the first one cut off at `from`. */
function* openSpans({ hours, holidays }: Schedule, from: number): Generator<Span> {
  const aheadAt = hours && hours.periods.length > 0 ? wallOf(hours.timeZone) : null;
  if (!hours || !aheadAt) {
    yield { start: from, end: Infinity };
    return;
  }
  const week = weekOf(hours);
  const closed = new Set(holidays);
  const today = Math.floor((from + aheadAt(from)) / DAY) * DAY;
  for (let day = today - DAY; day < today + DAYS * DAY; day += DAY) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (closed.has(date) || closed.has(date.slice(5))) continue;
    const spans = week[(new Date(day).getUTCDay() + 6) % 7]!.flatMap(({ start, end }) =>
      onWall(aheadAt, day + start, day + end),
    );
    for (const { start, end } of spans.toSorted((one, other) => one.start - other.start))
      if (end > from) yield { start: Math.max(start, from), end };
  }
}

/** Stretches of each day of the week, Monday first, in milliseconds after its midnight. */
function weekOf({ periods }: BusinessHours): Span[][] {
  const week: Span[][] = Array.from({ length: 7 }, () => []);
  for (const { day, from, to } of periods) {
    const [start, end] = [clock(from), clock(to)];
    if (end > start) week[day - 1]!.push({ start, end });
    else {
      week[day - 1]!.push({ start, end: DAY });
      if (end > 0) week[day % 7]!.push({ start: 0, end });
    }
  }
  return week.map(inOrder);
}

function clock(time: string): number {
  return Number(time.slice(0, 2)) * HOUR + Number(time.slice(3)) * MINUTE;
}

/** When a stretch on the wall was or is: where clocks are put back in it twice, where they are put forward in part. */
function onWall(aheadAt: (at: number) => number, start: number, end: number): Span[] {
  const [early, late] = [start - FARTHEST, end + FARTHEST];
  const [before, after] = [aheadAt(early), aheadAt(late)];
  if (before === after) return [{ start: start - before, end: end - before }];
  const turn = turnBetween(aheadAt, early, late, before);
  return [
    { start: start - before, end: Math.min(end - before, turn) },
    { start: Math.max(start - after, turn), end: end - after },
  ].filter((span) => span.end > span.start);
}

/** When the clocks are put forward or back. */
function turnBetween(aheadAt: (at: number) => number, early: number, late: number, before: number): number {
  let [low, high] = [early, late];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (aheadAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Sorted, and joined where they touch or overlap. */
function inOrder(spans: Span[]): Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else if (span.end > span.start) joined.push({ ...span });
  }
  return joined;
}

function without(span: Span, gaps: Span[]): Span[] {
  const left: Span[] = [];
  let { start } = span;
  for (const gap of gaps) {
    if (gap.end <= start) continue;
    if (gap.start >= span.end) break;
    if (gap.start > start) left.push({ start, end: gap.start });
    start = gap.end;
  }
  if (start < span.end) left.push({ start, end: span.end });
  return left;
}

/** By how many milliseconds a zone's wall is ahead of UTC at a moment; null for a zone there is not. */
function wallOf(timeZone: string): ((at: number) => number) | null {
  if (!isTimeZone(timeZone)) return null;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (at) => {
    const parts = format.formatToParts(at);
    const part = (type: string) => Number(parts.find((one) => one.type === type)!.value);
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return shown - Math.floor(at / 1000) * 1000;
  };
}
