// Cuts a mail into its tree of parts (RFC 2046 §5) in one pass over the bytes.
import type { MimePart, ParseLimits } from '../parsed-mail.ts';
import { readHeaders, readLine } from './headers.ts';
import { describePart } from './part.ts';
import { decodeTransfer } from './transfer.ts';

/** A part whose end is not known yet. */
interface OpenPart {
  part: MimePart;
  bodyStart: number;
  encoding: string;
  /** Null for anything but a multipart. */
  boundary: string | null;
  /** The closing delimiter was seen; parts that follow all the same are kept. */
  closed: boolean;
}

interface Reading {
  bytes: Buffer;
  limits: ParseLimits;
  hint: string | null;
  open: OpenPart[];
  /** Every boundary seen so far. */
  boundaries: Set<string>;
  /** Depth of the mail around this one, if it is enclosed. */
  baseDepth: number;
  shared: { parts: number; guesses: number; defects: Set<string> };
  root: MimePart | null;
}

export interface Tree {
  root: MimePart;
  defects: string[];
}

/** How often a missing boundary is looked for in one mail. */
const mostGuesses = 5;

/** Reads the tree of a whole mail. @param hint the charset for bare 8-bit header bytes */
export function readTree(bytes: Buffer, limits: ParseLimits, hint: string | null): Tree {
  const shared = { parts: 0, guesses: 0, defects: new Set<string>() };
  const root = readMessage({ bytes, limits, hint, open: [], boundaries: new Set(), baseDepth: 0, shared, root: null });
  return { root, defects: [...shared.defects] };
}

function readMessage(reading: Reading): MimePart {
  const { bytes } = reading;
  openPart(reading, skipBlankStart(bytes), 'text/plain');
  for (let at = reading.open.at(-1)!.bodyStart; at >= 0 && at < bytes.length;) at = readDelimiter(reading, at);
  while (reading.open.length > 0) closePart(reading, bytes.length);
  return reading.root!;
}

/** Byte order mark and empty lines before the header. */
function skipBlankStart(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && (bytes[at] === 0x0a || bytes[at] === 0x0d)) at++;
  return at;
}

/** Handles the next line that begins with `--`; returns where to go on, -1 at the end. */
function readDelimiter(reading: Reading, from: number): number {
  const { bytes, open } = reading;
  const at = nextDashLine(bytes, from);
  if (at < 0 || open.length === 0) return -1;
  const line = readLine(bytes, at, Math.min(bytes.length, at + 400));
  const label = line.text.slice(2).trimEnd();
  let level = levelOf(reading, label);
  const closes = level < 0 && label.endsWith('--');
  if (closes) level = levelOf(reading, label.slice(0, -2).trimEnd());
  if (level < 0) return at + 2;
  const end = beforeLineEnd(bytes, at);
  while (open.length > level + 1) closePart(reading, end);
  const multipart = open[level]!;
  if (closes) {
    multipart.closed = true;
    return line.next;
  }
  if (multipart.closed) reading.shared.defects.add('parts-after-the-end');
  const isDigest = multipart.part.type === 'multipart/digest';
  return openPart(reading, line.next, isDigest ? 'message/rfc822' : 'text/plain');
}

/** Looked up before the stack is searched: most lines that begin with dashes are no delimiters. */
function levelOf({ open, boundaries }: Reading, label: string): number {
  return boundaries.has(label) ? open.findLastIndex((part) => part.boundary === label) : -1;
}

const dashes = Buffer.from('\n--');

function nextDashLine(bytes: Buffer, from: number): number {
  if (bytes[from] === 0x2d && bytes[from + 1] === 0x2d && (from === 0 || bytes[from - 1] === 0x0a)) return from;
  const found = bytes.indexOf(dashes, Math.max(0, from - 1));
  return found < 0 ? -1 : found + 1;
}

/** The line break before a delimiter belongs to the delimiter. */
function beforeLineEnd(bytes: Buffer, at: number): number {
  if (at > 0 && bytes[at - 1] === 0x0a) return at > 1 && bytes[at - 2] === 0x0d ? at - 2 : at - 1;
  return at;
}

