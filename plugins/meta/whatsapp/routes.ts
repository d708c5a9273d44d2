// Where Meta brings what happens on WhatsApp.
import type { FastifyInstance } from 'fastify';
import type { PluginContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import { secretOf } from '../graph/apps.ts';
import { webhookRoutes } from '../graph/webhook.ts';
import { tellStanding } from './jobs.ts';
import { piecesOf } from './reading/pieces.ts';
import { settingsOf } from './settings.ts';
import { takeTemplateNews } from './templates/news.ts';

/** Reports after which a number may stand otherwise than before. */
const JUDGEMENTS = [
  ...['phone_number_quality_update', 'phone_number_name_update', 'account_update', 'account_review_update'],
  ...['account_alerts', 'business_capability_update'],
];

export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  webhookRoutes(server, context, {
    piecesOf,
    otherApp: reason(
      'whatsapp.other_app',
      'Messages come signed by another app than this number is connected with; they were refused.',
    ),
    secretOf: (account) => secretOf(settingsOf(account), context.config),
    async taken(account, piece) {
      if (JUDGEMENTS.includes(piece.summary)) await tellStanding(account);
      await takeTemplateNews(account, piece);
    },
  });
}
