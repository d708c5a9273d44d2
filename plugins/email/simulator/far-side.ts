// The e-mail far side in one process: IMAP, SMTP and OAuth servers over one set of mailboxes, for tests and demos.
import { selfSignedCertificate } from './certificate.ts';
import type { StoredMail } from './folder.ts';
import type { Mechanism } from './imap/capabilities.ts';
import { startImapServer } from './imap/server.ts';
import type { ImapServer } from './imap/server.ts';
import { createMailFlow } from './mail-flow.ts';
import { createMisbehave } from './misbehave.ts';
import type { Misbehave } from './misbehave.ts';
import { noTrouble } from './misbehaviour.ts';
import { Grants } from './oauth/grants.ts';
import type { OAuthClient, OAuthSettings } from './oauth/grants.ts';
import { Outbox } from './outbox.ts';
import { PostOffice } from './post-office.ts';
import type { DeliveryOptions, NewUser } from './post-office.ts';
import { startSmtpServer } from './smtp.ts';
import type { SentMail } from './smtp.ts';
import { startWebServer } from './web.ts';

export interface MailFarSideOptions {
  /** Default 127.0.0.1. Everything is meant for this machine only. */
  host?: string;
  imap?: { port?: number; tlsPort?: number; startTls?: boolean; mechanisms?: Mechanism[] };
  smtp?: { port?: number; tlsPort?: number; startTls?: boolean; signInRequired?: boolean; size?: number };
  /** Port of the OAuth endpoints, the mail pages and the control API. */
  web?: { port?: number; receiver?: { host: string; port: number } };
  oauth?: Partial<OAuthSettings>;
  users?: NewUser[];
  /** Where time comes from: INTERNALDATE, token life, dates of reports. Default: the machine's clock. */
  now?: () => Date;
}

export interface MailFarSide {
  imap: Pick<ImapServer, 'host' | 'port' | 'tlsPort' | 'connections'>;
  smtp: { host: string; port: number; tlsPort: number };
  oauth: { baseUrl: string; client: OAuthClient; settings: OAuthSettings };
  /** Pages with mailboxes and mails, and the control API. Same server as `oauth`. */
  web: { baseUrl: string };
  /** PEM of the self-signed certificate, to be trusted (`ca`) by clients that check. */
  certificate: string;
  misbehave: Misbehave;

  addUser(user: NewUser): void;
  /** Ends sign-ins with the old password, and the consent given with it. */
  setPassword(address: string, password: string): void;
  /** Puts a mail into a mailbox; gives its UID. A string gets CRLF line ends, a Buffer is kept byte for byte. */
  deliver(address: string, raw: string | Buffer, options?: DeliveryOptions): number;
  /** Many at once, as after a week of downtime; gives the UIDs in order. */
  deliverMany(address: string, mails: Iterable<{ raw: string | Buffer } & DeliveryOptions>): number[];
  /** What a client would see in the folder (path or special use; default INBOX), in UID order. */
  messages(address: string, folder?: string): StoredMail[];
  /** Moves a mail as another client would; gives its UID there. */
  move(address: string, uid: number, to: string, from?: string): number;

  /** Everything SMTP accepted, oldest first. */
  sent: readonly SentMail[];
  onSent(listener: (mail: SentMail) => void): () => void;
  /** The oldest accepted mail not handed out by this yet, or the next one; rejects after `within` ms (default 5000). */
  nextSent(within?: number): Promise<SentMail>;

  /** Ends all servers and connections within a second. */
  close(): Promise<void>;
}

/** The application the simulated providers know unless told otherwise. */
export const SIMULATED_CLIENT: OAuthClient = { id: 'simulated-client', secret: 'simulated-secret' };

const DEFAULT_SIZE = 35 * 1024 * 1024;

/** Starts the servers. Ports are free ones unless given; rejects when a given one is taken. */
export async function startMailFarSide(options: MailFarSideOptions = {}): Promise<MailFarSide> {
  const { host = '127.0.0.1', now = () => new Date() } = options;
  const certificate = selfSignedCertificate(now());
  const trouble = noTrouble();
  const office = new PostOffice(now);
  const outbox = new Outbox();
  const grants = new Grants(office, oauthSettings(options.oauth), now);
  const flow = createMailFlow(office, outbox, trouble, now);
  for (const user of options.users ?? []) office.addUser(user);

  const imap = await startImapServer(
    {
      office,
      trouble,
      mechanisms: options.imap?.mechanisms ?? ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'],
      openWithToken: (address, token) => grants.openMailbox(address, token, 'imap'),
    },
    { port: 0, tlsPort: 0, startTls: true, ...options.imap, host, certificate },
  );
  const smtp = await startSmtpServer(
    {
      office,
      trouble,
      now,
      openWithToken: (address, token) => grants.openMailbox(address, token, 'smtp'),
      accept: (mail) => flow.accept(mail),
    },
    {
      port: 0,
      tlsPort: 0,
      startTls: true,
      signInRequired: true,
      size: DEFAULT_SIZE,
      ...options.smtp,
      host,
      certificate,
    },
  );
  const misbehave = createMisbehave(office, trouble, grants, imap);
  const web = await startWebServer(
    { office, outbox, grants, misbehave, now, certificate: certificate.certificate },
    { port: 0, ...options.web, host },
  );
  return {
    imap,
    smtp: { host, port: smtp.port, tlsPort: smtp.tlsPort },
    oauth: { baseUrl: web.baseUrl, client: grants.settings.clients[0]!, settings: grants.settings },
    web: { baseUrl: web.baseUrl },
    certificate: certificate.certificate,
    misbehave,
    ...mailVerbs(office, outbox, grants),
    async close() {
      flow.close();
      await Promise.all([imap.close(), smtp.close(), web.close()]);
    },
  };
}

function oauthSettings(given: Partial<OAuthSettings> = {}): OAuthSettings {
  return {
    clients: [SIMULATED_CLIENT],
    consent: 'ask',
    accessTokenSeconds: 3599,
    voidRotatedTokens: false,
    ...given,
  };
}

function mailVerbs(office: PostOffice, outbox: Outbox, grants: Grants) {
  return {
    addUser: (user: NewUser) => void office.addUser(user),
    setPassword(address: string, password: string) {
      office.mailbox(address).password = password;
      grants.end(address, 'password');
    },
    deliver: (address: string, raw: string | Buffer, delivery?: DeliveryOptions) =>
      office.deliver(address, raw, delivery),
    deliverMany: (address: string, mails: Iterable<{ raw: string | Buffer } & DeliveryOptions>) =>
      Array.from(mails, ({ raw, ...delivery }) => office.deliver(address, raw, delivery)),
    messages: (address: string, folder?: string) => office.mails(address, folder),
    move: (address: string, uid: number, to: string, from?: string) => office.move(address, uid, to, from),
    sent: outbox.sent,
    onSent: (listener: (mail: SentMail) => void) => outbox.listen(listener),
    nextSent: (within = 5000) => outbox.next(within),
  };
}
