// Real client libraries pointed at the e-mail simulator, and mails to feed it.
import { createHash, randomBytes } from 'node:crypto';
import { on } from 'node:events';
import { connect } from 'node:net';
import { ImapFlow } from 'imapflow';
import type { ImapFlowOptions } from 'imapflow';
import type { Test } from 'tap';
import { createTransport } from 'nodemailer';
import type { Transporter } from 'nodemailer';
import { startMailFarSide } from '../../../plugins/email/simulator/far-side.ts';
import type { MailFarSide, MailFarSideOptions } from '../../../plugins/email/simulator/far-side.ts';

export const TEAM = 'team@example.org';
export const PASSWORD = 'right-password';
export const SIGN_IN = { user: TEAM, pass: PASSWORD };

/** A far side with one ordinary mailbox, closed when the test ends. */
export async function farSide(t: Test, options: MailFarSideOptions = {}): Promise<MailFarSide> {
  const far = await startMailFarSide({ users: [{ address: TEAM, password: PASSWORD }], ...options });
  t.teardown(() => far.close());
  return far;
}

/** An imapflow client that is not connected yet. */
export function imapClient(t: Test, far: MailFarSide, auth: ImapFlowOptions['auth'] = SIGN_IN, more = {}): ImapFlow {
  const client = new ImapFlow({
    host: far.imap.host,
    port: far.imap.port,
    secure: false,
    tls: { ca: far.certificate },
    logger: false,
    auth,
    ...more,
  });
  // A cut line is reported twice, by the failing call and by this event; the tests look at the call.
  client.on('error', () => undefined);
  t.teardown(() => client.close());
  return client;
}

export async function connected(
  t: Test,
  far: MailFarSide,
  auth?: ImapFlowOptions['auth'],
  more = {},
): Promise<ImapFlow> {
  const client = imapClient(t, far, auth, more);
  await client.connect();
  return client;
}

export function mailer(t: Test, far: MailFarSide, more: object = {}): Transporter {
  const transport = createTransport({
    host: far.smtp.host,
    port: far.smtp.port,
    tls: { ca: far.certificate },
    auth: SIGN_IN,
    ...more,
  });
  t.teardown(() => transport.close());
  return transport;
}

export function mail(subject: string, text = 'Hello', headers: string[] = []): string {
  const head = ['From: Ada <ada@customer.example>', `To: ${TEAM}`, `Subject: ${subject}`, ...headers];
  return [...head, '', text, ''].join('\n');
}

/** Resolves with the next value of an event. */
export function next<Value>(emitter: { once(name: string, listener: (value: Value) => void): unknown }, name: string) {
  return new Promise<Value>((resolve) => emitter.once(name, resolve));
}

/** What a call failed with; fails itself when it did not. */
export async function failure(call: Promise<unknown>): Promise<object> {
  const outcome = await call.then(
    () => undefined,
    (error: object) => error,
  );
  if (!outcome) throw new Error('This should have failed');
  return outcome;
}

/** One desk asking for consent: the authorise address, and what it needs to redeem the code. */
export function consentRequest(far: MailFarSide, path: string, scope: string, more: Record<string, string> = {}) {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL(path, far.oauth.baseUrl);
  const query = {
    client_id: far.oauth.client.id,
    redirect_uri: 'http://localhost:3000/connected',
    response_type: 'code',
    state: 'flow-1',
    scope,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  };
  url.search = new URLSearchParams(query).toString();
  return { url: url.href, verifier, redirectUri: query.redirect_uri };
}

/** Where the browser is sent back to. */
export async function redirected(url: string): Promise<URLSearchParams> {
  const response = await fetch(url, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? 'http://nowhere.example').searchParams;
}

/** A form-encoded token request, signed in as the simulated application. */
export async function tokenRequest(far: MailFarSide, path: string, fields: Record<string, string>) {
  const { id, secret } = far.oauth.client;
  const body = new URLSearchParams({ client_id: id, client_secret: secret, ...fields });
  const response = await fetch(new URL(path, far.oauth.baseUrl), { method: 'POST', body });
  return { status: response.status, body: (await response.json()) as Record<string, any> };
}

/** Talks IMAP by hand, one answer per line; `leave` hangs up right after sending the last. Gives the last line of each answer. */
export async function dialogue(far: MailFarSide, lines: string[], leave = false): Promise<string[]> {
  const socket = connect(far.imap.port, far.imap.host).setEncoding('latin1');
  const answers: string[] = [];
  const text = on(socket, 'data');
  await text.next();
  for (const [index, line] of lines.entries()) {
    socket.write(`t${index + 1} ${line}\r\n`, 'latin1');
    if (leave && index === lines.length - 1) break;
    const end = new RegExp(`^(t${index + 1} .*|\\* BAD .*)\\r\\n$`, 'm');
    let received = '';
    while (!end.test(received)) received += String((await text.next()).value);
    answers.push(received.trimEnd().split('\r\n').at(-1)!);
  }
  socket.destroy();
  return answers;
}
