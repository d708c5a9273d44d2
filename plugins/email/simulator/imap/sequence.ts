// Sequence sets (RFC 3501 §9 "sequence-set"): 1,4:7,9:*
import type { StoredMail } from '../folder.ts';

type Range = [from: number, to: number];

/** Reads a set; `*` is `highest`. Undefined when it is not one. */
export function parseSequenceSet(text: string, highest: number): Range[] | undefined {
  const ranges: Range[] = [];
  for (const piece of text.split(',')) {
    const match = /^(\d{1,10}|\*)(?::(\d{1,10}|\*))?$/.exec(piece);
    if (!match) return undefined;
    const from = match[1] === '*' ? highest : Number(match[1]);
    const to = match[2] === undefined ? from : match[2] === '*' ? highest : Number(match[2]);
    ranges.push(from <= to ? [from, to] : [to, from]);
  }
  return ranges;
}

export function inRanges(ranges: Range[], number: number): boolean {
  return ranges.some(([from, to]) => number >= from && number <= to);
}

/**
 * The mails of `view` that a set names, by UID or by place in the view. `n:*` always holds the last mail, even
 * when its UID is below n (RFC 3501 §6.4.8).
 */
export function selectMails(view: StoredMail[], set: string, byUid: boolean): StoredMail[] | undefined {
  const highest = byUid ? view.reduce((most, mail) => Math.max(most, mail.uid), 0) : view.length;
  const ranges = parseSequenceSet(set, highest);
  return ranges && view.filter((mail, index) => inRanges(ranges, byUid ? mail.uid : index + 1));
}

/** Numbers as a compact set: [1,2,3,7] → `1:3,7`; empty for none. */
export function formatSet(numbers: number[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const [index, number] of numbers.entries()) {
    if (numbers[index - 1] !== number - 1) from = number;
    if (numbers[index + 1] !== number + 1) pieces.push(from === number ? String(from) : `${from}:${number}`);
  }
  return pieces.join(',');
}
