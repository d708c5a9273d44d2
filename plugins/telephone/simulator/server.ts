// The simulated provider on one port: its interface, recordings, and a page with telephones, the signalling of browsers; misbehaves on request.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { SocketDevice } from './devices.ts';
import { answerPage } from './page.ts';
import { takePhone } from './phones.ts';
import { answerRest, problem, type Answer, type Asked } from './rest.ts';
import { createWorld, NOBODY_ANSWERS, SIMULATED, type World } from './world.ts';

export interface TelephoneFarSide {
  world: World;
  close(): Promise<void>;
}

export type TelephoneOptions = Partial<Pick<World, 'publicUrl' | 'desk' | 'transport'>> & { port?: number };

export async function startTelephone({ port = 0, ...given }: TelephoneOptions = {}): Promise<TelephoneFarSide> {
  const world = createWorld(given);
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => {
      world.faults.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((go, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => go());
  });
  const sockets = new WebSocketServer({ server, maxPayload: 128 * 1024 });
  sockets.on('connection', (socket, { url = '' }) => {
    if (url === '/signal') void new SocketDevice(world, socket);
    else if (url === '/sound') takePhone(world, socket);
    else socket.close();
  });
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { world, close: () => close(server, sockets) };
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const one of sockets.clients) one.terminate();
  return new Promise((go) => {
    server.close(() => go());
    server.closeAllConnections();
  });
}

const ACCOUNT = /^\/2010-04-01\/Accounts\/(AC[0-9a-f]{32})(\/.*)?$/;

async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', world.url);
  const body = Buffer.concat(chunks).toString();
  const [, account, below = ''] = ACCOUNT.exec(url.pathname) ?? [];
  if (account === undefined) return answerPage(world, { method: request.method ?? 'GET', url, body }, response);
  if (account === NOBODY_ANSWERS) return void response.destroy();
  const asked: Asked = {
    method: request.method ?? 'GET',
    path: below.replace(/\.json$/, ''),
    query: url.searchParams,
    form: new URLSearchParams(body),
    authorization: request.headers.authorization ?? '',
  };
  const sound = /^\/Recordings\/(RE[0-9a-f]{32})\.mp3$/.exec(below);
  if (sound) return handOut(world, asked, sound[1]!, response);
  const moody = trouble(world, asked);
  if (moody === 'cuts') return void response.destroy();
  return answer(response, moody ?? answerRest(world, asked));
}

/** As it is in the mood to. */
function trouble(world: World, { method, path }: Asked): Answer | 'cuts' | null {
  const { mood } = world;
  if (mood === 'well' || method === 'GET') return null;
  if (mood === 'cuts') return 'cuts';
  if (mood.only && !path.includes(mood.only)) return null;
  if (mood.times !== undefined && --mood.times <= 0) world.mood = 'well';
  return problem(mood.status, mood.code, mood.message);
}

/** Only to whom it belongs. */
function handOut(world: World, { authorization }: Asked, sid: string, response: ServerResponse): void {
  const basic = `Basic ${Buffer.from(`${SIMULATED.accountSid}:${world.authToken}`).toString('base64')}`;
  const found = world.recordings.find((one) => one.sid === sid);
  if (authorization !== basic) return void response.writeHead(401).end();
  if (!found) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'audio/mpeg' });
  if (found.isEndless) pourOut(found.bytes, response);
  else response.end(found.bytes);
}

function pourOut(bytes: Buffer, response: ServerResponse): void {
  while (!response.destroyed && response.write(bytes));
  if (!response.destroyed) response.once('drain', () => pourOut(bytes, response));
}

function answer(response: ServerResponse, { status, json }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(json));
}
