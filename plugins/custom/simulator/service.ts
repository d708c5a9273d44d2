// An invented messenger for bots, as bridges find such services: updates are asked for, messages are posted.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Said {
  id: number;
  from: string;
  text: string;
  /** By the bot. */
  byBot: boolean;
  key?: string;
}

export interface Service {
  url: string;
  said: Said[];
  /** Somebody writes to the bot. */
  say(from: string, text: string): Said;
  close(): Promise<void>;
}

export const BOT = { id: 'ringbot', name: 'Ring Bot', token: 'bot-token-1234' };

export async function startService(port = 0): Promise<Service> {
  const said: Said[] = [];
  const add = (one: Omit<Said, 'id'>): Said => {
    const known = one.key ? said.find(({ key }) => key === one.key) : undefined;
    if (known) return known;
    said.push({ ...one, id: said.length + 1 });
    return said.at(-1)!;
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((go, fail) => server.once('error', fail).listen(port, '127.0.0.1', go));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const body = await bodyOf(request);
    const [, token, method] = /^\/bot([^/]+)\/(\w+)$/.exec(pathname) ?? [];
    if (token === undefined) return page(request, response, body);
    if (token !== BOT.token) return answer(response, 401, { ok: false, description: 'Unauthorized' });
    if (method === 'getMe') return answer(response, 200, { ok: true, result: { id: BOT.id, name: BOT.name } });
    if (method === 'getUpdates') {
      const offset = Number(searchParams.get('offset') ?? 0);
      return answer(response, 200, { ok: true, result: said.filter((one) => !one.byBot && one.id >= offset) });
    }
    if (method !== 'sendMessage') return answer(response, 404, { ok: false, description: 'Not Found' });
    const { to, text, key } = JSON.parse(body) as Record<string, string>;
    if (text === 'fail') return answer(response, 400, { ok: false, description: 'The user has blocked the bot' });
    return answer(response, 200, { ok: true, result: add({ from: to!, text: text!, byBot: true, key }) });
  }

  function page(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.method === 'POST') {
      const form = new URLSearchParams(body);
      add({ from: form.get('from') || 'bo', text: form.get('text') || '…', byBot: false });
      return void response.writeHead(303, { location: '/' }).end();
    }
    const lines = said.map((one) => `<p>${one.byBot ? '→' : '←'} <b>${escape(one.from)}</b> ${escape(one.text)}</p>`);
    const form =
      '<form method="post"><input name="from" value="bo"><input name="text" autofocus><button>Write</button></form>';
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(
      `<!doctype html><meta http-equiv="refresh" content="5"><title>${BOT.name}</title>${lines.join('')}${form}`,
    );
  }

  return {
    url,
    said,
    say: (from, text) => add({ from, text, byBot: false }),
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(() => done()))),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
