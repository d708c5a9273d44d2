// Decides line by line what the writer said, what is quoted and what is signature.

import { attributionColumn } from './attribution.ts';
import { isForwardStart } from './forward-sign.ts';
import { isEmpty, isRule, nextFilled, stripChars, type Line } from './line.ts';
import { answeredInside } from './phrases.ts';
import { findQuoteStart, type QuoteStart } from './quote-start.ts';
import { isTail, signatureStart } from './signature.ts';

export type Part = 'visible' | 'quoted' | 'signature';

/** How the lines of one body are divided. */
export interface Cut {
  /** One entry a line. */
  parts: Part[];
  /** The body hands on another mail; nothing of it is cut. */
  isForward: boolean;
}

/**
 * Divides a body. Words of the writer win over tidiness: answers between quotations stay with what they answer, a
 * forward is never cut, and if nothing would remain everything is shown.
 * @param keepContext keep a quotation above the writer's words if the writer wrote above it too (HTML)
 */
export function cutLines(lines: readonly Line[], subject: string, keepContext = false): Cut {
  const everything: Part[] = lines.map(() => 'visible');
  const start = findQuoteStart(lines);
  if (start && isForwardStart(lines, start, subject)) return { parts: everything, isForward: true };
  const parts = [...everything];
  if (start) hideFrom(lines, start, parts, keepContext);
  else hideTrailingQuote(lines, parts);
  hideSignature(lines, parts);
  return { parts: hasWords(lines, parts, 'visible') ? parts : everything, isForward: false };
}

function hasWords(lines: readonly Line[], parts: readonly Part[], part: Part): boolean {
  return lines.some((line, index) => parts[index] === part && !isEmpty(line) && !isRule(line));
}

/** One quotation above the only answer goes; of several, those that are answered stay, and the line above the first goes. */
function hideFrom(lines: readonly Line[], start: QuoteStart, parts: Part[], keepContext: boolean): void {
  const topHasWords = lines.slice(0, start.start).some((line) => !isEmpty(line) && !isRule(line));
  const answers = answersBelow(lines, start);
  const [first] = answers;
  if (!first) {
    if (pointsInside(lines, start, keepContext)) return;
    if (topHasWords) hide(lines, parts, start.start, lines.length);
    if (topHasWords) markTail(lines, start.content, parts);
    return;
  }
  if (answers.length === 1 && !(keepContext && topHasWords)) hide(lines, parts, start.start, first.first);
  else if (!topHasWords) hide(lines, parts, start.start, start.content);
  hide(lines, parts, answers.at(-1)!.end, lines.length);
  markTail(lines, answers.at(-1)!.end, parts);
}

/** The writer says that the answers stand in the quoted mail, which shows no marks to tell them apart. */
function pointsInside(lines: readonly Line[], start: QuoteStart, isHtml: boolean): boolean {
  const next = lines[nextFilled(lines, start.content)];
  if (!next || (next.depth > 0 && !isHtml)) return false;
  const top = lines.slice(0, start.start).filter((line) => line.text.length < 300);
  return top.slice(0, 40).some(({ text }) => answeredInside.some((pattern) => pattern.test(text)));
}

/** What the writer's program put below the last quoted line is a signature. */
function markTail(lines: readonly Line[], from: number, parts: Part[]): void {
  let last = lines.length;
  while (last > from && lines[last - 1]!.depth === 0) last--;
  const isMarked = last > from || lines.slice(0, from).some((line) => line.depth > 0);
  if (isMarked && isTail(lines.slice(last))) parts.fill('signature', last);
}

/** Hides lines `from` up to `to` with the rule above them and, if nothing shown follows, the empty lines too. */
function hide(lines: readonly Line[], parts: Part[], from: number, to: number): void {
  parts.fill('quoted', from, to);
  let above = from;
  while (above > 0 && (isEmpty(lines[above - 1]!) || isRule(lines[above - 1]!))) above--;
  const rule = lines.findIndex((line, index) => index >= above && index < from && isRule(line));
  if (to === lines.length) parts.fill('quoted', above, from);
  else if (rule >= 0) parts.fill('quoted', rule, from);
}

interface Answer {
  first: number;
  end: number;
}

/** The writer's own runs of lines below or between the quoted ones. Empty if what follows is not marked as quoted. */
function answersBelow(lines: readonly Line[], start: QuoteStart): Answer[] {
  const first = nextFilled(lines, start.content);
  if (start.kind === 'container' || first < 0 || lines[first]!.depth === 0) return [];
  const answers: Answer[] = [];
  let open: Answer | null = null;
  for (let at = first; at < lines.length; at++) {
    const line = lines[at]!;
    if (!line.text) continue;
    if (line.depth > 0 || isWrapped(lines, at)) open = null;
    else if (open) open.end = at + 1;
    else answers.push((open = { first: at, end: at + 1 }));
  }
  while (answers.length && isTail(lines.slice(answers.at(-1)!.first, answers.at(-1)!.end))) answers.pop();
  return answers.filter((answer) => !isDebris(lines.slice(answer.first, answer.end)));
}

/** A quoted line that lost its mark when it was wrapped: between two quoted ones, the first long and unfinished. */
function isWrapped(lines: readonly Line[], at: number): boolean {
  const above = lines[at - 1];
  const below = lines[at + 1];
  if (!above || !below || above.depth === 0 || below.depth === 0 || !above.text) return false;
  return above.raw.length >= 60 && !/[.!?:]$/.test(above.text) && /^[\p{Ll}\d(<]/u.test(lines[at]!.text);
}

/** Leftovers of broken quoting: a bare link, punctuation. */
function isDebris(run: readonly Line[]): boolean {
  return run.every(({ text }) => text.length < 200 && /^[\s(<[]*(?:https?:\/\/\S{1,180})?[\s)>\].,]*$/.test(text));
}

/** Quoted lines that nothing introduces and nothing follows. */
function hideTrailingQuote(lines: readonly Line[], parts: Part[]): void {
  let last = lines.length - 1;
  while (last >= 0 && isEmpty(lines[last]!)) last--;
  let end = last;
  while (end >= 0 && (lines[end]!.depth > 0 || isEmpty(lines[end]!))) end--;
  if (end < last && end >= 0) hide(lines, parts, end + 1, lines.length);
}

/** The signature is the end of the last visible run. */
function hideSignature(lines: readonly Line[], parts: Part[]): void {
  const visible: number[] = [];
  parts.forEach((part, index) => {
    if (part === 'visible') visible.push(index);
  });
  const from = signatureStart(visible.map((index) => lines[index]!));
  for (const index of visible.slice(from)) parts[index] = 'signature';
}

/** Gives an attribution that shares its line with the writer's words a line of its own. */
export function splitSharedLines(lines: readonly Line[]): Line[] {
  return lines.flatMap((line, index) => {
    const next = line.depth === 0 && line.text.endsWith(':') ? lines[nextFilled(lines, index + 1)] : undefined;
    const column = next && next.depth > 0 ? attributionColumn(line.raw.trimEnd()) : -1;
    if (column < 0) return [line];
    const before = stripChars(line.raw.slice(0, column), ' -');
    const after = line.raw.slice(column);
    return [
      { ...line, raw: before, text: before },
      { ...line, raw: after, text: after.trim() },
    ];
  });
}
