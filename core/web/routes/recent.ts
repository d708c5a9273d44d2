// What one has looked at lately: conversations, contacts, tickets and records, newest first (RE-7).
import type { FastifyInstance } from 'fastify';
import { formOf } from '../forms.ts';
import { looked } from '../looked.ts';
import { recentHits } from '../recent.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';

const MOST = 30;

export function recentRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get('/recent', { config: { permission: 'signed-in' } }, async (request, reply) => {
    const say = parts.pages.say(request);
    const hits = await recentHits(parts, request, MOST);
    const empty = hits.length > 0 ? undefined : { title: say('recent.empty.title'), text: say('recent.empty.text') };
    return reply.page('search/recent', { title: say('recent.heading'), heading: say('recent.heading'), hits, empty });
  });

  // Of a page that was fetched ahead, when it is opened.
  server.post<{ Params: { id: string } }>(
    '/conversations/:id/reading',
    { config: { permission: 'conversation.read' } },
    async (request, reply) => {
      const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
      const upTo = formOf(request).number('message');
      await looked(parts.rooms, request.viewer, head.id, Number.isSafeInteger(upTo) ? upTo : undefined);
      return reply.code(204).send();
    },
  );
}
