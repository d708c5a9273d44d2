// Takes the bytes of any mail apart; never throws, names what is wrong instead (RFC 5322, RFC 7103).
import { isAscii } from 'node:buffer';
import { asAttachment } from './attachments.ts';
import { sortBody } from './body.ts';
import { readAddresses } from './mime/addresses.ts';
import { guessCharset } from './mime/charset-guess.ts';
import { readDate } from './mime/dates.ts';
import { readTree } from './mime/tree.ts';
import { defaultLimits } from './parsed-mail.ts';
import type { HeaderField, MailAddress, MailDefect, MimePart, ParsedMail, ParseLimits } from './parsed-mail.ts';

/**
 * Reads one mail. What exceeds a limit stays as raw bytes in the last part and is named in `defects`.
 * @param raw the mail as it came, with any line ends; an mbox `From ` line is skipped
 */
export function parseMail(raw: Uint8Array, limits: Partial<ParseLimits> = {}): ParsedMail {
  const bounds = { ...defaultLimits, ...limits };
  const bytes = withLineFeeds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  try {
    return read(bytes, bounds);
  } catch (problem) {
    return unreadable(bytes, problem);
  }
}

function read(bytes: Buffer, limits: ParseLimits): ParsedMail {
  const hint = charsetHint(bytes);
  const tree = readTree(bytes, limits, hint);
  const defects: MailDefect[] = tree.defects.map((code) => ({ code }));
  const body = sortBody(tree.root, limits, hint, defects);
  return { ...readFields(tree.root.headers, limits, defects), root: tree.root, ...body, defects };
}

type Fields = Pick<
  ParsedMail,
  | 'headers'
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'date'
  | 'from'
  | 'fromAll'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
  | 'bcc'
  | 'subject'
>;

function readFields(headers: HeaderField[], limits: ParseLimits, defects: MailDefect[]): Fields {
  const addresses = (name: string) => allAddresses(headers, name, limits.addresses);
  const fromAll = addresses('from');
  noteRepeats(headers, defects);
  return {
    headers,
    messageId: readIds(valuesOf(headers, 'message-id').slice(0, 1))[0] ?? null,
    inReplyTo: readIds(valuesOf(headers, 'in-reply-to')),
    references: readIds(valuesOf(headers, 'references')),
    date: readDate(headers.find((field) => field.name === 'date')?.value ?? ''),
    from: fromAll.find((author) => author.address.includes('@')) ?? fromAll[0] ?? null,
    fromAll,
    sender: addresses('sender')[0] ?? null,
    replyTo: addresses('reply-to'),
    to: addresses('to'),
    cc: addresses('cc'),
    bcc: addresses('bcc'),
    subject: valuesOf(headers, 'subject')[0]?.replace(/\s+/g, ' ').trim() ?? '',
  };
}

function valuesOf(headers: HeaderField[], name: string): string[] {
  return headers.filter((field) => field.name === name).map((field) => field.value);
}

/** Repeated fields are merged into one list (RFC 7103 §7.5). */
function allAddresses(headers: HeaderField[], name: string, most: number): MailAddress[] {
  const fields = headers.filter((field) => field.name === name);
  return fields.flatMap((field) => readAddresses(field.raw, most)).slice(0, most);
}

const once = new Set([
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'message-id',
  'in-reply-to',
  'references',
  'subject',
  'date',
]);

/** Fields that may stand only once (RFC 5322 §3.6); two From fields are also how spoofed mails are made. */
function noteRepeats(headers: HeaderField[], defects: MailDefect[]): void {
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const { name } of headers) {
    if (seen.has(name) && once.has(name)) repeated.add(name);
    seen.add(name);
  }
  for (const detail of repeated) defects.push({ code: 'repeated-header-field', detail });
}

/** Message ids without their brackets; where there are no brackets, the words of a field that has nothing but ids. */
function readIds(values: string[]): string[] {
  const text = values.join(' ').slice(0, 1_000_000);
  const ids = [...text.matchAll(/<\s*([^<>]{1,1000})>/g)].map((match) => match[1]!.replace(/\s+/g, ''));
  if (ids.length > 0) return ids;
  const words = text.split(/[\s,<>]+/).filter((word) => word !== '');
  return words.length === 1 || words.every((word) => word.includes('@')) ? words : [];
}

/** The first charset the mail names anywhere, or else the likely one: the best guess for header bytes that name none. */
function charsetHint(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 65_536);
  const named = /charset\*?=\s*"?(?:us-ascii'')?([\w.:-]{2,40})/i.exec(head.toString('latin1'))?.[1];
  return named ?? (isAscii(head) ? null : guessCharset(head));
}

/** Mails with nothing but carriage returns at their line ends get line feeds. */
function withLineFeeds(bytes: Buffer): Buffer {
  const head = bytes.subarray(0, 65_536);
  if (head.includes(0x0a) || !head.includes(0x0d)) return bytes;
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf(0x0d); at >= 0; at = copy.indexOf(0x0d, at + 1)) copy[at] = 0x0a;
  return copy;
}

/** Last resort for a mistake of ours: the bytes are kept as one attachment. */
function unreadable(bytes: Buffer, problem: unknown): ParsedMail {
  const root: MimePart = {
    type: 'message/rfc822',
    parameters: {},
    disposition: null,
    filename: 'mail.eml',
    contentId: null,
    headers: [],
    body: bytes,
    charset: null,
    children: [],
  };
  return {
    ...readFields([], defaultLimits, []),
    root,
    text: null,
    html: null,
    attachments: [asAttachment(root, 1)],
    encrypted: null,
    signed: false,
    defects: [{ code: 'unreadable', detail: String(problem).slice(0, 200) }],
  };
}
