// Who a site says its signed-in user is: believed only with its secret, by HMAC of the id or by a JWT (RFC 7519, HS256).
import { createHmac } from 'node:crypto';
import { same } from './tokens.ts';

export interface Identity {
  /** What the site calls the user for ever. */
  user: string;
  name: string;
  email: string;
  /** The address is signed as well, not only the id. */
  emailProven: boolean;
}

/** Seconds by which clocks may differ. */
const LEEWAY = 60;
const LONGEST_ID = 200;

/** Null for what is not signed, or not rightly. */
export function provenIdentity(given: unknown, secret: string | undefined, now: Date): Identity | null {
  if (!secret || typeof given !== 'object' || given === null) return null;
  const { id, hash, jwt, name, email } = given as Record<string, unknown>;
  if (typeof jwt === 'string') return fromJwt(jwt, secret, now);
  if (!isId(id) || typeof hash !== 'string') return null;
  const wanted = createHmac('sha256', secret).update(id).digest('hex');
  if (!same(wanted, hash.toLowerCase())) return null;
  return { user: id, name: textOf(name), email: textOf(email), emailProven: false };
}

function fromJwt(jwt: string, secret: string, now: Date): Identity | null {
  const [head = '', body = '', signature = '', ...more] = jwt.length <= 8000 ? jwt.split('.') : [];
  const header = readJson(head);
  if (more.length > 0 || header?.alg !== 'HS256') return null;
  if (!same(createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url'), signature)) return null;
  const claims = readJson(body);
  if (!claims || !isCurrent(claims, Math.floor(now.getTime() / 1000))) return null;
  const user = claims.user_id ?? claims.sub;
  if (!isId(user)) return null;
  return { user, name: textOf(claims.name), email: textOf(claims.email), emailProven: textOf(claims.email) !== '' };
}

function isCurrent({ exp, nbf }: Record<string, unknown>, now: number): boolean {
  const ends = exp === undefined || (typeof exp === 'number' && exp > now - LEEWAY);
  return ends && (nbf === undefined || (typeof nbf === 'number' && nbf <= now + LEEWAY));
}

function readJson(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, LONGEST_ID) : '';
}
