// Finds where the signature begins: a delimiter, a phone's footer, a disclaimer, the contact lines below a closing.

import { fold, isEmpty, isRule, stripChars, type Line } from './line.ts';
import { closings, disclaimerPhrases, footerPatterns } from './signature-phrases.ts';

/** Signatures longer than this are not taken for one. */
const mostLines = 30;
/** Lines below a rule or a closing that still look like a signature. */
const shortLine = 80;

/**
 * The index of the first signature line in `lines`, which are the visible ones; `lines.length` if there is none. Cuts
 * only at the end, and never everything.
 */
export function signatureStart(lines: readonly Line[]): number {
  let end = trimEnd(lines, lines.length);
  for (let round = 0; round < 5; round++) {
    const start = trimEnd(
      lines,
      Math.min(footerStart(lines, end), delimiterStart(lines, end), markedStart(lines, end)),
    );
    if (start === end || start === 0) break;
    end = start;
  }
  const contact = trimEnd(lines, contactStart(lines, end));
  return withHeading(lines, contact > 0 ? contact : end);
}

/** A rule or a heading above the signature is part of it. */
function withHeading(lines: readonly Line[], start: number): number {
  if (start === lines.length) return start;
  let above = start;
  for (let at = start - 1; at >= 0 && start - at <= 3; at--) {
    const line = lines[at]!;
    if (!line.text) continue;
    if (!isRule(line) && !headings.has(fold(stripChars(line.text, ' :*')))) break;
    above = at;
  }
  return trimEnd(lines, above) > 0 ? trimEnd(lines, above) : start;
}

const headings = new Set([
  'disclaimer',
  'haftungsausschluss',
  'hinweis',
  'confidentiality notice',
  'vertraulichkeitshinweis',
]);

function trimEnd(lines: readonly Line[], end: number): number {
  while (end > 0 && isEmpty(lines[end - 1]!)) end--;
  return end;
}

/** `-- ` (RFC 3676 §4.3) and its relatives, or a rule above contact lines. */
function delimiterStart(lines: readonly Line[], end: number): number {
  let start = end;
  for (let at = end - 1, filled = 0; at >= 0 && filled <= mostLines; at--) {
    const line = lines[at]!;
    if (!line.text) continue;
    filled++;
    if (line.depth > 0 || announces(lines, at)) continue;
    if (isDelimiter(line.text)) start = at;
    else if (isSignatureRule(line) && isContact(lines.slice(at + 1, end), line)) start = at;
  }
  return start;
}

function isDelimiter(text: string): boolean {
  return /^(?:--|––?|——?)$/.test(text);
}

/** People also divide what they write with rules of `=` and `*`. */
function isSignatureRule(line: Line): boolean {
  return isRule(line, 2) && '-_—–'.includes(line.text[0] ?? ' ');
}

/** The line above ends with a colon: what follows is what it announces. */
function announces(lines: readonly Line[], at: number): boolean {
  let above = at - 1;
  while (above >= 0 && !lines[above]!.text) above--;
  return above >= 0 && /[:：]$/.test(lines[above]!.text);
}

/** Contact lines below a rule; below underscores a short name and title will do. */
function isContact(below: readonly Line[], rule: Line): boolean {
  const filled = below.filter((line) => line.text && !isRule(line, 2));
  if (filled.length === 0 || !isSignatureLike(below)) return false;
  const bare = filled.length <= 3 && filled.every(({ text }) => text.length <= 40 && !/[\d:;]/.test(text));
  return filled.some(({ text }) => contactSign.test(text)) || (bare && '_—'.includes(rule.text[0] ?? ' '));
}

/** Lines the markup calls a signature. */
function markedStart(lines: readonly Line[], end: number): number {
  let start = end;
  while (start > 0 && (lines[start - 1]!.mark === 'signature' || isEmpty(lines[start - 1]!))) start--;
  return start;
}

/** Short lines that are no sentences. */
function isSignatureLike(lines: readonly Line[]): boolean {
  const filled = lines.filter((line) => line.text && !isRule(line, 2));
  if (filled.length > 14) return false;
  return filled.every(
    ({ text }) => text.length <= shortLine && !/\p{Ll}{3,}[.!?]$/u.test(text) && !/^[-*•] /.test(text),
  );
}

/** Phone footers ("Sent from my …"), list and virus scanner footers, disclaimers: whole paragraphs at the end. */
function footerStart(lines: readonly Line[], end: number): number {
  let start = end;
  for (let at = end - 1, filled = 0; at >= 0 && filled <= mostLines; at--) {
    const line = lines[at]!;
    if (!line.text) continue;
    filled++;
    const opensParagraph = at === 0 || !lines[at - 1]!.text || start === at + 1;
    if (isFooter(line.text)) start = at;
    else if (opensParagraph && isDisclaimer(line.text)) start = at;
    else if (filled > 12) break;
  }
  return start === end || restIsFooter(lines.slice(start, end)) ? start : end;
}

/** What follows a footer must not be the writer's words: nothing, or the rest of a long disclaimer. */
function restIsFooter(lines: readonly Line[]): boolean {
  const filled = lines.filter((line) => line.text);
  if (isDisclaimer(filled[0]!.text)) return true;
  return filled.slice(1).every((line) => isFooter(line.text) || isDisclaimer(line.text) || isSignatureLike([line]));
}

function isFooter(text: string): boolean {
  return text.length <= 200 && footerPatterns.some((pattern) => pattern.test(text));
}

function isDisclaimer(text: string): boolean {
  const lower = text.slice(0, 400).toLowerCase();
  return disclaimerPhrases.some((phrase) => lower.includes(phrase));
}

/** Below "Kind regards" and a name: at least three short lines, one with a phone number, an address or the like. */
function contactStart(lines: readonly Line[], end: number): number {
  const from = Math.max(0, end - mostLines);
  for (let at = end - 1; at >= from; at--) {
    if (lines[at]!.depth > 0 || !isClosing(lines[at]!.text)) continue;
    const name = lines.findIndex((line, index) => index > at && index < end && line.text !== '');
    const contact = lines.slice(name + 1, end);
    const filled = contact.filter((line) => line.text);
    const hasContact = filled.some(({ text }) => contactSign.test(text));
    return name > 0 && filled.length >= 3 && hasContact && isSignatureLike(contact) ? name + 1 : end;
  }
  return end;
}

const contactSign =
  /(?:^|[\s,|])(?:tel|telefon|fon|phone|fax|mobil|mobile|cell|t|m|f|p|e-?mail|web|www|http)(?:[.:/]|\s?\+)|\+\d{2}|@|www\.|\bGmbH\b|\bAG\b|\bLtd\b|\bInc\b|\bUSt\b|\bHRB\b/i;

function isClosing(text: string): boolean {
  if (!text || text.length > 60) return false;
  const lower = text.toLowerCase();
  return closings.some((closing) => lower.startsWith(closing));
}

/** Whether a run of lines below a quotation is only a signature or footer and no answer. */
export function isTail(run: readonly Line[]): boolean {
  const first = run.find((line) => line.text);
  if (!first) return true;
  if (run.every((line) => !line.text || line.mark === 'signature')) return true;
  if (isDelimiter(first.text)) return true;
  const filled = run.filter((line) => line.text);
  if (isRule(first, 2) && isSignatureLike(run)) return true;
  return (
    filled.every((line) => isFooter(line.text)) ||
    (isFooter(first.text) && restIsFooter(run)) ||
    isDisclaimer(first.text)
  );
}
