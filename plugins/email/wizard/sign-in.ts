// Connecting a mailbox by the sign-in of its provider: OAuth 2 with PKCE, and the mailbox tried with what came of it.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ConnectContext, ConnectInput, ConnectStep } from '../../../core/contract/connect.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../core/contract/settings.ts';
import { ourHost } from '../account/fallback.ts';
import { settings } from '../account/settings.ts';
import { providerName, providerOf, type Provider } from '../oauth/providers.ts';
import { requestTokens, tokenSettings, type Application } from '../oauth/token-request.ts';
import { applicationOf } from '../oauth/tokens.ts';
import { refusalOf, sinceOf, TAKE_OVER } from './address.ts';
import { tryServers } from './trying.ts';

/** What the flow remembers; sealed by core. */
interface Memory {
  way: 'gmail' | 'microsoft';
  application?: Application & { tenant?: string };
  verifier?: string;
  tokens?: Record<string, string>;
  /** Who has signed in. */
  signedIn?: string;
}

const APPLICATION: SettingsShape = {
  clientId: { ...settings.clientId, page: 'connect', required: true },
  clientSecret: { ...settings.clientSecret, page: 'connect', required: true },
};
const TENANT: SettingsShape = { tenant: { ...settings.tenant, page: 'connect' } };
const ACCOUNT: SettingsShape = { address: settings.address, takeOver: TAKE_OVER };

/** The operator's application is used where there is one; else the team's own is asked for. */
export function beginSignIn(context: ConnectContext, way: Memory['way']): ConnectStep {
  const memory = remember(context, { way });
  const { clientId, clientSecret, tenant } = (context.account?.values ?? {}) as Record<string, string | undefined>;
  if (clientId && clientSecret) memory.application = { id: clientId, secret: clientSecret, tenant };
  const hasOne = applicationOf({ clientId, clientSecret }, providerFor(context)) !== null;
  const isChange = context.purpose === 'change settings' && Boolean(clientId);
  if (hasOne && !isChange) return visit(context);
  return {
    step: 'show',
    id: 'redirect',
    items: [{ label: 'redirect', value: context.callbackUrl, copy: true }],
  };
}

export function askApplication(context: ConnectContext): ConnectStep {
  const { way, application } = memoryOf(context);
  const fields = way === 'microsoft' ? { ...APPLICATION, ...TENANT } : APPLICATION;
  return {
    step: 'form',
    id: 'application',
    fields,
    values: { clientId: application?.id, clientSecret: application?.secret, tenant: application?.tenant },
  };
}

export function answerApplication(context: ConnectContext, values: Record<string, unknown>): ConnectStep {
  const [id, secret, tenant] = [values.clientId, values.clientSecret, values.tenant].map((one) =>
    String(one ?? '').trim(),
  );
  remember(context, { application: { id: id!, secret: secret!, tenant: tenant || undefined } });
  return visit(context);
}

/** RFC 7636: the code that comes back is worth nothing without the word kept here. */
function visit(context: ConnectContext): ConnectStep {
  const provider = providerFor(context);
  const application = applicationFor(context, provider);
  const verifier = randomBytes(32).toString('base64url');
  remember(context, { verifier });
  const url = new URL(provider.authorizeUrl);
  const hint = context.account?.uniqueId;
  const query = {
    client_id: application.id,
    redirect_uri: context.callbackUrl,
    response_type: 'code',
    scope: provider.scope,
    state: context.state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...provider.extra,
    ...(hint ? { login_hint: hint } : {}),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return { step: 'visit', id: 'visit', url: url.href };
}

export async function answerVisit(
  context: ConnectContext,
  { query }: Extract<ConnectInput, { kind: 'visit' }>,
): Promise<ConnectStep> {
  const { verifier = '' } = memoryOf(context);
  const provider = providerFor(context);
  if (query.error) return refused(query.error_description || query.error);
  if (!query.code || !isSame(query.state ?? '', context.state)) return refused('state');
  const outcome = await requestTokens(context.fetch, provider, applicationFor(context, provider), {
    grant_type: 'authorization_code',
    code: query.code,
    redirect_uri: context.callbackUrl,
    code_verifier: verifier,
    ...(provider.name === 'microsoft' ? { scope: provider.scope } : {}),
  });
  if ('refused' in outcome) return { step: 'stop', why: outcome.why };
  const { tokens } = outcome;
  const signedIn = String(tokens.claims.email ?? tokens.claims.preferred_username ?? '').toLowerCase();
  if (!tokens.refreshToken || !signedIn) return refused('refresh_token');
  remember(context, { verifier: undefined, signedIn, tokens: tokenSettings(tokens, context.now()) });
  if (context.account) return finish(context, context.account.uniqueId, undefined);
  return { step: 'form', id: 'account', fields: ACCOUNT, values: { address: signedIn } };
}

/** A shared mailbox has an address of its own and is opened by the sign-in of somebody who may. */
export async function finish(context: ConnectContext, address: string, takeOver: unknown): Promise<ConnectStep> {
  const form = (errors: Record<string, ReturnType<typeof reason>>): ConnectStep =>
    context.account
      ? { step: 'stop', why: Object.values(errors)[0]! }
      : { step: 'form', id: 'account', fields: ACCOUNT, values: { address, takeOver }, errors };
  const denied = context.account ? null : await refusalOf(context, address);
  if (denied) return form({ address: denied });
  const { way, tokens = {}, application } = memoryOf(context);
  const provider = providerFor(context);
  const credentials = { accessToken: tokens.accessToken! };
  const errors = await tryServers(
    {
      imap: { ...provider.imap, user: address },
      smtp: { ...provider.smtp, user: address },
      imapCredentials: credentials,
      smtpCredentials: credentials,
      smtpPasswordField: 'address',
    },
    context.plugin.config,
    ourHost(context.plugin),
  );
  if (errors) return form({ [errors.password || errors.address ? 'address' : 'base']: Object.values(errors)[0]! });
  const own = application
    ? { clientId: application.id, clientSecret: application.secret, tenant: application.tenant }
    : {};
  const since = context.account ? {} : sinceOf(takeOver, context.now());
  const values = { ...tokens, ...own, ...since, way, address };
  return { step: 'done', accounts: [{ uniqueId: address, title: address, values }] };
}

function refused(detail: string): ConnectStep {
  const short = detail.split(/\r?\n| Trace ID/)[0]!.slice(0, 200);
  const why = reason('oauth.refused', `The provider did not let us in: ${short}`, { detail: short });
  return { step: 'stop', why };
}

function providerFor(context: ConnectContext): Provider {
  const { way, application } = memoryOf(context);
  return providerOf(providerName(way)!, context.plugin.config, application?.tenant);
}

function applicationFor(context: ConnectContext, provider: Provider): Application {
  const { application } = memoryOf(context);
  return application ?? { id: provider.clientId ?? '', secret: provider.clientSecret ?? '' };
}

function memoryOf(context: ConnectContext): Memory {
  return context.memory as unknown as Memory;
}

function remember(context: ConnectContext, facts: Partial<Memory>): Memory {
  Object.assign(context.memory, facts);
  return memoryOf(context);
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(left!, right!);
}
