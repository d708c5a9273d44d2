// The live line: pages come in at /live with their session, and what changes is drawn for them.
import websocket from '@fastify/websocket';
import type { FastifyInstance } from 'fastify';
import { drawing } from './live-drawing.ts';
import { personPages } from './live-person.ts';
import { numberPages, rowPages } from './live-rows.ts';
import { companyPages, fatePages, headPages, itemPages } from './live-thread.ts';
import type { WebParts } from './rooms.ts';
import { troubleReply } from './trouble.ts';

/** A page sends its topics and who is typing: small things. */
const LARGEST_MESSAGE = 16_384;

/** Before any route: what an upgrade may carry. */
export async function sockets(server: FastifyInstance): Promise<void> {
  await server.register(websocket, { options: { maxPayload: LARGEST_MESSAGE, perMessageDeflate: false } });
}

export function live(server: FastifyInstance, parts: WebParts): void {
  const { realtime } = parts.rooms;
  // Sockets are let go before the server waits for its connections to end.
  server.addHook('preClose', () => realtime.close());
  server.route({
    method: 'GET',
    url: '/live',
    // Session and origin have been looked at when the request came in; API tokens are for programs.
    config: { permission: 'signed-in' },
    preValidation: async (request, reply) =>
      request.session ? undefined : troubleReply(request, reply, { status: 403, code: 'forbidden' }),
    // A page whose line breaks at once asks here whether it is still signed in.
    handler: (_request, reply) => reply.code(426).header('upgrade', 'websocket').send(),
    wsHandler: (socket, request) => realtime.take(socket, request.viewer),
  });
}

/** How everything that changes looks, for the room that keeps the lines. */
export function livePages(parts: WebParts) {
  const draw = drawing(parts);
  return {
    ...rowPages(draw),
    ...numberPages(draw),
    ...itemPages(draw),
    ...fatePages(draw),
    ...headPages(draw),
    ...companyPages(draw),
    ...personPages(draw),
  };
}
