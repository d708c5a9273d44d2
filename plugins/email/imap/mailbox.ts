// The mailbox of an account: one connection that reads, waits for new mail, and does errands for the account between.
import type { ImapFlow } from 'imapflow';
import type { AccountContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { MailSettings } from '../account/settings.ts';
import type { Standing } from '../account/standing.ts';
import { enter, type CredentialSource, type Refused } from './enter.ts';
import { readFolder } from './folder.ts';
import { findFolders, type Folders } from './folders.ts';
import { addressOf, healthOf, imapTrouble } from './trouble.ts';
import { createWake, pause, type Wake, type Waker } from './wake.ts';

/** Work for the connection, done when it is not reading. */
export type Errand<T> = (client: ImapFlow, folders: Folders) => Promise<T>;

interface Waiting {
  run(client: ImapFlow, folders: Folders): Promise<void>;
  fail(error: Error): void;
}

interface Open {
  client: ImapFlow;
  folders: Folders;
  wake: Wake;
  signal: AbortSignal;
}

/** Looking at everything again, in case the server forgot to tell: RFC 2177 leaves that to the client. */
const WATCH = 4 * 60_000;
/** With further folders, or a server that cannot push, one has to ask. */
const WATCH_OFTEN = 60_000;
/** A refused sign-in is not hammered at: servers lock accounts. It can be the server's own trouble, so not never either. */
const SIGN_IN_PAUSE = 30 * 60_000;
const FIRST_WAIT = 1_000;
/** A connection that held this long was good. */
const LASTING = 60_000;
const LONGEST_WAIT = 60 * 60_000;

export class Mailbox {
  private readonly context: AccountContext;
  private readonly standing: Standing;
  private readonly credentials: CredentialSource;
  private readonly errands: Waiting[] = [];
  private readonly openers: (() => void)[] = [];
  private readonly failures = new Map<string, number>();
  private open: Open | null = null;
  private wasRead = false;

  constructor(context: AccountContext, standing: Standing, credentials: CredentialSource) {
    this.context = context;
    this.standing = standing;
    this.credentials = credentials;
  }

  /** Reads until the signal aborts; comes back earlier when trying again at once makes no sense. */
  async listen(signal: AbortSignal): Promise<void> {
    let cuts = 0;
    for (;;) {
      const began = this.context.now().getTime();
      if (!(await this.connection(signal)) || signal.aborted) return;
      cuts = this.context.now().getTime() - began > LASTING ? 1 : cuts + 1;
      // A line that was good and broke is opened anew at once, one that keeps breaking is not.
      if (cuts > 1) await pause(Math.min(FIRST_WAIT * 2 ** (cuts - 2), WATCH), signal);
    }
  }

  /** One connection from sign-in to its end. True: it was good, and then it broke. */
  private async connection(signal: AbortSignal): Promise<boolean> {
    const entered = await enter(this.context, this.credentials, signal);
    if (!('client' in entered)) {
      await this.rest(entered, signal);
      return false;
    }
    this.wasRead = false;
    try {
      await this.attend(entered.client, signal);
    } catch (error) {
      const trouble = imapTrouble(error, addressOf(this.context));
      await this.rest({ trouble, health: healthOf(trouble) }, signal);
    } finally {
      this.open = null;
      for (const one of this.errands.splice(0)) one.fail(new Error('The connection to the mailbox ended'));
      entered.client.close();
    }
    return this.wasRead;
  }

  isOpen(): boolean {
    return this.open !== null;
  }

  /** Called each time the mailbox has been connected and read. */
  whenOpen(work: () => void): void {
    this.openers.push(work);
  }

  /** Rejects when there is no connection, or when it ends before the errand is done. */
  errand<T>(work: Errand<T>): Promise<T> {
    return new Promise<T>((done, failed) => {
      if (!this.open) return failed(new Error('The mailbox is not connected'));
      this.errands.push({ run: (client, folders) => work(client, folders).then(done, failed), fail: failed });
      this.open.wake.poke();
    });
  }

  private async attend(client: ImapFlow, signal: AbortSignal): Promise<void> {
    const open: Open = { client, signal, folders: await this.folders(client), wake: createWake(client, signal) };
    this.open = open;
    let what: Waker = 'time';
    let refusals = 0;
    while (!signal.aborted) {
      if (what === 'closed') throw closing(client);
      try {
        await this.readNews(open, what);
        refusals = 0;
        const woken = open.wake.next(this.watch(open));
        await idle(client);
        what = await woken;
      } catch (error) {
        await this.beRefused(open, error, refusals);
        refusals += 1;
      }
    }
  }

  private async folders(client: ImapFlow): Promise<Folders> {
    const { folders: chosen = [] } = this.context.account.settings as Partial<MailSettings>;
    const folders = await findFolders(client, chosen);
    for (const folder of folders.missing) {
      const text = `There is no folder ${folder} in this mailbox.`;
      this.context.note(reason('imap.no_folder', text, { folder }));
    }
    return folders;
  }

  private async readNews(open: Open, what: Waker): Promise<void> {
    while (this.errands.length > 0 && !open.signal.aborted) await this.errands.shift()!.run(open.client, open.folders);
    // The inbox last: whatever arrives in it from then on is told.
    const folders = what === 'time' ? open.folders.read.toReversed() : ['INBOX'];
    for (const folder of folders) if (!open.signal.aborted) await this.readOne(open, folder);
    this.wasRead = true;
    if (open.signal.aborted || this.standing.trouble('receiving')?.state === 'connected') return;
    this.standing.report('receiving', { state: 'connected' });
    for (const work of this.openers) work();
  }

  private async readOne({ client, folders, signal }: Open, folder: string): Promise<void> {
    const { context, failures } = this;
    const { since: day } = context.account.settings as MailSettings;
    const since = folder === 'INBOX' ? day : undefined;
    await readFolder({ client, context, folder, isSent: folder === folders.sent, since, failures, signal });
  }

  /** A server that asks for patience gets it on the same line; anything else ends the line. */
  private async beRefused({ client, signal }: Open, error: unknown, times: number): Promise<void> {
    const trouble = imapTrouble(error, addressOf(this.context));
    if (trouble.kind !== 'wait' || !client.usable || signal.aborted) throw error;
    this.standing.report('receiving', healthOf(trouble));
    const own = Math.min(FIRST_WAIT * 2 ** times, WATCH);
    await pause(Math.min(Math.max(trouble.milliseconds ?? 0, own), LONGEST_WAIT), signal);
  }

  private async rest({ trouble, health }: Refused, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.standing.report('receiving', health);
    if (health.state === 'needs sign-in') await pause(SIGN_IN_PAUSE, signal);
    else if (trouble.kind === 'wait') await pause(Math.min(trouble.milliseconds ?? 0, LONGEST_WAIT), signal);
  }

  /** Milliseconds; `watchSeconds` of the configuration overrides. */
  private watch({ client, folders }: Open): number {
    const often = folders.read.length > 1 || !client.capabilities.has('IDLE');
    return Number(this.context.config.watchSeconds ?? 0) * 1000 || (often ? WATCH_OFTEN : WATCH);
  }
}

/** The inbox is what the server tells about while idling. */
async function idle(client: ImapFlow): Promise<void> {
  const lock = await client.getMailboxLock('INBOX', { readOnly: true });
  lock.release();
  client.idle().catch(() => {});
}

function closing(client: ImapFlow): Error {
  const { byeReason } = client as { byeReason?: unknown };
  const said = typeof byeReason === 'string' ? byeReason : 'The server hung up';
  return Object.assign(new Error(said), { code: 'EConnectionClosed' });
}
