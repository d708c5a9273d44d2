// A TCP connection with a short end: a server that does not answer must not hold up the sending of everything else.
import { connect, type Socket } from 'node:net';

const LIMIT = 20_000;

/** Rejects with the system's error, `ETIMEDOUT` after the limit, or when the signal aborts. `host` may be an address. */
export function dial(host: string, port: number, signal?: AbortSignal, limit = LIMIT): Promise<Socket> {
  return new Promise((done, failed) => {
    if (signal?.aborted) return failed(Object.assign(new Error('Given up'), { code: 'ABORT_ERR' }));
    const socket = connect({ host, port });
    const end = (error: Error | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', give);
      socket.removeListener('error', end);
      if (!error) return done(socket);
      socket.on('error', () => {});
      socket.destroy();
      failed(error);
    };
    const give = () => end(Object.assign(new Error('Given up'), { code: 'ABORT_ERR' }));
    const late = () => end(Object.assign(new Error(`No answer within ${limit / 1000} s`), { code: 'ETIMEDOUT' }));
    const timer = setTimeout(late, limit);
    signal?.addEventListener('abort', give, { once: true });
    socket.once('error', end);
    socket.once('connect', () => end(null));
  });
}
