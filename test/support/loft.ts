// The far side of the pigeon channel: an HTTP server that answers as it is told.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SendResult } from '../../core/contract/outbound.ts';

export interface Letter {
  key: string;
  to: { address: { value: string } }[];
  parts: { type: string; text?: string }[];
  references: string[];
  attempt: number;
}

type Answer = SendResult | 'cut' | 'garble';

export interface Loft {
  url: string;
  port: number;
  /** Whoever knows another key is not let in; empty: everybody is. */
  key: string;
  letters: Letter[];
  /** To whom agents were typing, and whether they began or stopped. */
  typing: { to: string; on: boolean }[];
  /** What was changed after it had come. */
  edits: { id: string; parts: Letter['parts'] }[];
  /** What the team has read, and how it reacted, with whose words those were. */
  reads: { id: string; by: string }[];
  reactions: { id: string; emoji: string; by: string }[];
  /** Whom it was asked to forget. */
  forgotten: object[];
  /**
   * Decides what the next letters are answered with; default accepted. `cut`: taken, and the line breaks; `garble`:
   * taken, and answered with a page about something else.
   */
  answer: (letter: Letter) => Answer | Promise<Answer>;
  /** With this status instead of an answer, and nothing is taken. */
  status: number | null;
  /** The line breaks as soon as somebody asks; nothing is taken. */
  cuts: boolean;
  /** Takes what it is brought and says nothing until `speak`. */
  silent: boolean;
  speak(): void;
  /** What `find` is told. */
  found: (key: string) => unknown;
  /** By their reference. */
  media: Map<string, Buffer>;
  /** Resolves with the next letter that comes in, before it is answered. */
  next(): Promise<Letter>;
  isOpen(): boolean;
  close(): Promise<void>;
  /** After `close`, at the same address. */
  reopen(): Promise<void>;
}

export async function openLoft(t: { teardown(work: () => unknown): void }): Promise<Loft> {
  const waiting: ((letter: Letter) => void)[] = [];
  const held: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (loft.silent) void keep(loft, held, request, response);
    else if (loft.cuts) response.destroy();
    else void serve(loft, waiting, request, response);
  });
  const loft: Loft = {
    url: '',
    port: 0,
    key: '',
    letters: [],
    typing: [],
    edits: [],
    reads: [],
    reactions: [],
    forgotten: [],
    answer: (letter) => ({ outcome: 'accepted', id: `sent-${letter.key}` }),
    status: null,
    cuts: false,
    silent: false,
    speak() {
      loft.silent = false;
      for (const response of held.splice(0)) response.destroy();
    },
    found: () => ({ found: 'cannot tell' }),
    media: new Map(),
    next: () => new Promise((go) => waiting.push(go)),
    isOpen: () => server.listening,
    close: () => close(server),
    reopen: () => listen(server, loft.port),
  };
  await listen(server, 0);
  loft.port = (server.address() as AddressInfo).port;
  loft.url = `http://127.0.0.1:${loft.port}`;
  t.teardown(loft.close);
  return loft;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((go, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => go());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((go) => {
    server.closeAllConnections();
    server.close(() => go());
  });
}

async function keep(loft: Loft, held: ServerResponse[], request: IncomingMessage, response: ServerResponse) {
  held.push(response);
  const body = await bodyOf(request);
  if (request.url === '/letters') loft.letters.push(JSON.parse(body) as Letter);
}

async function serve(
  loft: Loft,
  waiting: ((letter: Letter) => void)[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, place = '', name = ''] = request.url!.split('/');
  const body = await bodyOf(request);
  if (loft.key && request.headers.authorization !== `Bearer ${loft.key}`) return end(response, 401);
  if (place === 'loft') return end(response, 200, { name: 'Loft' });
  if (place === 'media') return loft.media.has(name) ? void response.end(loft.media.get(name)) : end(response, 404);
  if (request.method === 'GET') return end(response, 200, loft.found(name));
  if (loft.status !== null) return end(response, loft.status);
  if (place === 'typing') loft.typing.push(JSON.parse(body) as Loft['typing'][number]);
  if (place === 'edits') loft.edits.push(JSON.parse(body) as Loft['edits'][number]);
  if (place === 'reads') loft.reads.push(JSON.parse(body) as Loft['reads'][number]);
  if (place === 'reactions') loft.reactions.push(JSON.parse(body) as Loft['reactions'][number]);
  if (place === 'forget') loft.forgotten.push(JSON.parse(body) as object);
  if (place !== 'letters') return end(response, 200, { outcome: 'accepted', id: 'done' });
  const letter = JSON.parse(body) as Letter;
  loft.letters.push(letter);
  for (const go of waiting.splice(0)) go(letter);
  const answer = await loft.answer(letter);
  if (answer === 'cut') response.destroy();
  else if (answer === 'garble') response.end('<!doctype html><title>Welcome to our hotel</title>');
  else end(response, 200, answer);
}

function end(response: ServerResponse, status: number, answer?: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(answer === undefined ? undefined : JSON.stringify(answer));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
