// Reads the block of header lines ("From: … Sent: … To: … Subject: …") above a quoted or forwarded mail.

import type { HeaderField } from './header-words.ts';
import { lineSight, nextFilled, type Line } from './line.ts';
import { labelSets, readLabel, type LabelSet } from './vocabulary.ts';

export type HeaderValues = Partial<Record<HeaderField, string>>;

/** A header block and where it stands: lines `start` up to, not including, `end`. */
export interface HeaderBlock {
  start: number;
  end: number;
  values: HeaderValues;
  /** The labels as written, in their order. */
  labels: { field: HeaderField; word: string }[];
  /** How sure it is that a program wrote this, from 0; {@link sureBlock} needs no further sign. */
  score: number;
}

/** Enough to take the lines for a header block without a separator above them. */
export const sureBlock = 6;

/** Sure without a word about it in the subject: author with address, date with time, recipient and subject. */
export const certainBlock = 9;

/** Enough below a separator. */
export const likelyBlock = 2;

const maximumContinuations = 60;
const maximumBlankLines = 2;

/**
 * The header block whose first label stands on line `start`, or null. Tolerates bold labels, wrapped values and blank
 * lines between the fields; `colonless` also takes labels without a colon, for use below a separator.
 */
export function readHeaderBlock(lines: readonly Line[], start: number, colonless = false): HeaderBlock | null {
  const first = lines[start];
  if (!first || !readLabel(first.text, colonless)) return null;
  const glued = readGluedHeaders(first.text);
  if (glued) return { start, end: start + 1, values: glued, labels: [], score: scoreValues(glued) };
  const reader = new BlockReader(lines, start, colonless);
  return reader.read();
}

class BlockReader {
  private readonly lines: readonly Line[];
  private readonly start: number;
  private readonly colonless: boolean;
  private readonly values: HeaderValues = {};
  private readonly labels: HeaderBlock['labels'] = [];
  private last: HeaderField = 'other';
  private continuations = 0;
  private end: number;

  constructor(lines: readonly Line[], start: number, colonless: boolean) {
    this.lines = lines;
    this.start = start;
    this.colonless = colonless;
    this.end = start;
  }

  read(): HeaderBlock | null {
    for (let at = this.start; at < this.lines.length; at++) {
      const line = this.lines[at]!;
      if (!line.text) {
        if (!this.goesOnBelow(at)) break;
        continue;
      }
      if (line.depth !== this.lines[this.start]!.depth || !this.take(line, at)) break;
      this.end = at + 1;
    }
    const score = scoreValues(this.values);
    return score > 0 ? { start: this.start, end: this.end, values: this.values, labels: this.labels, score } : null;
  }

  /** Blank lines end the block unless they are few, the block is incomplete and another field follows. */
  private goesOnBelow(at: number): boolean {
    const next = nextFilled(this.lines, at);
    if (next < 0 || next - at > maximumBlankLines || (this.values.from && this.values.subject)) return false;
    const label = readLabel(this.lines[next]!.text);
    return !!label && this.isNew(label.field);
  }

  private isNew(field: HeaderField): boolean {
    return field === 'other' || this.values[field] === undefined;
  }

  private take(line: Line, at: number): boolean {
    const label = readLabel(line.text, this.colonless);
    if (label && this.isNew(label.field)) {
      this.values[label.field] = label.value;
      this.labels.push({ field: label.field, word: label.word });
      this.last = label.field;
      return true;
    }
    if (!label && isRawHeader(line.text)) return true;
    if (label || !this.continues(line, at) || ++this.continuations > maximumContinuations) return false;
    this.values[this.last] = `${this.values[this.last] ?? ''} ${line.text}`.trim();
    return true;
  }

