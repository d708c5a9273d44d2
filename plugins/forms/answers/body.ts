// Reading what a browser posted, bounded before it is taken apart. Pure: the same bytes give the same entries.
import { reason, type Reason } from '../../../core/contract/reason.ts';

export interface SentFile {
  field: string;
  name: string;
  content: Buffer;
}

/** Field name → values in order. Without a prototype: names come from outside. */
export interface Sent {
  values: Record<string, string[]>;
  files: SentFile[];
}

/** Bytes of a body: all files together and a little for words. */
export const LARGEST_BODY = 26 * 1024 * 1024;
/** Of a body without files. */
const LARGEST_WORDS = 1024 * 1024;
const MOST_ENTRIES = 300;

const URLENCODED = /^application\/x-www-form-urlencoded\b/i;
const MULTIPART = /^multipart\/form-data\b.*\bboundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i;

export async function readBody(body: Uint8Array, type: string): Promise<Sent | { refused: Reason }> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const boundary = MULTIPART.exec(type);
  if (!boundary && !URLENCODED.test(type))
    return { refused: reason('forms.not_a_form', 'This is not what a form sends.') };
  if (!boundary && bytes.length > LARGEST_WORDS)
    return { refused: reason('forms.too_large', 'That is more text than the form takes.') };
  const mark = boundary ? `--${boundary[1] ?? boundary[2]}` : '&';
  if (countOf(bytes, mark) > MOST_ENTRIES)
    return { refused: reason('forms.too_many_fields', 'The form has far fewer fields than were sent.') };
  try {
    const form = await new Response(bytes as never, { headers: { 'content-type': type } }).formData();
    return await sorted(form);
  } catch {
    return { refused: reason('forms.illegible', 'What was sent cannot be read as a form.') };
  }
}

/** The last value under the name; empty where there is none. */
export function last(sent: Sent, name: string): string {
  return sent.values[name]?.at(-1) ?? '';
}

/** Stops counting when it is too much. */
function countOf(bytes: Buffer, mark: string): number {
  let count = 0;
  for (let at = bytes.indexOf(mark); at >= 0 && count <= MOST_ENTRIES; at = bytes.indexOf(mark, at + mark.length))
    count++;
  return count;
}

async function sorted(form: FormData): Promise<Sent> {
  const values = Object.create(null) as Record<string, string[]>;
  const files: SentFile[] = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') (values[name] ??= []).push(clean(value));
    else if (value.size > 0 || value.name !== '')
      files.push({ field: name, name: fileName(value.name), content: Buffer.from(await value.arrayBuffer()) });
  }
  return { values, files };
}

/** Line ends as one, no control characters, composed letters. */
function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '')
    .normalize('NFC');
}

function fileName(name: string): string {
  const last = clean(name).split(/[\\/]/).at(-1)!.replace(/\s+/g, ' ').trim();
  return last.length <= 150 ? last : last.slice(0, 100) + last.slice(-50);
}
