// Reads addresses as they stand in the header block of a quoted mail, where programs write them in many ways.

import type { MailAddress } from '../parsed-mail.ts';
import { hasAddress } from '../reply/header-block.ts';
import { plain, stripChars } from '../reply/line.ts';

/** Longest list that is read, and most mailboxes taken from it. */
const longestList = 20_000;
const mostMailboxes = 200;

/**
 * Every mailbox of a list: `Anna <a@x.org>, "Berg, Bo" <b@x.org>; c@x.org`, also `Anna [mailto:a@x.org]`,
 * `Anna <a@x.org<mailto:a@x.org>>`, `a@x.org<mailto:a@x.org>`, `'Anna' <a@x.org> on behalf of …`.
 */
export function readMailboxes(list: string): MailAddress[] {
  const mailboxes: MailAddress[] = [];
  let pending = '';
  for (const piece of splitList(plain(list.slice(0, longestList)))) {
    const whole = pending ? `${pending}, ${piece.text}` : piece.text;
    if (!hasAddress(whole) && piece.separator === ',') {
      pending = whole; // "Berg, Bo <b@x.org>": the first half has no address of its own
      continue;
    }
    const mailbox = readMailbox(whole);
    if (mailbox) mailboxes.push(mailbox);
    pending = '';
    if (mailboxes.length >= mostMailboxes) break;
  }
  const last = pending ? readMailbox(pending) : null;
  return last ? [...mailboxes, last] : mailboxes;
}

/** Cuts at commas and semicolons that stand in no quotes and no brackets. */
function splitList(list: string): { text: string; separator: string }[] {
  const pieces: { text: string; separator: string }[] = [];
  let start = 0;
  let bracket = 0;
  let quoted = '';
  for (let at = 0; at <= list.length; at++) {
    const character = list[at] ?? ';';
    if (
      at === list.length ||
      (!quoted && bracket === 0 && (character === ',' || character === ';' || character === '；'))
    ) {
      const text = list.slice(start, at).trim();
      if (text) pieces.push({ text, separator: at === list.length ? '' : character });
      start = at + 1;
    } else if (quoted) quoted = character === quoted ? '' : quoted;
    else if (opensQuote(list, at)) quoted = character;
    else if (character === '<') bracket++;
    else if (character === '>' && bracket > 0) bracket--;
  }
  return pieces;
}

/** A quote mark at the start of a name that is closed further on; an apostrophe inside a name opens nothing. */
function opensQuote(list: string, at: number): boolean {
  const character = list[at]!;
  if (character !== '"' && character !== "'") return false;
  const before = list.slice(0, at).trimEnd().at(-1) ?? ',';
  return ',;"'.includes(before) && list.indexOf(character, at + 1) > 0;
}

/** One mailbox, or null if there is neither a name nor an address. */
export function readMailbox(text: string): MailAddress | null {
  const whole = plain(text);
  const address = findAddress(whole);
  const before = address === null ? whole : whole.slice(0, Math.max(0, nameEnd(whole, address)));
  const name = cleanName(before);
  if (!name && address === null) return null;
  return { name: name.toLowerCase() === address?.toLowerCase() ? '' : name, address: address ?? '' };
}

/** The address: in brackets if there are any, otherwise the word with the `@`. */
function findAddress(text: string): string | null {
  for (let open = text.search(/[<[(]/), tries = 0; open >= 0 && tries < 10; tries++) {
    const inner = /^[<[(]*\s*(?:mailto:\s?)?([^\s<>[\]()"',;]{1,250}@[^\s<>[\]()"',;]{1,250})/i.exec(
      text.slice(open, open + 600),
    );
    if (inner) return cleanAddress(inner[1]!);
    const next = text.slice(open + 1).search(/[<[(]/);
    open = next < 0 ? -1 : open + 1 + next;
  }
  const word = text.split(/[\s<>[\]()"',;]+/).find((part) => hasAddress(part));
  return word ? cleanAddress(word) : null;
}

function cleanAddress(address: string): string {
  const clean = stripChars(address.replace(/^mailto:/i, ''), ' .,;:*_<>\'"');
  return clean.split('?')[0]!;
}

/** Where the name before the address ends: at the first bracket, or where an address without brackets begins. */
function nameEnd(text: string, address: string): number {
  const bracket = text.search(/[<[]/);
  return bracket >= 0 ? bracket : text.indexOf(address);
}

/** Takes pairs of quote marks off, undoes escapes, then what is left of unbalanced marks. */
function cleanName(text: string): string {
  let name = stripChars(text, ' *_:,;(').replace(/\(?mailto:?$/i, '');
  for (let pairs = 0; pairs < 3 && /^(?:".*"|'.*'|“.*”|„.*[“”]|«.*»|‘.*’)$/.test(name); pairs++) {
    name = name.slice(1, -1).trim();
    if (pairs === 0) name = name.replace(/\\(["\\])/g, '$1');
  }
  const unbalanced = (name.match(/"/g)?.length ?? 0) % 2 === 1;
  return unbalanced ? stripChars(name, ' "') : name;
}
