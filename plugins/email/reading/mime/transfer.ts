// Undoes Content-Transfer-Encoding (RFC 2045 §6) and uuencode; takes what broken senders write.

export interface DecodedBody {
  body: Buffer;
  /** What had to be forgiven, if anything. */
  defect: string | null;
}

/**
 * Decodes one body. Unknown encodings leave the bytes as they are.
 * @param isText text that only claims to be base64 is known by its words
 */
export function decodeTransfer(bytes: Buffer, encoding: string, isText: boolean): DecodedBody {
  const name = encoding.toLowerCase().replace(/["'\s;]/g, '');
  if (name === 'base64') return isText && hasWords(bytes) ? { body: bytes, defect: 'not-base64' } : decodeBase64(bytes);
  if (name === 'quoted-printable') return { body: decodeQuotedPrintable(bytes), defect: null };
  if (/^(x-)?uu(e|encoded?)?$/.test(name)) return { body: decodeUuencode(bytes) ?? bytes, defect: null };
  const isPlain = name === '' || /^(7|8)-?bit(mime)?$|^binary$/.test(name);
  return { body: bytes, defect: isPlain ? null : 'unknown-transfer-encoding' };
}

const isBase64 = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') isBase64[char.charCodeAt(0)] = 1;

/** Several words on the first lines; base64 has no blanks inside its lines. */
function hasWords(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, Math.min(bytes.length, 400)).trim();
  return (start.match(/\S[ \t]+\S/g)?.length ?? 0) > 3 + start.length / 40;
}

/**
 * Bytes outside the alphabet are skipped. Padding ends a piece; what follows on later lines is read on only if it
 * looks like base64 as well, because mailing lists append their footers without decoding anything.
 */
function decodeBase64(bytes: Buffer): DecodedBody {
  const clean = Buffer.allocUnsafe(bytes.length);
  const pieces: Buffer[] = [];
  let length = 0;
  let junk = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (isBase64[byte]) clean[length++] = byte;
    else if (byte === 0x3d && length > 0) {
      pieces.push(Buffer.from(clean.toString('latin1', 0, length), 'base64'));
      length = 0;
      const next = nextPiece(bytes, at);
      if (next < bytes.length) junk += countJunk(bytes, at, next);
      at = next - 1;
    } else if (byte > 32 && byte !== 0x3d) junk++;
  }
  if (length > 0) pieces.push(Buffer.from(clean.toString('latin1', 0, length), 'base64'));
  if (pieces.length <= 1 && junk * 5 > bytes.length && bytes.length > 0) return { body: bytes, defect: 'not-base64' };
  return { body: pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces), defect: junk > 0 ? 'damaged-base64' : null };
}

/** Where base64 goes on after padding: at once, or at the next line that is nothing but base64. */
function nextPiece(bytes: Buffer, padding: number): number {
  let at = padding;
  while (bytes[at] === 0x3d) at++;
  if (at < bytes.length && isBase64[bytes[at]!]) return at;
  for (let start = bytes.indexOf(0x0a, at); start >= 0; start = bytes.indexOf(0x0a, start + 1)) {
    const end = bytes.indexOf(0x0a, start + 1);
    const line = bytes.toString('latin1', start + 1, Math.min(end < 0 ? bytes.length : end, start + 1002)).trim();
    if (line.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(line)) return start + 1;
  }
  return bytes.length;
}

function countJunk(bytes: Buffer, from: number, to: number): number {
  let junk = 0;
  for (let at = from; at < to; at++) if (bytes[at]! > 32 && bytes[at] !== 0x3d) junk++;
  return junk;
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** @param isWord inside an encoded word there are no line ends to join */
export function decodeQuotedPrintable(bytes: Buffer, isWord = false): Buffer {
  if (bytes.indexOf(0x3d) < 0) return bytes;
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 0x3d) {
      const high = hexValue(bytes[at + 1]);
      const low = hexValue(bytes[at + 2]);
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low;
        at += 2;
        continue;
      }
      const end = isWord ? -1 : softBreakEnd(bytes, at + 1);
      if (end >= 0) {
        at = end;
        continue;
      }
    }
    out[length++] = byte;
  }
  return out.subarray(0, length);
}

/** The index of the last byte of `= <blanks> CRLF`, or -1; the end of the body counts as a line end. */
function softBreakEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  if (at >= bytes.length) return at;
  if (bytes[at] === 0x0d) return bytes[at + 1] === 0x0a ? at + 1 : at;
  return bytes[at] === 0x0a ? at : -1;
}

/** The content of the first `begin … end` block, or null if there is none. */
export function decodeUuencode(bytes: Buffer): Buffer | null {
  const lines = bytes.toString('latin1').split(/\r\n|\n|\r/);
  const begin = lines.findIndex((line) => /^begin [0-7]{3,4} ?/.test(line));
  const out: Buffer[] = [];
  for (let at = begin + 1; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === 'end') break;
    out.push(decodeUuLine(line));
  }
  return begin < 0 && out.every((piece) => piece.length === 0) ? null : Buffer.concat(out);
}

/** One line: the first character is the number of bytes, then groups of four for three. */
export function decodeUuLine(line: string): Buffer {
  const count = (line.charCodeAt(0) - 32) & 63;
  if (line.length === 0 || count === 0) return Buffer.alloc(0);
  const out = Buffer.alloc(count + 2);
  let length = 0;
  for (let at = 1; length < count; at += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((step) => ((line.charCodeAt(at + step) || 32) - 32) & 63) as [
      number,
      number,
      number,
      number,
    ];
    out[length] = (a << 2) | (b >> 4);
    if (length + 1 < count) out[length + 1] = ((b & 15) << 4) | (c >> 2);
    if (length + 2 < count) out[length + 2] = ((c & 3) << 6) | d;
    length += 3;
  }
  return out.subarray(0, count);
}
