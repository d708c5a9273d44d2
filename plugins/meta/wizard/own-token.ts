// A token that was entered by hand: whose it is, what it may, and whether the secret is that of its app.
import type { ConnectContext } from '../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { tokenFacts, webhookAddress, type TokenFacts, type Webhooks } from '../graph/apps.ts';

interface Entered {
  channel: 'whatsapp' | 'messenger';
  token: string;
  secret: string;
  scopes: string[];
  object: Webhooks['object'];
}

/** By field what is wrong, or what is known of the token; null where Meta does not tell tokens of this kind about themselves. */
export async function inspectToken(
  { plugin }: ConnectContext,
  { channel, token, secret, scopes, object }: Entered,
): Promise<{ errors: Record<string, Reason> } | { facts: TokenFacts | null }> {
  const facts = await tokenFacts(plugin, token);
  if ('ok' in facts) return { facts: null };
  if (!facts.holds) return { errors: { token: reason(`${channel}.wrong_token`, 'Meta does not accept this token.') } };
  const missing = scopes.filter((one) => !facts.scopes.includes(one)).join(', ');
  if (missing !== '') {
    const why = reason(`${channel}.lacks_permissions`, `The token lacks permissions: ${missing}`, { missing });
    return { errors: { token: why } };
  }
  const asked = await webhookAddress(plugin, { id: facts.appId, secret }, object);
  const isWrong =
    !asked.ok && asked.kind === 'refused' && (asked.status === 401 || asked.code === 1 || asked.code === 190);
  if (isWrong)
    return { errors: { appSecret: reason(`${channel}.wrong_secret`, 'This is not the secret of the app.') } };
  return { facts };
}
