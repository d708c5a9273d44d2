// The clock of the time in which one may write to a customer, and what is said when it is over (WA-3, MS-3).
import type { Preview } from '../../outbound/outbound.ts';
import type { Clock } from '../models/composer.ts';
import type { Writer } from '../times.ts';
import { reasonText, text, type Present } from './marks.ts';

const HOUR = 3_600_000;

interface WindowFacts {
  present: Present;
  preview: Pick<Preview, 'window' | 'policy' | 'closed'>;
  writer: Writer;
  now: Date;
  /** Where the composer is asked for again when the window ends or opens. */
  from?: string;
  channel: string | undefined;
}

/** Without script it says when the time ends; with it the time runs down. */
export function clockOf({ present, preview, writer, now, from, channel }: WindowFacts): Clock | undefined {
  const { window, closed, policy } = preview;
  if (!window) return undefined;
  const [passed, whole] = [now.getTime() - window.began.getTime(), window.ends.getTime() - window.began.getTime()];
  const at = writer.moment(window.ends, 'short', now);
  if (closed) {
    const title = text(present, 'composer.window.since', { at: momentOf(writer, window.ends, now) });
    return { used: 100, label: text(present, 'composer.window.over'), title, tone: 'over', from };
  }
  const left = whole - passed;
  const after = text(present, `composer.window.${window.after === 'template only' ? 'templates' : 'nothing'}`);
  const until = text(present, 'composer.window.title', { at: momentOf(writer, window.ends, now), after });
  const people = policy?.state === 'human only' ? ` ${reasonText(present, policy.why, channel)}` : '';
  return {
    used: Math.min(100, Math.max(0, (100 * passed) / whole)),
    label: text(present, 'composer.window.until', {
      at: left <= 24 * HOUR ? writer.moment(window.ends, 'clock', now) : at,
    }),
    title: `${until}${people}`,
    tone: left < HOUR ? 'due' : left < 4 * HOUR ? 'warn' : 'good',
    ticks: {
      began: window.began.toISOString(),
      ends: window.ends.toISOString(),
      left: text(present, 'composer.window.left', { span: '#' }),
    },
    from,
  };
}

function momentOf(writer: Writer, at: Date, now: Date): string {
  return `${writer.moment(at, 'day', now)}, ${writer.moment(at, 'clock', now)}`;
}
