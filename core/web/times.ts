// How moments, numbers and sizes are written for a person: their language, their time zone.

import { Memo } from './memo.ts';
import { escapeHtml } from './plain-text.ts';

export type TimeStyle = 'short' | 'clock' | 'weekclock' | 'day' | 'date' | 'exact' | 'ago' | 'until';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Writes for one language and one time zone (IANA name). Formatters are costly to make, so keep the object. */
export class Writer {
  readonly language: string;
  readonly timeZone: string;
  #formats = new Map<string, Intl.DateTimeFormat>();
  #numbers = new Map<string, Intl.NumberFormat>();
  #relative: Intl.RelativeTimeFormat;
  #days: Intl.RelativeTimeFormat;
  // Formatting is most of the work of drawing a row.
  #written = new Memo(4000);

  constructor(language: string, timeZone: string) {
    this.language = language;
    this.timeZone = timeZone;
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
    this.#days = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  }

  /**
   * `short`: minutes under an hour, clock time today, weekday this week, then the date. `clock`: hours and minutes,
   * `weekclock` with the day of the week.
   * `day`: a divider between days. `date`: day, month, year. `exact`: everything, for titles. `ago`, `until`: relative.
   */
  moment(at: Date, style: TimeStyle, now: Date): string {
    if (style === 'day') return this.#day(at, now);
    if (style === 'ago' || style === 'until') return this.#ago(at, now);
    if (style === 'short') return this.#short(at, now);
    return this.#date(style, at);
  }

  /** A whole `<time>` element; the exact moment in its title. `live` styles are kept true by the page's script. */
  element(at: Date, style: TimeStyle, now: Date): string {
    const minute = Math.floor(now.getTime() / MINUTE);
    return this.#written.once(`<${style} ${at.getTime()} ${minute}`, () => {
      const live = style === 'short' || style === 'ago' ? ` data-time="${style}"` : '';
      const title = escapeHtml(this.moment(at, 'exact', now));
      const text = escapeHtml(this.moment(at, style, now));
      return `<time datetime="${at.toISOString()}" title="${title}"${live}>${text}</time>`;
    });
  }

  /** When something takes place: day and hours, the day once where it is the same. */
  range(start: Date, end: Date | undefined): string {
    const format = this.#format('appointment');
    return end && end > start ? format.formatRange(start, end) : format.format(start);
  }

  number(value: number, fraction?: number): string {
    return this.#number(`n${fraction ?? ''}`, { maximumFractionDigits: fraction ?? 3 }).format(value);
  }

  percent(value: number): string {
    return this.#number('%', { style: 'percent', maximumFractionDigits: 0 }).format(value);
  }

  /** Bytes in the largest unit that keeps the number at one or more, decimal (1 kB = 1,000 bytes). */
  bytes(value: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
    let size = value;
    let unit = 0;
    while (size >= 1000 && unit < units.length - 1) {
      size /= 1000;
      unit++;
    }
    const digits = unit < 2 || size >= 10 ? 0 : 1;
    const options = {
      style: 'unit',
      unit: units[unit]!,
      unitDisplay: unit === 0 ? 'long' : 'short',
      maximumFractionDigits: digits,
    } as const;
    return this.#number(`${units[unit]} ${digits}`, options).format(size);
  }

  /** Length of a sound or call as minutes and seconds, `1:05`, with hours when there are any. */
  duration(seconds: number): string {
    const whole = Math.round(seconds);
    const two = (value: number) => String(value).padStart(2, '0');
    const minutes = Math.floor(whole / 60);
    if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
    return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
  }

  /** A span such as `18 min` or `23 h 58 min`, two units at most, rounded down. */
  span(milliseconds: number): string {
    const total = Math.max(0, milliseconds);
    if (total < MINUTE) return this.#unit('second', Math.floor(total / 1000));
    const days = Math.floor(total / DAY);
    const hours = Math.floor((total % DAY) / HOUR);
    const minutes = Math.floor((total % HOUR) / MINUTE);
    if (days > 1) return this.#unit('day', days);
    if (days + hours === 0) return this.#unit('minute', minutes);
    const most = this.#unit('hour', days * 24 + hours);
    return minutes ? `${most} ${this.#unit('minute', minutes)}` : most;
  }

  /** The calendar day in the person's time zone, `2025-11-17`, for grouping. */
  dayKey(at: Date): string {
    return this.wall(at).toISOString().slice(0, 10);
  }

  /** What the clock on the person's wall shows, read with the UTC methods. */
  wall(at: Date): Date {
    return new Date(at.getTime() + this.ahead(at));
  }

  /** Milliseconds the person's clock is ahead of UTC at that moment. */
  ahead(at: Date): number {
    // No zone puts its clocks forward or back but at a quarter of an hour.
    const quarter = Math.floor(at.getTime() / (15 * MINUTE)) * 15 * MINUTE;
    const ahead = this.#written.once(`ahead ${quarter}`, () => {
      const parts = this.#format('wall').formatToParts(quarter);
      const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
      const day = Date.UTC(part('year'), part('month') - 1, part('day'));
      return String(day + part('hour') * HOUR + part('minute') * MINUTE - quarter);
    });
    return Number(ahead);
  }

  #short(at: Date, now: Date): string {
    const passed = now.getTime() - at.getTime();
    if (Math.abs(passed) < HOUR) return this.#unit('minute', Math.floor(Math.abs(passed) / MINUTE));
    if (this.dayKey(at) === this.dayKey(now)) return this.#date('clock', at);
    if (passed > 0 && passed < 6 * DAY) return this.#date('weekday', at);
    return this.#date(this.#sameYear(at, now) ? 'monthday' : 'date', at);
  }

  #day(at: Date, now: Date): string {
    const passed = Math.round((Date.parse(this.dayKey(now)) - Date.parse(this.dayKey(at))) / DAY);
    if (passed === 0 || passed === 1) {
      const word = this.#days.format(-passed, 'day');
      return word.charAt(0).toLocaleUpperCase(this.language) + word.slice(1);
    }
    return this.#date(this.#sameYear(at, now) ? 'longday' : 'longdate', at);
  }

  #ago(at: Date, now: Date): string {
    const passed = at.getTime() - now.getTime();
    const far = Math.abs(passed);
    if (far < MINUTE) return this.#relative.format(Math.trunc(passed / 1000), 'second');
    if (far < HOUR) return this.#relative.format(Math.trunc(passed / MINUTE), 'minute');
    if (far < DAY) return this.#relative.format(Math.trunc(passed / HOUR), 'hour');
    if (far < 14 * DAY) return this.#relative.format(Math.trunc(passed / DAY), 'day');
    return this.#date(this.#sameYear(at, now) ? 'monthday' : 'date', at);
  }

  #sameYear(at: Date, now: Date): boolean {
    return this.dayKey(at).slice(0, 4) === this.dayKey(now).slice(0, 4);
  }

  #unit(unit: string, value: number): string {
    return this.#written.once(`${unit} ${value}`, () =>
      this.#number(unit, { style: 'unit', unit, unitDisplay: 'short' }).format(value),
    );
  }

  #number(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    let format = this.#numbers.get(name);
    // British English writes `2 mins`; the short unit of plain English is `2 min`.
    const language = options.style === 'unit' && this.language === 'en-GB' ? 'en' : this.language;
    if (!format) this.#numbers.set(name, (format = new Intl.NumberFormat(language, options)));
    return format;
  }

  #date(name: string, at: Date): string {
    return this.#written.once(`${name} ${at.getTime()}`, () => this.#format(name).format(at));
  }

  #format(name: string): Intl.DateTimeFormat {
    let format = this.#formats.get(name);
    if (!format) {
      format = new Intl.DateTimeFormat(this.language, { ...SHAPES[name], timeZone: this.timeZone });
      this.#formats.set(name, format);
    }
    return format;
  }
}

const SHAPES: Record<string, Intl.DateTimeFormatOptions> = {
  clock: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekclock: { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'short' },
  monthday: { day: 'numeric', month: 'short' },
  date: { day: 'numeric', month: 'short', year: 'numeric' },
  longday: { weekday: 'long', day: 'numeric', month: 'long' },
  longdate: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  appointment: { dateStyle: 'full', timeStyle: 'short' },
  exact: { dateStyle: 'full', timeStyle: 'medium' },
  wall: {
    ...{ calendar: 'iso8601', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', numberingSystem: 'latn' },
  },
};
