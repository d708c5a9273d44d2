// The IMAP server: a port in clear text with STARTTLS and one that speaks TLS from the first byte.
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createSecureContext, createServer as createTlsServer } from 'node:tls';
import type { SelfSigned } from '../certificate.ts';
import { serveConnection } from './connection.ts';
import type { ImapWorld } from './session.ts';

export interface ImapServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  tlsPort: number;
  startTls: boolean;
  certificate: SelfSigned;
}

export interface ImapServer {
  host: string;
  port: number;
  tlsPort: number;
  /** How many clients are connected now. */
  connections(): number;
  /** Ends every open connection without goodbye, as a crash or a lost network does. */
  dropConnections(): void;
  close(): Promise<void>;
}

export async function startImapServer(world: ImapWorld, options: ImapServerOptions): Promise<ImapServer> {
  const { key, certificate: cert } = options.certificate;
  const secureContext = createSecureContext({ key, cert });
  const sockets = new Set<Socket>();
  const stop = new AbortController();
  const serve = (socket: Socket, startTls: boolean) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    void serveConnection(socket, { world, secureContext, startTls, signal: stop.signal });
  };
  const plain = createServer((socket) => serve(socket, options.startTls));
  const secure = createTlsServer({ key, cert }, (socket) => serve(socket, false));
  const dropConnections = () => sockets.forEach((socket) => socket.destroy());
  return {
    host: options.host,
    port: await listen(plain, options.port, options.host),
    tlsPort: await listen(secure, options.tlsPort, options.host),
    connections: () => sockets.size,
    dropConnections,
    async close() {
      stop.abort();
      const closed = [plain, secure].map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      dropConnections();
      await Promise.all(closed);
    },
  };
}

/** Resolves with the port; rejects when it is taken. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return (server.address() as AddressInfo).port;
}
