// Takes the line above a quotation apart: who wrote ("On 28/10/2021, 12:46, "Anna" <anna@example.org> wrote:") and when.

import type { MailAddress } from '../parsed-mail.ts';
import { plain, stripChars } from '../reply/line.ts';
import { leadWords, wroteSigns, wroteWords } from '../reply/phrases.ts';
import { readMailbox } from './mailbox.ts';

const escape = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const longestFirst = (words: string[]): string =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map(escape)
    .join('|');

/** Words that stand between date and name. */
const joints =
  'heeft|użytkownik|uživatel|používateľ|пользователь|користувач|időpontban|às|om|um|kl|klo|at|a las|alle|alle ore|à|o|uhr|va|je';

const leading = new RegExp(`^(?:${longestFirst(leadWords)})(?=[\\s\\d])`, 'iu');
const edgeWords = new RegExp(
  `^(?:${longestFirst([...wroteWords, ...joints.split('|')])}|${longestFirst(wroteSigns)})(?=$|[^\\p{L}])`,
  'iu',
);

/** Whatever ends a date: a time of day with its zone, a year. */
const dateEnd =
  /\d(?:[\d:.h/-]*\d)?(?:\s?(?:[ap]\.?m\.?|uhr|h))?(?:[\s(]*(?:gmt|utc|[+-]\d{2}:?\d{2}|[a-z]{2,4}z|c?est|[ecmp][sd]t)[\d:+-]*\)?)*(?=[\s,:]|$)/giu;

/** The author and the date of an attribution, as far as they can be told apart. */
export function readAuthor(attribution: string): { from: MailAddress | null; date: string | null } {
  const text = stripChars(plain(attribution).slice(0, 400), ' -–—:：*');
  const open = text.search(/[<[]\s*(?:mailto:)?[^\s<>]+@/i);
  const before = (open < 0 ? text : text.slice(0, open)).replace(/\($/, '');
  const quotedName = /["„“«]\s?([^"„“”«»]{1,150}?)\s?["“”»]\s*$/u.exec(before.trimEnd());
  const name = quotedName ? quotedName[1]! : afterDate(before);
  const from =
    open < 0 ? readMailbox(name) : readMailbox(`"${name.replaceAll('"', '')}" ${text.slice(open, open + 300)}`);
  return { from, date: dateOf(quotedName ? before.slice(0, quotedName.index) : before, text) };
}

/** What follows the last part of the date, without the words around it. */
function afterDate(text: string): string {
  let end = 0;
  for (const match of text.matchAll(dateEnd)) end = match.index + match[0].length;
  let rest = stripChars(text.slice(end), ' ,.:;');
  for (let rounds = 0; rounds < 4; rounds++) {
    const word = edgeWords.exec(rest);
    if (!word) break;
    rest = stripChars(rest.slice(word[0].length), ' ,.:;');
  }
  return rest;
}

function dateOf(before: string, text: string): string | null {
  let end = 0;
  for (const match of before.matchAll(dateEnd)) end = match.index + match[0].length;
  if (end > 0) return stripChars(before.slice(0, end).replace(leading, ''), ' ,;') || null;
  const after = text.slice(before.length).replace(/^[^>\]]{0,200}[>\]]\)?/, '');
  const last = [...after.matchAll(dateEnd)].at(-1);
  return last ? stripChars(after.slice(0, last.index + last[0].length).replace(/^[^\d]{0,60}(?=\d)/, ''), ' ,;') : null;
}
