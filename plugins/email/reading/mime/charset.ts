// Turns bytes of unknown or wrongly labelled charset into text; never fails, marks what it could not read with U+FFFD.
import { isAscii } from 'node:buffer';
import iconv from 'iconv-lite';
import { readHz, readIso2022Kr } from './charset-shift.ts';
import { guessCharset, unsure } from './charset-guess.ts';

export interface DecodedText {
  text: string;
  /** The label the bytes were read with. */
  charset: string;
}

/** Labels that say nothing about bytes above 127: senders write them on anything. */
const meaningless = new Set([
  '',
  'ascii',
  'us-ascii',
  'ansi_x3.4-1968',
  'unknown',
  'unknown-8bit',
  'x-unknown',
  '8bit',
  'default',
  'none',
  'default_charset',
  '_charset',
  'binary',
  'x-user-defined',
]);

/** Labels seen in mails that neither TextDecoder nor iconv-lite know. */
const aliases: Record<string, string> = {
  utf8mb4: 'utf-8',
  'utf-8-sig': 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'utf-8mb4': 'utf-8',
  'unicode-1-1-utf-7': 'utf-7',
  'cp-850': 'cp850',
  'ibm-850': 'cp850',
  latin: 'windows-1252',
  'iso-latin-1': 'windows-1252',
  'iso-8859': 'windows-1252',
  'x-windows-1252': 'windows-1252',
  'windows-31j': 'shift_jis',
  cp932: 'shift_jis',
  cp936: 'gb18030',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  cp949: 'euc-kr',
  'ks_c_5601-1987': 'euc-kr',
  cp950: 'big5',
  'x-mac-roman': 'macintosh',
  'mac-roman': 'macintosh',
  macroman: 'macintosh',
  'cp-1252': 'windows-1252',
  'iso-8859-8-e': 'iso-8859-8',
  cp51932: 'euc-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
};

/** A label as this module uses it: lower case, without quotes, blanks and RFC 2231 language. */
export function charsetLabel(label: string | null | undefined): string {
  const plain = (label ?? '')
    .slice(0, 80)
    .toLowerCase()
    .replace(/["'\s]/g, '')
    .replace(/^(cs|x-)?(windows|cp|win)[-_]?(125\d|874)$/, 'windows-$3')
    .replace(/^iso_?-?(8859)[-_]?(\d{1,2})(-i|:\d+)?$/, 'iso-$1-$2$3')
    .replace(/^(utf)[-_]?(7|8|16|32)/, '$1-$2')
    .replace(/^utf-8[;,.].*$/, 'utf-8');
  return aliases[plain] ?? plain;
}

/**
 * Reads bytes as text. A label is believed only if the bytes fit it; then strict UTF-8, then a guess from the bytes
 * (RFC 7103 §7.6–7.7 for missing labels and bare 8-bit data).
 * @param fallback the label to try before guessing, such as that of the rest of the mail
 */
export function decodeBytes(bytes: Uint8Array, label: string | null, fallback: string | null = null): DecodedText {
  const declared = charsetLabel(label);
  if ((declared === 'utf-7' || declared === 'utf-7-imap') && isAscii(bytes))
    return { text: iconv.decode(asBuffer(bytes), declared), charset: declared };
  if (isAscii(bytes) && !isShifted(declared)) return decodeAscii(bytes, declared);
  if (meaningless.has(declared) || declared.startsWith('utf-7')) return decodeUnlabelled(bytes, fallback);
  if (declared === 'utf-8') return decodeUtf8(bytes, fallback);
  return decodeLabelled(bytes, declared, fallback);
}

function decodeAscii(bytes: Uint8Array, declared: string): DecodedText {
  const text = asBuffer(bytes).toString('latin1');
  if (text.includes('\u001b$') || text.includes('\u001b(J'))
    return readWith(bytes, 'iso-2022-jp') ?? { text, charset: 'us-ascii' };
  return { text, charset: declared || 'us-ascii' };
}

function decodeUnlabelled(bytes: Uint8Array, fallback: string | null): DecodedText {
  const utf8 = readWith(bytes, 'utf-8');
  if (utf8) return utf8;
  const hint = charsetLabel(fallback);
  const guessed = guessCharset(bytes);
  // A hint of a one-byte charset fits any bytes; evidence of another script is better than that.
  const isUseful =
    hint &&
    hint !== 'utf-8' &&
    !meaningless.has(hint) &&
    (guessed === unsure || !/^(iso-8859-1|windows-1252)/.test(hint));
  const hinted = isUseful ? readWith(bytes, hint) : null;
  if (hinted) return hinted;
  return readWith(bytes, guessed) ?? { text: loosely(bytes, guessed), charset: guessed };
}

/** Text that says it is UTF-8 and is not: a few broken bytes are marked, mostly broken text is some other charset. */
function decodeUtf8(bytes: Uint8Array, fallback: string | null): DecodedText {
  const text = loosely(bytes, 'utf-8');
  let broken = 0;
  let good = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0xfffd) broken++;
    else if (code > 127) good++;
  }
  if (broken > good) return decodeUnlabelled(bytes, fallback === 'utf-8' ? null : fallback);
  return { text, charset: 'utf-8' };
}

