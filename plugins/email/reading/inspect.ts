// Reads mails from files and prints what was read, one JSON line each, as soon as it is ready.
import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { readMail } from './read.ts';
import { cutReply } from './reply/reply.ts';
import { readForward } from './forward/forward.ts';

/** One line of a list. */
export interface InspectEntry {
  file: string;
  /** A whole mail, or only a body in one of its forms. */
  as?: 'eml' | 'text' | 'html';
  subject?: string;
}

/** Reads every entry of an NDJSON list in order. */
export async function inspectList(list: string, out: Writable): Promise<void> {
  const lines = (await readFile(list, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  for (const line of lines) {
    const entry = JSON.parse(line) as InspectEntry;
    out.write(`${JSON.stringify(await inspectOne(entry))}\n`);
  }
}

async function inspectOne(entry: InspectEntry): Promise<object> {
  try {
    const bytes = await readFile(entry.file);
    if (entry.as === 'text' || entry.as === 'html') return { file: entry.file, ...readBody(bytes, entry) };
    const reading = await readMail(bytes);
    return { file: entry.file, ...reading, inReplyTo: asField(reading.inReplyTo) };
  } catch (problem) {
    return { file: entry.file, error: String(problem) };
  }
}

function readBody(bytes: Buffer, entry: InspectEntry): object {
  const body = bytes.toString('utf8').replace(/\r\n?/g, '\n');
  const subject = entry.subject ?? '';
  const input = { subject, text: entry.as === 'text' ? body : null, html: entry.as === 'html' ? body : null };
  return { kind: 'message', subject, ...cutReply(input), forward: readForward({ ...input, attachedMessage: null }) };
}

/** Message ids as one text: the id alone, several as they stand in a header. */
function asField(ids: string[]): string | null {
  return ids.length > 1 ? ids.map((id) => `<${id}>`).join(' ') : (ids[0] ?? null);
}
