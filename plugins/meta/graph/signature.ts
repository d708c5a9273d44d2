// Whether a call comes from Meta: a signature over its bytes, made with the secret of the app.
import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries it. */
export const SIGNATURE = 'x-hub-signature-256';

/** `sha256=` and lower case hex digits, as the header has it. */
export function signatureOf(secret: string, body: Uint8Array | string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/**
 * Meta documents the signature as one over the body with every letter beyond ASCII escaped, and usually sends bodies that
 * are written so; where something on the way has written them out, the escaped form still matches.
 */
export function isSigned(secret: string, body: Uint8Array, given: string | string[] | undefined): boolean {
  const header = typeof given === 'string' ? given.trim().toLowerCase() : '';
  if (secret === '' || header === '') return false;
  if (isSame(signatureOf(secret, body), header)) return true;
  const escaped = escapedForm(body);
  return escaped !== null && isSame(signatureOf(secret, escaped), header);
}

function isSame(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Null where there is nothing to escape. */
function escapedForm(body: Uint8Array): string | null {
  if (!body.some((byte) => byte > 127)) return null;
  // Without the flag `u`, so that a letter beyond the basic plane becomes two escapes, as JSON has it.
  return Buffer.from(body)
    .toString()
    .replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
