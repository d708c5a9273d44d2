// Finds mail addresses in text written by mail servers, which quote and bracket them in every way.

export interface FoundAddress {
  address: string;
  start: number;
  end: number;
}

// Both halves are bounded, so that a long line without an address costs no more than its length.
const localPart = String.raw`(?:"[^"\n]{1,64}"|[^\s<>()[\]{}:;,：，。；（）【】「」、“”„«»"\x60|@\\]{1,64})`;
const domain = String.raw`(?:\[[\d.]{7,15}\]|[^\s<>()[\]{}:;,：，。；（）【】「」、“”„«»"'\x60|@\\!?=&*/]{1,253})`;
const addressPattern = new RegExp(`${localPart}@${domain}`, 'gu');

/** Every address of a text in order, at most `most`. */
export function findAddresses(text: string, most = 200): FoundAddress[] {
  const found: FoundAddress[] = [];
  if (!text.includes('@')) return found;
  for (const match of text.matchAll(addressPattern)) {
    if (found.length >= most) break;
    const trimmed = trimAddress(match[0]);
    if (trimmed === null) continue;
    const start = match.index + match[0].indexOf(trimmed);
    found.push({ address: trimmed, start, end: start + trimmed.length });
  }
  return found;
}

/** The first address of a text. */
export function firstAddress(text: string): string | null {
  return findAddresses(text, 1)[0]?.address ?? null;
}

/** Quotes, stars and dots around an address are punctuation of the text; `mailto=` and `rcpt=` are labels. */
function trimAddress(raw: string): string | null {
  const address = raw.replace(/^(?:['*./#]|=(?!\?)|[a-z]{2,12}=(?!.*=.*@))+/i, '').replace(/[.'*#_-]+$/, '');
  const at = address.lastIndexOf('@');
  if (at < 1 || !/[\p{L}\p{N}]/u.test(address.slice(at + 1))) return null;
  return address;
}
