// Gathers what each line is to be told, and sends it: one message a line, equal messages made once.
import type { UserFrame } from '../calls/calls.ts';
import type { Line } from './line.ts';

export interface Outbox {
  add(line: Line, html: string): void;
  /** The page is drawn anew instead; nothing else is told then. */
  reset(line: Line): void;
  /** `cursor`: up to which event this tells everything; absent for what is no event. */
  send(cursor?: number): void;
}

export function createOutbox(): Outbox {
  const parts = new Map<Line, string[]>();
  const resets = new Set<Line>();
  const frames = new Map<string, Buffer>();
  const frameOf = (html: string, cursor: number | undefined): Buffer => {
    const known = frames.get(html) ?? frame({ cursor, html });
    frames.set(html, known);
    return known;
  };
  return {
    add(line, html) {
      if (html === '' || resets.has(line)) return;
      const own = parts.get(line);
      if (own) own.push(html);
      else parts.set(line, [html]);
    },
    reset(line) {
      resets.add(line);
      parts.delete(line);
    },
    send(cursor) {
      for (const line of resets) line.send(frame({ cursor, reset: true }));
      for (const [line, own] of parts) line.send(frameOf(own.join(''), cursor));
    },
  };
}

/** `{cursor, html, beat, reset, refused}`, or what concerns a call, as the page's scripts understand it. */
export function frame(
  message: UserFrame | { cursor?: number; html?: string; reset?: true; beat?: number; refused?: string[] },
): Buffer {
  return Buffer.from(JSON.stringify(message));
}
