// The simulated side of Meta: Graph, files and a page with phones on one port; misbehaves on request.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, Asked } from './answers.ts';
import { fileAt } from './files.ts';
import { answerGraph, isSending, tokenOf } from './graph-api.ts';
import { answerPage } from './page.ts';
import { dialogPage } from './login.ts';
import { createWorld, NOBODY_ANSWERS, type World } from './world.ts';

export interface MetaFarSide {
  world: World;
  /** Lets go of those who wait for an answer that never comes. */
  speak(): void;
  isOpen(): boolean;
  open(): Promise<void>;
  close(): Promise<void>;
}

export interface MetaOptions {
  port?: number;
  /** Where the desk listens. */
  desk?: string;
  /** Statuses follow by themselves. */
  lively?: boolean;
}

export async function startMeta({ port = 0, desk, lively }: MetaOptions = {}): Promise<MetaFarSide> {
  const world = createWorld({ desk, lively });
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    serve(world, held, request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await listen(server, port);
  const taken = (server.address() as AddressInfo).port;
  world.url = `http://127.0.0.1:${taken}`;
  return {
    world,
    speak: () => held.splice(0).forEach((response) => response.destroy()),
    isOpen: () => server.listening,
    open: () => listen(server, taken),
    close: () => close(server),
  };
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

async function serve(
  world: World,
  held: ServerResponse[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', world.url);
  const version = /^\/v\d+\.\d+(?=\/)/.exec(url.pathname)?.[0];
  const asked: Asked = {
    method: request.method ?? 'GET',
    path: url.pathname.slice(version?.length ?? 0),
    query: url.searchParams,
    token: tokenOf(request.headers.authorization, url.searchParams),
    type: request.headers['content-type'] ?? '',
    body: Buffer.concat(chunks),
  };
  if (version === undefined && url.pathname.startsWith('/files/')) return handOut(world, url, response);
  if (version === undefined) return answerPage(world, asked, response);
  if (asked.path === '/dialog/oauth') return askPerson(world, asked, response);
  if (isDead(asked)) return void response.destroy();
  return isSending(asked) ? sendIn(world, held, asked, response) : answer(response, await answerGraph(world, asked));
}

function askPerson(world: World, asked: Asked, response: ServerResponse): void {
  const shown = dialogPage(world, asked);
  if ('back' in shown) return void response.writeHead(303, { location: shown.back.href }).end();
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(shown.html);
}

/** The line breaks for whoever asks by this id. */
function isDead({ path, body }: Asked): boolean {
  const isLogin = path === '/oauth/access_token';
  return path.startsWith(`/${NOBODY_ANSWERS}`) || (isLogin && body.includes(`client_id=${NOBODY_ANSWERS}`));
}

/** Files on WhatsApp need the token as well; those on Messenger are known by their address alone. */
function handOut(world: World, url: URL, response: ServerResponse): void {
  const file = fileAt(world, url);
  if (!file) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': file.type }).end(file.bytes);
}

/** As it is in the mood to. */
async function sendIn(world: World, held: ServerResponse[], asked: Asked, response: ServerResponse): Promise<void> {
  const { mood } = world;
  if (mood === 'cuts') return void response.destroy();
  if (typeof mood === 'object') {
    const { status, code, message, after } = mood;
    if (after !== undefined) response.setHeader('retry-after', after);
    return answer(response, { status, json: { error: { code, message, type: 'OAuthException' } } });
  }
  const answered = await answerGraph(world, asked);
  if (mood === 'silent') return void held.push(response);
  if (mood === 'loses the answer') return void response.destroy();
  if (mood === 'garbles') return void response.writeHead(200).end('<!doctype html><title>Welcome</title>');
  return answer(response, answered);
}

function answer(response: ServerResponse, { status, json }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(json));
}
