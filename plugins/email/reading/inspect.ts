// Reads mails from files and prints what was read, one JSON line each, as soon as it is ready.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { decodeBytes } from './mime/charset.ts';
import { createReader, type MailReader } from './reader.ts';
import type { Reading } from './reading.ts';

/** One mail to look at. */
export interface InspectEntry {
  file: string;
  /** A whole mail (if left out), or only a body in one of its forms. */
  as?: 'eml' | 'text' | 'html';
  /** Belongs to a body; a mail has its own. */
  subject?: string;
}

/** Longer than for the desk: whoever inspects a mail wants to know all about it. */
const timeLimit = 8000;

/** Prints one line for each entry, in order; a mail that cannot be read has an `error`. */
export async function inspect(
  entries: Iterable<InspectEntry> | AsyncIterable<InspectEntry>,
  out: Writable,
): Promise<void> {
  const reader = createReader({ timeLimit });
  try {
    for await (const entry of entries) await print(await inspectOne(reader, entry), out);
  } finally {
    await reader.close();
  }
}

/** The entries of a list, one JSON object a line; a line that is none is taken for a file name. */
export async function* listed(list: string): AsyncGenerator<InspectEntry> {
  for await (const line of createInterface({ input: createReadStream(list), crlfDelay: Infinity })) {
    if (line.trim() === '') continue;
    yield asEntry(line);
  }
}

function asEntry(line: string): InspectEntry {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === 'object' && entry !== null && 'file' in entry) return entry as InspectEntry;
  } catch {
    // No JSON: a plain path.
  }
  return { file: line.trim() };
}

function print(line: object, out: Writable): Promise<void> {
  return new Promise((resolve, reject) => {
    out.write(`${JSON.stringify(line)}\n`, (problem) => (problem ? reject(problem) : resolve()));
  });
}

async function inspectOne(reader: MailReader, { file, as, subject }: InspectEntry): Promise<object> {
  try {
    const bytes = await readFile(file);
    if (as === 'text' || as === 'html') return { file, ...(await inspectBody(reader, bytes, as, subject ?? '')) };
    const reading = await reader.read(bytes);
    return { file, ...asSent(reading) };
  } catch (problem) {
    return { file, error: String(problem) };
  }
}

async function inspectBody(reader: MailReader, bytes: Buffer, as: 'text' | 'html', subject: string): Promise<object> {
  const body = decodeBytes(bytes, null).text.replace(/\r\n?/g, '\n');
  const input = { subject, text: as === 'text' ? body : null, html: as === 'html' ? body : null };
  const reading = await reader.readBody(input);
  return reading ? { kind: 'message', subject, ...reading } : { error: 'reading took too long' };
}

/** What the sender wrote, without the names we made up for files that had none. */
function asSent(reading: Reading): object {
  const attachments = reading.attachments.map(({ nameSynthesised, ...one }) =>
    nameSynthesised ? { ...one, name: null } : one,
  );
  return { ...reading, attachments, inReplyTo: asField(reading.inReplyTo) };
}

/** Message ids as one text: the id alone, several as they stand in a header. */
function asField(ids: string[]): string | null {
  return ids.length > 1 ? ids.map((id) => `<${id}>`).join(' ') : (ids[0] ?? null);
}
