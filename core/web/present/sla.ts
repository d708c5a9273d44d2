// Service levels in words: a line for each policy, and when an invented ticket would be due.
import { isTimeZone } from '../../kernel/hours.ts';
import { TARGETS, type NewPolicy, type Policy, type Preview } from '../../sla/sla.ts';
import type { SlaPreview } from '../models/sla.ts';
import type { Writer } from '../times.ts';
import { openSpan } from './due.ts';
import { text, type Present } from './marks.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const FRIDAY = 5;

/** `First response 4 hr · Resolution 16 hr · within hours`. */
export function policyLine(present: Present, writer: Writer, { targets, hours, active }: Policy): string {
  const promised = TARGETS.flatMap((kind) => {
    const minutes = targets[kind];
    return minutes === null ? [] : `${text(present, `sla.target.${kind}`)} ${openSpan(writer, minutes * MINUTE)}`;
  });
  const when = text(present, hours ? 'sla.within_hours' : 'sla.around_the_clock');
  return [...promised, when, ...(active ? [] : [text(present, 'sla.off')])].join(' · ');
}

/** By whose clock a policy is spoken of: its own, or the reader's when it knows none. */
export function zoneOf({ hours }: Pick<NewPolicy, 'hours'>, readers: string): string {
  return hours && isTimeZone(hours.timeZone) ? hours.timeZone : readers;
}

/** Late on the next Friday: that is when hours show. */
export function usualSample(writer: Writer, now: Date): string {
  const wall = writer.wall(now);
  const ahead = (FRIDAY - wall.getUTCDay() + 7) % 7;
  return `${new Date(wall.getTime() + ahead * DAY).toISOString().slice(0, 10)}T16:30`;
}

/** The moment at which the wall shows it; null for what is no time. */
export function momentOf(writer: Writer, sample: string): Date | null {
  const shown = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(sample) ? Date.parse(`${sample}Z`) : Number.NaN;
  if (Number.isNaN(shown)) return null;
  const guess = shown - writer.ahead(new Date(shown));
  return new Date(shown - writer.ahead(new Date(guess)));
}

export function previewModel(
  present: Present,
  writer: Writer,
  { sample, at, due }: { sample: string; at: Date; due: Preview | null },
): SlaPreview {
  const written = (moment: Date) => writer.range(moment, undefined);
  const lines = TARGETS.flatMap((kind) => {
    const moment = due?.[kind];
    if (!moment) return [];
    return {
      label: text(present, `sla.target.${kind}`),
      text: text(present, 'sla.preview.due', { at: written(moment) }),
    };
  });
  const about = { sample, zone: writer.timeZone };
  if (lines.length === 0) return { ...about, lines, text: text(present, 'sla.preview.nothing') };
  return { ...about, lines, made: text(present, 'sla.preview.made', { at: written(at) }) };
}
