// The network as plugins get it: only allowed hosts, never an internal address by accident, always with an end.
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import type { Agent, Dispatcher } from 'undici';

const internal = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  internal.addSubnet(address, prefix, 'ipv4');
}
for (const [address, prefix] of [
  // With an IPv4 address inside (RFC 4291, 6052, 8215, 3056, 4380): where they lead is up to the network.
  ['::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['2001::', 32],
  ['100::', 64],
  ['fec0::', 10],
] as const) {
  internal.addSubnet(address, prefix, 'ipv6');
}

type Resolved = (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void;
/** `dns.lookup` with `all`; tests bring their own. */
export type Resolve = (host: string, options: { all: true }, done: Resolved) => void;

class Refused extends TypeError {
  constructor(why: string) {
    super(`Refused: ${why}`);
    this.name = 'TypeError';
  }
}

/** Whether an address must not be reached from settings or content that strangers may influence. */
export function isInternalAddress(address: string): boolean {
  const bare = address.split('%')[0]!;
  const family = isIP(bare);
  // An IPv4 address in IPv6 spelling is checked against the IPv4 networks, too.
  return family === 0 ? true : internal.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

function isAllowed(host: string, port: number | string, allowedHosts: string[]): boolean {
  return allowedHosts.includes(host) || allowedHosts.includes(`${host}:${port}`);
}

/** The host resolves to no internal address, or the operator allowed it by name (`host` or `host:port`). */
export async function mayReach(host: string, port: number | string, allowedHosts: string[]): Promise<boolean> {
  if (isAllowed(host, port, allowedHosts)) return true;
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare)) return !isInternalAddress(bare);
  const found = await promisify(resolve)(bare, { all: true }).catch(() => []);
  return found.length > 0 && found.every((one) => !isInternalAddress(one.address));
}

/**
 * Connects only to addresses it has looked up and checked itself: a name that means another address a moment later
 * (DNS rebinding) leads nowhere.
 */
function guardedLookup(lookUp: Resolve): LookupFunction {
  return (host, options, done) =>
    lookUp(host, { all: true }, (error, found) => {
      if (!error && (found.length === 0 || found.some((one) => isInternalAddress(one.address))))
        error = new Refused(`${host} is an internal or unknown address`);
      if (error || options.all) return done(error, found);
      return done(null, found[0]!.address, found[0]!.family);
    });
}

/** The `lookup` of a socket to a host and port of which `mayReach` was asked. */
export function lookupFor(port: number, allowedHosts: string[], lookUp: Resolve = resolve): LookupFunction {
  const guarded = guardedLookup(lookUp);
  return (host, options, done) =>
    isAllowed(host, port, allowedHosts) ? resolve(host, options, done) : guarded(host, options, done);
}

async function guardedAgent(lookUp: Resolve): Promise<Agent> {
  // Loaded when something is fetched for the first time: it is large.
  const undici = await import('undici');
  return new undici.Agent({ connect: { lookup: guardedLookup(lookUp) } });
}

/** `fetch` with an address check at each hop of a redirect and a limit of 30 s unless the caller sets one. */
export function guardedFetch(allowedHosts: string[], assertQuiet: () => void, lookUp: Resolve = resolve): typeof fetch {
  let agent: Promise<Agent> | undefined;
  return async (input, init) => {
    assertQuiet();
    const signal = init?.signal ?? AbortSignal.timeout(30_000);
    let request = new Request(input, { ...init, redirect: 'manual' });
    for (let hop = 0; hop < 5; hop += 1) {
      const url = new URL(request.url);
      if (!/^https?:$/.test(url.protocol)) throw new Refused(`${url.protocol} addresses are not fetched`);
      const free = isAllowed(url.hostname, url.port || (url.protocol === 'https:' ? 443 : 80), allowedHosts);
      const bare = url.hostname.replace(/^\[|\]$/g, '');
      // An address is connected to without being looked up.
      if (!free && isIP(bare) && isInternalAddress(bare))
        throw new Refused(`${bare} is an internal or unknown address`);
      const response = await hopTo(request, signal, free ? undefined : await (agent ??= guardedAgent(lookUp)));
      const next = response.headers.get('location');
      if (!next || response.status < 300 || response.status > 399 || init?.redirect === 'manual') return response;
      await response.body?.cancel();
      // A redirect is followed without the body and without credentials of the first host.
      request = new Request(new URL(next, url), { method: 'GET', redirect: 'manual' });
    }
    throw new Refused('too many redirects');
  };
}

async function hopTo(request: Request, signal: AbortSignal, dispatcher?: Dispatcher): Promise<Response> {
  try {
    return await fetch(request, { signal, ...(dispatcher && { dispatcher }) });
  } catch (error) {
    // What `fetch` wraps into "fetch failed" says more by itself.
    throw error instanceof TypeError && error.cause instanceof Refused ? error.cause : error;
  }
}

/** The same for the desk itself: addresses that administrators write down lead into its network no more than others. */
export function guardedNetwork(database: { writing(): boolean }, allowedHosts: string[]) {
  const assertQuiet = () => {
    if (database.writing()) throw new Error('No network inside a transaction');
  };
  return {
    fetch: guardedFetch(allowedHosts, assertQuiet),
    mayReach: (host: string, port: number | string) => mayReach(host, port, allowedHosts),
    /** The operator named it as inside of their own network. */
    isAllowed: (host: string, port: number | string) => isAllowed(host, port, allowedHosts),
  };
}
