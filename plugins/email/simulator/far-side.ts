// The e-mail far side in one process: IMAP, SMTP and OAuth servers over one set of mailboxes, for tests and demos.
import { selfSignedCertificate } from './certificate.ts';
import type { SelfSigned } from './certificate.ts';
import type { StoredMail } from './folder.ts';
import type { Mechanism } from './imap/capabilities.ts';
import { startImapServer } from './imap/server.ts';
import type { ImapServer } from './imap/server.ts';
import { createMailFlow } from './mail-flow.ts';
import type { MailFlow } from './mail-flow.ts';
import { createMisbehave } from './misbehave.ts';
import type { Misbehave } from './misbehave.ts';
import { noTrouble } from './misbehaviour.ts';
import type { Trouble } from './misbehaviour.ts';
import { Grants } from './oauth/grants.ts';
import type { MailProtocol, OAuthClient, OAuthSettings } from './oauth/grants.ts';
import { Outbox } from './outbox.ts';
import { PostOffice } from './post-office.ts';
import type { DeliveryOptions, NewUser } from './post-office.ts';
import { startSmtpServer } from './smtp.ts';
import type { SentMail, SmtpListeners } from './smtp.ts';
import { startWebServer } from './web.ts';

export interface MailFarSideOptions {
  /** Default 127.0.0.1. Everything is meant for this machine only. */
  host?: string;
  imap?: { port?: number; tlsPort?: number; startTls?: boolean; mechanisms?: Mechanism[] };
  smtp?: { port?: number; tlsPort?: number; startTls?: boolean; signInRequired?: boolean; size?: number };
  /**
   * Port of the OAuth endpoints, the mail pages and the control API; `receiver` (default 127.0.0.1:2525) takes what is
   * written there to addresses without a simulated mailbox.
   */
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

const ALL_MECHANISMS: Mechanism[] = ['PLAIN', 'LOGIN', 'XOAUTH2', 'OAUTHBEARER'];
const DEFAULT_RECEIVER = { host: '127.0.0.1', port: 2525 };
const DEFAULT_SIZE = 35 * 1024 * 1024;

/** Starts the servers. Ports are free ones unless given; rejects, with nothing left running, when a given one is taken. */
export async function startMailFarSide(options: MailFarSideOptions = {}): Promise<MailFarSide> {
  const { now = () => new Date() } = options;
  const trouble = noTrouble();
  const office = new PostOffice(now);
  const outbox = new Outbox();
  const grants = new Grants(office, oauthSettings(options.oauth), now);
  const flow = createMailFlow(office, outbox, trouble, now);
  for (const user of options.users ?? []) office.addUser(user);
  const world = { office, trouble, outbox, grants, flow, now, certificate: selfSignedCertificate(now()) };
  const { imap, smtp, web, misbehave, close } = await startServers(world, options);
  return {
    imap,
    smtp: { host: smtp.host, port: smtp.port, tlsPort: smtp.tlsPort },
    oauth: { baseUrl: web.baseUrl, client: grants.settings.clients[0]!, settings: grants.settings },
    web: { baseUrl: web.baseUrl },
    certificate: world.certificate.certificate,
    misbehave,
    ...mailVerbs(office, outbox, grants),
    close,
  };
}

interface World {
  office: PostOffice;
  trouble: Trouble;
  outbox: Outbox;
  grants: Grants;
  flow: MailFlow;
  certificate: SelfSigned;
  now: () => Date;
}

async function startServers(world: World, options: MailFarSideOptions) {
  const { office, trouble, outbox, grants, flow, now, certificate } = world;
  const { host = '127.0.0.1' } = options;
  const started: { close(): Promise<void> }[] = [];
  const keep = <Started extends { close(): Promise<void> }>(server: Started): Started => (started.push(server), server);
  const close = async () => {
    flow.close();
    await Promise.all(started.map((server) => server.close()));
  };
  const opener = (protocol: MailProtocol) => (address: string, token: string) =>
    grants.openMailbox(address, token, protocol);
  const ports = { host, certificate, port: 0, tlsPort: 0, startTls: true };
  try {
    const { mechanisms = ALL_MECHANISMS } = options.imap ?? {};
    const imapWorld = { office, trouble, mechanisms, openWithToken: opener('imap') };
    const imap = keep(await startImapServer(imapWorld, { ...ports, ...options.imap }));
    const accept = (mail: SentMail) => flow.accept(mail);
    const smtpWorld = { office, trouble, now, openWithToken: opener('smtp'), accept };
    const smtpSettings = { ...ports, signInRequired: true, size: DEFAULT_SIZE, ...options.smtp };
    const smtp = keep(await startSmtpServer(smtpWorld, smtpSettings));
    const misbehave = createMisbehave({ office, trouble, grants, imap, now });
    const connection = () => ways(imap, smtp);
    const webWorld = { office, outbox, grants, misbehave, now, certificate: certificate.certificate, connection };
    const web = keep(await startWebServer(webWorld, { port: 0, receiver: DEFAULT_RECEIVER, ...options.web, host }));
    return { imap, smtp, web, misbehave, close };
  } catch (error) {
    await close();
    throw error;
  }
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

function ways(imap: ImapServer, smtp: SmtpListeners): [string, string][] {
  return [
    ['IMAP', `${imap.host}:${imap.port} with STARTTLS or none, ${imap.host}:${imap.tlsPort} with TLS`],
    ['SMTP', `${smtp.host}:${smtp.port} with STARTTLS or none, ${smtp.host}:${smtp.tlsPort} with TLS`],
    ['OAuth application', `id ${SIMULATED_CLIENT.id}, secret ${SIMULATED_CLIENT.secret}`],
    ['Certificate', '/certificate.pem'],
  ];
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
