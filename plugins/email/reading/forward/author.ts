// Takes the line above a quotation apart: who wrote ("On 28/10/2021, 12:46, "Anna" <anna@example.org> wrote:") and when.

import type { MailAddress } from '../parsed-mail.ts';
import { plain, stripChars } from '../reply/line.ts';
import { anyOf, leadWords, wroteSigns, wroteWords } from '../reply/phrases.ts';
import { readMailbox } from './mailbox.ts';

/** Words that stand between date, verb and name. */
const joints = (
  'heeft|hat|użytkownik|uživatel|odesílatel|používateľ|odosielateľ|пользователь|користувач|oseba|je oseba|korisnik|ο χρήστης|' +
  'időpontban|keltezéssel|dátummal|tarihinde|à(s)|às|om|um|kl.|kl|klo|at|a las|alle|alle ore|à|o|uhr|va|je|от|від|von|by|' +
  'מאת|wiadomość napisana przez|missatge de|تمت كتابة ما يلي بواسطة|μ.μ.|π.μ.|م|ص|님이|さん|folgendes'
).split('|');

const verb = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf(wroteWords)})(?=$|[^\\p{L}])|${anyOf(wroteSigns)}`, 'iu');
const leading = new RegExp(`^(?:${anyOf(leadWords)})(?=[\\s\\d])`, 'iu');
const firstWord = new RegExp(`^(?:${anyOf([...wroteWords, ...joints])}|${anyOf(wroteSigns)})(?=$|[^\\p{L}])`, 'iu');
const lastWord = new RegExp(`(?:^|[^\\p{L}])(?:${anyOf([...wroteWords, ...joints])})$|(?:${anyOf(wroteSigns)})$`, 'iu');

/** Whatever can end a date: digits with a half of the day, a zone, an offset. */
const dateEnd =
  /\d[年月日年월일.]?(?:\s?(?:[ap]\.?m\.?|uhr|h)(?![\p{L}]))?(?:[\s(]{0,2}(?:gmt|utc|ce?s?t|me?s?z|[ecmp][sd]t|e?est|west|wet|bst|ist|jst|msk|oesz|aes?d?t)(?![\p{L}]))?(?:\s?[+-]\d{1,2}:?\d{0,2})?\)?/giu;

const edges = ' ,.:;،，、-–—\'"';

/** The author and the date of an attribution, as far as they can be told apart. */
export function readAuthor(attribution: string): { from: MailAddress | null; date: string | null } {
  const text = stripChars(plain(attribution).slice(0, 400), ' -–—:：*>');
  const open = text.search(/[<[]\s*(?:mailto:)?[^\s<>]+@/i);
  if (open < 0) return readBare(text);
  const before = text.slice(0, open).trimEnd().replace(/\($/, '').trimEnd();
  const after = text.slice(open).replace(/^[^>\]]{0,260}[>\]]*\)?/, '');
  const quoted = /["„“«]\s?([^"„“”«»]{1,150}?)\s?["“”»]$/u.exec(before);
  const name = quoted ? quoted[1]! : tidy(before.slice(dateLength(before)));
  const date = dateIn(quoted ? before.slice(0, quoted.index) : before) ?? dateIn(after);
  return { from: readMailbox(`"${name.replaceAll('"', '')}" ${text.slice(open, open + 300)}`), date };
}

/** Without an address the name is what stands beside the verb and holds no digits. */
function readBare(text: string): { from: MailAddress | null; date: string | null } {
  const said = verb.exec(text);
  const left = said ? text.slice(0, said.index) : text;
  const right = said ? text.slice(said.index + said[0].length) : '';
  const isName = (part: string): boolean => tidy(part) !== '' && !/\d/.test(part);
  const name = isName(right) ? right : isName(left) ? left : left.slice(dateLength(left));
  return { from: readMailbox(tidy(name)), date: dateIn(left) ?? dateIn(right) };
}

/** Takes verbs, joints and punctuation off both ends. */
function tidy(text: string): string {
  let rest = stripChars(text, edges);
  for (let rounds = 0; rounds < 6; rounds++) {
    const shorter = stripChars(rest.replace(firstWord, '').replace(lastWord, ''), edges);
    if (shorter === rest) break;
    rest = shorter;
  }
  return rest;
}

/** How far the date reaches that stands before a name. */
function dateLength(text: string): number {
  let end = 0;
  for (const match of text.matchAll(dateEnd)) end = match.index + match[0].length;
  return end;
}

function dateIn(text: string): string | null {
  const end = dateLength(text);
  const start = text.search(/\p{L}{0,12}[.,]?\s?(?:\p{L}{1,12}[.,]?\s)?\d/u);
  if (end === 0 || start < 0) return null;
  return stripChars(stripChars(text.slice(start, end), ' ').replace(leading, ''), ' ,;(') || null;
}
