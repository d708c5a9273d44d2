// What one has looked at lately: conversations, contacts, tickets and records, newest first (RE-7).
import type { FastifyInstance } from 'fastify';
import { recentHits } from '../recent.ts';
import type { WebParts } from '../rooms.ts';

const MOST = 30;

export function recentRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get('/recent', { config: { permission: 'signed-in' } }, async (request, reply) => {
    const say = parts.pages.say(request);
    const hits = await recentHits(parts, request, MOST);
    const empty = hits.length > 0 ? undefined : { title: say('recent.empty.title'), text: say('recent.empty.text') };
    return reply.page('search/recent', { title: say('recent.heading'), heading: say('recent.heading'), hits, empty });
  });
}
