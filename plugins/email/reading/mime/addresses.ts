// Reads address fields (RFC 5322 §3.4 with the obsolete forms of §4.4 and the mistakes of RFC 7103 §7.1).
import type { MailAddress } from '../parsed-mail.ts';
import { unfold } from './headers.ts';
import { decodeWords } from './words.ts';

/** What one mailbox is made of before it is judged. */
interface Pieces {
  /** Words outside angle brackets and comments; quoted ones already unquoted. */
  phrase: string;
  /** The phrase was, at least in part, quoted. */
  quoted: boolean;
  /** Between `<` and `>`; null if there were none. */
  angle: string | null;
  comment: string;
  /** A colon was seen that ended no group name; looking again at every further one would take quadratic time. */
  hasColon: boolean;
}

const empty = (): Pieces => ({ phrase: '', quoted: false, angle: null, comment: '', hasColon: false });

/**
 * All mailboxes of a field, groups flattened, in order. Encoded words are decoded after the field is split, so that
 * an encoded comma or bracket never makes an address.
 */
export function readAddresses(raw: string, most = 2000): MailAddress[] {
  const found: MailAddress[] = [];
  let carried = '';
  for (const pieces of splitMailboxes(unfold(raw), most)) {
    if (isBareName(pieces)) {
      carried += (carried ? ', ' : '') + nameOf(pieces.phrase);
      continue;
    }
    const address = toAddress(pieces);
    if (carried && address)
      address.name = pieces.angle !== null ? [carried, address.name].filter(Boolean).join(', ') : address.name;
    carried = '';
    if (address) found.push(address);
  }
  if (carried) found.push(lastResort(carried));
  return found.slice(0, most);
}

/** A name without an address: the first half of `Doe, Jane <jane@…>` written without quotes, or no address at all. */
function isBareName(pieces: Pieces): boolean {
  return (
    pieces.angle === null &&
    !pieces.phrase.includes('@') &&
    !pieces.comment.includes('@') &&
    pieces.phrase.trim() !== ''
  );
}

/** The field holds no address outside its encoded words; one inside them is better than none. */
function lastResort(text: string): MailAddress {
  const match = /^([^<>]*)<([^<>\s@]+@[^<>\s@]+)>\s*$/.exec(text);
  if (match) return { name: match[1]!.trim(), address: match[2]! };
  const bare = /^[^\s<>@,]+@[^\s<>@,]+$/.exec(text.trim());
  return bare ? { name: '', address: bare[0] } : { name: text, address: '' };
}

/** Splits at commas and semicolons that stand outside quotes, brackets and comments. */
function* splitMailboxes(text: string, most: number): Generator<Pieces> {
  let pieces = empty();
  let count = 0;
  for (let at = 0; at < text.length && count < most;) {
    const char = text[at]!;
    if (char === '"') at = readQuoted(text, at, pieces);
    else if (char === '(') at = readComment(text, at, pieces);
    else if (char === '<') at = readAngle(text, at, pieces);
    else if (char === '=' && text[at + 1] === '?') at = readWord(text, at, pieces);
    else if (char === ',' || char === ';') {
      yield pieces;
      count++;
      pieces = empty();
      at++;
    } else if (char === ':' && isGroupName(pieces, text, at)) {
      pieces = empty();
      at++;
    } else {
      pieces.hasColon ||= char === ':';
      pieces.phrase += char;
      at++;
    }
  }
  yield pieces;
}

/** `Team: a@…, b@…;` but not `mailto:a@…`, nor a colon in the middle of an address. */
function isGroupName(pieces: Pieces, text: string, at: number): boolean {
  if (pieces.hasColon || pieces.angle !== null || pieces.phrase.includes('@')) return false;
  return pieces.quoted || /^(\s|$|;|"|<|[^\s<>"]+@)/.test(text.slice(at + 1, at + 300));
}

const encodedWord = /=\?[\w.:*+-]{1,60}\?[bq]\?[^?<>@]{0,400}\?=/iy;

/** An encoded word is taken whole: some senders leave commas and blanks in it. */
function readWord(text: string, start: number, pieces: Pieces): number {
  encodedWord.lastIndex = start;
  const word = encodedWord.exec(text)?.[0] ?? '=';
  pieces.phrase += word;
  return start + word.length;
}

function readQuoted(text: string, start: number, pieces: Pieces): number {
  let value = '';
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && at + 1 < text.length) at++;
    value += text[at++];
  }
  // Without a closing quote the quote was a character like any other (RFC 7103 §7.1.3).
  if (at >= text.length) {
    pieces.phrase += ' ';
    return start + 1;
  }
  const joins = text[at + 1] === '@';
  pieces.phrase += joins ? `"${value}"` : value;
  pieces.quoted ||= !joins;
  return at + 1;
}

function readComment(text: string, start: number, pieces: Pieces): number {
  let depth = 1;
  let value = '';
  let at = start + 1;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && at + 1 < text.length) value += text[++at];
    else if (char === ')' && --depth === 0) break;
    else {
      if (char === '(') depth++;
      value += char;
    }
  }
  pieces.comment += (pieces.comment ? ' ' : '') + value;
  return at + 1;
}

function readAngle(text: string, start: number, pieces: Pieces): number {
  let end = start + 1;
  let quoted = false;
  while (end < text.length && (quoted || (text[end] !== '>' && text[end] !== '<'))) {
    if (text[end] === '"') quoted = !quoted;
    end++;
  }
  if (quoted) end = closing(text, start);
  const inside = text.slice(start + 1, end);
  if (pieces.angle === null || !pieces.angle.includes('@')) pieces.angle = inside;
  return text[end] === '>' ? end + 1 : Math.max(end, start + 1);
}

function closing(text: string, start: number): number {
  const found = text.indexOf('>', start);
  return found < 0 ? text.length : found;
}

function toAddress({ phrase, angle, comment }: Pieces): MailAddress | null {
  const words = phrase.trim();
  if (angle !== null) {
    const address = cleanAddress(angle);
    const name = nameOf(words) || nameOf(comment);
    return address === '' && name === '' ? null : { name, address };
  }
  if (words === '' && comment === '') return null;
  return bareAddress(words, comment);
}

/** Without brackets: the word with the @ is the address, the others are the name. */
function bareAddress(words: string, comment: string): MailAddress {
  const parts = words.replace(/\s+/g, ' ').replace(/ ?@ ?/g, '@').split(' ');
  const at = parts.findLastIndex((part) => part.includes('@'));
  if (at < 0) return lastResort(nameOf(words) || nameOf(comment));
  const name = nameOf([...parts.slice(0, at), ...parts.slice(at + 1)].join(' ')) || nameOf(comment);
  return { name, address: cleanAddress(parts[at]!) };
}

/** The address alone: no comments, source route (RFC 5322 §4.4), blanks or `mailto:`. */
function cleanAddress(text: string): string {
  let address = text.trim().replace(/^mailto:/i, '');
  if (address.startsWith('@') && address.includes(':')) address = address.slice(address.lastIndexOf(':') + 1);
  if (!address.includes('"')) {
    address = address
      .replace(/\([^()]*\)/g, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([@.]) ?/g, '$1');
  }
  return decodeWords(address)
    .trim()
    .replace(/^['<]+|['>]+$/g, '');
}

function nameOf(text: string): string {
  const name = decodeWords(text.replace(/\\(["\\])/g, '$1'))
    .replace(/\s+/g, ' ')
    .trim();
  const quoted = /^"(.*)"$/.exec(name) ?? /^'(.*)'$/.exec(name);
  return (quoted ? quoted[1]! : name).trim();
}
