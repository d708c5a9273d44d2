// Where the service brings messages: believed only with its signature, thanked for only when it is written down.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { PluginContext } from '../../core/contract/context.ts';
import type { SkeletonSettings } from './settings.ts';

export const SIGNATURE = 'x-skeleton-signature';

/** Over exactly the bytes that came. */
export function signatureOf(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  server.post<{ Params: { account: string }; Body: Buffer }>('/:account', async (request, reply) => {
    const account = context.accounts().find((one) => one.account.uniqueId === request.params.account);
    if (!account) return reply.code(404).send();
    const body = request.body ?? Buffer.alloc(0);
    const { signingSecret } = account.account.settings as SkeletonSettings;
    if (!signingSecret || !isSigned(signatureOf(signingSecret, body), request.headers[SIGNATURE]))
      return reply.code(401).send();
    const key = createHash('sha256').update(body).digest('hex').slice(0, 40);
    await account.receive({ key, type: 'application/json', body });
    return reply.code(200).send();
  });
}

function isSigned(wanted: string, given: string | string[] | undefined): boolean {
  const [a, b] = [Buffer.from(wanted), Buffer.from(String(given ?? ''))];
  return a.length === b.length && timingSafeEqual(a, b);
}
