// `/channels/custom/…`: the public custom channels API below the address where a bridge would have another one, and what is ours.
import type { FastifyInstance } from 'fastify';
import type { PluginContext } from '../../core/contract/context.ts';
import { accountRoutes } from './api/accounts.ts';
import { actorRoutes } from './api/actors.ts';
import { addRoute } from './api/asking.ts';
import { channelRoutes } from './api/channels.ts';
import { deskRoutes } from './api/desk.ts';
import { fileRoutes, openFiles } from './api/files.ts';
import { messageRoutes } from './api/messages.ts';
import { placeRoutes } from './api/places.ts';
import { threadMessageRoutes } from './api/thread-messages.ts';
import { threadRoutes } from './api/threads.ts';
import { registryOf } from './registry/build.ts';

/** The same API under every name it has had. */
export const BASES = [
  '/conversations/v3/custom-channels',
  '/conversations/custom-channels/v3',
  '/conversations/custom-channels/2025-09',
  '/conversations/custom-channels/2026-03',
  '/conversations/custom-channels/2026-09',
];

/** Of the conversations API, likewise. */
const CONVERSATION_BASES = [
  '/conversations/v3/conversations',
  '/conversations/conversations/v3',
  '/conversations/conversations/2026-03',
  '/conversations/conversations/2026-09-beta',
  '/conversations/conversations/2026-09',
];

export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  const registry = registryOf(context);
  for (const base of BASES)
    for (const route of [...channelRoutes, ...accountRoutes, ...messageRoutes])
      addRoute(server, registry, { ...route, url: base + route.url });
  for (const base of CONVERSATION_BASES)
    for (const route of [...placeRoutes, ...actorRoutes, ...threadRoutes, ...threadMessageRoutes])
      addRoute(server, registry, { ...route, url: base + route.url });
  for (const route of [...deskRoutes, ...fileRoutes]) addRoute(server, registry, route);
  openFiles(server, registry);
  server.get('/openapi.json', async (_request, reply) => {
    const { description } = await import('./api/description.ts');
    return reply.header('cache-control', 'public, max-age=600').send(description(context.publicUrl));
  });
}
