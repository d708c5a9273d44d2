// Decodes the encoded words of header fields (RFC 2047, with the language tag of RFC 2231 §5).
import { charsetLabel, decodeBytes } from './charset.ts';
import { decodeQuotedPrintable } from './transfer.ts';

interface EncodedWord {
  start: number;
  end: number;
  charset: string;
  encoding: 'b' | 'q';
  payload: string;
}

const opening = /=\?([\w.:+-]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?/y;

/**
 * Replaces every encoded word by its text. White space between two neighbours is dropped, and neighbours of one
 * charset are decoded together, because senders split characters across words.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let out = '';
  let at = 0;
  let run: EncodedWord[] = [];
  for (const word of findWords(text)) {
    const between = text.slice(at, word.start);
    if (run.length > 0 && /\S/.test(between)) {
      out += decodeRun(run) + between;
      run = [];
    } else if (run.length === 0) {
      out += between;
    }
    run.push(word);
    at = word.end;
  }
  return out + decodeRun(run) + text.slice(at);
}

function* findWords(text: string): Generator<EncodedWord> {
  let closing = -1;
  for (let start = text.indexOf('=?'); start >= 0; start = text.indexOf('=?', start + 2)) {
    opening.lastIndex = start;
    const match = opening.exec(text);
    if (!match) continue;
    const from = start + match[0].length;
    // Kept between turns: looking for an end that does not exist must not happen once per beginning.
    if (closing < from) closing = endOfPayload(text, from);
    if (closing < 0) return;
    const encoding = match[2]!.toLowerCase() as 'b' | 'q';
    yield { start, end: closing + 2, charset: charsetLabel(match[1]), encoding, payload: text.slice(from, closing) };
    start = closing;
  }
}

function endOfPayload(text: string, from: number): number {
  return text.indexOf('?=', from);
}

function decodeRun(run: EncodedWord[]): string {
  let out = '';
  for (let at = 0; at < run.length;) {
    let next = at + 1;
    while (next < run.length && run[next]!.charset === run[at]!.charset) next++;
    out += decodeBytes(Buffer.concat(payloads(run.slice(at, next))), run[at]!.charset).text;
    at = next;
  }
  return out.replace(/[\r\n\0]+/g, ' ');
}

/** The bytes of neighbouring words; base64 that was cut in the middle of a group is put together first. */
function payloads(words: EncodedWord[]): Buffer[] {
  const out: Buffer[] = [];
  let pending = '';
  for (const word of words) {
    if (word.encoding === 'b') {
      pending += word.payload.replace(/[^\w+/=-]/g, '');
      if (pending.length % 4 !== 0 && !pending.endsWith('=')) continue;
    }
    if (pending) out.push(Buffer.from(pending, 'base64'));
    pending = '';
    if (word.encoding === 'q')
      out.push(decodeQuotedPrintable(Buffer.from(word.payload.replaceAll('_', ' '), 'utf8'), true));
  }
  if (pending) out.push(Buffer.from(pending, 'base64'));
  return out;
}
