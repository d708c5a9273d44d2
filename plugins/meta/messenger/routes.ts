// Where Meta brings what happens on a page.
import type { FastifyInstance } from 'fastify';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import { secretOf } from '../graph/apps.ts';
import { AGREE } from '../graph/agreeing.ts';
import { webhookRoutes } from '../graph/webhook.ts';
import { lookAtPage } from './account/face.ts';
import { blockOf, takePolicy } from './account/policy.ts';
import { learnName } from './account/profiles.ts';
import { piecesOf } from './reading/pieces.ts';
import { settingsOf } from './settings.ts';

/** Events after which a page may be blocked, or is free again. */
const RULINGS = ['policy_enforcement', 'policy-enforcement'];

export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  webhookRoutes(server, context, {
    piecesOf,
    otherApp: reason(
      'messenger.other_app',
      'Messages come signed by another app than this page is connected with; they were refused.',
    ),
    secretOf: (account) => secretOf(settingsOf(account), context.config),
    async taken(account, { from, body, summary }) {
      if (RULINGS.includes(summary) && (await takePolicy(account, { body }))) await tellStanding(account);
      await learnName(account, from, JSON.stringify(body).includes(`"${AGREE}`));
    },
  });
}

/** An unreachable Meta is no news of the page; that it is blocked is known all the same. */
async function tellStanding(account: AccountContext): Promise<void> {
  const health = (await blockOf(account)) ?? (await lookAtPage(account));
  if (health.state !== 'recovering') account.health(health);
}
