// Whether a request that changes something comes from a page of this desk: by what the browser says of its origin.
import type { FastifyRequest } from 'fastify';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Changes something, or opens a socket that can. */
export function isChange(request: FastifyRequest): boolean {
  return !SAFE.has(request.method) || request.headers.upgrade !== undefined;
}

/**
 * False when a browser says that another site sent it: `Sec-Fetch-Site` where there is one (https and localhost), else
 * `Origin`. Programs send neither, and carry no cookies of somebody else.
 */
export function isOwnOrigin(request: FastifyRequest, publicUrl: string): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (origin === publicUrl) return true;
  return URL.parse(origin)?.host === request.host;
}

/** The address if it leads to a page of this desk, else `/`. */
export function ownAddress(address: unknown): string {
  const text = typeof address === 'string' ? address : '';
  if (!/^\/(?![/\\])[^\u0000-\u0020\u007f\\]{0,1000}$/.test(text)) return '/';
  return text;
}
