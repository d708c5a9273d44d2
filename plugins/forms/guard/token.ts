// Signed tokens of a shown form: when it was shown, and a number that makes what it sends one message. Proof of work.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PluginContext } from '../../../core/contract/context.ts';

type Signs = Pick<PluginContext, 'sign' | 'now'>;

/** Milliseconds that a shown form may be sent after. */
const LONGEST = 48 * 3600_000;

export interface FormToken {
  text: string;
  nonce: string;
  /** Milliseconds since the form was shown. */
  age: number;
}

export function makeToken({ sign, now }: Signs, formId: string): string {
  const head = `${now().getTime().toString(36)}.${randomBytes(12).toString('hex')}`;
  return `${head}.${seal({ sign }, formId, head)}`;
}

/** Null for what was not signed here for this form, or long ago. */
export function readToken({ sign, now }: Signs, formId: string, text: string): FormToken | null {
  const match = /^([0-9a-z]{6,10})\.([0-9a-f]{24})\.([\w-]{10,})$/.exec(text);
  if (!match || !equal(match[3]!, seal({ sign }, formId, `${match[1]}.${match[2]}`))) return null;
  const age = now().getTime() - Number.parseInt(match[1]!, 36);
  return age >= 0 && age <= LONGEST ? { text, nonce: match[2]!, age } : null;
}

/** The number alone, of a token that was believed when it came. */
export function readNonce(text: string): string | null {
  return /^[0-9a-z]{6,10}\.([0-9a-f]{24})\./.exec(text)?.[1] ?? null;
}

function seal({ sign }: Pick<Signs, 'sign'>, formId: string, head: string): string {
  return sign('form', `${formId} ${head}`)
    .replace(/[^\w-]/g, '')
    .slice(0, 32);
}

export function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Zero bits at the beginning of the hash; some ten thousand tries, a blink for one sender and a cost for a thousand. */
export const PROOF_BITS = 14;

/** SHA-256 of `<token>:<proof>` begins with so many zero bits. */
export function proves(token: string, proof: string): boolean {
  if (!/^\d{1,10}$/.test(proof)) return false;
  const hash = createHash('sha256').update(`${token}:${proof}`).digest();
  return hash.readUInt32BE(0) >>> (32 - PROOF_BITS) === 0;
}
