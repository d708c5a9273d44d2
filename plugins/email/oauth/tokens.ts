// The access token of an account: renewed in time, by one at a time, kept before it is used.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Health } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { MailSettings } from '../account/settings.ts';
import { providerOf, type ProviderName } from './providers.ts';
import { requestTokens, tokenSettings, type Application, type TokenOutcome } from './token-request.ts';

export type AccessToken = { accessToken: string } | { trouble: Health };

/** `renewed`: the server refused the token at hand. Those who ask meanwhile share the answer. */
export function createTokens(context: AccountContext, name: ProviderName): (renewed?: boolean) => Promise<AccessToken> {
  let renewing: Promise<AccessToken> | null = null;
  return async (renewed = false) => {
    const { accessToken, tokenRenewal } = context.account.settings as MailSettings;
    const holds = accessToken && tokenRenewal && Date.parse(tokenRenewal) > context.now().getTime();
    if (holds && !renewed && !renewing) return { accessToken };
    renewing ??= renew(context, name, renewed).finally(() => (renewing = null));
    return renewing;
  };
}

async function renew(context: AccountContext, name: ProviderName, isRefused: boolean): Promise<AccessToken> {
  const settings = context.account.settings as MailSettings;
  const provider = providerOf(name, context.config, settings.tenant);
  const application = applicationOf(settings, provider);
  if (!application || !settings.refreshToken)
    return { trouble: signIn(reason('oauth.sign_in', 'A sign-in is needed.')) };
  const outcome = await requestTokens(context.fetch, provider, application, {
    grant_type: 'refresh_token',
    refresh_token: settings.refreshToken,
    ...(name === 'microsoft' ? { scope: provider.scope } : {}),
  });
  if ('refused' in outcome) return refused(context, outcome, isRefused);
  await context.saveSettings(tokenSettings(outcome.tokens, context.now()));
  return { accessToken: outcome.tokens.accessToken };
}

/** A provider that cannot be asked does no harm while the old token lasts and is not refused itself. */
function refused(
  context: AccountContext,
  { refused: kind, why }: Extract<TokenOutcome, { refused: string }>,
  isRefused: boolean,
): AccessToken {
  const { accessToken, tokenExpires } = context.account.settings as MailSettings;
  if (kind === 'sign-in') return { trouble: signIn(why) };
  if (kind === 'application') return { trouble: { state: 'misconfigured', why, action: 'change settings' } };
  const lasts = tokenExpires !== undefined && Date.parse(tokenExpires) > context.now().getTime();
  if (accessToken && lasts && !isRefused) return { accessToken };
  return { trouble: { state: 'recovering', why, action: 'wait' } };
}

function signIn(why: Health['why']): Health {
  return { state: 'needs sign-in', why, action: 'sign in again' };
}

/** Asked for in the wizard, else the operator's. */
export function applicationOf(
  settings: Pick<MailSettings, 'clientId' | 'clientSecret'>,
  provider: { clientId: string | null; clientSecret: string | null },
): Application | null {
  if (settings.clientId && settings.clientSecret) return { id: settings.clientId, secret: settings.clientSecret };
  return provider.clientId && provider.clientSecret ? { id: provider.clientId, secret: provider.clientSecret } : null;
}
