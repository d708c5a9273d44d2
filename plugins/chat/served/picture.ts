// The heading's picture at an address of the desk: sites that allow its pictures show it, the script stays small.
import type { FastifyReply } from 'fastify';
import type { AccountContext } from '../../../core/contract/context.ts';
import { headingPicture } from '../account/picture.ts';

export function picture(account: AccountContext, version: string, reply: FastifyReply): FastifyReply {
  const shown = headingPicture(account);
  if (!shown || shown.version !== version)
    return reply.code(404).header('cache-control', 'no-store').type('text/plain').send('There is no such picture.');
  return reply
    .type(shown.type)
    .header('cache-control', 'public, max-age=31536000, immutable')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('x-content-type-options', 'nosniff')
    .send(shown.content);
}
