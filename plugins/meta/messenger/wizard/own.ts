// With one's own Meta app: the page's id, a token and the app's secret, tried before they are kept.
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { Graph, graphBase } from '../../graph/client.ts';
import { text } from '../../graph/json.ts';
import { verifyToken } from '../../graph/webhook.ts';
import { inspectToken } from '../../wizard/own-token.ts';
import { Remote } from '../remote.ts';
import { settings } from '../settings.ts';
import { SCOPES } from './login.ts';

const FIELDS = { pageId: settings.pageId, token: settings.token, appSecret: settings.appSecret };

/** Nothing arrives before Meta knows where to: the address comes first. */
export function showWebhook(context: ConnectContext): ConnectStep {
  return {
    step: 'show',
    id: 'webhook',
    items: [
      { label: 'address', value: `${context.publicUrl}/channels/messenger/webhook`, copy: true },
      { label: 'token', value: verifyToken(context.plugin), copy: true },
    ],
  };
}

export function askPage(context: ConnectContext): ConnectStep {
  return { step: 'form', id: 'page', fields: FIELDS, values: context.account?.values };
}

const wrongToken = (): Reason => reason('messenger.wrong_token', 'Meta does not accept this token for the page.');

export async function tryPage(context: ConnectContext, given: Record<string, unknown>): Promise<ConnectStep> {
  const pageId = String(given.pageId).trim();
  const values = { ...given, pageId };
  const again = (errors: Record<string, Reason>): ConnectStep => ({
    step: 'form',
    id: 'page',
    fields: FIELDS,
    values,
    errors,
  });
  const entered = String(given.token).trim();
  const found = await new Remote(context.plugin, pageId, entered).page();
  if ('why' in found) return again(found.signedOut ? { token: wrongToken() } : { pageId: found.why });
  if (context.account && context.account.uniqueId !== pageId)
    return again({
      pageId: reason('messenger.other_page', 'This is another page. Connect it as an account of its own.'),
    });
  const about = { channel: 'messenger', object: 'page', scopes: SCOPES } as const;
  const known = await inspectToken(context, { ...about, token: entered, secret: String(given.appSecret) });
  if ('errors' in known) return again(known.errors);
  const { facts } = known;
  if (facts?.kind === 'PAGE' && facts.pageId !== '' && facts.pageId !== pageId) return again({ token: wrongToken() });
  const token = facts && facts.kind !== 'PAGE' ? await pageToken(context, pageId, entered) : entered;
  if (token === '') return again({ token: reason('messenger.not_theirs', 'The token gives nobody this page.') });
  const refused = await new Remote(context.plugin, pageId, token).subscribe();
  if (refused) return again({ base: refused });
  const more = { token, way: 'own', appId: facts?.appId };
  return {
    step: 'done',
    accounts: [
      {
        uniqueId: pageId,
        title: found.name || pageId,
        values: { ...values, ...more },
        credentialExpiresAt: (token === entered && facts?.endsAt) || undefined,
      },
    ],
  };
}

/** Of a person's or system user's token; empty where they may not have it. */
async function pageToken({ plugin }: ConnectContext, pageId: string, token: string): Promise<string> {
  const graph = new Graph(plugin.fetch, graphBase(plugin.config), token);
  const found = await graph.ask({ path: `/${pageId}`, query: { fields: 'access_token' } });
  return found.ok ? text(found.answer.access_token) : '';
}
