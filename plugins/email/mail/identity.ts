// Names of mails: our own Message-IDs that lead an answer home, and the identity of mails that have a bad one or none.
import { createHash } from 'node:crypto';
import { inSlices } from '../reading/slices.ts';

const OWN = /^([a-z0-9]{8,40})\.([a-z0-9]{8,40}-[0-9a-f]{20})@/i;

/** `<key>.<thread token>@<domain>`: an answer that keeps References leads back even if the sent mail was never recorded. */
export function ownMessageId(key: string, threadToken: string, domain: string): string {
  return threadToken ? `${key}.${threadToken}@${domain}` : `${key}@${domain}`;
}

/** The delivery key and thread token of one of our Message-IDs, or null. */
export function readOwnMessageId(messageId: string): { key: string; threadToken: string } | null {
  const match = OWN.exec(messageId);
  return match ? { key: match[1]!, threadToken: match[2]!.toLowerCase() } : null;
}

/** The header fields that are the sender's own; what transport adds on the way differs between two copies of a mail. */
const SENDERS = /^(?:from|to|cc|date|subject|message-id):[^\n]*(?:\n[ \t][^\n]*)*/gim;
const HEADER_BYTES = 256 * 1024;

/**
 * What a mail is called within its account. The Message-ID alone is not enough: it can be missing, repeated by a
 * buggy sender, or forged to hide a mail (EM-13). The digest is made of bytes, not of what was read from them, so
 * that the same mail fetched twice, by two ways or by a later version has one name. Of mails that carry neither an id
 * nor a date, two can be alike and yet two: when they arrived tells them apart.
 */
export async function externalIdOf(messageId: string | null, raw: Uint8Array, arrivedAt: Date): Promise<string> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const body = await bodyStart(bytes);
  const header = bytes.toString('latin1', 0, Math.min(body, HEADER_BYTES));
  const fields = (header.match(SENDERS) ?? []).map((field) => field.replace(/\s+/g, ' ').trim()).sort();
  let end = bytes.length;
  while (end > body && bytes[end - 1]! <= 0x20) end--;
  const digest = createHash('sha256').update(fields.join('\n')).update('\n\n');
  await inSlices(bytes.subarray(body, end), (slice) => void digest.update(slice));
  if (!isMarked(header)) digest.update(arrivedAt.toISOString());
  return `${messageId ?? 'no-id'}#${digest.digest('hex').slice(0, 16)}`;
}

/** The mail itself says which it is. */
export function isMarked(header: string): boolean {
  return /^(?:message-id|date):[ \t]*\S/im.test(header);
}

/** Behind the first empty line; a mail of nothing but header may be as large as any. */
async function bodyStart(bytes: Buffer): Promise<number> {
  let start = bytes.length;
  await inSlices(bytes, (slice, at) => {
    // The mark of the end may lie across two slices.
    const seen = bytes.subarray(at, at + slice.byteLength + 3);
    const ends = ['\r\n\r\n', '\n\n'].flatMap((mark) => {
      const found = seen.indexOf(mark);
      return found < 0 ? [] : [at + found + mark.length];
    });
    const [first] = ends.filter((end) => end > 3).sort((one, other) => one - other);
    if (first !== undefined) start = first;
    return first !== undefined;
  });
  return start;
}

/** The Message-ID inside an external id. */
export function messageIdOf(externalId: string): string {
  return externalId.replace(/#[0-9a-f]{16}$/, '');
}

/** The token in `local+token@domain`, or null. */
export function tokenInAddress(address: string): string | null {
  return /\+([a-z0-9]{8,40}-[0-9a-f]{20})@/i.exec(address)?.[1]?.toLowerCase() ?? null;
}

/** `support@x` and a token make `support+token@x`. */
export function withToken(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  return token ? `${address.slice(0, at)}+${token}${address.slice(at)}` : address;
}

/** Without the part behind `+`, in lower case: for comparing with connected addresses. */
export function bareAddress(address: string): string {
  return address.toLowerCase().replace(/\+[^@]*@/, '@');
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** The header field by which mail of this desk knows itself again. */
export const LOOP_FIELD = 'X-Hubdesk-Loop';

/** Its value: which account of which desk wrote. Mail between two accounts of one desk is mail like any other. */
export function loopMark(deskId: string, accountPublicId: string): string {
  return `${deskId}/${accountPublicId}`;
}
