// The network as plugins get it: only allowed hosts, never an internal address by accident, always with an end.
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

const internal = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  internal.addSubnet(address, prefix, 'ipv4');
}
for (const [address, prefix] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
  ['64:ff9b::', 96],
] as const) {
  internal.addSubnet(address, prefix, 'ipv6');
}

/** Whether an address must not be reached from settings or content that strangers may influence. */
export function isInternalAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return internal.check(mapped, 'ipv4');
  const family = isIP(address);
  return family === 0 ? true : internal.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** The host resolves to no internal address, or the operator allowed it by name (`host` or `host:port`). */
export async function mayReach(host: string, port: number | string, allowedHosts: string[]): Promise<boolean> {
  if (allowedHosts.includes(host) || allowedHosts.includes(`${host}:${port}`)) return true;
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare)) return !isInternalAddress(bare);
  const found = await lookup(bare, { all: true }).catch(() => []);
  return found.length > 0 && found.every((one) => !isInternalAddress(one.address));
}

/** `fetch` with an address check before each hop of a redirect and a limit of 30 s unless the caller sets one. */
export function guardedFetch(allowedHosts: string[], assertQuiet: () => void): typeof fetch {
  return async (input, init) => {
    assertQuiet();
    let request = new Request(input, { ...init, redirect: 'manual' });
    for (let hop = 0; hop < 5; hop += 1) {
      const url = new URL(request.url);
      if (!/^https?:$/.test(url.protocol)) throw new TypeError(`Refused: ${url.protocol} addresses are not fetched`);
      if (!(await mayReach(url.hostname, url.port || (url.protocol === 'https:' ? 443 : 80), allowedHosts))) {
        throw new TypeError(`Refused: ${url.hostname} is an internal or unknown address`);
      }
      const response = await fetch(request, { signal: init?.signal ?? AbortSignal.timeout(30_000) });
      const next = response.headers.get('location');
      if (!next || response.status < 300 || response.status > 399 || init?.redirect === 'manual') return response;
      await response.body?.cancel();
      // A redirect is followed without the body and without credentials of the first host.
      request = new Request(new URL(next, url), { method: 'GET', redirect: 'manual' });
    }
    throw new TypeError('Refused: too many redirects');
  };
}
