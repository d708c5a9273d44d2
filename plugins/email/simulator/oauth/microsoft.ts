// Microsoft's OAuth 2 endpoints (v2.0) on their real paths, with its AADSTS error codes.
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { authorise } from './authorise.ts';
import { clientOf, parametersOf } from './credentials.ts';
import { verifierFits } from './grants.ts';
import type { Grant } from './grants.ts';
import type { ProviderWorld } from './google.ts';
import { subjectOf } from './id-token.ts';

const TEXTS = {
  unknownClient: 'AADSTS700016: Application was not found in the directory.',
  wrongRedirect: 'AADSTS50011: The redirect URI specified in the request does not match those of the application.',
  refused: {
    error: 'access_denied',
    error_subcode: 'cancel',
    error_description: 'AADSTS65004: User declined to consent to access the app.',
  },
};

/** The tenant of personal accounts, as real id tokens name it. */
const TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

interface Failure {
  status: number;
  error: string;
  code: number;
  text: string;
}

const FAILURES = {
  unknownClient: {
    status: 400,
    error: 'unauthorized_client',
    code: 700016,
    text: 'Application was not found in the directory.',
  },
  wrongSecret: { status: 401, error: 'invalid_client', code: 7000215, text: 'Invalid client secret provided.' },
  expiredSecret: {
    status: 401,
    error: 'invalid_client',
    code: 7000222,
    text: 'The provided client secret keys are expired.',
  },
  usedCode: {
    status: 400,
    error: 'invalid_grant',
    code: 54005,
    text: 'OAuth2 Authorization code was already redeemed.',
  },
  expiredCode: {
    status: 400,
    error: 'invalid_grant',
    code: 70008,
    text: 'The provided authorization code has expired.',
  },
  wrongCode: {
    status: 400,
    error: 'invalid_grant',
    code: 9002313,
    text: 'Invalid request. Request is malformed or invalid.',
  },
  wrongRedirect: {
    status: 400,
    error: 'invalid_grant',
    code: 500112,
    text: 'The reply address does not match the one provided before.',
  },
  wrongVerifier: {
    status: 400,
    error: 'invalid_grant',
    code: 501481,
    text: 'The Code_Verifier does not match the code_challenge.',
  },
  expiredRefresh: {
    status: 400,
    error: 'invalid_grant',
    code: 700082,
    text: 'The refresh token has expired due to inactivity.',
  },
  revoked: {
    status: 400,
    error: 'invalid_grant',
    code: 50173,
    text: 'The provided grant has expired due to it being revoked.',
  },
  grantType: {
    status: 400,
    error: 'unsupported_grant_type',
    code: 70003,
    text: 'The app requested an unsupported grant type.',
  },
} satisfies Record<string, Failure>;

/** Authorise, token, userinfo, Graph's /me and discovery for any tenant. */
export function microsoftRoutes(app: FastifyInstance, world: ProviderWorld): void {
  const { grants, office } = world;
  type Query = { Querystring: Record<string, string | undefined> };
  app.get<Query>('/:tenant/oauth2/v2.0/authorize', (request, reply) => {
    const { query, url } = request;
    const offline = () => (query.scope ?? '').split(' ').includes('offline_access');
    return authorise(grants, office, { provider: 'microsoft', url, query, texts: TEXTS, offline }, reply);
  });

  app.post('/:tenant/oauth2/v2.0/token', (request, reply) => {
    const parameters = parametersOf(request.body);
    const { id, secret } = clientOf(request.headers.authorization, parameters);
    const client = grants.client(id);
    if (!client) return failure(world, reply, FAILURES.unknownClient);
    if (client.secret !== secret) return failure(world, reply, FAILURES.wrongSecret);
    if (client.secretExpired) return failure(world, reply, FAILURES.expiredSecret);
    if (parameters.grant_type === 'authorization_code') return exchange(world, parameters, client.id, reply);
    if (parameters.grant_type === 'refresh_token') return refresh(world, parameters, client.id, reply);
    if (parameters.grant_type !== 'client_credentials') return failure(world, reply, FAILURES.grantType);
    return reply.send(accessAnswer(world, forItself(client.id, parameters.scope)));
  });
  identityRoutes(app, world);
}

