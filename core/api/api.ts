// The door to the JSON API: `/api/v1`, tokens with scopes, described by OpenAPI.
import type { FastifyInstance, FastifySchema } from 'fastify';
import { accountRoutes } from './accounts.ts';
import { callRoutes } from './calls.ts';
import { chatflowRoutes } from './chatflows.ts';
import { checkStrictly } from './checking.ts';
import { contactRoutes } from './contacts.ts';
import { conversationRoutes } from './conversations.ts';
import type { ApiFacts } from './description.ts';
import { duplicateRoutes } from './duplicates.ts';
import { exportRoutes } from './exports.ts';
import { findingRoutes } from './finding.ts';
import { importRoutes } from './imports.ts';
import { libraryRoutes } from './library.ts';
import { macroRoutes } from './macros.ts';
import { listViewRoutes } from './list-views.ts';
import { messageRoutes } from './messages.ts';
import { reactionRoutes } from './reactions.ts';
import { notificationRoutes } from './notifications.ts';
import { assigningRoutes } from './assigning.ts';
import { peopleRoutes } from './people.ts';
import { pipelineRoutes } from './pipelines.ts';
import { propertyRoutes } from './properties.ts';
import { recordRoutes } from './records.ts';
import { restrictionRoutes } from './restrictions.ts';
import { revealingRoutes } from './revealing.ts';
import { roleRoutes } from './roles.ts';
import type { ApiRooms } from './rooms.ts';
import { addRoute, takeFiles, type ApiRoute } from './route.ts';
import { skillRoutes, skillRuleRoutes } from './skills.ts';
import { templateRoutes } from './templates.ts';
import { ticketRoutes } from './tickets.ts';
import { webhookRoutes } from './webhooks.ts';
import { slaRoutes } from './sla.ts';
import { Trouble } from './shapes.ts';
import { speakInCodes } from './troubles.ts';

export { eventPayload } from './webhook-payload.ts';

const ROUTES = [
  ...[
    conversationRoutes,
    listViewRoutes,
    messageRoutes,
    reactionRoutes,
    contactRoutes,
    recordRoutes,
    ticketRoutes,
    pipelineRoutes,
  ],
  ...[
    propertyRoutes,
    findingRoutes,
    notificationRoutes,
    peopleRoutes,
    accountRoutes,
    templateRoutes,
    chatflowRoutes,
    callRoutes,
  ],
  ...[
    libraryRoutes,
    macroRoutes,
    assigningRoutes,
    skillRoutes,
    skillRuleRoutes,
    webhookRoutes,
    slaRoutes,
    revealingRoutes,
  ],
  ...[importRoutes, exportRoutes, duplicateRoutes, roleRoutes, restrictionRoutes],
];

/** Every route, as the documents and the server know them. */
export function apiRoutes(rooms: ApiRooms): ApiRoute[] {
  return ROUTES.flatMap((routes) => routes(rooms));
}

/** Adds the routes to a server that knows sessions and tokens (`request.viewer`, `config.permission`). */
export async function mountApi(server: FastifyInstance, rooms: ApiRooms, facts: ApiFacts): Promise<void> {
  await server.register(async (scope) => mount(scope, apiRoutes(rooms), facts), { prefix: '/api/v1' });
}

function mount(scope: FastifyInstance, routes: ApiRoute[], facts: ApiFacts): void {
  checkStrictly(scope);
  takeFiles(scope);
  scope.addSchema(Trouble);
  speakInCodes(scope);
  for (const route of routes) addRoute(scope, route);
  const open = { config: { permission: 'public' as const }, schema: { hide: true } as FastifySchema };
  let written: Promise<object> | undefined;
  scope.get('/openapi.json', open, async () => {
    // What writes it is large, and few ask for it.
    written ??= import('./description.ts').then(({ describe }) => describe(routes, facts));
    return written;
  });
}
