// Where a page of the team brings what it records, piece by piece.
import type { FastifyInstance } from 'fastify';
import type { PluginContext } from '../../../core/contract/context.ts';
import { collect } from './collecting.ts';
import { whoAgreed } from './consents.ts';
import { keepPiece, takes } from './pieces.ts';
import { readTicket } from './tickets.ts';

interface Piece {
  Params: { ticket: string; take: string; number: string };
  Querystring: { seconds?: string; last?: string };
  Body: Buffer | undefined;
}

const LARGEST_PIECE = 2 * 1024 * 1024;

/** For whoever reads what the browser was told; the page has these in the reader's words, by their status. */
const REFUSED = {
  consent: { error: 'no_consent', message: 'Nobody has agreed that this call is recorded, or it is over.' },
  full: { error: 'full', message: 'The recording has become as long as one can be: three hours.' },
};

export function recordingRoutes(server: FastifyInstance, context: PluginContext): void {
  server.post<Piece>('/recordings/:ticket/:take/:number', { bodyLimit: LARGEST_PIECE }, async (request, reply) => {
    const { ticket: given, take, number } = request.params;
    const ticket = readTicket(context, given);
    if (!ticket || !/^[\w-]{8,40}$/.test(take) || !/^\d{1,6}$/.test(number)) return reply.code(404).send();
    const { account, key, userId } = ticket;
    const caller = whoAgreed(account, key) ?? (await known(context, key));
    if (caller === null) return reply.code(403).send(REFUSED.consent);
    const about = { account: account.account.publicId, key, caller, userId, take, begun: account.now().getTime() };
    const seconds = Math.min(86_400, Math.max(0, Number(request.query.seconds) || 0));
    const content = request.body ?? Buffer.alloc(0);
    if (!(await keepPiece(context, about, { number: Number(number), seconds, content })))
      return reply.code(413).send(REFUSED.full);
    if (request.query.last === '1') await collect(context, take);
    return reply.code(204).send();
  });
}

/** The last pieces may come when the call is over already; nothing begins then. */
async function known(context: PluginContext, key: string): Promise<string | null> {
  return (await takes(context)).find(({ take }) => take.key === key)?.take.caller ?? null;
}
