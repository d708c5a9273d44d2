// The submission server: signs senders in, takes mails, and fails where it is told to.
import { setTimeout as wait } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type {
  SMTPServerAddress,
  SMTPServerAuthentication,
  SMTPServerAuthenticationResponse,
  SMTPServerDataStream,
  SMTPServerOptions,
  SMTPServerSession,
} from 'smtp-server';
import type { SelfSigned } from './certificate.ts';
import type { Mailbox } from './mailbox.ts';
import { useUp } from './misbehaviour.ts';
import type { SmtpStage, Trouble } from './misbehaviour.ts';
import type { PostOffice } from './post-office.ts';

/** A mail the server said 250 to, or would have if it had not been told to cut the line. */
export interface SentMail {
  envelope: {
    /** Empty for the null sender `<>`. */
    from: string;
    to: string[];
    /** RFC 3461 ENVID, where the client gave one. */
    envelopeId?: string;
    /** RFC 3461 NOTIFY by recipient. */
    notify: Record<string, string[]>;
  };
  /** Exactly the bytes between DATA and the final dot, dots unstuffed. */
  raw: Buffer;
  /** The address that signed in, if any did. */
  user?: string;
  /** The connection was encrypted. */
  secure: boolean;
  at: Date;
}

/** What the SMTP server needs of the far side. */
export interface SmtpWorld {
  office: PostOffice;
  trouble: Trouble;
  openWithToken(address: string, token: string): Mailbox | undefined;
  /** Takes responsibility for a mail. */
  accept(mail: SentMail): void;
  now(): Date;
}

export interface SmtpServerSettings {
  host: string;
  port: number;
  tlsPort: number;
  startTls: boolean;
  /** Refuse MAIL before sign-in. */
  signInRequired: boolean;
  /** Largest mail in bytes, announced as SIZE. */
  size: number;
  certificate: SelfSigned;
}

export interface SmtpListeners {
  host: string;
  port: number;
  tlsPort: number;
  close(): Promise<void>;
}

type Callback = (error?: Error | null) => void;

export async function startSmtpServer(world: SmtpWorld, settings: SmtpServerSettings): Promise<SmtpListeners> {
  const stop = new AbortController();
  const servers = [false, true].map((secure) => createServer(world, settings, secure, stop.signal));
  const [plain, secured] = servers;
  return {
    host: settings.host,
    port: await listen(plain!, settings.port, settings.host),
    tlsPort: await listen(secured!, settings.tlsPort, settings.host),
    async close() {
      stop.abort();
      await Promise.all(servers.map(close));
    },
  };
}

function createServer(
  world: SmtpWorld,
  settings: SmtpServerSettings,
  secure: boolean,
  signal: AbortSignal,
): SMTPServer {
  const { key, certificate: cert } = settings.certificate;
  const stage = (name: SmtpStage, callback: Callback, recipient?: string) =>
    void step(world, name, callback, signal, recipient);
  const options: SMTPServerOptions = {
    secure,
    key,
    cert,
    name: 'mail.simulator.example',
    logger: false,
    size: settings.size,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    authOptional: !settings.signInRequired,
    authRequiredMessage: '5.7.0 Authentication required',
    allowInsecureAuth: true,
    disabledCommands: settings.startTls || secure ? [] : ['STARTTLS'],
    disableReverseLookup: true,
    hideDSN: false,
    closeTimeout: 300,
    onConnect: (_session, callback) => stage('connect', callback),
    onAuth: (attempt, _session, callback) => stage('auth', (error) => signIn(world, attempt, callback, error)),
    onMailFrom: (_address, _session, callback) => stage('mail', callback),
    onRcptTo: (address, _session, callback) => stage('rcpt', fullCheck(world, address, callback), address.address),
    onData: (stream, session, callback) => void receive({ world, server, stream, session, callback, signal }),
  };
  const server = new SMTPServer(options);
  // A client that drops the line is ordinary here.
  server.on('error', () => undefined);
  return server;
}

