// Asking a provider for tokens (RFC 6749 §4.1.3, §6), and what its refusals mean.
import { reason, type Reason } from '../../../core/contract/reason.ts';
import type { Provider } from './providers.ts';

export interface Tokens {
  accessToken: string;
  /** A new one; absent when the old one goes on holding. */
  refreshToken?: string;
  /** Seconds the access token lasts. */
  lasts: number;
  /** Claims about who signed in, not verified: they came straight from the provider over TLS (OpenID Connect §3.1.3.7). */
  claims: Record<string, unknown>;
}

export type TokenOutcome =
  | { tokens: Tokens }
  /** `sign-in`: the consent is gone. `application`: the desk's own application is set up wrongly. `later`: try again. */
  | { refused: 'sign-in' | 'application' | 'later'; why: Reason };

export interface Application {
  id: string;
  secret: string;
}

interface Answer {
  access_token?: string;
  refresh_token?: string;
  expires_in?: number;
  id_token?: string;
  error?: string;
  error_description?: string;
}

/** Microsoft's numbers for an application that is unknown, whose secret is wrong or too old, or that lacks consent. */
const APPLICATION = /AADSTS(700016|7000215|7000222|7000216|50011|500011|65001|90094|700054|7000218)\b/;
const BROKEN_APPLICATION = new Set(['invalid_client', 'unauthorized_client', 'redirect_uri_mismatch', 'invalid_scope']);

export async function requestTokens(
  fetcher: typeof fetch,
  provider: Provider,
  application: Application,
  fields: Record<string, string>,
): Promise<TokenOutcome> {
  const body = new URLSearchParams({ client_id: application.id, client_secret: application.secret, ...fields });
  let response: Response;
  let answer: Answer;
  try {
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
    response = await fetcher(provider.tokenUrl, { method: 'POST', body: body.toString(), headers });
    answer = (await response.json()) as Answer;
  } catch (error) {
    return later(provider, String((error as Error).message));
  }
  if (answer.access_token) return { tokens: tokensOf(answer) };
  if (response.status >= 500 || response.status === 429) return later(provider, `HTTP ${response.status}`);
  return refusal(provider, answer);
}

function later(provider: Provider, detail: string): TokenOutcome {
  const text = `${provider.name} cannot be asked for a sign-in now: ${detail.slice(0, 200)}`;
  return {
    refused: 'later',
    why: reason('oauth.later', text, { provider: provider.name, detail: detail.slice(0, 200) }),
  };
}

function refusal(provider: Provider, { error = '', error_description: description = '' }: Answer): TokenOutcome {
  const detail = (description || error).split(/\r?\n| Trace ID/)[0]!.slice(0, 200);
  const about = { provider: provider.name, detail };
  if (BROKEN_APPLICATION.has(error) || APPLICATION.test(description)) {
    const text = `${provider.name} does not accept the application set up for this desk: ${detail}`;
    return { refused: 'application', why: reason('oauth.application', text, about) };
  }
  const text = `${provider.name} asks for a new sign-in: ${detail}`;
  return { refused: 'sign-in', why: reason('oauth.sign_in', text, about) };
}

function tokensOf(answer: Answer): Tokens {
  return {
    accessToken: answer.access_token!,
    refreshToken: answer.refresh_token,
    lasts: Number(answer.expires_in) || 3600,
    claims: claimsOf(answer.id_token),
  };
}

function claimsOf(idToken: string | undefined): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** When tokens end and when it is time for new ones: at four fifths of their life. */
export function tokenSettings(tokens: Tokens, now: Date): Record<string, string> {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  return {
    accessToken: tokens.accessToken,
    tokenExpires: at(tokens.lasts),
    tokenRenewal: at(tokens.lasts * 0.8),
    ...(tokens.refreshToken ? { refreshToken: tokens.refreshToken } : {}),
  };
}
