// Turns the times of calendar data into instants, with the zone named by the mail or by the platform (RFC 5545 §3.3.5, §3.6.5).
import ICAL from 'ical.js';
import { windowsZones } from './windows-zones.ts';

/** See `CalendarEvent.start` for the forms; null if the property is missing or cannot be read. */
export function readCalendarTime(property: ICAL.Property | null): string | null {
  try {
    // A day whose property does not say that it is one.
    const bare = /^(\d{4}-\d\d-\d\d)T:*$/.exec(rawValue(property));
    if (bare) return bare[1]!;
    const time = property?.getFirstValue();
    if (!property || !(time instanceof ICAL.Time)) return null;
    if (time.isDate) return time.toString();
    const wall = new Date(Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second));
    const zone = property.getFirstParameter('tzid') ?? '';
    if (time.toString().endsWith('Z') || /^(utc|gmt|etc\/utc)$/i.test(zone)) return instant(wall);
    if (zone === '') return instant(wall).slice(0, -1);
    const known = offsetByPlatform(wall, zone) ?? offsetByMail(property, time);
    return known === null ? `${instant(wall).slice(0, -1)}[${zone}]` : instant(new Date(wall.getTime() - known));
  } catch {
    return null;
  }
}

/** The value as ical.js split it, before it was made a time. */
function rawValue(property: ICAL.Property | null): string {
  const value = (property?.toJSON() as unknown[] | undefined)?.[3];
  return typeof value === 'string' ? value : '';
}

function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The offset in milliseconds of a zone that the platform knows by its IANA or Windows name. */
function offsetByPlatform(wall: Date, zone: string): number | null {
  const name = windowsZones[zone] ?? /(?:^|\/)([A-Z][A-Za-z_]+\/[A-Za-z_/+-]+\d*)$/.exec(zone)?.[1];
  if (!name) return null;
  try {
    const guess = offsetAt(wall.getTime(), name);
    return offsetAt(wall.getTime() - guess, name);
  } catch {
    return null;
  }
}

function offsetAt(time: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    number('year'),
    number('month') - 1,
    number('day'),
    number('hour'),
    number('minute'),
    number('second'),
  );
  return shown - Math.floor(time / 1000) * 1000;
}

/** The offset by the VTIMEZONE of the mail; only by yearly rules, because others can be made to run for ever. */
function offsetByMail(property: ICAL.Property, time: ICAL.Time): number | null {
  const zone = property.parent?.parent
    ?.getAllSubcomponents('vtimezone')
    .find((one) => one.getFirstPropertyValue('tzid') === property.getFirstParameter('tzid'));
  if (!zone) return null;
  const observances = zone.getAllSubcomponents();
  const rules = observances.flatMap((one) => one.getAllProperties('rrule')).map((rule) => String(rule.getFirstValue()));
  if (observances.length > 40 || rules.some((rule) => !/FREQ=YEARLY/i.test(rule) || rule.length > 120)) return null;
  return new ICAL.Timezone(zone).utcOffset(time) * 1000;
}
