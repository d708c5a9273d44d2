// One SMTP connection: opened, signed in, handing over mails, and knowing how far each of them got (RFC 5321).
import { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';
import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Credentials } from '../account/servers.ts';
import type { Security } from '../account/settings.ts';
import { dial } from './dial.ts';

export interface SmtpServer {
  /** A name, or an address when `name` is given. */
  host: string;
  port: number;
  /** `opportunistic`: encrypted where the server can, without looking at its certificate (RFC 7435). */
  security: Security | 'opportunistic';
  /** Null: takes mail without a sign-in. */
  user: string | null;
}

export interface SmtpOptions {
  /** What we call ourselves in EHLO. */
  ourName: string;
  certificates?: string[];
  signal?: AbortSignal;
}

export interface Handover {
  raw: Buffer;
  envelope: { from: string; to: string[] };
  /** RFC 3461: asked for where the server offers it. */
  dsn?: { id: string; return: 'headers'; notify: string[] };
}

export interface HandedOver {
  taken: string[];
  /** Refused single recipients, with the server's words. */
  refused: SmtpError[];
  /** The Message-ID the server put in place of ours. */
  serverMessageId?: string;
}

export interface SmtpError extends Error {
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  recipient?: string;
  rejectedErrors?: SmtpError[];
  /** All of the mail had left when the line broke: it may have been taken. */
  wholeMailLeft?: boolean;
}

export interface SmtpSession {
  /** Rejects with an `SmtpError`. */
  handOver(mail: Handover): Promise<HandedOver>;
  isUsable(): boolean;
  /** Mails taken over this connection. */
  served: number;
  /** Says goodbye. */
  quit(): void;
  close(): void;
}

/** RFC 5321 §4.5.3.2: what a client has to wait at least; cutting the last wait short makes duplicates. */
const GREETING = 5 * 60_000;
const SILENCE = 10 * 60_000;

/** Rejects with an `SmtpError`: of the network, or with the server's answer. */
export async function openSession(
  server: SmtpServer,
  credentials: Credentials | null,
  options: SmtpOptions,
): Promise<SmtpSession> {
  // Read when it is first needed: much comes with it.
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  const socket = await dial(server.host, server.port, options.signal);
  const connection = new Connection({ ...optionsOf(server, options), connection: socket });
  const close = () => connection.close();
  options.signal?.addEventListener('abort', close, { once: true });
  try {
    await begin(connection);
    if (credentials && server.user !== null) await signIn(connection, server.user, credentials);
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', close);
  }
  return sessionOn(connection);
}

function optionsOf({ host, port, security }: SmtpServer, options: SmtpOptions): SMTPConnectionOptions {
  const { certificates, ourName } = options;
  return {
    host,
    port,
    name: ourName,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    opportunisticTLS: security === 'opportunistic',
    tls: {
      ...(certificates ? { ca: [...rootCertificates, ...certificates] } : {}),
      ...(security === 'opportunistic' ? { rejectUnauthorized: false } : {}),
    },
    connectionTimeout: GREETING,
    greetingTimeout: GREETING,
    socketTimeout: SILENCE,
    socketCloseTimeout: 1_000,
    maxResponseSize: 64 * 1024,
    customAuth: { XOAUTH2: presentToken },
  };
}

function begin(connection: SMTPConnection): Promise<void> {
  return new Promise((done, failed) => {
    connection.on('error', failed);
    connection.once('end', () => failed(Object.assign(new Error('The server hung up'), { code: 'ECONNECTION' })));
    connection.connect((error) => (error ? failed(error) : done()));
  });
}

function signIn(connection: SMTPConnection, user: string, credentials: Credentials): Promise<void> {
  // The library runs our handler only for a sign-in that looks as if it had a token source of the library's own.
  const auth =
    'accessToken' in credentials
      ? { user, accessToken: credentials.accessToken, oauth2: {} as never }
      : { user, pass: credentials.password };
  return new Promise((done, failed) => connection.login(auth, (error) => (error ? failed(error) : done())));
}

/** The refusal comes as a question that wants an empty line, then as 535. */
async function presentToken(sign: {
  auth: Record<string, unknown>;
  sendCommand(command: string): Promise<{ status: number; response: string }>;
  resolve(): void;
  reject(error: Error): void;
}): Promise<void> {
  const { user, accessToken } = sign.auth;
  const token = Buffer.from(`user=${String(user)}\u0001auth=Bearer ${String(accessToken)}\u0001\u0001`).toString(
    'base64',
  );
  let answer = await sign.sendCommand(`AUTH XOAUTH2 ${token}`);
  if (answer.status === 334) answer = await sign.sendCommand('');
  if (answer.status === 235) sign.resolve();
  else sign.reject(new Error('The server refuses the token'));
}

function sessionOn(connection: SMTPConnection): SmtpSession {
  const session: SmtpSession = {
    served: 0,
    // oxlint-disable-next-line no-underscore-dangle -- the library's own name
    isUsable: () => !connection.destroyed && connection._socket !== null,
    quit: () => connection.quit(),
    close: () => connection.close(),
    handOver: ({ raw, envelope, dsn }) =>
      new Promise((done, failed) => {
        const body = Readable.from(chunks(raw), { objectMode: false });
        let wholeMailLeft = false;
        body.once('end', () => (wholeMailLeft = true));
        connection.send({ ...envelope, size: raw.byteLength, use8BitMime: true, dsn }, body, (error, info) => {
          if (error || !info) return failed(Object.assign(error ?? new Error('No answer'), { wholeMailLeft }));
          session.served += 1;
          done({ taken: info.accepted, refused: info.rejectedErrors ?? [], serverMessageId: info.serverMessageId });
        });
      }),
  };
  return session;
}

function* chunks(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.byteLength; at += 64 * 1024) yield raw.subarray(at, at + 64 * 1024);
}
