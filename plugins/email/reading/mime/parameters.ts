// Reads structured fields such as Content-Type: a value and its parameters (RFC 2045 §5.1, RFC 2231).
import { decodeBytes } from './charset.ts';
import { unfold } from './headers.ts';
import { decodeWords } from './words.ts';

export interface ValueWithParameters {
  /** Lower case. */
  value: string;
  parameters: Record<string, string>;
}

/** More are not read: no real field has as many. */
const mostParameters = 100;

/** Reads `value; name=value; name*0*=…` with comments, quotes and the usual mistakes. */
export function readParameters(raw: string): ValueWithParameters {
  const [head = '', ...rest] = splitParameters(unfold(raw));
  const pairs: [string, string, boolean][] = [];
  for (const piece of rest.slice(0, mostParameters)) {
    const equals = piece.indexOf('=');
    if (equals <= 0) continue;
    const name = piece.slice(0, equals).trim().toLowerCase();
    const value = piece.slice(equals + 1).trim();
    pairs.push([name, unquote(value), value.startsWith('"')]);
  }
  return { value: head.trim().toLowerCase(), parameters: joinPairs(pairs) };
}

/** Splits at `;` outside quotes, without comments. A quote that never closes ends with the field. */
function splitParameters(text: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\' && (quoted || depth > 0)) {
      if (depth === 0) piece += char + (text[at + 1] ?? '');
      at++;
    } else if (char === '"' && depth === 0) {
      quoted = !quoted;
      piece += char;
    } else if (char === '(' && !quoted && (depth > 0 || /(^|[\s;])$/.test(piece.slice(-1)))) depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (char === ';' && !quoted && depth === 0) {
      pieces.push(piece);
      piece = '';
    } else if (depth === 0) piece += char;
  }
  return [...pieces, piece];
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value;
  const end = value.length > 1 && value.endsWith('"') ? -1 : undefined;
  return value.slice(1, end).replace(/\\(["\\])/g, '$1');
}

interface Section {
  index: number;
  encoded: boolean;
  value: string;
}

/** Puts RFC 2231 sections together; `name*` wins over `name`. */
function joinPairs(pairs: [string, string, boolean][]): Record<string, string> {
  const plain: Record<string, string> = Object.create(null);
  const sections = new Map<string, Section[]>();
  for (const [name, value] of pairs) {
    const match = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(name);
    if (!match) plain[name] ??= decodeWords(value);
    else {
      const list = sections.get(match[1]!) ?? [];
      list.push({ index: Number(match[2] ?? 0), encoded: match[2] === undefined || match[3] === '*', value });
      sections.set(match[1]!, list);
    }
  }
  for (const [name, list] of sections) plain[name] = joinSections(list);
  return plain;
}

function joinSections(sections: Section[]): string {
  const ordered = sections.toSorted((a, b) => a.index - b.index);
  const first = ordered[0]!;
  const head = first.encoded ? /^([^']*)'[^']*'/.exec(first.value) : null;
  if (head) first.value = first.value.slice(head[0].length);
  if (!ordered.some((section) => section.encoded)) return decodeWords(ordered.map((section) => section.value).join(''));
  const bytes = ordered.map(({ encoded, value }) => (encoded ? percentBytes(value) : Buffer.from(value, 'utf8')));
  const { text } = decodeBytes(Buffer.concat(bytes), head?.[1] || null);
  return text.includes('=?') ? decodeWords(text) : text;
}

function percentBytes(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const pair = bytes[at] === 0x25 ? bytes.toString('latin1', at + 1, at + 3) : '';
    if (/^[0-9a-fA-F]{2}$/.test(pair)) {
      out[length++] = Number.parseInt(pair, 16);
      at += 2;
    } else out[length++] = bytes[at]!;
  }
  return out.subarray(0, length);
}
