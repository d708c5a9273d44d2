// The far side of the pigeon channel: an HTTP server that answers as it is told.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SendResult } from '../../core/contract/outbound.ts';

export interface Letter {
  key: string;
  to: { address: { value: string } }[];
  parts: { type: string; text?: string }[];
  references: string[];
  attempt: number;
}

export interface Loft {
  url: string;
  letters: Letter[];
  /** To whom agents were typing, and whether they began or stopped. */
  typing: { to: string; on: boolean }[];
  /** Decides what the next letters are answered with; default accepted. */
  answer: (letter: Letter) => SendResult | Promise<SendResult>;
  /** What `find` is told. */
  found: (key: string) => unknown;
  close(): Promise<void>;
}

export async function openLoft(t: { teardown(work: () => unknown): void }): Promise<Loft> {
  const loft: Loft = {
    url: '',
    letters: [],
    typing: [],
    answer: (letter) => ({ outcome: 'accepted', id: `sent-${letter.key}` }),
    found: () => ({ found: 'cannot tell' }),
    close: async () => {},
  };
  const server = createServer((request, response) => void serve(request, response));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET') {
      response.end(JSON.stringify(loft.found(request.url!.split('/').at(-1)!)));
      return;
    }
    const body = await bodyOf(request);
    if (request.url === '/typing') {
      loft.typing.push(JSON.parse(body) as Loft['typing'][number]);
      response.end();
      return;
    }
    const letter = JSON.parse(body) as Letter;
    loft.letters.push(letter);
    response.end(JSON.stringify(await loft.answer(letter)));
  }
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  loft.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  loft.close = () =>
    new Promise((go) => {
      server.closeAllConnections();
      server.close(() => go());
    });
  t.teardown(loft.close);
  return loft;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
