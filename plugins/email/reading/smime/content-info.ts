// Reads the outermost layers of a CMS message (RFC 5652, RFC 3274): what kind it is and what lies open inside.
import { inflateSync } from 'node:zlib';

export interface ContentInfo {
  kind: 'signed' | 'encrypted' | 'compressed' | 'other';
  /** What was signed or compressed; null if nothing lies open. */
  content: Buffer | null;
}

interface Element {
  tag: number;
  content: Buffer;
  /** Where the next element begins, counted in the buffer that was read. */
  next: number;
}

const kinds: Record<string, ContentInfo['kind']> = {
  '2a864886f70d010702': 'signed',
  '2a864886f70d010703': 'encrypted',
  '2a864886f70d010706': 'encrypted',
  '2a864886f70d0109100109': 'compressed',
  '2a864886f70d0109100117': 'encrypted',
};

/** Null if the bytes are no CMS message. @param mostBytes the bound for unpacking compressed data */
export function readContentInfo(bytes: Buffer, mostBytes: number): ContentInfo | null {
  const outer = readElement(bytes, 0, 0);
  if (outer?.tag !== 0x30) return null;
  const [type, explicit] = readAll(outer.content, 2);
  if (type?.tag !== 0x06) return null;
  const kind = kinds[type.content.toString('hex')] ?? 'other';
  const body = explicit ? readElement(explicit.content, 0, 0) : null;
  if (!body || (kind !== 'signed' && kind !== 'compressed')) return { kind, content: null };
  const encapsulated = readAll(body.content, 8).find((element) => element.tag === 0x30);
  const wrapped = encapsulated ? readAll(encapsulated.content, 2)[1] : undefined;
  const octets = wrapped ? readElement(wrapped.content, 0, 0) : null;
  const content = octets ? joinOctets(octets, 0) : null;
  if (kind !== 'compressed' || content === null) return { kind, content: content?.length ? content : null };
  return { kind, content: inflate(content, mostBytes) };
}

function inflate(content: Buffer, mostBytes: number): Buffer | null {
  try {
    return inflateSync(content, { maxOutputLength: mostBytes });
  } catch {
    return null;
  }
}

/** Up to `most` elements that stand one after the other. */
function readAll(bytes: Buffer, most: number): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length && found.length < most;) {
    const element = readElement(bytes, at, 0);
    if (!element) break;
    found.push(element);
    at = element.next;
  }
  return found;
}

/** One BER element; also those of indefinite length, which streaming senders write. */
function readElement(bytes: Buffer, start: number, depth: number): Element | null {
  if (start + 2 > bytes.length || depth > 16) return null;
  const tag = bytes[start]!;
  const first = bytes[start + 1]!;
  if (first === 0x80) return readIndefinite(bytes, tag, start + 2, depth);
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 6 || start + 2 + lengthBytes > bytes.length) return null;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(start + 2, lengthBytes);
  const from = start + 2 + lengthBytes;
  // A mail cut short still shows what arrived.
  const end = Math.min(bytes.length, from + length);
  return { tag, content: bytes.subarray(from, end), next: end };
}

function readIndefinite(bytes: Buffer, tag: number, from: number, depth: number): Element | null {
  let at = from;
  while (at + 1 < bytes.length && (bytes[at] !== 0 || bytes[at + 1] !== 0)) {
    const inner = readElement(bytes, at, depth + 1);
    if (!inner || inner.next <= at) return null;
    at = inner.next;
  }
  return { tag, content: bytes.subarray(from, Math.min(at, bytes.length)), next: Math.min(bytes.length, at + 2) };
}

/** An octet string may be cut into a chain of smaller ones. */
function joinOctets(element: Element, depth: number): Buffer | null {
  if (element.tag === 0x04) return element.content;
  if (element.tag !== 0x24 || depth > 4) return null;
  const pieces: Buffer[] = [];
  for (let at = 0; at < element.content.length;) {
    const piece = readElement(element.content, at, 0);
    if (!piece) break;
    const bytes = joinOctets(piece, depth + 1);
    if (bytes) pieces.push(bytes);
    at = piece.next;
  }
  return Buffer.concat(pieces);
}
