// The usual tests of a column as SQL with bound values: one of several, words, points in time, amounts. Pure.
import type { Sql, Test } from './shapes.ts';

type ToSql = (test: Test) => Sql;

const MINUTES = { m: 1, h: 60, d: 1440, w: 10_080 };
const MINUTE = 60_000;
const DAY = 86_400_000;

/** Milliseconds of `30m`, `4h`, `2d`, `1w`; NaN for anything else. */
export function lengthOf(text: string): number {
  const [, amount, unit] = /^(\d{1,4})([mhdw])$/.exec(text) ?? [];
  return amount ? Number(amount) * MINUTES[unit as keyof typeof MINUTES] * MINUTE : Number.NaN;
}

export function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** When the day begins in the time zone. Twice, because the offset is that of the moment found. */
export function startOfDay(day: string, timeZone: string): Date {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const first = wall - offsetAt(new Date(wall), timeZone);
  return new Date(wall - offsetAt(new Date(first), timeZone));
}

function offsetAt(at: Date, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year, month, day, hour, minute, second } = part as Record<string, number>;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - Math.floor(at.getTime() / 1000) * 1000;
}

export function sql(text: string, ...params: unknown[]): Sql {
  return { sql: text, params };
}

function emptiness(column: string, operator: Test['operator']): Sql | null {
  if (operator === 'set') return sql(`${column} is not null`);
  return operator === 'unset' ? sql(`${column} is null`) : null;
}

/** Of ids: the test is calculated, so that the order of a list is read from the list's own index. */
export function ids(column: string): ToSql {
  const same = oneOf(`${column} + 0`);
  return (test) => emptiness(column, test.operator) ?? same({ ...test, values: test.values.map(Number) as never });
}

export function oneOf(column: string): ToSql {
  return ({ operator, values }) =>
    emptiness(column, operator) ??
    (operator === 'is' ? sql(`${column} in (?)`, values) : sql(`(${column} is null or ${column} not in (?))`, values));
}

export function moment(column: string): ToSql {
  return ({ operator, values: [value = ''], asker }) => {
    const empty = emptiness(column, operator);
    if (empty) return empty;
    if (operator === 'within') return sql(`${column} >= ?`, ago(asker.now, value));
    if (operator === 'beyond') return sql(`${column} < ?`, ago(asker.now, value));
    if (operator === 'from') return sql(`${column} >= ?`, startOfDay(value, asker.timeZone));
    return sql(`${column} < ?`, startOfDay(dayAfter(value), asker.timeZone));
  };
}

/** To the minute, so that the same question is asked in the same words for a while. */
function ago(now: Date, length: string): Date {
  return new Date(Math.floor(now.getTime() / MINUTE) * MINUTE - lengthOf(length));
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
}

/** `like` with what people type taken by the letter. */
export function words(column: string): ToSql {
  return ({ operator, values: [value = ''] }) => {
    const found = sql(`${column} like ? escape '!'`, `%${value.replace(/[!%_]/g, '!$&')}%`);
    return operator === 'lacks' ? sql(`not coalesce(${found.sql}, false)`, ...found.params) : found;
  };
}

export function flag(whenTrue: string): ToSql {
  return ({ operator }) => sql(operator === 'yes' ? whenTrue : `not (${whenTrue})`);
}

/** About rows elsewhere that belong to this one: `exists` with the test inside, or the lack of any. */
export function among(from: string, inner: ToSql): ToSql {
  const opposite: Partial<Record<Test['operator'], Test['operator']>> = { not: 'is', lacks: 'contains' };
  return (test) => {
    if (test.operator === 'set') return sql(`exists (${from})`);
    if (test.operator === 'unset') return sql(`not exists (${from})`);
    const asked = opposite[test.operator];
    const found = inner({ ...test, operator: asked ?? test.operator });
    return sql(`${asked ? 'not ' : ''}exists (${from} and ${found.sql})`, ...found.params);
  };
}

export function amount(column: string): ToSql {
  return ({ operator, values: [value = ''] }) =>
    emptiness(column, operator) ?? sql(`${column} ${operator === 'least' ? '>=' : '<='} ?`, Number(value));
}

export function day(column: string): ToSql {
  return ({ operator, values: [value = ''] }) =>
    emptiness(column, operator) ?? sql(`${column} ${operator === 'from' ? '>=' : '<='} ?`, value);
}
