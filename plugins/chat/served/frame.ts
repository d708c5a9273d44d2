// The chat as a page of its own: a link to send, or a frame inside another page.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext } from '../../../core/contract/context.ts';
import { ancestorsOf } from '../../../core/contract/sites.ts';
import { settingsOf } from '../settings.ts';

/** May stand in frames of the allowed sites; only our own script and socket. */
export function framePage(account: AccountContext, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { title, domains } = settingsOf(account.account);
  const language = /^\s*de\b/i.test(String(request.headers['accept-language'] ?? '')) ? 'de' : 'en';
  const { publicId: id } = account.account;
  const html = account.draw('frame', { id, title, language }, language);
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('content-security-policy', policyFor(domains))
    .removeHeader('x-frame-options')
    .send(html);
}

function policyFor(domains: string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${ancestorsOf(domains)}`,
  ].join('; ');
}
