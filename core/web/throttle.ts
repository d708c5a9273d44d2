// How often one address may ask: strangers, tokens and the outside world, each with a measure of its own.
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { troubleReply } from './trouble.ts';

/**
 * Requests within a minute. An address is an IPv4 one or a /64 of IPv6; an office stands behind one, and who is signed
 * in is not counted.
 */
export interface Rates {
  /** Of one address without a session or a valid token: pages and what is refused at the door. */
  strangers: number;
  /** The same, for what changes something: signing in, asking for links, accepting them. */
  changes: number;
  /** With one API token. */
  tokens: number;
  /** Of one address to the routes of channels: webhooks of a provider, visitors of a site. */
  outside: number;
}

const RATES: Rates = { strangers: 600, changes: 120, tokens: 3000, outside: 30_000 };
const MINUTE = 60_000;
/** Addresses remembered by each measure; the longest unseen is forgotten first. */
const MOST = 20_000;

export type Throttle = (request: FastifyRequest, reply: FastifyReply, as: keyof Rates) => Promise<FastifyReply | null>;

/** The function answers 429 and gives the reply when it was too often, else null. */
export async function createThrottle(server: FastifyInstance, rates: Partial<Rates> = {}): Promise<Throttle> {
  await server.register(rateLimit, { global: false, cache: MOST });
  const count = (max: number, keyGenerator?: (request: FastifyRequest) => string) =>
    server.createRateLimit({ max, timeWindow: MINUTE, ...(keyGenerator && { keyGenerator }) });
  const most = { ...RATES, ...rates };
  const counters = {
    strangers: count(most.strangers),
    changes: count(most.changes),
    tokens: count(most.tokens, (request) => String(request.headers.authorization)),
    outside: count(most.outside),
  };
  return async (request, reply, as) => {
    const counted = await counters[as](request);
    if (counted.isAllowed || !counted.isExceeded) return null;
    reply.header('retry-after', counted.ttlInSeconds);
    const detail = 'Too many requests from this address. Wait a minute, then try again.';
    return troubleReply(request, reply, { status: 429, code: 'too_many_requests', detail });
  };
}