/** Waits as long as it is told to, then fails with the planned answer for this stage or goes on. */
async function step(world: SmtpWorld, stage: SmtpStage, callback: Callback, signal: AbortSignal, recipient?: string) {
  const { trouble } = world;
  const delay = stage === 'connect' ? trouble.greetingDelay : trouble.answerDelay;
  if (delay > 0) await wait(delay, undefined, { signal }).catch(() => undefined);
  callback(plannedError(trouble, stage, recipient));
}

function plannedError(trouble: Trouble, stage: SmtpStage, recipient?: string): Error | null {
  const planned = useUp(trouble.smtpAnswers, (entry) => {
    return entry.stage === stage && (!entry.recipient || entry.recipient === recipient?.toLowerCase());
  });
  return planned ? smtpError(planned.code, planned.text) : null;
}

function smtpError(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

function signIn(
  world: SmtpWorld,
  attempt: SMTPServerAuthentication,
  callback: (error: Error | null | undefined, response?: SMTPServerAuthenticationResponse) => void,
  error?: Error | null,
): void {
  const address = attempt.username ?? '';
  if (error) return callback(error);
  if (attempt.method === 'XOAUTH2') {
    const mailbox = world.openWithToken(address, attempt.accessToken ?? '');
    if (mailbox) return callback(null, { user: mailbox.address });
    return callback(null, { data: { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' } });
  }
  const mailbox = world.office.find(address);
  if (mailbox && mailbox.password !== '' && mailbox.password === attempt.password) {
    return callback(null, { user: mailbox.address });
  }
  callback(smtpError(535, '5.7.8 Username and Password not accepted'));
}

function fullCheck(world: SmtpWorld, address: SMTPServerAddress, callback: Callback): Callback {
  return (error) => {
    const full = world.office.recipient(address.address)?.full;
    callback(error ?? (full ? smtpError(552, '5.2.2 The recipient’s mailbox is full') : null));
  };
}

interface Receipt {
  world: SmtpWorld;
  server: SMTPServer;
  stream: SMTPServerDataStream;
  session: SMTPServerSession;
  callback: (error?: Error | null, message?: string) => void;
  signal: AbortSignal;
}

async function receive({ world, server, stream, session, callback, signal }: Receipt): Promise<void> {
  const cut = useUp(world.trouble.smtpCuts);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch {
    // The client left in the middle of the mail: nothing was accepted.
    return;
  }
  if (cut?.when === 'before') return drop(server, session);
  if (stream.sizeExceeded) return callback(smtpError(552, '5.3.4 Message size exceeds fixed limit'));
  const error = plannedError(world.trouble, 'data');
  if (error) return callback(error);
  world.accept(sentMail(world, session, Buffer.concat(chunks)));
  if (cut) return drop(server, session);
  if (world.trouble.answerDelay > 0)
    await wait(world.trouble.answerDelay, undefined, { signal }).catch(() => undefined);
  callback(null, '2.0.0 OK: queued');
}

function sentMail(world: SmtpWorld, session: SMTPServerSession, raw: Buffer): SentMail {
  const { mailFrom, rcptTo, dsn } = session.envelope;
  const notify = rcptTo
    .filter((address) => address.dsn?.notify)
    .map((address) => [address.address, address.dsn!.notify!]);
  return {
    envelope: {
      from: mailFrom ? mailFrom.address : '',
      to: rcptTo.map((address) => address.address),
      envelopeId: dsn?.envid ?? undefined,
      notify: Object.fromEntries(notify),
    },
    raw,
    user: typeof session.user === 'string' ? session.user : undefined,
    secure: session.secure,
    at: world.now(),
  };
}

function drop(server: SMTPServer, session: SMTPServerSession): void {
  [...server.connections].find((connection) => connection.session.id === session.id)?.close();
}

async function listen(server: SMTPServer, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return (server.server.address() as AddressInfo).port;
}

async function close(server: SMTPServer): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const connection of server.connections) connection.close();
  await closed;
}
