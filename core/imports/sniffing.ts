// How a file is written: its characters, what parts its columns, and whether it is a table at all.
import chardet from 'chardet';
import { isUtf8 } from 'node:buffer';
import { invalid } from '../kernel/errors.ts';
import { DELIMITERS, ENCODINGS, type Delimiter, type Encoding } from './shapes.ts';

/** Bytes looked at. */
export const SAMPLE = 256 * 1024;
const ROWS = 60;

/** What chardet calls otherwise. */
const NAMES: Record<string, Encoding> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-2': 'windows-1250',
  'iso-8859-5': 'windows-1251',
  'iso-8859-7': 'windows-1253',
  'iso-8859-9': 'windows-1254',
  ascii: 'utf-8',
};

/** Throws `invalid` for a file that is something else than text. `type` is what was told from its content. */
export function demandText(sample: Buffer, type: string): void {
  if (/spreadsheet|excel|zip|x-cfb|opendocument/.test(type)) throw invalid({ file: 'wrong.import_workbook' });
  const isText = type === 'application/octet-stream' || type.startsWith('text/') || /xml|json/.test(type);
  if (!isText) throw invalid({ file: 'wrong.import_no_table' });
  if (sample.byteLength === 0) throw invalid({ file: 'wrong.import_empty' });
}

export function encodingOf(sample: Buffer): Encoding {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  if (isUtf8(wholeSigns(sample))) return hasManyZeros(sample) ?? 'utf-8';
  const wide = hasManyZeros(sample);
  if (wide) return wide;
  const name = chardet.detect(sample)?.toLowerCase() ?? '';
  return NAMES[name] ?? ENCODINGS.find((one) => one === name) ?? 'windows-1252';
}

/** The sample may end within a sign of several bytes. */
function wholeSigns(sample: Buffer): Buffer {
  if (sample.byteLength < SAMPLE) return sample;
  let end = sample.byteLength;
  while (end > sample.byteLength - 4 && (sample[end - 1]! & 0xc0) === 0x80) end -= 1;
  return sample.subarray(0, end - 1);
}

/** Every second byte of Latin text in two bytes a sign is zero. */
function hasManyZeros(sample: Buffer): Encoding | undefined {
  const seen = sample.subarray(0, 4096);
  const zeros = [0, 0];
  for (const [index, byte] of seen.entries()) if (byte === 0) zeros[index % 2]! += 1;
  const [even, odd] = zeros as [number, number];
  if (odd > seen.byteLength / 5 && even < odd / 10) return 'utf-16le';
  if (even > seen.byteLength / 5 && odd < even / 10) return 'utf-16be';
  return undefined;
}

/** The sign that stands equally often in most rows, and as often as can be. Commas when none does. */
export function delimiterOf(text: string): Delimiter {
  const scores = DELIMITERS.map((sign) => ({ sign, score: evenness(countsOf(text, sign)) }));
  const [best] = scores.toSorted((one, other) => other.score - one.score);
  return best!.score > 0 ? best!.sign : ',';
}

/** How often the sign stands in each row, outside of quotes. */
function countsOf(text: string, sign: string): number[] {
  const counts: number[] = [];
  let count = 0;
  let quoted = false;
  for (const letter of text) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === sign) count += 1;
    else if (!quoted && letter === '\n') {
      counts.push(count);
      count = 0;
      if (counts.length === ROWS) return counts;
    }
  }
  return count > 0 || counts.length === 0 ? [...counts, count] : counts;
}

function evenness(counts: number[]): number {
  const first = counts[0] ?? 0;
  if (first === 0) return 0;
  return first * (counts.filter((one) => one === first).length / counts.length) ** 2;
}
