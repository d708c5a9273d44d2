// A bicycle shop's web site on loopback, another origin than the desk: what a host page is to the widget.
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { askingPage, shopPage, type Embedded } from './pages.ts';

export interface Shop {
  address: string;
  close(): Promise<void>;
}

const FILES: Record<string, string> = { '/shop.css': 'text/css', '/shop.js': 'text/javascript' };
const PATHS = ['/demo', '/demo/de', '/demo/dark', '/demo/strict'];

/** `desk` and `id` may be empty: then the pages' own query has them. Port 0 takes any. */
export async function startShop({ desk, id, port = 0 }: Embedded & { port?: number }): Promise<Shop> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const embedded = read({ desk: url.searchParams.get('desk') || desk, id: url.searchParams.get('id') || id });
    const path = url.pathname.replace(/(?<=.)\/$/, '');
    if (FILES[path])
      return send(response, FILES[path], readFileSync(fileURLToPath(new URL(`.${path}`, import.meta.url))));
    if (path !== '/' && !PATHS.some((one) => path === one || path.startsWith(`${one}/`)))
      return response.writeHead(404).end('Not found');
    if (!embedded) return send(response, 'text/html', askingPage());
    if (path.startsWith('/demo/strict')) response.setHeader('content-security-policy', strictPolicy(embedded));
    return send(response, 'text/html', shopPage(path, embedded));
  });
  await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** What the tracking code's page tells sites with a policy to add, and nothing more; script sinks are locked as well. */
function strictPolicy({ desk }: Embedded): string {
  const socket = desk.replace(/^http/, 'ws');
  return [
    "default-src 'none'",
    `script-src 'self' ${desk}`,
    `connect-src ${desk} ${socket}`,
    `img-src 'self' ${desk}`,
    `media-src ${desk}`,
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Null unless both are what they should be: they go into a page. */
function read({ desk, id }: Embedded): Embedded | null {
  const url = URL.parse(desk);
  return url && /^https?:$/.test(url.protocol) && /^[\w-]{1,64}$/.test(id) ? { desk: url.origin, id } : null;
}

function send(response: ServerResponse, type: string, body: string | Buffer): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' }).end(body);
}
