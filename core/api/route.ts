// One route of the API: its address, who may ask, what it takes and answers, and the function that does it.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TSchema } from './schema.ts';
import type { Permission } from '../accounts/accounts.ts';

export interface ApiRoute {
  method: 'GET' | 'POST' | 'PATCH';
  url: string;
  permission: Permission | 'signed-in';
  tag: string;
  summary: string;
  query?: TSchema;
  body?: TSchema;
  /** Status of success; default 200. */
  status?: 200 | 201 | 202;
  answer: TSchema;
  /** Gives the answer's body. What it throws becomes a coded error. */
  run(request: FastifyRequest): Promise<unknown>;
}

export function addRoute(scope: FastifyInstance, route: ApiRoute): void {
  const { method, url, permission, tag, summary, query, body, status = 200, answer, run } = route;
  scope.route({
    method,
    url,
    config: { permission, forTokens: true },
    schema: {
      tags: [tag],
      summary,
      ...(query && { querystring: query }),
      ...(body && { body }),
      response: { [status]: answer },
    },
    handler: async (request: FastifyRequest, reply: FastifyReply) => reply.code(status).send(await run(request)),
  });
}

/** `:key` or `:id` of the address. */
export function keyOf(request: FastifyRequest): string {
  const { key, id } = request.params as { key?: string; id?: string };
  return key ?? id ?? '';
}
