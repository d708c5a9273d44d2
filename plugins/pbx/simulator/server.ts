// The simulated telephone system on one port: its WebSocket, and a page to call from.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { sipReader } from '../sip/reading.ts';
import { SocketLine } from './agent-line.ts';
import { answerPage } from './page.ts';
import { createWorld, type World } from './world.ts';

export interface PbxFarSide {
  world: World;
  close(): Promise<void>;
}

export async function startPbx({ port = 0 }: { port?: number } = {}): Promise<PbxFarSide> {
  const world = createWorld(await sipReader());
  const server = createServer((request, response) => {
    answerPage(world, request, response).catch((error: unknown) => {
      world.faults.push(String(error));
      response.destroy();
    });
  });
  const sockets = new WebSocketServer({
    ...{ server, path: '/ws', maxPayload: 128 * 1024 },
    handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
  });
  sockets.on('connection', (socket) => {
    world.lines.add(new SocketLine(world, socket));
    world.happened();
  });
  await new Promise<void>((go, fail) => {
    server.once('error', fail);
    sockets.once('error', fail);
    server.listen(port, '127.0.0.1', () => go());
  });
  const { port: listens } = server.address() as AddressInfo;
  Object.assign(world, { url: `http://127.0.0.1:${listens}`, address: `ws://127.0.0.1:${listens}/ws` });
  return { world, close: () => close(server, sockets) };
}

function close(server: Server, sockets: WebSocketServer): Promise<void> {
  for (const one of sockets.clients) one.terminate();
  return new Promise((go) => {
    server.close(() => go());
    server.closeAllConnections();
  });
}
