// A client that asks as fast as a server answers: plain sockets, so that what is measured is the server.
import { connect, type Socket } from 'node:net';

export interface Asked {
  count: number;
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  longest: number;
  /** Of the last answer. */
  bytes: number;
  status: number;
}

export interface Ask {
  port: number;
  path: string | ((index: number) => string);
  method?: string;
  headers?: Record<string, string>;
  /** For each request. */
  body?: (index: number) => { body: Buffer; headers?: Record<string, string> };
  connections: number;
  /** Until one of them is reached. */
  seconds?: number;
  count?: number;
  until?: () => boolean;
  /** Times are read from it; the wall's when absent. */
  clock?: () => number;
  /** At most so many requests a second, evenly spread; as fast as possible when absent. */
  rate?: number;
}

export async function ask(about: Ask): Promise<Asked> {
  const times: number[] = [];
  const state = { sent: 0, bytes: 0, status: 0 };
  const began = performance.now();
  const ends = began + (about.seconds ?? Infinity) * 1000;
  await Promise.all(Array.from({ length: about.connections }, () => work(about, times, state, began, ends)));
  const elapsed = (performance.now() - began) / 1000;
  const sorted = times.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return {
    count: times.length,
    perSecond: times.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    longest: sorted.at(-1) ?? 0,
    bytes: state.bytes,
    status: state.status,
  };
}

async function work(
  about: Ask,
  times: number[],
  state: { sent: number; bytes: number; status: number },
  began: number,
  ends: number,
): Promise<void> {
  const clock = about.clock ?? (() => performance.now());
  const socket = connect(about.port, 'localhost');
  socket.setNoDelay(true);
  await new Promise<void>((go, fail) => socket.once('connect', go).once('error', fail));
  const read = reader(socket);
  while (performance.now() < ends) {
    const index = (state.sent += 1);
    if (index > (about.count ?? Infinity) || about.until?.()) break;
    // What is asked too late counts from when it should have been asked.
    const due = about.rate ? began + (index / about.rate) * 1000 : performance.now();
    if (due > performance.now()) await new Promise((go) => setTimeout(go, due - performance.now()));
    if (due >= ends) break;
    const from = clock() - (about.rate ? performance.now() - due : 0);
    const { body, headers = {} } = about.body?.(index) ?? {};
    socket.write(headOf(about, index, headers, body?.length ?? 0));
    if (body) socket.write(body);
    const answer = await read();
    times.push(clock() - from);
    state.bytes = answer.bytes;
    state.status = answer.status;
  }
  socket.destroy();
}

function headOf(
  { path, method = 'GET', headers = {}, port }: Ask,
  index: number,
  more: Record<string, string>,
  length: number,
): string {
  const all = {
    host: `localhost:${port}`,
    ...headers,
    ...more,
    ...(length > 0 && { 'content-length': String(length) }),
  };
  const address = typeof path === 'string' ? path : path(index);
  return `${method} ${address} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
}

/** Answers with a content length or in chunks. */
function reader(socket: Socket): () => Promise<{ bytes: number; status: number }> {
  let buffer: Buffer = Buffer.alloc(0);
  let wake: (() => void) | undefined;
  socket.on('data', (data: Buffer) => {
    buffer = buffer.length > 0 ? Buffer.concat([buffer, data]) : data;
    wake?.();
  });
  socket.on('close', () => wake?.());
  const more = () => {
    if (socket.destroyed) throw new Error('The server closed the connection');
    return new Promise<void>((go) => (wake = go));
  };
  return async () => {
    let end: number;
    while ((end = buffer.indexOf('\r\n\r\n')) < 0) await more();
    const head = buffer.toString('latin1', 0, end);
    const status = Number(head.slice(9, 12));
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    let whole = end + 4 + Number(length ?? 0);
    if (length === undefined && /\r\ntransfer-encoding: chunked/i.test(head)) {
      while ((whole = buffer.indexOf('\r\n0\r\n\r\n', end) + 7) === 6) await more();
    }
    while (buffer.length < whole) await more();
    buffer = buffer.subarray(whole);
    return { bytes: whole - end - 4, status };
  };
}
