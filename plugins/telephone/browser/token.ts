// What a browser of the team signs in to the provider with: a token that ends soon and lets it be rung, nothing else (JWT, RFC 7519).
import { createHash, createHmac } from 'node:crypto';
import type { PluginContext } from '../../../core/contract/context.ts';
import { text } from '../provider/reading.ts';
import type { Key } from './key.ts';

/** Seconds; the page asks for another before. */
export const LASTS = 600;

/** By which the provider knows the browsers of a member: nobody else's of the same account of the provider. */
export function identityOf({ deskId }: Pick<PluginContext, 'deskId'>, userId: number): string {
  return `hubdesk_${createHash('sha256').update(deskId).digest('hex').slice(0, 12)}_${userId}`;
}

export interface TokenFor {
  accountSid: string;
  key: Key;
  identity: string;
  now: Date;
  /** Of the provider, where the account lives in another than the usual one. */
  region?: string;
}

/** Its interface is named after it: `api.dublin.ie1.twilio.com`. */
export function regionOf({ config }: Pick<PluginContext, 'config'>): string | undefined {
  return /\/\/api\.[\w-]+\.([a-z]+\d+)\.twilio\.com\b/.exec(text(config.api))?.[1];
}

/**
 * An access token of the provider's Voice SDK. There is no grant to call out: every call begins at the desk, which rings at
 * the browser first, so that nobody calls at the team's cost with a token that was carried off.
 */
export function tokenFor({ accountSid, key, identity, now, region }: TokenFor): string {
  const iat = Math.floor(now.getTime() / 1000);
  const header = { typ: 'JWT', alg: 'HS256', cty: 'twilio-fpa;v=1', ...(region && { twr: region }) };
  const grants = { identity, voice: { incoming: { allow: true } } };
  const claims = { jti: `${key.sid}-${iat}`, iss: key.sid, sub: accountSid, iat, exp: iat + LASTS, grants };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', key.secret).update(signed).digest('base64url')}`;
}
