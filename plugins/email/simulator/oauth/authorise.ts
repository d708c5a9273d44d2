// The page where a user signs in and consents, the same for both providers (RFC 6749 §4.1.1, RFC 7636).
import type { FastifyReply } from 'fastify';
import type { Mailbox } from '../mailbox.ts';
import type { PostOffice } from '../post-office.ts';
import { consentPage, refusalPage } from '../pages/consent.ts';
import type { Grants } from './grants.ts';

export interface AuthoriseRequest {
  provider: 'google' | 'microsoft';
  /** Path and query as they came; the page's links repeat them. */
  url: string;
  query: Record<string, string | undefined>;
  /** What the provider calls its refusals. */
  texts: { unknownClient: string; wrongRedirect: string; refused: Record<string, string> };
  /** Whether this request, and this user's earlier consent, earn a refresh token. */
  offline(first: boolean): boolean;
}

/** Answers with the page, or sends the browser back with a code or an error. */
export function authorise(
  grants: Grants,
  office: PostOffice,
  request: AuthoriseRequest,
  reply: FastifyReply,
): FastifyReply {
  const { query, texts, provider } = request;
  const client = grants.client(query.client_id);
  const redirectUri = query.redirect_uri ?? '';
  if (!client) return reply.code(401).type('text/html').send(refusalPage(texts.unknownClient));
  if (!mayRedirect(redirectUri, client.redirectUris) || query.response_type !== 'code') {
    return reply.code(400).type('text/html').send(refusalPage(texts.wrongRedirect));
  }
  const users = [...office.mailboxes.values()].filter((mailbox) => mailbox.provider === provider);
  const { consent } = grants.settings;
  const chosen = consent === 'give' ? automatic(grants, users, query.login_hint) : choice(users, query.simulated_user);
  if (consent === 'refuse' || query.simulated_refusal)
    return back(reply, redirectUri, { ...texts.refused, state: query.state });
  if (!chosen) return reply.type('text/html').send(consentPage(provider, users, request.url, query));
  return back(reply, redirectUri, { code: makeCode(grants, request, chosen), state: query.state });
}

function makeCode(grants: Grants, request: AuthoriseRequest, user: Mailbox): string {
  const { query } = request;
  const grant = {
    client: query.client_id!,
    provider: request.provider,
    address: user.address,
    scopes: (query.scope ?? '').split(' ').filter((scope) => scope !== ''),
    nonce: query.nonce,
  };
  const { first } = grants.consent(grant);
  return grants.issueCode({
    grant,
    redirectUri: query.redirect_uri!,
    challenge: query.code_challenge,
    challengeMethod: query.code_challenge_method === 'S256' ? 'S256' : 'plain',
    offline: request.offline(first),
  });
}

function automatic(grants: Grants, users: Mailbox[], hint: string | undefined): Mailbox | undefined {
  return choice(users, grants.settings.consentAs) ?? choice(users, hint) ?? users[0];
}

function choice(users: Mailbox[], address: string | undefined): Mailbox | undefined {
  return users.find((user) => user.address.toLowerCase() === address?.toLowerCase());
}

function mayRedirect(uri: string, allowed: string[] | undefined): boolean {
  if (!URL.canParse(uri)) return false;
  if (allowed) return allowed.includes(uri);
  const { protocol, hostname } = new URL(uri);
  return ['http:', 'https:'].includes(protocol) && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function back(reply: FastifyReply, redirectUri: string, values: Record<string, string | undefined>): FastifyReply {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(values)) if (value !== undefined) target.searchParams.set(name, value);
  return reply.redirect(target.href);
}