  /** Whether the line belongs to the value above it: wrapped addresses, a folded subject, a value below its label. */
  private continues(line: Line, at: number): boolean {
    if (at === this.start) return false;
    const value = this.values[this.last] ?? '';
    const isAddresses = this.last === 'from' || this.last === 'to' || this.last === 'cc' || this.last === 'replyTo';
    const next = this.lines[at + 1];
    const nextLabel = next ? readLabel(next.text, this.colonless) : null;
    if (nextLabel && this.isNew(nextLabel.field)) return true;
    if (isAddresses) {
      const open = value.lastIndexOf('<') > value.lastIndexOf('>') || /[,;]$/.test(value.slice(-1));
      return value === '' || open || /^[<[(]/.test(line.text) || (isIndented(line) && line.text.includes('@'));
    }
    if (this.last === 'date') return value === '';
    return this.last === 'subject' && value.length >= 50 && isIndented(line) && !(line.depth > 0);
  }
}

/** A header line that no table knows, in mails quoted with all of them: `Resent-Date: …`, `X-Spam-Level: …`. */
function isRawHeader(text: string): boolean {
  return /^(?:X-|[A-Z][A-Za-z]{1,20}-)[A-Za-z-]{1,40}:\s/.test(text);
}

function isIndented(line: Line): boolean {
  return line.raw.startsWith(' ') || line.raw.startsWith('\t');
}

/**
 * Points for what the values look like: a letter or a journey ("Von: Hamburg, An: Berlin, Datum: 3.5., Betreff: …") is
 * no header block; addresses and a time of day are what programs write.
 */
function scoreValues({ from, date, to, cc, subject, replyTo }: HeaderValues): number {
  if (from === undefined && (date === undefined || (to ?? subject) === undefined)) return 0;
  const fromAddress = from !== undefined && hasAddress(from);
  const toAddress = to !== undefined && hasAddress(to);
  const timed = date !== undefined && hasTime(date);
  let score = fromAddress ? 3 : from ? 1 : 0;
  score += timed ? 2 : date !== undefined && /\d/.test(date.slice(0, lineSight)) ? 1 : 0;
  score += toAddress ? 2 : to !== undefined ? 1 : 0;
  score += subject !== undefined ? 2 : 0;
  score += cc !== undefined || replyTo !== undefined ? 1 : 0;
  return score + (timed && fromAddress ? 1 : 0) + (timed && toAddress ? 2 : 0);
}

export function hasAddress(value: string): boolean {
  const at = value.indexOf('@');
  return at > 0 && at < value.length - 1 && !/\s/.test(value[at - 1]!) && !/\s/.test(value[at + 1]!);
}

function hasTime(value: string): boolean {
  return /(?:^|[^\d./-])\d{1,2}\s?[:.hH時时]\s?\d{2}(?!\d{0,2}[./-]\d)/.test(value.slice(0, lineSight));
}

/**
 * Yahoo writes the whole block on one line without blanks in its text part:
 * `Von: Anna <anna@example.org>An: b@example.org;Gesendet: Montag, 09:26:50 MEZBetreff: …`.
 */
export function readGluedHeaders(text: string): HeaderValues | null {
  const line = text.slice(0, 4000).replaceAll('*', '');
  let best: HeaderValues | null = null;
  for (const set of labelSets) {
    const opening = set.labels.find((label) => label.field === 'from' && startsWithLabel(line, label.word));
    if (!opening) continue;
    const values = cutAtLabels(line, set, opening.word);
    if (Object.keys(values).length > Object.keys(best ?? {}).length) best = values;
  }
  return best && Object.keys(best).length >= 3 ? best : null;
}

function startsWithLabel(line: string, word: string): boolean {
  return line.startsWith(word) && /^\s?[:：]/.test(line.slice(word.length, word.length + 2));
}

function cutAtLabels(line: string, set: LabelSet, opening: string): HeaderValues {
  const found: { field: HeaderField; start: number; value: number }[] = [];
  const from = line.indexOf(':') >= 0 ? line.search(/[:：]/) + 1 : opening.length;
  found.push({ field: 'from', start: 0, value: from });
  for (const { field, word } of set.labels) {
    if (field === 'other' || found.some((known) => known.field === field)) continue;
    const place = findLabel(line, word, from);
    if (place) found.push({ field, ...place });
  }
  found.sort((a, b) => a.start - b.start);
  const values: HeaderValues = {};
  found.forEach(({ field, value }, index) => {
    values[field] = line.slice(value, found[index + 1]?.start ?? line.length).trim();
  });
  return values;
}

/** A label inside the line: after anything but a small letter; its colon may be missing after a closing bracket. */
function findLabel(line: string, word: string, from: number): { start: number; value: number } | null {
  for (
    let start = line.indexOf(word, from), tries = 0;
    start > 0 && tries < 20;
    start = line.indexOf(word, start + 1), tries++
  ) {
    const before = line[start - 1]!;
    const after = /^(\s?[:：]\s?|\s)/.exec(line.slice(start + word.length, start + word.length + 3));
    if (!after || /\p{Ll}/u.test(before)) continue;
    const colon = /[:：]/.test(after[0]);
    if (colon || before === '>' || /\p{Lu}|\d/u.test(before))
      return { start, value: start + word.length + after[0].length };
  }
  return null;
}
