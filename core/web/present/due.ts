// What is due in words: how long there is still time, by how much it is late, and what became of what was promised (TK-4).
import type { Target } from '../../sla/sla.ts';
import type { TicketDue } from '../../tickets/tickets.ts';
import type { Fact } from '../models/aside.ts';
import type { Chip } from '../models/shared.ts';
import type { Writer } from '../times.ts';
import { text, type Present } from './marks.ts';

/** How the reader writes moments, and which one it is. */
export interface Timing {
  writer: Writer;
  now: Date;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Colour is never alone: the words say it, and the picture. */
export function dueChip(present: Present, { writer, now }: Timing, due: TicketDue | null): Chip | undefined {
  if (!due) return undefined;
  const target = text(present, `sla.target.${due.kind}`);
  if (!due.at)
    return { ...pausedChip(present, writer, due.left ?? 0), title: text(present, 'due.paused.title', { target }) };
  const left = due.at.getTime() - now.getTime();
  const isLate = left <= 0;
  const words = (span: string) => text(present, isLate ? 'due.late' : 'due.near', { span });
  return {
    label: words(behindIn(writer, Math.abs(left))),
    tone: isLate ? 'bad' : left < HOUR ? 'due' : 'outline',
    icon: isLate ? 'alert' : 'clock',
    title: text(present, 'due.title', { target, at: writer.moment(due.at, 'exact', now) }),
    ticks: {
      at: due.at.toISOString(),
      near: text(present, 'due.near', { span: '#' }),
      late: text(present, 'due.late', { span: '#' }),
    },
  };
}

function pausedChip(present: Present, writer: Writer, left: number): Chip {
  if (left < 0) return { label: text(present, 'due.paused.late'), icon: 'alert', tone: 'bad' };
  return { label: text(present, 'due.paused', { span: openSpan(writer, left) }), icon: 'moon', tone: 'outline' };
}

/** As it stands behind “in” and “for”: some languages bend the word for days. */
function behindIn(writer: Writer, time: number): string {
  if (time < 2 * DAY) return writer.span(time);
  const parts = new Intl.RelativeTimeFormat(writer.language).formatToParts(Math.floor(time / DAY), 'day');
  const from = parts.findIndex(({ type }) => type === 'integer');
  return parts
    .slice(from)
    .map(({ value }) => value)
    .join('');
}

/** Of open hours: a day of them is no day of the calendar. */
export function openSpan(writer: Writer, time: number): string {
  if (time < 2 * DAY) return writer.span(time);
  const hours = { style: 'unit', unit: 'hour', unitDisplay: 'short' } as const;
  // British English writes `78 hrs`; the short unit of plain English is `78 hr`.
  const language = writer.language === 'en-GB' ? 'en' : writer.language;
  return new Intl.NumberFormat(language, hours).format(Math.floor(time / HOUR));
}

/** The newest of each kind. */
export function levelFacts(present: Present, timing: Timing, targets: Target[]): Fact[] {
  const newest = (['first', 'next', 'resolution'] as const).flatMap(
    (kind) => targets.find((one) => one.kind === kind) ?? [],
  );
  const policy = newest.find((one) => one.policy !== null)?.policy;
  return [
    ...(policy ? [{ label: text(present, 'sla.policy'), value: policy }] : []),
    ...newest.map((one) => ({
      label: text(present, `sla.target.${one.kind}`),
      chip: targetChip(present, timing, one),
    })),
  ];
}

function targetChip(present: Present, timing: Timing, target: Target): Chip {
  const { kind, dueAt, left, metAt, breachedAt } = target;
  const { writer, now } = timing;
  if (metAt) {
    const at = writer.moment(metAt, 'exact', now);
    const tone = breachedAt ? ('bad' as const) : ('good' as const);
    const icon = breachedAt ? 'alert' : 'check';
    return { label: text(present, breachedAt ? 'sla.met.late' : 'sla.met'), tone, icon, title: at };
  }
  const due = left === null ? { kind, at: dueAt, left } : { kind, at: null, left };
  return dueChip(present, timing, due.at || due.left !== null ? due : null) ?? { label: text(present, 'sla.never') };
}
