// Whether a request comes from the provider: a signature over the exact address and what was sent, made with the auth token.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries it. */
export const SIGNATURE = 'x-twilio-signature';

/** Base64 of an HMAC-SHA1 over the address and every name with its value, sorted; the same pair counts once. */
export function signatureOf(token: string, url: string, params: Iterable<[string, string]>): string {
  const byName = Map.groupBy(params, ([name]) => name);
  const written = [...byName.keys()]
    .toSorted()
    .flatMap((name) => [...new Set(byName.get(name)!.map(([, value]) => value))].toSorted().map((one) => name + one));
  return createHmac('sha1', token)
    .update(url + written.join(''))
    .digest('base64');
}

export interface SignedRequest {
  /** Exactly as the provider was given it, with the query. */
  url: string;
  /** The content type. */
  type: string;
  body: Buffer;
  given: string | string[] | undefined;
}

/** Providers may write the port of the scheme into the address before they sign it. */
export function isSigned(token: string, { url, type, body, given }: SignedRequest): boolean {
  const header = typeof given === 'string' ? given.trim() : '';
  if (token === '' || header === '') return false;
  const hash = new URL(url).searchParams.get('bodySHA256');
  if (hash !== null && !isSame(createHash('sha256').update(body).digest('hex'), hash)) return false;
  const isForm = hash === null && type.startsWith('application/x-www-form-urlencoded');
  const params = isForm ? [...new URLSearchParams(body.toString())] : [];
  return [url, withPort(url)].some((one) => isSame(signatureOf(token, one, params), header));
}

function withPort(url: string): string {
  const { protocol, host, port } = new URL(url);
  if (port !== '') return url.replace(`//${host}`, `//${host.slice(0, -port.length - 1)}`);
  return url.replace(`//${host}`, `//${host}:${protocol === 'https:' ? 443 : 80}`);
}

function isSame(wanted: string, given: string): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
