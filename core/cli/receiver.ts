// The far side of outgoing webhooks: takes what arrives, says whether its signature holds, and misbehaves when told to.
import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../kernel/clock.ts';
import { MANNERS, type Manner, type Receiver } from './receiver-manners.ts';
import { receiverPage } from './receiver-page.ts';

const KEPT = 200;
const MOST = 4_000_000;

export async function openReceiver(options: { port?: number; secrets?: string[]; clock: Clock }): Promise<Receiver> {
  const drips = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    void answerTo(request, response, receiver, options.clock, drips).catch(() => response.destroy());
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed).listen(options.port ?? 0, '127.0.0.1', done);
  });
  const receiver: Receiver = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    arrived: [],
    next: [],
    manner: '200',
    secrets: options.secrets ?? [],
    onArrival: () => {},
    async close() {
      for (const drip of drips) clearInterval(drip);
      await closed(server);
    },
  };
  return receiver;
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}

async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  receiver: Receiver,
  clock: Clock,
  drips: Set<NodeJS.Timeout>,
): Promise<void> {
  const body = await read(request);
  if (/^\/hook(\?|$)/.test(request.url ?? '') && request.method === 'POST') {
    const answered = receiver.next.shift() ?? receiver.manner;
    const { headers } = request;
    const arrived = { at: clock.now(), headers, body, holds: holds(receiver.secrets, headers, body), answered };
    receiver.arrived.push(arrived);
    receiver.arrived.splice(0, receiver.arrived.length - KEPT);
    receiver.onArrival(arrived);
    return behave(response, answered, drips);
  }
  if (request.method === 'POST') change(receiver, new URLSearchParams(body));
  if (request.method === 'POST') return void response.writeHead(303, { location: '/' }).end();
  const policy = "default-src 'none'; form-action 'self'";
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy });
  return void response.end(receiverPage(receiver));
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size > MOST) throw new Error('Too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function change(receiver: Receiver, form: URLSearchParams): void {
  const manner = MANNERS.find((one) => one === form.get('manner'));
  if (manner) receiver.manner = manner;
  const secret = form.get('secret')?.trim();
  if (secret) receiver.secrets = secret.split(/\s+/);
}

function behave(response: ServerResponse, manner: Manner, drips: Set<NodeJS.Timeout>): void {
  switch (manner) {
    case 'silent':
      return;
    case 'hang-up':
      return void response.destroy();
    case 'half':
      response.writeHead(200, { 'content-length': '1000' }).write('only the beg');
      return void setImmediate(() => response.destroy());
    case 'drip':
      response.writeHead(200).write('.');
      drips.add(setInterval(() => response.write('.'), 20));
      return;
    case 'redirect':
      return void response.writeHead(307, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    case '429':
      return void response.writeHead(429, { 'retry-after': '60' }).end('Too much at once');
    default:
      return void response.writeHead(Number(manner)).end(manner === '204' ? undefined : `answered ${manner}`);
  }
}

/** As docs/webhooks.md tells receivers to do it. */
function holds(secrets: string[], headers: IncomingHttpHeaders, body: string): boolean | null {
  if (secrets.length === 0) return null;
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  const given = String(headers['webhook-signature']).split(' ');
  return secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const wanted = createHmac('sha256', key).update(signed).digest();
    return given.some((one) => {
      const signature = Buffer.from(one.replace(/^v1,/, ''), 'base64');
      return signature.length === wanted.length && timingSafeEqual(signature, wanted);
    });
  });
}