function decodeLabelled(bytes: Uint8Array, declared: string, fallback: string | null): DecodedText {
  if (isShifted(declared)) return decodeShifted(bytes, declared);
  const exact = readWith(bytes, declared);
  const isSingleByte = /^(windows|iso-8859|koi8|macintosh|cp\d|ibm)/.test(declared);
  if (exact && !isSingleByte) return exact;
  // Single-byte charsets accept any bytes; text that also is valid UTF-8 can hardly be anything else.
  const utf8 = readWith(bytes, 'utf-8');
  if (utf8 && !utf8.text.includes('\ufffd')) return utf8;
  if (exact) return exact;
  if (isKnown(declared)) return { text: loosely(bytes, declared), charset: declared };
  return decodeUnlabelled(bytes, fallback);
}

/** Charsets with escape sequences; bytes above 127 show that the label is wrong. */
function decodeShifted(bytes: Uint8Array, declared: string): DecodedText {
  const exact = readWith(bytes, declared);
  if (exact) return exact;
  const others = declared === 'iso-2022-jp' && !isAscii(bytes) ? ['utf-8', 'shift_jis', 'euc-jp'] : [];
  const other = others.map((label) => readWith(bytes, label)).find((one) => one && /[\u3040-\u9fff]{3}/.test(one.text));
  return (
    other ?? (isKnown(declared) ? { text: loosely(bytes, declared), charset: declared } : decodeUnlabelled(bytes, null))
  );
}

/** Words that were cut apart leave `to ASCII` before `to Japanese`; strict decoders take such a pair for an attack. */
function withoutIdleEscapes(bytes: Uint8Array): Buffer {
  return Buffer.from(
    asBuffer(bytes)
      .toString('latin1')
      .replace(/\u001b\([BJ](?=\u001b)/g, ''),
    'latin1',
  );
}

/** The text, or null if the charset is unknown or the bytes do not fit it. */
function readWith(bytes: Uint8Array, label: string): DecodedText | null {
  if (label === 'hz-gb-2312' || label === 'hz') return { text: readHz(bytes), charset: label };
  if (label === 'iso-2022-kr') return { text: readIso2022Kr(bytes), charset: label };
  if (label === 'iso-2022-jp') bytes = withoutIdleEscapes(bytes);
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), charset: label };
  } catch {
    if (isWebCharset(label) || !iconv.encodingExists(label)) return null;
    const text = iconv.decode(asBuffer(bytes), label);
    return text.includes('\ufffd') ? null : { text, charset: label };
  }
}

function loosely(bytes: Uint8Array, label: string): string {
  if (isWebCharset(label)) return new TextDecoder(label).decode(bytes);
  return iconv.encodingExists(label) ? iconv.decode(asBuffer(bytes), label) : asBuffer(bytes).toString('latin1');
}

function isKnown(label: string): boolean {
  return isWebCharset(label) || iconv.encodingExists(label);
}

function isWebCharset(label: string): boolean {
  try {
    new TextDecoder(label);
    return true;
  } catch {
    return false;
  }
}

/** Charsets that write other alphabets with bytes below 128. */
function isShifted(label: string): boolean {
  return /^(iso-2022|hz|utf-(16|32)|ucs)/.test(label);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
