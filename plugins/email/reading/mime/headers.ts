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
  const raws: { name: string; lines: string[] }[] = [];
  const defects = new Set<string>();
  let at = start;
  while (at < end) {
    const line = readLine(bytes, at, end);
    if (line.text === '') return finish(raws, line.next, defects, hint);
    if (at - start > limits.headerBytes) defects.add('header-too-long');
    const match = fieldStart.exec(line.text);
    if (/^[ \t]/.test(line.text) && raws.length > 0) keep(raws, null, line.text, defects, limits);
    else if (match) keep(raws, match[1]!.toLowerCase(), line.text.slice(match[0].length), defects, limits);
    else if (/^>?From /.test(line.text) && raws.length === 0) defects.add('mbox-from-line');
    else if (isBodyAlready(bytes, at, end, raws.length)) {
      defects.add('header-without-empty-line');
      return finish(raws, at, defects, hint);
    } else defects.add('header-line-without-colon');
    at = line.next;
  }
  return finish(raws, end, defects, hint);
}

function keep(
  raws: { name: string; lines: string[] }[],
  name: string | null,
  text: string,
  defects: Set<string>,
  limits: ParseLimits,
): void {
  if (defects.has('header-too-long')) return;
  if (name === null) raws.at(-1)!.lines.push(text);
  else if (raws.length < limits.headerFields) raws.push({ name, lines: [text] });
  else defects.add('too-many-header-fields');
}

/** A line that is no field: damage in the header if fields follow it, otherwise the body has begun. */
function isBodyAlready(bytes: Buffer, at: number, end: number, fields: number): boolean {
  const line = readLine(bytes, at, end);
  if (fields === 0) return true;
  if (line.text.startsWith('--')) return true;
  const next = line.next < end ? readLine(bytes, line.next, end).text : '';
  return !fieldStart.test(next);
}

/** One line without its end; CR LF, LF and CR CR LF all end a line. */
export function readLine(bytes: Buffer, at: number, end: number): Line {
  const found = bytes.indexOf(0x0a, at);
  const stop = found < 0 || found >= end ? end : found;
  let last = stop;
  while (last > at && bytes[last - 1] === 0x0d) last--;
  return { text: bytes.toString('latin1', at, last), next: Math.min(end, stop + 1) };
}

function finish(
  raws: { name: string; lines: string[] }[],
  bodyStart: number,
  defects: Set<string>,
  hint: string | null,
): HeaderBlock {
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
