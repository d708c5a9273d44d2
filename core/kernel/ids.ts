// Names that leave the desk: random, unguessable, short enough for an address.
import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';

/** A random public id of 14 characters (69 bits), safe in addresses, file names and mail local parts. */
export function publicId(): string {
  let id = '';
  while (id.length < 14) {
    for (const byte of randomBytes(20)) {
      if (byte < 248 && id.length < 14) id += ALPHABET[byte % 31];
    }
  }
  return id;
}

/** Whether a text from outside could be one of ours. */
export function isPublicId(text: string): boolean {
  return text.length === 14 && [...text].every((sign) => ALPHABET.includes(sign));
}

/** The same id for the same text, as random to everybody who does not know the text. */
export function idOf(text: string): string {
  const digest = createHash('sha512').update(text).digest();
  return [...digest.subarray(0, 14)].map((byte) => ALPHABET[byte % 31]).join('');
}

/** By which the notes of a call are known where somebody says them in its conversation; versions before 0038 had one for all. */
export function notesKey(callPublicId: string, userId?: number): string {
  return idOf(userId === undefined ? `call ${callPublicId}` : `call ${callPublicId} ${userId}`);
}

/** A secret for cookies and links: 32 random bytes, base64url. */
export function secretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a secret token, so that a stolen database opens no door. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
