// Our own SMTP receiver: takes mail for addresses of this desk only, and says 250 when it is on disk (RFC 5321 §6.1).
import { createHash } from 'node:crypto';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { AccountContext, PluginContext } from '../../core/contract/context.ts';
import { bareAddress } from './identity.ts';

/** RFC 1870 SIZE: what larger providers allow too. */
const LARGEST = 50 * 1024 * 1024;
const CLIENTS = 50;

export interface Receiver {
  port: number;
  close(): Promise<void>;
}

interface SmtpError extends Error {
  responseCode: number;
}

function refuse(code: number, text: string): SmtpError {
  return Object.assign(new Error(text), { responseCode: code });
}

/** Listens on the configured address; `port` 0 takes any free one. */
export async function startReceiver(
  context: PluginContext,
  address: { host: string; port: number },
): Promise<Receiver> {
  const server = new SMTPServer({
    name: new URL(context.publicUrl).hostname,
    banner: 'Hubdesk',
    size: LARGEST,
    maxClients: CLIENTS,
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    hidePIPELINING: false,
    closeTimeout: 1_500,
    socketTimeout: 60_000,
    onRcptTo(recipient, session, callback) {
      if (session.envelope.rcptTo.length >= 100) return callback(refuse(452, '4.5.3 Too many recipients'));
      return accountFor(context, recipient.address)
        ? callback()
        : callback(refuse(550, '5.1.1 There is no such address here'));
    },
    onData(stream, session, callback) {
      take(context, stream, session).then(
        () => callback(null),
        (error: unknown) => {
          if (isSmtpError(error)) return callback(error);
          context.log.error({ error }, 'A mail could not be stored; the sender will try again');
          return callback(refuse(451, '4.3.0 Could not be stored, try again later'));
        },
      );
    },
  });
  server.on('error', (error: Error) => context.log.debug({ error }, 'A mail client misbehaved'));
  await new Promise<void>((done, failed) => {
    server.server.once('error', failed);
    server.listen(address.port, address.host, () => done());
  });
  const bound = server.server.address();
  const port = bound && typeof bound === 'object' ? bound.port : address.port;
  return { port, close: () => new Promise((done) => server.close(() => done())) };
}

function isSmtpError(error: unknown): error is SmtpError {
  return error instanceof Error && 'responseCode' in error;
}

/** The account that receives for an address; `local+anything@` counts as `local@`. */
function accountFor(context: PluginContext, address: string): AccountContext | undefined {
  const wanted = bareAddress(address);
  return context.accounts().find((one) => {
    const { way, intake } = one.account.settings as { way?: string; intake?: string };
    if (way !== 'desk' && way !== 'forwarding') return false;
    return one.account.uniqueId.toLowerCase() === wanted || intake?.toLowerCase() === wanted;
  });
}

async function take(context: PluginContext, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) throw refuse(552, '5.3.4 The mail is too large');
  const raw = Buffer.concat(chunks);
  const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : '';
  const byAccount = new Map<AccountContext, string[]>();
  for (const recipient of session.envelope.rcptTo) {
    const account = accountFor(context, recipient.address);
    if (account) byAccount.set(account, [...(byAccount.get(account) ?? []), recipient.address]);
  }
  const digest = createHash('sha256').update(raw).digest('hex').slice(0, 32);
  // A sender that lost our 250 brings the same bytes again: the same key, no second mail.
  for (const [account, to] of byAccount) {
    await account.receive({
      key: `smtp:${digest}`,
      type: 'message/rfc822',
      body: raw,
      meta: { from, to, clientAddress: session.remoteAddress, helo: session.hostNameAppearsAs },
      orderKey: from.toLowerCase(),
      from,
      summary: quickSubject(raw),
    });
  }
}

/** The subject line as it stands, only for the ledger; the real reading comes later. */
function quickSubject(raw: Buffer): string {
  const head = raw.toString('latin1', 0, Math.min(raw.length, 16_384));
  return (/^subject:[ \t]*([^\r\n]{0,200})/im.exec(head)?.[1] ?? '').trim();
}
