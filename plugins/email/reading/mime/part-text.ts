// Reads the text of a part and walks the tree of parts.
import type { MimePart } from '../parsed-mail.ts';
import { decodeBytes } from './charset.ts';

/**
 * The text of a part with `\n` line ends; sets `part.charset` to what it was read with.
 * @param most bytes to read at most
 * @param fallback the charset to try when the part names none
 */
export function partText(part: MimePart, most = 5 * 1024 * 1024, fallback: string | null = null): string {
  const bytes = part.body.length > most ? part.body.subarray(0, most) : part.body;
  const declared = part.parameters.charset ?? (part.type === 'text/html' ? charsetInHtml(bytes) : null);
  const { text, charset } = decodeBytes(bytes, declared, fallback);
  part.charset = charset;
  return text.replace(/\r\n?/g, '\n').replace(/^\ufeff/, '');
}

/** The charset an HTML text names in itself. */
function charsetInHtml(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, Math.min(bytes.length, 2048));
  return /<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})/i.exec(head)?.[1] ?? null;
}

/** The part itself and everything below it, in the order of the mail; enclosed mails included. */
export function* walkParts(part: MimePart): Generator<MimePart> {
  yield part;
  for (const child of part.children) yield* walkParts(child);
}
