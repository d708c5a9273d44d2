// Recognises the lines programs put above a quoted mail: "-----Original Message-----", "Begin forwarded message:",
// "##- Please type your reply above this line -##".

import { fold, isRule, type Line } from './line.ts';
import { aboveLinePhrases, answerStems, forwardStems, messageStems, originalPhrases } from './phrases.ts';

export interface Separator {
  /** `rule` is a line of dashes, or dashes around words that no list knows: nothing without a header block below. */
  kind: 'marker' | 'original' | 'forwarded' | 'rule';
  /** Written with dashes around: needs nothing else to be believed. */
  dashed: boolean;
  /** How many dashes stand before the words. */
  dashes: number;
  /** What follows on the same line: Yahoo puts the header block there. */
  rest: string;
}

/** Longest line that is looked at as a separator; Notes puts names and a date between the dashes. */
const longestPhrase = 160;

/** What the line separates, or null. An undashed phrase is only believed above a header block; the caller looks. */
export function readSeparator(line: Line): Separator | null {
  if (isRule(line)) return { kind: 'rule', dashed: true, dashes: line.text.length, rest: '' };
  const text = line.text.slice(0, 4000);
  const dashed = readDashed(text);
  if (isMarker(text, !!dashed)) return { kind: 'marker', dashed: true, dashes: 0, rest: '' };
  const ruled = /^_{5,}\s*(?=[^_\s])/.exec(text);
  if (ruled && !dashed?.closed) return { kind: 'rule', dashed: true, dashes: 0, rest: text.slice(ruled[0].length) };
  if (dashed) {
    const kind = kindOf(dashed.phrase);
    if (!kind && !(dashed.closed && dashed.dashes >= 3 && '-–—_='.includes(text[0]!))) return null;
    return { kind: kind ?? 'rule', dashed: true, dashes: dashed.dashes, rest: dashed.rest };
  }
  return readUndashed(text);
}

function readUndashed(text: string): Separator | null {
  if (text.length > 60) return null;
  const kind = kindOf(text);
  const isWhole = /[:：]$/.test(text) || kind === 'original';
  const lower = fold(text);
  if (!kind || !isWhole || !(kind === 'original' || messageStems.some((stem) => lower.includes(stem)))) return null;
  return { kind, dashed: false, dashes: 0, rest: '' };
}

/** `--- words --- rest`: the words may hold dashes themselves ("… správa --- Forwarded Message ---"). */
function readDashed(text: string): { phrase: string; dashes: number; rest: string; closed: boolean } | null {
  let open = 0;
  while (open < text.length && isDash(text[open]!)) open++;
  if (open < 2) return null;
  const close = lastDashRun(text, open);
  const phrase = text.slice(open, close?.start ?? text.length).trim();
  if (!phrase || phrase.length > longestPhrase) return null;
  return { phrase, dashes: open, rest: close ? text.slice(close.end).trim() : '', closed: !!close };
}

function isDash(character: string): boolean {
  return '-–—_=*~#>─'.includes(character);
}

/** The last run of two or more dashes within reach of a separator. */
function lastDashRun(text: string, from: number): { start: number; end: number } | null {
  let found: { start: number; end: number } | null = null;
  for (let at = from; at < Math.min(text.length, longestPhrase + 80); at++) {
    if (!isDash(text[at]!)) continue;
    const start = at;
    while (at < text.length && isDash(text[at]!)) at++;
    if (at - start >= 2) found = { start, end: at };
  }
  return found;
}

function kindOf(phrase: string): 'original' | 'forwarded' | null {
  const lower = fold(phrase);
  if (forwardStems.some((stem) => lower.includes(stem))) return 'forwarded';
  return originalPhrases.some((words) => lower.includes(words)) && lower.length <= 80 ? 'original' : null;
}

function isMarker(text: string, dashed: boolean): boolean {
  if (text.length > 250) return false;
  const lower = fold(text);
  if (!aboveLinePhrases.some((phrase) => lower.includes(phrase))) return false;
  const decorated = dashed || /^[#\-–—=*_([<]{1,2}/.test(text) || /[#\-–—=*_)\]>]$/.test(text);
  return decorated && answerStems.some((stem) => lower.includes(stem));
}
