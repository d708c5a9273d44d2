// The mailbox of an account: one connection that reads, waits for new mail, and does errands for the account between.
import type { ImapFlow } from 'imapflow';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Health } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import { imapServer, trustedCertificates, type Credentials } from '../account/servers.ts';
import type { MailSettings } from '../account/settings.ts';
import type { Standing } from '../account/standing.ts';
import { openImap } from './client.ts';
import { readFolder } from './folder.ts';
import { findFolders, type Folders } from './folders.ts';
import { healthOf, imapTrouble, type ImapTrouble } from './trouble.ts';
import { createWake, pause, type Wake } from './wake.ts';

/** Gives what signs in, or why nothing can; `renewed` asks for a new token although the old one should still hold. */
export type CredentialSource = (renewed?: boolean) => Promise<Credentials | { trouble: Health }>;

/** Work for the connection, done when it is not reading. */
export type Errand<T> = (client: ImapFlow, folders: Folders) => Promise<T>;

export interface Mailbox {
  listen(signal: AbortSignal): Promise<void>;
  /** Rejects when there is no connection, or when it ends before the errand is done. */
  errand<T>(work: Errand<T>): Promise<T>;
  isOpen(): boolean;
  /** Called each time the mailbox has been connected and read. */
  whenOpen(work: () => void): void;
}

/** Looking at everything again, in case the server forgot to tell: RFC 2177 leaves that to the client. */
const WATCH = 4 * 60_000;
/** With further folders, or a server that cannot push, one has to ask. */
const WATCH_OFTEN = 60_000;
/** A refused sign-in is not hammered at: servers lock accounts. It can be the server's own trouble, so not never either. */
const SIGN_IN_PAUSE = 30 * 60_000;
const LONGEST_WAIT = 60 * 60_000;

interface Waiting {
  run(client: ImapFlow, folders: Folders): Promise<void>;
  fail(error: Error): void;
}

interface Open {
  client: ImapFlow;
  folders: Folders;
  wake: Wake;
}

export function createMailbox(context: AccountContext, standing: Standing, credentials: CredentialSource): Mailbox {
  const errands: Waiting[] = [];
  const failures = new Map<string, number>();
  const openers: (() => void)[] = [];
  let open: Open | null = null;

  async function listen(signal: AbortSignal): Promise<void> {
    const entered = await enter(context, credentials, signal);
    if ('trouble' in entered) return rest(entered.trouble, entered.health, signal);
    try {
      await attend(entered.client, signal);
    } catch (error) {
      if (signal.aborted) return;
      const trouble = imapTrouble(error, serverOf(context));
      await rest(trouble, healthOf(trouble), signal);
    } finally {
      open = null;
      for (const one of errands.splice(0)) one.fail(new Error('The connection to the mailbox ended'));
      entered.client.close();
    }
  }

  async function attend(client: ImapFlow, signal: AbortSignal): Promise<void> {
    const wake = createWake(client, signal);
    const { folders: chosen = [] } = context.account.settings as MailSettings;
    const folders = await findFolders(client, chosen);
    open = { client, folders, wake };
    for (const folder of folders.missing) {
      const text = `There is no folder ${folder} in this mailbox.`;
      context.note(reason('imap.no_folder', text, { folder }));
    }
    await readAll(client, folders, signal);
    standing.report('receiving', { state: 'connected' });
    for (const work of openers) work();
    while (!signal.aborted) {
      const woken = wake.next(watchOf(context, client, folders));
      await idle(client);
      const what = await woken;
      if (what === 'closed') return ended(client, signal);
      while (errands.length > 0 && !signal.aborted) await errands.shift()!.run(client, folders);
      if (what === 'time') await readAll(client, folders, signal);
      else await readOne(client, folders, 'INBOX', signal);
    }
  }

  /** The inbox last: whatever arrives in it from then on is told. */
  async function readAll(client: ImapFlow, folders: Folders, signal: AbortSignal): Promise<void> {
    for (const folder of folders.read.toReversed()) if (!signal.aborted) await readOne(client, folders, folder, signal);
  }

  async function readOne(client: ImapFlow, folders: Folders, folder: string, signal: AbortSignal): Promise<void> {
    const settings = context.account.settings as MailSettings;
    const since = folder === 'INBOX' ? settings.since : undefined;
    await readFolder({ client, context, folder, isSent: folder === folders.sent, since, failures, signal });
  }

  /** Says how it stands, and comes back when it makes sense to try again; core then waits a little by itself. */
  async function rest(trouble: ImapTrouble, health: Health, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    standing.report('receiving', health);
    if (health.state === 'needs sign-in') await pause(SIGN_IN_PAUSE, signal);
    else if (trouble.kind === 'wait') await pause(Math.min(trouble.milliseconds ?? 0, LONGEST_WAIT), signal);
  }

  return {
    listen,
    isOpen: () => open !== null,
    whenOpen: (work) => void openers.push(work),
    errand: <T>(work: Errand<T>) =>
      new Promise<T>((done, failed) => {
        if (!open) return failed(new Error('The mailbox is not connected'));
        errands.push({
          run: (client, folders) => work(client, folders).then(done, failed),
          fail: failed,
        });
        open.wake.poke();
      }),
  };
}

/** Milliseconds; `watchSeconds` of the configuration overrides. */
function watchOf(context: AccountContext, client: ImapFlow, folders: Folders): number {
  const often = folders.read.length > 1 || !client.capabilities.has('IDLE');
  return Number(context.config.watchSeconds ?? 0) * 1000 || (often ? WATCH_OFTEN : WATCH);
}

function serverOf(context: AccountContext): { host: string; port: number } {
  const settings = context.account.settings as MailSettings;
  return imapServer(settings, context.config) ?? { host: settings.address, port: 0 };
}

/** Signs in; a token that is refused is renewed once. */
export async function enter(
  context: AccountContext,
  credentials: CredentialSource,
  signal: AbortSignal,
): Promise<{ client: ImapFlow } | { trouble: ImapTrouble; health: Health }> {
  const server = imapServer(context.account.settings as MailSettings, context.config);
  if (!server) return noServer();
  for (const renewed of [false, true]) {
    const given = await credentials(renewed);
    if ('trouble' in given) return { health: given.trouble, trouble: ofHealth(given.trouble) };
    try {
      return { client: await openImap(server, given, { certificates: trustedCertificates(context.config), signal }) };
    } catch (error) {
      const trouble = imapTrouble(error, server);
      const mayHelp = trouble.kind === 'sign-in' && 'accessToken' in given && !renewed;
      if (!mayHelp) return { trouble, health: healthOf(trouble) };
    }
  }
  return noServer();
}

function noServer(): { trouble: ImapTrouble; health: Health } {
  const why = reason('imap.no_server', 'No server for receiving is set.');
  const trouble: ImapTrouble = { kind: 'server', why, suspect: 'host', lasting: true };
  return { trouble, health: healthOf(trouble) };
}

function ofHealth(health: Health): ImapTrouble {
  const why = health.why ?? reason('imap.sign_in_refused', 'The sign-in is refused.');
  return { kind: 'server', why, suspect: null, lasting: false };
}

/** The inbox is what the server tells about while idling. */
async function idle(client: ImapFlow): Promise<void> {
  const lock = await client.getMailboxLock('INBOX', { readOnly: true });
  lock.release();
  client.idle().catch(() => {});
}

function ended(client: ImapFlow, signal: AbortSignal): void {
  if (signal.aborted) return;
  throw Object.assign(new Error(String((client as { byeReason?: unknown }).byeReason ?? 'The server hung up')), {
    code: 'EConnectionClosed',
  });
}
