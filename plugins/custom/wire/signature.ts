// How a bridge knows that it is this desk that calls: the signatures of the public API, and one beside while a secret is rolled.
import { createHash, createHmac } from 'node:crypto';

export interface Signing {
  main: string;
  next: string | null;
}

export interface Call {
  method: string;
  /** The whole address. */
  uri: string;
  body: string;
  at: Date;
}

export function signatureHeaders({ main, next }: Signing, call: Call): Record<string, string> {
  return {
    'x-hubspot-signature-v3': signatureV3(main, call),
    'x-hubspot-request-timestamp': String(call.at.getTime()),
    'x-hubspot-signature': signatureV2(main, call),
    'x-hubspot-signature-version': 'v2',
    ...(next && { 'x-hubdesk-signature-v3-next': signatureV3(next, call) }),
  };
}

/** Base64 of HMAC-SHA-256 over method, address, body and time, one behind the other. */
export function signatureV3(secret: string, { method, uri, body, at }: Call): string {
  const source = `${method}${decoded(uri)}${body}${at.getTime()}`;
  return createHmac('sha256', secret).update(source).digest('base64');
}

/** Older, without the time: anybody who has one can bring it again. */
export function signatureV2(secret: string, { method, uri, body }: Omit<Call, 'at'>): string {
  return createHash('sha256').update(`${secret}${method}${uri}${body}`).digest('hex');
}

/** These stand in the address as themselves when it is signed. */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

function decoded(uri: string): string {
  return uri.replace(DECODED, (escaped) => decodeURIComponent(escaped));
}