function identityRoutes(app: FastifyInstance, world: ProviderWorld): void {
  app.get('/oidc/userinfo', (request, reply) => {
    const user = userOf(world, request.headers.authorization);
    return user ? reply.send({ sub: user.sub, name: user.name, email: user.address }) : reply.code(401).send();
  });

  app.get('/v1.0/me', (request, reply) => {
    const user = userOf(world, request.headers.authorization);
    if (!user) return reply.code(401).send({ error: { code: 'InvalidAuthenticationToken' } });
    return reply.send({ displayName: user.name, mail: user.address, userPrincipalName: user.address });
  });

  app.get('/:tenant/discovery/v2.0/keys', () => world.idTokens.keys());
  app.get<{ Params: { tenant: string } }>('/:tenant/v2.0/.well-known/openid-configuration', ({ params }) => {
    const base = `${world.baseUrl()}/${params.tenant}`;
    return {
      issuer: `${world.baseUrl()}/${TENANT}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      userinfo_endpoint: `${world.baseUrl()}/oidc/userinfo`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_types_supported: ['code'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
    };
  });
}

function exchange(
  world: ProviderWorld,
  parameters: Record<string, string>,
  client: string,
  reply: FastifyReply,
): FastifyReply {
  const code = world.grants.code(parameters.code);
  if (!code || code.grant.client !== client || code.grant.provider !== 'microsoft') {
    return failure(world, reply, FAILURES.wrongCode);
  }
  if (code.used) return failure(world, reply, FAILURES.usedCode);
  if (code.expired) return failure(world, reply, FAILURES.expiredCode);
  if (code.redirectUri !== parameters.redirect_uri) return failure(world, reply, FAILURES.wrongRedirect);
  if (!verifierFits(code, parameters.code_verifier)) return failure(world, reply, FAILURES.wrongVerifier);
  code.use();
  return reply.send(userAnswer(world, code.grant, code.offline));
}

// Every refresh brings a new refresh token, which the application has to keep instead of the old one.
function refresh(
  world: ProviderWorld,
  parameters: Record<string, string>,
  client: string,
  reply: FastifyReply,
): FastifyReply {
  const found = world.grants.refresh(parameters.refresh_token, client);
  if (!found) return failure(world, reply, FAILURES.wrongCode);
  if (found.grant.ended) return failure(world, reply, FAILURES.revoked);
  if (!found.valid) return failure(world, reply, FAILURES.expiredRefresh);
  if (world.grants.settings.voidRotatedTokens) world.grants.voidRefreshToken(parameters.refresh_token!);
  return reply.send(userAnswer(world, found.grant, true));
}

function userAnswer(world: ProviderWorld, grant: Grant, offline: boolean): Record<string, unknown> {
  const answer: Record<string, unknown> = accessAnswer(world, grant);
  if (offline) answer.refresh_token = world.grants.issueRefreshToken(grant);
  if (grant.scopes.includes('openid')) answer.id_token = world.idTokens.sign(claimsOf(world, grant));
  return answer;
}

function accessAnswer(world: ProviderWorld, grant: Grant): Record<string, unknown> {
  const { token, expiresIn } = world.grants.issueAccessToken(grant);
  const scope = grant.scopes.filter((name) => name !== 'offline_access').join(' ');
  return { token_type: 'Bearer', scope, expires_in: expiresIn, ext_expires_in: expiresIn, access_token: token };
}

function forItself(client: string, scope = ''): Grant {
  return { client, provider: 'microsoft', scopes: scope.split(' ') };
}

function claimsOf(world: ProviderWorld, grant: Grant): Record<string, unknown> {
  const seconds = Math.floor(world.now().getTime() / 1000);
  return {
    aud: grant.client,
    iss: `${world.baseUrl()}/${TENANT}/v2.0`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + 3600,
    nonce: grant.nonce,
    tid: TENANT,
    sub: subjectOf(grant.address!),
    name: world.office.find(grant.address!)?.name,
    email: grant.address,
    preferred_username: grant.address,
    ver: '2.0',
  };
}

function userOf(world: ProviderWorld, authorization: string | undefined) {
  const address = world.grants.accessGrant(authorization?.replace(/^Bearer /i, '') ?? '')?.address;
  return address ? { address, sub: subjectOf(address), name: world.office.find(address)?.name } : undefined;
}

function failure(world: ProviderWorld, reply: FastifyReply, { status, error, code, text }: Failure): FastifyReply {
  const timestamp = world.now().toISOString().slice(0, 19).replace('T', ' ') + 'Z';
  const [trace, correlation] = [randomUUID(), randomUUID()];
  return reply.code(status).send({
    error,
    error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${code}`,
  });
}
