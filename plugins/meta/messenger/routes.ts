// Where Meta brings what happens on a page.
import type { FastifyInstance } from 'fastify';
import type { PluginContext } from '../../../core/contract/context.ts';
import { secretOf } from '../graph/apps.ts';
import { AGREE } from '../graph/agreeing.ts';
import { webhookRoutes } from '../graph/webhook.ts';
import { learnName } from './account/profiles.ts';
import { piecesOf } from './reading/pieces.ts';
import { settingsOf } from './settings.ts';

export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  webhookRoutes(server, context, {
    piecesOf,
    secretOf: (account) => secretOf(settingsOf(account), context.config),
    taken: (account, { from, body }) => learnName(account, from, JSON.stringify(body).includes(`"${AGREE}"`)),
  });
}
