// Signed id tokens and the key that checks them (OpenID Connect Core §2, RFC 7515, RFC 7517).
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

export interface IdTokens {
  /** A compact RS256 token with these claims. */
  sign(claims: Record<string, unknown>): string;
  keys(): { keys: JsonWebKey[] };
}

/** The key pair is made when it is first needed: most tests never ask for an id token. */
export function createIdTokens(): IdTokens {
  let pair: { publicKey: KeyObject; privateKey: KeyObject } | undefined;
  const keyPair = () => (pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 }));
  return {
    sign(claims) {
      const content = `${encode({ alg: 'RS256', typ: 'JWT', kid: 'simulator' })}.${encode(claims)}`;
      return `${content}.${sign('sha256', Buffer.from(content), keyPair().privateKey).toString('base64url')}`;
    },
    keys: () => ({
      keys: [{ ...keyPair().publicKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'simulator' }],
    }),
  };
}

/** A stable subject per address, as providers give one per user. */
export function subjectOf(address: string): string {
  return BigInt(`0x${createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 16)}`)
    .toString()
    .padStart(21, '1');
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
