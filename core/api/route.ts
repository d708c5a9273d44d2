// One route of the API: its address, who may ask, what it takes and answers, and the function that does it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from './schema.ts';
import type { Permission } from '../accounts/accounts.ts';

export interface ApiRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  permission: Permission | 'signed-in';
  tag: string;
  summary: string;
  query?: TSchema;
  body?: TSchema;
  /** Status of success; default 200. */
  status?: 200 | 201 | 202;
  /** Takes `Idempotency-Key`: what is sent twice under one key is done once. */
  once?: boolean;
  /** The body is a file of this type; `run` reads it as a stream. */
  takes?: 'text/csv';
  /** Bytes of the body at most, where files stand in it. */
  bodyLimit?: number;
  /** The answer is a file of this type; `run` gives it as a stream. */
  gives?: 'text/csv';
  answer: TSchema;
  /** Gives the answer's body. What it throws becomes a coded error. */
  run(request: FastifyRequest): Promise<unknown>;
}

const ONCE = {
  type: 'object',
  properties: {
    'idempotency-key': {
      type: 'string',
      description: 'Of your choice, new for every message. Sent again under the same key, it is written once.',
    },
  },
};

function placesOf(url: string): TSchema {
  const names = [...url.matchAll(/:([a-z]+)/g)].map(([, name]) => name!);
  return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) };
}

/** Bodies that are files come as they are, piece by piece. */
export function takeFiles(scope: FastifyInstance): void {
  scope.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
}

const FILE = { type: 'string', format: 'binary' };

/** A stream is not held against a schema. */
function asFile(scope: FastifyInstance, takes: string) {
  return {
    schema: { consumes: [takes], body: FILE },
    validatorCompiler: (part: Parameters<NonNullable<typeof scope.validatorCompiler>>[0]) =>
      part.httpPart === 'body' ? () => true : scope.validatorCompiler!(part),
  };
}

export function addRoute(scope: FastifyInstance, route: ApiRoute): void {
  const { method, url, permission, status = 200, takes, gives, run, bodyLimit } = route;
  const file = takes && asFile(scope, takes);
  scope.route({
    ...(file && { validatorCompiler: file.validatorCompiler }),
    ...(bodyLimit && { bodyLimit }),
    method,
    url,
    config: { permission, forTokens: true },
    schema: { ...schemaOf(route), ...file?.schema },
    handler: async (request: FastifyRequest, reply: FastifyReply) => {
      if (gives) reply.type(`${gives}; charset=utf-8`);
      return reply.code(status).send(await run(request));
    },
  });
}

function schemaOf({ url, tag, summary, query, body, status = 200, once, gives, answer }: ApiRoute) {
  const given = gives ? { description: 'A file', content: { [gives]: { schema: answer } } } : answer;
  return {
    tags: [tag],
    summary,
    // What is misspelt must not pass for asked.
    ...(query && { querystring: { ...query, additionalProperties: false } }),
    ...(body && { body }),
    ...(once && { headers: ONCE }),
    ...(url.includes(':') && { params: placesOf(url) }),
    response: { [status]: given, '4xx': { description: 'Refused, with a code', $ref: 'Trouble#' } },
  };
}

/** `:key` or `:id` of the address. */
export function keyOf(request: FastifyRequest): string {
  const { key, id } = request.params as { key?: string; id?: string };
  return key ?? id ?? '';
}
