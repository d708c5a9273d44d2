// A signed-in IMAP connection (RFC 3501, 9051): bounded in time and size, silent about secrets.
import type { ImapFlow, ImapFlowOptions } from 'imapflow';
import { rootCertificates } from 'node:tls';
import type { Credentials, MailServer } from '../account/servers.ts';

/** Larger mails are taken in part (`fetch.ts`), so no honest literal is longer. */
export const LARGEST = 60 * 1024 * 1024;
/** NAT boxes forget quiet connections long before the 29 minutes of RFC 2177. */
const IDLE_RENEWAL = 4 * 60_000;

export interface ImapOptions {
  /** PEM, besides the platform's. */
  certificates?: string[];
  /** Milliseconds for connecting. */
  timeout?: number;
  /** Closes the connection whenever it aborts. */
  signal?: AbortSignal;
}

/** Rejects with the error of imapflow; `imapTrouble` says what it means. */
export async function openImap(
  server: MailServer,
  credentials: Credentials,
  options: ImapOptions = {},
): Promise<ImapFlow> {
  const imapflow = await import('imapflow');
  const client = new imapflow.ImapFlow(optionsOf(server, credentials, options));
  // A line that breaks is told by the call that fails of it, or by `close`.
  client.on('error', () => {});
  options.signal?.addEventListener('abort', () => client.close(), { once: true });
  try {
    options.signal?.throwIfAborted();
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

function optionsOf(
  { host, port, security, user }: MailServer,
  credentials: Credentials,
  { certificates, timeout = 60_000 }: ImapOptions,
): ImapFlowOptions {
  return {
    host,
    port,
    secure: security === 'tls',
    doSTARTTLS: security === 'tls' ? undefined : security === 'starttls',
    tls: certificates ? { ca: [...rootCertificates, ...certificates] } : {},
    auth:
      'accessToken' in credentials
        ? { user, accessToken: credentials.accessToken }
        : { user, pass: credentials.password },
    clientInfo: { name: 'Hubdesk', vendor: 'Hubdesk', version: false, 'support-url': false },
    logger: false,
    disableCompression: true,
    disableAutoIdle: true,
    maxIdleTime: IDLE_RENEWAL,
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    maxLiteralSize: LARGEST + 1024 * 1024,
    maxResponseSize: 2 * LARGEST,
    maxLineLength: 16 * 1024 * 1024,
  };
}
