// Splits a header block into fields (RFC 5322 §2.2), whatever its line ends, folds and bytes are like.
import { isAscii } from 'node:buffer';
import type { HeaderField, ParseLimits } from '../parsed-mail.ts';
import { decodeBytes } from './charset.ts';
import { decodeWords } from './words.ts';

export interface HeaderBlock {
  fields: HeaderField[];
  /** Where the body begins. */
  bodyStart: number;
  defects: string[];
}

/** A field name: printable ASCII without colon; blanks before the colon are an old habit (RFC 5322 §4.5). */
const fieldStart = /^([\x21-\x39\x3b-\x7e]{1,200})[ \t]*:/;

interface Line {
  text: string;
  next: number;
}

/** Reads fields from `start` until the empty line, the first line that cannot be a header, or a limit. */
export function readHeaders(
  bytes: Buffer,
  start: number,
  end: number,
  limits: ParseLimits,
  hint: string | null,
): HeaderBlock {
  const reading: Fields = { raws: [], defects: new Set(), limits };
  let at = start;
  while (at < end) {
    const line = readFieldLine(bytes, at, end);
    if (line.text === '') return finish(reading, line.next, hint);
    if (at - start > limits.headerBytes) reading.defects.add('header-too-long');
    if (!takeLine(reading, line.text)) {
      if (isBodyAlready(bytes, at, end, reading.raws.length)) {
        reading.defects.add('header-without-empty-line');
        return finish(reading, at, hint);
      }
      reading.defects.add('header-line-without-colon');
      keep(reading, null, ` ${line.text}`);
    }
    at = line.next;
  }
  return finish(reading, end, hint);
}

interface Fields {
  raws: { name: string; lines: string[] }[];
  defects: Set<string>;
  limits: ParseLimits;
}

/** Adds one line to the fields; false if it is no header line. */
function takeLine(reading: Fields, text: string): boolean {
  const { raws, defects } = reading;
  const match = fieldStart.exec(text);
  if (match) keep(reading, match[1]!.toLowerCase(), text.slice(match[0].length));
  else if (/^[ \t]/.test(text) && raws.length > 0) keep(reading, null, text);
  else if (/^>?From /.test(text) && raws.length === 0) defects.add('mbox-from-line');
  else return false;
  return true;
}

function keep({ raws, defects, limits }: Fields, name: string | null, text: string): void {
  if (defects.has('header-too-long')) return;
  if (name !== null && raws.length >= limits.headerFields) defects.add('too-many-header-fields');
  else if (name !== null) raws.push({ name, lines: [text] });
  else raws.at(-1)?.lines.push(text);
}

/** How many lines after a damaged one are searched for a field. */
const lookAhead = 8;
const knownField =
  /^(from|to|cc|subject|date|message-id|mime-version|received|content-[a-z-]+|reply-to|x-[\w-]+)[ \t]*:/i;

/** A line that is no field: damage in the header if well-known fields follow it, otherwise the body has begun. */
function isBodyAlready(bytes: Buffer, at: number, end: number, fields: number): boolean {
  let line = readLine(bytes, at, end);
  if (line.text.startsWith('--')) return true;
  for (let count = 0; count < lookAhead && line.next < end; count++) {
    line = readLine(bytes, line.next, end);
    if (line.text === '' || line.text.startsWith('--')) return true;
    if (knownField.test(line.text) || (fields > 0 && count === 0 && fieldStart.test(line.text))) return false;
  }
  return true;
}

/** One line; a name that was folded before its colon (RFC 5322 §4.5) is put together with the next. */
function readFieldLine(bytes: Buffer, at: number, end: number): Line {
  const line = readLine(bytes, at, end);
  if (line.next >= end || line.text.length > 80 || !/^[\x21-\x39\x3b-\x7e]+[ \t]*$/.test(line.text)) return line;
  const next = readLine(bytes, line.next, end);
  return /^[ \t]+:/.test(next.text) ? { text: line.text + next.text.trimStart(), next: next.next } : line;
}

/** One line without its end; CR LF, LF and CR CR LF all end a line. */
export function readLine(bytes: Buffer, at: number, end: number): Line {
  const found = bytes.indexOf(0x0a, at);
  const stop = found < 0 || found >= end ? end : found;
  let last = stop;
  while (last > at && bytes[last - 1] === 0x0d) last--;
  return { text: bytes.toString('latin1', at, last), next: Math.min(end, stop + 1) };
}

function finish({ raws, defects }: Fields, bodyStart: number, hint: string | null): HeaderBlock {
  const fields = raws.map(({ name, lines }) => toField(name, lines.join('\r\n'), hint));
  return { fields, bodyStart, defects: [...defects] };
}

function toField(name: string, binary: string, hint: string | null): HeaderField {
  const raw = toText(binary, hint).replace(/^[ \t]/, '');
  return { name, raw, value: decodeWords(unfold(raw)).trim() };
}

/** Bytes above 127 in a header are UTF-8 (RFC 6532) or a mistake. */
function toText(binary: string, hint: string | null): string {
  const bytes = Buffer.from(binary, 'latin1');
  return isAscii(bytes) ? binary : decodeBytes(bytes, null, hint).text;
}

/** Joins folded lines (RFC 5322 §2.2.3). */
export function unfold(raw: string): string {
  return raw.replace(/\r?\n/g, '').replace(/\0/g, '');
}

export function firstField(fields: HeaderField[], name: string): HeaderField | null {
  return fields.find((field) => field.name === name) ?? null;
}