/** Reads the header of a part and puts it on the stack; returns where its body begins, -1 to stop reading. */
function openPart(reading: Reading, at: number, defaultType: string): number {
  const { bytes, limits, shared, open } = reading;
  const isFull = shared.parts >= limits.parts;
  if (isFull) shared.defects.add('too-many-parts');
  shared.parts++;
  const head = isFull
    ? { fields: [], bodyStart: at, defects: [] }
    : readHeaders(bytes, at, bytes.length, limits, reading.hint);
  for (const defect of head.defects) shared.defects.add(defect);
  const described = describePart(head.fields, isFull ? 'application/octet-stream' : defaultType);
  const { part, encoding } = described;
  let boundary = part.type.startsWith('multipart/') ? described.boundary : null;
  const isTooDeep = reading.baseDepth + open.length >= limits.depth;
  if (isTooDeep && (boundary !== null || isEnclosedMail(part.type))) {
    shared.defects.add('too-deep');
    boundary = null;
  }
  const parent = open.at(-1);
  if (parent) parent.part.children.push(part);
  else reading.root = part;
  if (boundary !== null) reading.boundaries.add(boundary);
  open.push({ part, bodyStart: head.bodyStart, encoding, boundary, closed: false });
  if (isFull) return -1;
  if (!isTooDeep && isEnclosedMail(part.type) && isIdentity(encoding))
    return openPart(reading, head.bodyStart, 'text/plain');
  return head.bodyStart;
}

export function isEnclosedMail(type: string): boolean {
  return type === 'message/rfc822' || type === 'message/global' || type === 'message/news';
}

function isIdentity(encoding: string): boolean {
  return !/base64|quoted|uu/.test(encoding);
}

function closePart(reading: Reading, end: number): void {
  const { part, bodyStart, encoding, boundary } = reading.open.pop()!;
  const raw = reading.bytes.subarray(Math.min(bodyStart, end), end);
  part.body = raw;
  if (part.type.startsWith('multipart/')) {
    if (part.children.length === 0) recoverMultipart(reading, part, raw, boundary);
    return;
  }
  if (isEnclosedMail(part.type) && isIdentity(encoding)) return;
  const { body, defect } = decodeTransfer(raw, encoding, part.type.startsWith('text/'));
  part.body = body;
  if (defect) reading.shared.defects.add(defect);
  const depth = reading.baseDepth + reading.open.length + 1;
  if (isEnclosedMail(part.type) && depth < reading.limits.depth)
    part.children = [
      readMessage({ ...reading, bytes: body, open: [], boundaries: new Set(), baseDepth: depth, root: null }),
    ];
}

/** The boundary is missing or wrong: takes the first line that is followed by something like a part header. */
function recoverMultipart(reading: Reading, part: MimePart, raw: Buffer, boundary: string | null): void {
  const { shared } = reading;
  const depth = reading.baseDepth + reading.open.length + 1;
  shared.defects.add('boundary-not-found');
  if (shared.guesses >= mostGuesses || depth >= reading.limits.depth) return;
  const found = guessBoundary(raw);
  if (found === null || found === boundary) return;
  shared.guesses++;
  const head = Buffer.from(`Content-Type: ${part.type}; boundary="${found}"\r\n\r\n`, 'latin1');
  const inner = readMessage({
    ...reading,
    bytes: Buffer.concat([head, raw]),
    open: [],
    boundaries: new Set(),
    baseDepth: depth,
    root: null,
  });
  part.children = inner.children;
}

function guessBoundary(raw: Buffer): string | null {
  const start = raw.toString('latin1', 0, Math.min(raw.length, 65_536));
  const match = /(?:^|\n)--([^\s"\\][^\r\n"\\]{0,199})\r?\n[ \t]*(?:\r?\n|content-[a-z-]{2,30}[ \t]*:)/i.exec(start);
  return match ? match[1]!.trimEnd() : null;
}
