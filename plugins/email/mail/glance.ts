// A glance at a mail's header, for the ledger and for keeping a sender's mails in order; the real reading comes later.
import { decodeWords } from '../reading/mime/words.ts';

export interface Glance {
  /** Of the From field, lower case; empty where there is none that can be seen at once. */
  from: string;
  subject: string;
}

const IN_ANGLES = /<([^<>\s]{3,320})>\s*$/;
const ADDRESS = /[^\s<>"]{1,64}@[^\s<>"]{1,255}/;

export function glanceAt(raw: Uint8Array): Glance {
  const header = headerOf(raw, 32 * 1024);
  const from = fieldOf(header, 'from');
  return {
    from: (IN_ANGLES.exec(from)?.[1] ?? ADDRESS.exec(from)?.[0] ?? '').toLowerCase(),
    subject: decodeWords(fieldOf(header, 'subject')).slice(0, 200),
  };
}

/** How many servers have passed the mail on (RFC 5321 §6.3). */
export function hopsOf(raw: Uint8Array): number {
  return headerOf(raw, 256 * 1024).match(/^received:/gim)?.length ?? 0;
}

export function headerOf(raw: Uint8Array, most: number): string {
  const start = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.byteLength, most)).toString();
  const end = start.search(/\r?\n\r?\n/);
  return end < 0 ? start : start.slice(0, end);
}

/** The first field of that name, unfolded; empty where there is none. */
export function fieldOf(header: string, name: string): string {
  const pattern = new RegExp(`^${name}:[ \\t]*([^\\r\\n]{0,998}(?:\\r?\\n[ \\t][^\\r\\n]{0,998}){0,10})`, 'im');
  return (pattern.exec(header)?.[1] ?? '').replace(/\r?\n[ \t]/g, ' ').trim();
}
