// Recognises the line above a quotation: "On 3 May 2024 at 10:00, Anna <anna@example.org> wrote:", in many languages.

import { stripChars, type Line } from './line.ts';
import { anyOf, firstPerson, leadWords, monthStems, wroteSigns, wroteWords } from './phrases.ts';

// All alternatives are fixed words, so these run in linear time.
const wrote = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(wroteWords)})(?=$|[^\\p{L}])|${anyOf(wroteSigns)}`, 'iu');
const lead = new RegExp(`^(?:${anyOf(leadWords)})(?=[\\s\\d,])`, 'iu');
const month = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(monthStems)})\\p{L}{0,8}(?=$|[^\\p{L}])`, 'iu');
const numericDate = /(?:^|\D)\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}|\d{4}\s?[年년]/;
const year = /(?:^|\D)(?:19|20)\d\d(?:\D|$)/;
const time = /(?:^|\D)\d{1,2}\s?[:.hH]\s?\d{2}|[時时点點시]/;
const dateAtStart = /^["'([]?(?:\p{L}{1,12}[.,]{0,2}\s?){0,2}\d{1,4}\s?[./\-年년, ]/u;
/** A date without anything but a day name before it: enough without a verb. */
const bareDateAtStart = /^["'([]?(?:\p{L}{1,10}[.,]{1,2}\s?|\p{L}{2,4}\s)?\d/u;
/** `Anna <anna@example.org>` or `by anna@example.org`; an address in a sentence is not enough without a verb. */
const namedAddress = /<\s?(?:mailto:)?[^\s<>]+@|(?:^|\s)(?:von|by|от|de|da|от кого|מאת) \S{1,100}@/iu;
const gmailIso = /^\d{4}-\d{2}-\d{2} \d{1,2}:\d{2} (?:GMT|UTC)[+-]\d{1,2}:\d{2} \p{L}/u;

/** Longest attribution, joined. */
const longest = 400;
/** Most lines an attribution is wrapped over. */
const mostLines = 5;

/** An attribution on lines `start` up to, not including, `end`. */
export interface Attribution {
  start: number;
  end: number;
  text: string;
}

interface Evidence {
  score: number;
  /** Begins as programs begin such a line: with "On …", with the date, or between dashes. */
  opens: boolean;
  /** Says when or by whom, so is no mere end of a wrapped line. */
  tells: boolean;
}

/**
 * The attribution that ends on line `end - 1`, or null. Looks upward over wraps.
 * @param quotedNext whether quoted lines follow: then less is needed to believe it
 */
export function readAttribution(lines: readonly Line[], end: number, quotedNext: boolean): Attribution | null {
  const last = lines[end - 1]!;
  if (last.mark === 'attribution') return { start: end - 1, end, text: last.text };
  if (!couldEnd(last.text, quotedNext)) return null;
  const candidates = joinUpward(lines, end);
  if (!quotedNext && !/[\d@]/.test(candidates.at(-1)!.text)) return null;
  const judged = candidates.map(({ start, text }) => ({ start, end, text, ...judge(text, quotedNext) }));
  const found =
    judged.find((one) => one.score >= 6 && one.opens) ??
    judged.find((one) => one.score >= 6 && one.tells) ??
    judged.find((one) => one.score >= 6) ??
    judged.find((one) => one.score >= 5 && quotedNext && one.opens) ??
    judged.find((one) => one.score >= 5 && quotedNext);
  return found ? { start: found.start, end, text: found.text } : null;
}

/** Cheap look at the last line: ends with a colon or a verb, or could be followed directly by the quotation. */
function couldEnd(text: string, quotedNext: boolean): boolean {
  if (!text || text.length > longest) return false;
  return (
    /[:：]$/.test(stripDecoration(text)) ||
    quotedNext ||
    text.endsWith('>>>') ||
    wrote.test(text.slice(-40)) ||
    gmailIso.test(text)
  );
}

/** The verb, and after it nothing but the few words some languages put there ("het volgende geschreven:", "följande:"). */
function endsWithVerb(text: string): boolean {
  const end = text.slice(-60);
  let rest = end;
  for (let match = wrote.exec(rest); match; match = wrote.exec(rest)) rest = rest.slice(match.index + match[0].length);
  return rest.length < end.length && /^[\s()\p{L}-]{0,25}[:：]?\s?$/u.test(rest);
}

function stripDecoration(text: string): string {
  return stripChars(text, ' -–—_*~>');
}

/** The last line, then with one more line above it each time, as far as a wrapped attribution can reach. */
function joinUpward(lines: readonly Line[], end: number): { start: number; text: string }[] {
  const joined = [{ start: end - 1, text: lines[end - 1]!.text }];
  for (let start = end - 2; start >= 0 && joined.length < mostLines; start--) {
    const line = lines[start]!;
    if (!line.text || line.depth !== lines[end - 1]!.depth || endsSentence(line.text)) break;
    const text = `${line.text} ${joined.at(-1)!.text}`;
    if (text.length > longest) break;
    joined.push({ start, text });
  }
  return joined;
}

/** "… 28." and "… márc." go on, "… called you." does not. */
function endsSentence(text: string): boolean {
  const end = text.slice(-14);
  return /[!?:：]$/.test(end) || (/\p{L}{4}\.$/u.test(end) && !month.test(end));
}

/** Weighs what an attribution consists of: verb, date, time, address, its opening, a colon, quotation below. */
function judge(text: string, quotedNext: boolean): Evidence {
  const core = stripDecoration(text);
  if (gmailIso.test(core)) return { score: 6, opens: true, tells: true };
  if (firstPerson.test(core)) return { score: 0, opens: false, tells: false };
  const dashed = /^(?:-{2,}|—{2,}|>{3})/.test(text) && /(?:-{2,}|—{2,}|>{3})$/.test(text);
  const has = {
    colon: /[:：]$/.test(core),
    verb: wrote.test(core),
    verbAtEnd: endsWithVerb(core),
    date: numericDate.test(core) || (year.test(core) && /\d.*\d/.test(core)),
    day: month.test(core) && /\d/.test(core),
    time: time.test(core),
    address: /[^\s@]@[^\s@]/.test(core),
    lead: lead.test(core) && /\d/.test(core),
  };
  const opens = has.lead || dateAtStart.test(core) || dashed;
  const isBare = lead.test(core) || bareDateAtStart.test(core) || dashed;
  const bound = opens || has.address || quotedNext;
  const ends = has.colon || has.verbAtEnd || quotedNext || dashed;
  const isStamp = isBare && (has.date || has.day) && (namedAddress.test(core) || (quotedNext && has.time));
  if (!bound || !ends || !(has.verb || isStamp)) return { score: 0, opens, tells: false };
  let score = has.verb ? 2 : 0;
  score += has.date ? 2 : has.day ? 1 : 0;
  score += (has.time ? 1 : 0) + (has.address ? 2 : 0) + (has.lead ? 1 : 0) + (has.colon ? 1 : 0);
  score += (dashed && (has.verb || has.date) ? 4 : 0) + (has.verbAtEnd && has.address ? 1 : 0) + (quotedNext ? 2 : 0);
  // A date alone may be the end of a wrapped line that says more.
  if (!has.verb && !has.address) return { score, opens: false, tells: false };
  return { score, opens, tells: has.date || has.day || has.address };
}

/** The column where an attribution begins that shares its line with the writer's own words, or -1. */
export function attributionColumn(text: string): number {
  if (text.length > longest || !/[:：]$/.test(text) || !endsWithVerb(text)) return -1;
  for (const match of text.matchAll(/[\s-](On|Am|Le|El|Il|Op|Em|Den) (?=\p{L}{2,10}[.,]|\d|\p{Lu}\p{Ll}{2} \d)/gu)) {
    const column = match.index + 1;
    if (judge(text.slice(column), true).score >= 8) return column;
  }
  return -1;
}
