// Finds where the quoted or forwarded mail begins, and what says so.

import { readAttribution } from './attribution.ts';
import { likelyBlock, readHeaderBlock, sureBlock, type HeaderBlock } from './header-block.ts';
import { isRule, nextFilled, type Line } from './line.ts';
import { readSeparator, type Separator } from './separator.ts';
import { readLabel } from './vocabulary.ts';

export interface QuoteStart {
  /**
   * `marker`: a ticket system's line; `original`, `forwarded`: a separator that says so; `block`: header lines, with at
   * most a rule above; `attribution`: "… wrote:"; `container`: the markup says so.
   */
  kind: 'marker' | 'original' | 'forwarded' | 'block' | 'attribution' | 'container';
  /** The first line that is no longer the writer's own. */
  start: number;
  /** The first line after separator, header block and attribution: the quoted text. */
  content: number;
  block: HeaderBlock | null;
  /** The words of an attribution. */
  attribution: string | null;
  separator: Separator | null;
}

/** The first sign of a quotation from line `from` on, or null. */
export function findQuoteStart(lines: readonly Line[], from = 0): QuoteStart | null {
  let previous: Line | null = null;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at]!;
    if (!line.text && !line.mark) continue;
    // Inside quoted lines only the first one can tell more: the rest is what the other side once quoted.
    const inside = line.depth > 0 && previous !== null && previous.depth > 0;
    const found = inside ? null : readStart(lines, at);
    if (found && found.start >= from) return found;
    previous = line;
  }
  return null;
}

function readStart(lines: readonly Line[], at: number): QuoteStart | null {
  const line = lines[at]!;
  if (line.mark === 'start') return containerStart(lines, at);
  return separatorStart(lines, at) ?? blockStart(lines, at) ?? attributionStart(lines, at);
}

/** Below the start of a quoting element usually stand header lines, sometimes an attribution or a separator. */
function containerStart(lines: readonly Line[], at: number): QuoteStart {
  const first = lines[at]!.text ? at : nextFilled(lines, at);
  const inner =
    first < 0 ? null : (separatorStart(lines, first) ?? blockStart(lines, first) ?? attributionStart(lines, first));
  if (inner) return { ...inner, start: at };
  return { kind: 'container', start: at, content: at, block: null, attribution: null, separator: null };
}

function separatorStart(lines: readonly Line[], at: number): QuoteStart | null {
  const separator = readSeparator(lines[at]!);
  if (!separator) return null;
  const base = { start: at, content: at + 1, block: null, attribution: null, separator };
  if (separator.kind === 'marker') return { ...base, kind: 'marker' };
  const block = blockBelow(lines, at, separator);
  if (separator.kind === 'rule')
    return block && block.score >= sureBlock ? { ...base, kind: 'block', content: block.end, block } : null;
  if (!separator.dashed && !block && !isAlone(lines, at)) return null;
  if (block) return { ...base, kind: separator.kind, content: block.end, block };
  return { ...base, kind: separator.kind, content: at + 1 };
}

/** An undashed "Begin forwarded message:" is believed without header lines if it is a paragraph's first line. */
function isAlone(lines: readonly Line[], at: number): boolean {
  const above = lines[at - 1];
  return (
    (!above || !above.text) &&
    /^(begin|anfang|start|inicio|début|inizio|início|început|początek|začátek|začiatok|начало|početak)/i.test(
      lines[at]!.text,
    )
  );
}

function blockBelow(lines: readonly Line[], at: number, separator: Separator): HeaderBlock | null {
  const least = separator.kind === 'rule' ? sureBlock : likelyBlock;
  if (separator.rest) {
    const sameLine = readHeaderBlock([{ ...lines[at]!, text: separator.rest }], 0);
    if (sameLine && sameLine.score >= least) return { ...sameLine, start: at, end: at + 1 };
  }
  const next = nextFilled(lines, at + 1);
  if (next < 0 || next - at > 4) return null;
  if (separator.kind === 'original' && lines[next]!.text && isRule(lines[next]!)) return null;
  const block = readHeaderBlock(lines, next) ?? null;
  if (block && block.score >= least) return block;
  const colonless = separator.kind === 'rule' ? null : readHeaderBlock(lines, next, true);
  return colonless && colonless.score >= sureBlock ? colonless : null;
}

function blockStart(lines: readonly Line[], at: number): QuoteStart | null {
  const label = readLabel(lines[at]!.text);
  if (!label || label.field === 'other') return null;
  const block = readHeaderBlock(lines, at);
  if (!block || block.score < sureBlock) return null;
  return { kind: 'block', start: at, content: block.end, block, attribution: null, separator: null };
}

/** An attribution that begins on line `at`. */
function attributionStart(lines: readonly Line[], at: number): QuoteStart | null {
  for (let end = at + 1; end <= Math.min(lines.length, at + 5); end++) {
    const line = lines[end - 1]!;
    if (!line.text) break;
    const next = nextFilled(lines, end);
    const quotedNext = next >= 0 && next - end <= 3 && lines[next]!.depth > line.depth;
    const attribution = readAttribution(lines, end, quotedNext);
    if (attribution && attribution.start === at) {
      return {
        kind: 'attribution',
        start: at,
        content: end,
        block: null,
        attribution: attribution.text,
        separator: null,
      };
    }
    if (attribution || line.mark) break;
  }
  return null;
}
