// How a delivery proves that this desk sent it, and when: Standard Webhooks, symmetric signatures.
import { createHmac, randomBytes } from 'node:crypto';

const MARK = 'whsec_';

/** As receivers' libraries want it: base64 behind a mark. */
export function makeSecret(): string {
  return MARK + randomBytes(32).toString('base64');
}

export interface Signed {
  /** The same at every try. */
  id: string;
  at: Date;
  body: string;
}

/** The three headers. With several secrets each signs: while one is rolled, the receiver may know either. */
export function signatureHeaders(secrets: readonly string[], { id, at, body }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signed = `${id}.${timestamp}.${body}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(MARK.length), 'base64');
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
