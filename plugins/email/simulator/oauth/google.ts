// Google's OAuth 2 endpoints on their real paths, with Google's answers and error forms.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { PostOffice } from '../post-office.ts';
import { authorise } from './authorise.ts';
import { clientOf, parametersOf } from './credentials.ts';
import { verifierFits } from './grants.ts';
import type { Grant, Grants } from './grants.ts';
import { subjectOf } from './id-token.ts';
import type { IdTokens } from './id-token.ts';

export interface ProviderWorld {
  grants: Grants;
  office: PostOffice;
  idTokens: IdTokens;
  now(): Date;
  /** Known once the server listens; issuer and discovery need it. */
  baseUrl(): string;
}

const TEXTS = {
  unknownClient: 'Error 401: invalid_client. The OAuth client was not found.',
  wrongRedirect: 'Error 400: redirect_uri_mismatch. The redirect address of the request is not registered.',
  refused: { error: 'access_denied' },
};

/** Authorise, token, revoke, userinfo and discovery as accounts.google.com and oauth2.googleapis.com have them. */
export function googleRoutes(app: FastifyInstance, world: ProviderWorld): void {
  const { grants, office } = world;
  app.get<{ Querystring: Record<string, string | undefined> }>('/o/oauth2/v2/auth', (request, reply) => {
    const { query, url } = request;
    // A refresh token comes with the first consent only, or when consent is asked for again.
    const offline = (first: boolean) =>
      query.access_type === 'offline' && (first || !!query.prompt?.includes('consent'));
    return authorise(grants, office, { provider: 'google', url, query, texts: TEXTS, offline }, reply);
  });

  app.post('/token', (request, reply) => {
    const parameters = parametersOf(request.body);
    const { id, secret } = clientOf(request.headers.authorization, parameters);
    const client = grants.client(id);
    if (!client) return failure(reply, 401, 'invalid_client', 'The OAuth client was not found.');
    if (client.secret !== secret) return failure(reply, 401, 'invalid_client', 'Unauthorized');
    if (parameters.grant_type === 'authorization_code') return exchange(world, parameters, client.id, reply);
    if (parameters.grant_type !== 'refresh_token') {
      return failure(reply, 400, 'unsupported_grant_type', `Invalid grant_type: ${parameters.grant_type ?? ''}`);
    }
    const found = grants.refresh(parameters.refresh_token, client.id);
    if (!found?.valid) return failure(reply, 400, 'invalid_grant', 'Token has been expired or revoked.');
    return reply.send(tokenAnswer(world, found.grant));
  });

  app.post<{ Querystring: { token?: string } }>('/revoke', (request, reply) => {
    const token = parametersOf(request.body).token ?? request.query.token;
    if (token && grants.revokeToken(token)) return reply.send({});
    return failure(reply, 400, 'invalid_token', 'Token expired or revoked');
  });
  identityRoutes(app, world);
}

function identityRoutes(app: FastifyInstance, world: ProviderWorld): void {
  for (const path of ['/v1/userinfo', '/oauth2/v3/userinfo']) {
    app.get(path, (request, reply) => {
      const grant = world.grants.accessGrant(request.headers.authorization?.replace(/^Bearer /i, '') ?? '');
      if (!grant?.address) return failure(reply, 401, 'invalid_request', 'Invalid Credentials');
      return reply.send(profile(world, grant));
    });
  }

  app.get('/oauth2/v3/certs', () => world.idTokens.keys());
  app.get('/.well-known/openid-configuration', () => ({
    issuer: world.baseUrl(),
    authorization_endpoint: `${world.baseUrl()}/o/oauth2/v2/auth`,
    token_endpoint: `${world.baseUrl()}/token`,
    revocation_endpoint: `${world.baseUrl()}/revoke`,
    userinfo_endpoint: `${world.baseUrl()}/v1/userinfo`,
    jwks_uri: `${world.baseUrl()}/oauth2/v3/certs`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }));
}

function exchange(
  world: ProviderWorld,
  parameters: Record<string, string>,
  client: string,
  reply: FastifyReply,
): FastifyReply {
  const code = world.grants.code(parameters.code);
  if (!code || code.used || code.expired || code.grant.client !== client || code.grant.provider !== 'google') {
    return failure(reply, 400, 'invalid_grant', 'Malformed auth code.');
  }
  if (code.redirectUri !== parameters.redirect_uri) return failure(reply, 400, 'redirect_uri_mismatch', 'Bad Request');
  if (code.challenge && !parameters.code_verifier)
    return failure(reply, 400, 'invalid_grant', 'Missing code verifier.');
  if (!verifierFits(code, parameters.code_verifier))
    return failure(reply, 400, 'invalid_grant', 'Invalid code verifier.');
  code.use();
  const answer = tokenAnswer(world, code.grant);
  return reply.send(code.offline ? { ...answer, refresh_token: world.grants.issueRefreshToken(code.grant) } : answer);
}

function tokenAnswer(world: ProviderWorld, grant: Grant): Record<string, unknown> {
  const { token, expiresIn } = world.grants.issueAccessToken(grant);
  const seconds = Math.floor(world.now().getTime() / 1000);
  const claims = {
    iss: world.baseUrl(),
    aud: grant.client,
    azp: grant.client,
    iat: seconds,
    exp: seconds + 3600,
    nonce: grant.nonce,
    ...profile(world, grant),
  };
  return {
    access_token: token,
    expires_in: expiresIn,
    scope: grant.scopes.join(' '),
    token_type: 'Bearer',
    ...(grant.scopes.includes('openid') ? { id_token: world.idTokens.sign(claims) } : {}),
  };
}

function profile(world: ProviderWorld, grant: Grant): Record<string, unknown> {
  const address = grant.address!;
  return { sub: subjectOf(address), name: world.office.find(address)?.name, email: address, email_verified: true };
}

function failure(reply: FastifyReply, status: number, error: string, description: string): FastifyReply {
  return reply.code(status).send({ error, error_description: description });
}
