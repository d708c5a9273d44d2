// Who asks, what for, and how they are answered: each route is one function of these.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Registry } from '../registry/registry.ts';
import { bridgeByToken, type Bridge } from '../store/bridges.ts';
import { allChannels, channelOf, type Channel } from '../store/channels.ts';
import { missing, refusalIn, sendError, WireError } from '../wire/errors.ts';
import { readBody, type Checks } from '../wire/reading.ts';
import type { ShapeName } from '../wire/shapes.ts';

export interface Asked {
  registry: Registry;
  bridge: Bridge;
  request: FastifyRequest<{
    Params: Record<string, string>;
    Querystring: Record<string, string | string[] | undefined>;
  }>;
  reply: FastifyReply;
}

export type Answer = (asked: Asked) => Promise<unknown>;

export interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
  /** Below the address of the API. */
  url: string;
  answer: Answer;
  bodyLimit?: number;
}

export function addRoute(server: FastifyInstance, registry: Registry, { method, url, answer, bodyLimit }: Route): void {
  server.route({
    method,
    url,
    ...(bodyLimit && { bodyLimit }),
    handler: async (request, reply) => {
      try {
        const bridge = await bridgeFor(registry, request as Asked['request']);
        const said = await answer({ registry, bridge, request: request as Asked['request'], reply });
        if (!reply.sent) void reply.send(said);
      } catch (error) {
        const refusal = refusalIn(error);
        if (!refusal) registry.context.log.error({ error }, 'A request of a bridge failed');
        sendError(reply, refusal ?? new WireError('INTERNAL_ERROR', 'That failed here. Nothing was taken; try again.'));
      }
      return reply;
    },
  });
}

/** The body, checked; throws a `WireError` that says all that is wrong with it. */
export function bodyOf<T>({ registry, request }: Asked, shape: ShapeName): Promise<T> {
  const known: Checks = registry.context.once('checks', () => new Map());
  return readBody<T>(known, request.body, shape);
}

/** A bearer token, or the key that the public API takes for registering channels. */
async function bridgeFor({ context }: Registry, { headers, query }: Asked['request']): Promise<Bridge> {
  const bearer = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const key = typeof query.hapikey === 'string' ? query.hapikey : '';
  const bridge = await bridgeByToken(context, bearer ?? key);
  if (bridge) return bridge;
  throw new WireError(
    'INVALID_AUTHENTICATION',
    'The token is missing, or not one of this desk. Make one under Settings, Channels.',
  );
}

/** The channel in the address; of other bridges there is none. */
export async function askedChannel({ registry, bridge, request }: Asked): Promise<Channel> {
  const { channelId = '' } = request.params;
  const channel = /^\d{1,9}$/.test(channelId) ? await channelOf(registry.context, Number(channelId), bridge.id) : null;
  if (!channel) throw missing('channel', channelId);
  return channel;
}

/** Numbers of all channels of the bridge, also of those that were deleted. */
export async function channelIds({ registry, bridge }: Asked): Promise<number[]> {
  const all = await allChannels(registry.context);
  return all.filter(({ bridgeId }) => bridgeId === bridge.id).map(({ id }) => id);
}

/** One that is there, by its number. */
export async function askedChannelOf({ registry, bridge }: Asked, id: number): Promise<Channel> {
  const channel = await channelOf(registry.context, id, bridge.id);
  if (!channel) throw missing('channel', String(id));
  return channel;
}

/** An account of the channel that runs. */
export function runningAccount({ registry }: Pick<Asked, 'registry'>, channel: Channel, id: unknown): AccountContext {
  const open = registry.open.get(Number(id));
  if (open?.channelId === channel.id) return open.context;
  const detail = { message: 'No account of this channel is active under this id.', in: 'channelAccountId' };
  throw new WireError('OBJECT_NOT_FOUND', `There is no active channel account with id ${String(id).slice(0, 60)}.`, [
    detail,
  ]);
}

/** A page of a list: `after` is the place of the last one seen. */
export function paged<T extends { id: string }>({ request }: Asked, all: T[]): object {
  const after = Number(request.query.after ?? 0);
  const limit = Math.min(Math.max(Math.trunc(Number(request.query.limit ?? 100)) || 100, 1), 100);
  const rest = all.filter(({ id }) => !(Number(id) <= after));
  const results = rest.slice(0, limit);
  if (rest.length <= limit) return { results, total: all.length };
  const next = results.at(-1)!.id;
  const link = new URL(request.url, 'http://desk');
  link.searchParams.set('after', next);
  return { results, total: all.length, paging: { next: { after: next, link: link.pathname + link.search } } };
}

/** Where a page of what changes ended, by what was true then. */
export interface PageEnd {
  /** Milliseconds since 1970. */
  at: number;
  id: string;
}

export function endOf({ at, id }: PageEnd): string {
  return `${at}-${id}`;
}

/** Throws for what no page ended with. */
export function endIn(after: string | string[] | undefined): PageEnd | undefined {
  if (after === undefined || after === '') return undefined;
  const [, at, id] = /^(\d{1,15})-([a-z0-9]{10,20})$/.exec(String(after)) ?? [];
  if (at && id) return { at: Number(at), id };
  const words = 'after must be the paging.next.after of the page before, such as 1700000000000-123456789012345';
  throw new WireError('VALIDATION_ERROR', `Invalid query: ${words}.`, [{ message: words, in: 'after' }]);
}

export function listed(value: string | string[] | undefined): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : value.split(',')).filter(Boolean);
}
