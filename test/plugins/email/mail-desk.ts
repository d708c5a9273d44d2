// A desk with e-mail accounts on the simulated far side, and what tests ask of both.
import { createTransport } from 'nodemailer';
import type { Test } from 'tap';
import { deskViewer } from '../../../core/accounts/accounts.ts';
import type { Desk } from '../../../core/boot.ts';
import type { MailFarSide } from '../../../plugins/email/simulator/far-side.ts';
import { openDesk, REAL_PLUGINS, type TestDesk } from '../../support/desk.ts';
import { mail, PASSWORD, TEAM } from './simulator-clients.ts';

/** Only this channel, its receiver on a free port, the far side's certificate trusted, nothing asked of real DNS. */
export async function mailDesk(
  t: Test,
  far: MailFarSide | null,
  options: {
    folder?: string;
    config?: Record<string, unknown>;
    started?: boolean;
    publicUrl?: string;
    systemMailFrom?: string;
  } = {},
): Promise<TestDesk> {
  const { folder, started, config, publicUrl = 'http://desk.test', systemMailFrom } = options;
  const email = {
    smtpHost: '127.0.0.1',
    smtpPort: 0,
    trustedCertificates: far ? [far.certificate] : [],
    resolve: noDns,
    ...config,
  };
  const desk = await openDesk(t, {
    folder,
    started,
    publicUrl,
    pluginFolder: REAL_PLUGINS,
    plugins: ['email'],
    pluginSettings: { email },
    systemMailFrom,
  });
  if (started !== false) await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  return desk;
}

export function noDns(name: string): Promise<never> {
  return Promise.reject(Object.assign(new Error(`queryA ENOTFOUND ${name}`), { code: 'ENOTFOUND' }));
}

/** What a form of servers is filled with for the far side. */
export function serversOf(far: MailFarSide, address = TEAM, password = PASSWORD): Record<string, unknown> {
  return {
    address,
    password,
    imapHost: far.imap.host,
    imapPort: far.imap.tlsPort,
    imapSecurity: 'tls',
    smtpHost: far.smtp.host,
    smtpPort: far.smtp.tlsPort,
    smtpSecurity: 'tls',
  };
}

/** An account as the wizard leaves it, in an inbox of its own. */
export async function mailAccount(desk: Desk, values: Record<string, unknown>): Promise<number> {
  const inbox = await desk.conversations.inboxes.create({ name: `Inbox of ${String(values.address)}`, actor: 'desk' });
  const book = desk.channels as unknown as { create(account: object, actor: string): Promise<{ id: number }> };
  const address = String(values.address);
  const about = { channel: 'email', uniqueId: address, title: address, values, inboxId: inbox.id };
  return (await book.create(about, 'desk')).id;
}

export function imapAccount(desk: Desk, far: MailFarSide, more: Record<string, unknown> = {}): Promise<number> {
  return mailAccount(desk, { way: 'imap', ...serversOf(far), ...more });
}

/** Resolves once `holds` does; asked whenever something has happened on the desk. Fails after `within` ms. */
export async function until<T>(
  desk: Desk,
  holds: () => Promise<T | false | null | undefined>,
  within = 20_000,
): Promise<T> {
  let stop = () => {};
  let ask = () => {};
  const late = Date.now() + within;
  try {
    for (;;) {
      const happened = new Promise<void>((go) => (ask = go));
      stop = desk.events.listen(() => ask());
      const value = await holds();
      if (value) return value;
      if (Date.now() > late) throw new Error(`It did not come to pass: ${holds.toString().slice(0, 200)}`);
      const timer = setTimeout(() => ask(), 250);
      await happened;
      clearTimeout(timer);
      stop();
    }
  } finally {
    stop();
  }
}

export const health = (desk: Desk, accountId: number) => desk.channels.live(accountId)?.row.health;

export function connected(desk: Desk, accountId: number): Promise<unknown> {
  return until(desk, async () => health(desk, accountId)?.state === 'connected');
}

/** Subjects of the account's messages from outside, oldest first, once there are so many. */
export async function subjects(desk: Desk, accountId: number, count: number): Promise<string[]> {
  return until(desk, async () => {
    await desk.jobs.idle();
    const rows = await desk.database.rows<{ subject: string }>(
      `select subject from message where account_id = ? and kind = 'message' and direction = 'in' order by id`,
      [accountId],
    );
    return rows.length >= count && rows.map((row) => row.subject);
  });
}

/** A mail from Ada has come; gives its conversation. */
export async function conversationWith(
  desk: Desk,
  far: MailFarSide,
  accountId: number,
  subject: string,
): Promise<number> {
  far.deliver(TEAM, mail(subject, 'Hello', [`Message-ID: <${subject.replaceAll(' ', '-')}@customer.example>`]));
  return until(desk, async () => {
    await desk.jobs.idle();
    const row = await desk.database.row<{ id: number }>(
      'select conversation_id as id from message where account_id = ? and subject = ?',
      [accountId, subject],
    );
    return row?.id;
  });
}

export interface Fate {
  id: number;
  status: string;
  reason: { code: string } | null;
  recipients: { value: string; status: string }[];
}

/** Answers, and gives the delivery once it is in one of these states. */
export async function answered(
  desk: Desk,
  message: Parameters<Desk['outbound']['send']>[0],
  ...states: string[]
): Promise<{
  id: number;
  status: string;
  reason: { code: string } | null;
  recipients: { value: string; status: string }[];
}> {
  const sent = await desk.outbound.send(message);
  if (!sent.ok) throw new Error(`It was not sent: ${JSON.stringify(sent)}`);
  return fateOf(desk, sent.messageId, ...states);
}

export async function fateOf(desk: Desk, messageId: number, ...states: string[]): Promise<Fate> {
  let last: unknown;
  const fate = await until<Fate>(desk, async () => {
    const item = await desk.conversations.thread.item(messageId);
    last = item!.deliveries[0];
    return states.includes((last as Fate).status) && (last as Fate);
  }).catch(() => null);
  if (!fate) throw new Error(`It is not ${states.join(' or ')} but ${JSON.stringify(last)}`);
  return fate;
}

/** Where the desk's own receiver listens. */
export function receiverPort(desk: TestDesk): number {
  const line = desk.lines.find((one) => one.includes('Mail is taken'));
  return (JSON.parse(line ?? '{}') as { port: number }).port;
}

/** Hands a mail to the desk's own receiver, as another mail server would. */
export async function bring(
  desk: TestDesk,
  mail: { from?: string; to: string | string[]; raw: string | Buffer },
): Promise<{ accepted: unknown[] }> {
  const transport = createTransport({ host: '127.0.0.1', port: receiverPort(desk), secure: false, ignoreTLS: true });
  try {
    const raw = typeof mail.raw === 'string' ? mail.raw.replace(/\r?\n/g, '\r\n') : mail.raw;
    return await transport.sendMail({ raw, envelope: { from: mail.from ?? 'ada@customer.example', to: mail.to } });
  } finally {
    transport.close();
  }
}

/** DNS as a list of records by `name TYPE`; everything else does not exist. */
export function dns(named: Record<string, unknown[]>) {
  return (name: string, type: string): Promise<unknown[]> => {
    const found = named[`${name} ${type}`];
    return found ? Promise.resolve(found) : noDns(name);
  };
}
