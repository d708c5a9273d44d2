// The service, simulated for tests and demos: who am I, where to bring messages, take one; misbehaves on request.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerPage } from './page.ts';
import { signedCall } from './call.ts';
import type { SkeletonFarSide, TakenMessage } from './service.ts';

export const SIMULATED_TOKEN = 'simulated-token';

export async function startFarSide({ port = 0 }: { port?: number } = {}): Promise<SkeletonFarSide> {
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => void serve(far, held, request, response));
  const far: SkeletonFarSide = {
    url: '',
    token: SIMULATED_TOKEN,
    signingSecret: 'simulated-signing-secret',
    mood: 'well',
    taken: [],
    written: [],
    webhook: null,
    async write(from, text) {
      const call = signedCall(far, [{ type: 'message', from: { id: from.toLowerCase(), name: from }, text }]);
      far.written.push({ from, text });
      if (!far.webhook) return 0;
      return (await fetch(far.webhook, { method: 'POST', ...call })).status;
    },
    speak: () => held.splice(0).forEach((response) => response.destroy()),
    isOpen: () => server.listening,
    open: () => listen(server, Number(new URL(far.url).port)),
    close: () => close(server),
  };
  await listen(server, port);
  far.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return far;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((go, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => go());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((go) => {
    server.close(() => go());
    server.closeAllConnections();
  });
}

async function serve(far: SkeletonFarSide, held: ServerResponse[], request: IncomingMessage, response: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const place = `${request.method} ${new URL(request.url ?? '/', far.url).pathname}`;
  if (await answerPage(far, place, body, response)) return;
  if (request.headers.authorization !== `Bearer ${far.token}`) return answer(response, 401);
  if (place === 'GET /me') return answer(response, 200, { id: 'simulated', name: 'Simulated account' });
  if (place === 'PUT /webhook') {
    far.webhook = (JSON.parse(body) as { address: string }).address;
    return answer(response, 200, { signingSecret: far.signingSecret });
  }
  if (place === 'DELETE /webhook') {
    far.webhook = null;
    return answer(response, 200);
  }
  if (place !== 'POST /messages') return answer(response, 404);
  return take(far, held, JSON.parse(body) as Omit<TakenMessage, 'id'>, response);
}

function take(
  far: SkeletonFarSide,
  held: ServerResponse[],
  message: Omit<TakenMessage, 'id'>,
  response: ServerResponse,
) {
  const { mood } = far;
  if (mood === 'cuts') return void response.destroy();
  if (typeof mood === 'object') return answer(response, mood.status);
  const taken = { ...message, id: `sent-${far.taken.length + 1}` };
  far.taken.push(taken);
  if (mood === 'silent') return void held.push(response);
  if (mood === 'loses the answer') return void response.destroy();
  if (mood === 'garbles') return void response.end('<!doctype html><title>Welcome</title>');
  return answer(response, 200, { id: taken.id });
}

function answer(response: ServerResponse, status: number, content: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(content));
}
