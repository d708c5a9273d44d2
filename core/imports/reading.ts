// Rows of a table, read from the disk as they are needed: never more of the file in memory than a piece of it.
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import iconv from 'iconv-lite';
import { DeskError, invalid } from '../kernel/errors.ts';
import { MOST_COLUMNS, type Encoding, type Needs, type Settings } from './shapes.ts';
import { delimiterOf, demandText, encodingOf, SAMPLE } from './sniffing.ts';

export interface FileRow {
  /** Where it begins in the file. */
  line: number;
  cells: string[];
}

/** Signs of one row; a quote that is never closed would take in the whole file. */
const MOST_SIGNS = 1_000_000;
const SAMPLED = 200;
const SHOWN = 3;

type Shape = Pick<Settings, 'encoding' | 'delimiter'>;

/** All rows, the headings as the first. Throws `invalid` where the file cannot be read further. */
export async function* rowsOf(path: string, shape: Shape): AsyncGenerator<FileRow> {
  const { parse } = await import('csv-parse');
  const parser = parse({
    ...{ delimiter: shape.delimiter, bom: true, info: true, max_record_size: MOST_SIGNS },
    ...{ relax_column_count: true, relax_quotes: true, skip_empty_lines: true },
  });
  const file = await open(path);
  const text = Readable.from(decoded(file.createReadStream({ autoClose: false }), shape.encoding));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      // It ends there; what is before it may be empty lines.
      line = info.lines - breaksIn(record);
      const cells = record.map(cleaned);
      if (cells.some((cell) => cell !== '')) yield { line, cells };
      line = info.lines + 1;
    }
  } catch (error) {
    throw readable(error, line);
  } finally {
    text.destroy();
    parser.destroy();
    await file.close();
  }
}

async function* decoded(bytes: Readable, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  for await (const piece of bytes as AsyncIterable<Buffer>) {
    const text = decoder.write(piece);
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest) yield rest;
}

function breaksIn(record: string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

/** Without what no field takes: zeros and other signs that are not to be seen, halves of signs, space around. */
function cleaned(cell: string): string {
  const plain = cell.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g, '');
  return plain.toWellFormed().normalize('NFC').trim();
}

function readable(error: unknown, line: number): unknown {
  const code = String((error as { code?: unknown }).code ?? '');
  if (!code.startsWith('CSV_')) return error;
  const params = { line };
  return new DeskError('invalid', 422, `The file cannot be read from line ${line} on: a quote is opened there.`, {
    ...{ params, fields: { file: 'wrong.import_quote' } },
  });
}

export interface Sampled extends Shape {
  columns: string[];
  samples: string[][];
}

/** What a file looks like: as it is told to be written, or as it seems to be. Throws `invalid`. */
export async function sampleOf({ files }: Needs, fileId: number, told?: Shape): Promise<Sampled> {
  const stored = await files.find(fileId);
  if (!stored) throw invalid({ file: 'wrong.import_gone' });
  const path = files.path(stored.hash);
  const sample = await beginning(path);
  demandText(sample, stored.type);
  const encoding = told?.encoding ?? encodingOf(sample);
  const delimiter = told?.delimiter ?? delimiterOf(iconv.decode(sample, encoding));
  const rows: string[][] = [];
  for await (const { cells } of rowsOf(path, { encoding, delimiter })) {
    rows.push(cells);
    if (rows.length > SAMPLED) break;
  }
  const [head = [], ...body] = rows;
  if (body.length === 0) throw invalid({ file: 'wrong.import_no_rows' });
  if (head.length > MOST_COLUMNS) throw invalid({ file: 'wrong.import_columns' });
  const samples = head.map((_, index) => valuesOf(body, index));
  return { encoding, delimiter, columns: head.map((one) => one.slice(0, 80)), samples };
}

function valuesOf(rows: string[][], index: number): string[] {
  const values = new Set(rows.map((row) => row[index] ?? '').filter((value) => value !== ''));
  return [...values].slice(0, SHOWN).map((value) => value.slice(0, 120));
}

async function beginning(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
