// Connecting a page with the data of one's own Meta app: id and token are tried before they are kept.
import type { Connect, ConnectContext, ConnectStep } from '../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { verifyToken } from '../graph/webhook.ts';
import { Remote } from './remote.ts';
import { settings } from './settings.ts';

const FIELDS = { pageId: settings.pageId, token: settings.token, appSecret: settings.appSecret };

const wrongToken = (): Reason => reason('messenger.wrong_token', 'Meta does not accept this token for the page.');

export const connect: Connect = async (input, lastStepId, context) => {
  if (input.kind === 'form') return tried(input.values, context);
  if (input.kind === 'show' && lastStepId === 'webhook')
    return { step: 'form', id: 'page', fields: FIELDS, values: context.account?.values };
  // Nothing arrives before Meta knows where to: the address comes first.
  return {
    step: 'show',
    id: 'webhook',
    items: [
      { label: 'address', value: `${context.publicUrl}/channels/messenger/webhook`, copy: true },
      { label: 'token', value: verifyToken(context.plugin), copy: true },
    ],
  };
};

async function tried(given: Record<string, unknown>, context: ConnectContext): Promise<ConnectStep> {
  const pageId = String(given.pageId).trim();
  const values = { ...given, pageId };
  const again = (errors: Record<string, Reason>): ConnectStep => ({
    step: 'form',
    id: 'page',
    fields: FIELDS,
    values,
    errors,
  });
  const remote = new Remote({ fetch: context.fetch, config: context.plugin.config }, pageId, String(given.token));
  const found = await remote.page();
  if ('why' in found) return again(found.signedOut ? { token: wrongToken() } : { pageId: found.why });
  if (context.account && context.account.uniqueId !== pageId)
    return again({
      pageId: reason('messenger.other_page', 'This is another page. Connect it as an account of its own.'),
    });
  const refused = await remote.subscribe();
  if (refused) return again({ base: refused });
  return { step: 'done', accounts: [{ uniqueId: pageId, title: found.name || pageId, values }] };
}
