// All mailboxes of the far side: who has one, who may sign in, and mail put into them.
import { removeMail, renumber, revealMail, visibleMails } from './folder.ts';
import type { Folder, StoredMail } from './folder.ts';
import { createMailbox, findFolder, putMail } from './mailbox.ts';
import type { Mailbox, Provider } from './mailbox.ts';
import { header, readHeaders } from './mime.ts';

export interface NewUser {
  address: string;
  /** Without one, only a token lets this user in. */
  password?: string;
  /** Shown on the sign-in page; default: the part before the @. */
  name?: string;
  /** Whose OAuth 2 signs this user in. Decides folder names and dialect too; default: an ordinary mail server. */
  oauth?: 'google' | 'microsoft';
  /** Addresses whose tokens open this mailbox too (a shared mailbox). */
  delegates?: string[];
}

export interface DeliveryOptions {
  /** Path or special use (`\Junk`); default INBOX. */
  folder?: string;
  internalDate?: Date;
  flags?: string[];
  /** Takes a UID now and becomes visible with `reveal`. */
  hidden?: boolean;
}

/** Thrown for addresses, folders and UIDs the simulator does not have: a mistake in the calling test. */
export class UnknownPlace extends Error {}

// Far above any test's counters and below 2^63, like Gmail's real ids.
const FIRST_EMAIL_ID = 1_780_000_000_000_000_000n;

export class PostOffice {
  readonly mailboxes = new Map<string, Mailbox>();
  readonly #now: () => Date;
  #emailIds = FIRST_EMAIL_ID;
  #uidValidity: number;
  /** Takes the place of the next deliveries' `hidden`, for misbehaviour. */
  hideNext = 0;

  constructor(now: () => Date) {
    this.#now = now;
    this.#uidValidity = Math.floor(now().getTime() / 1000);
  }

  addUser(user: NewUser): Mailbox {
    const provider: Provider = user.oauth ?? 'plain';
    const { address, password = '', name = user.address.split('@')[0]! } = user;
    const mailbox = createMailbox({ address, password, name, provider }, () => this.nextUidValidity());
    for (const delegate of user.delegates ?? []) mailbox.delegates.add(delegate.toLowerCase());
    this.mailboxes.set(address.toLowerCase(), mailbox);
    return mailbox;
  }

  nextUidValidity(): number {
    return ++this.#uidValidity;
  }

  find(address: string): Mailbox | undefined {
    return this.mailboxes.get(address.toLowerCase());
  }

  /** The mailbox mail for this address ends in; `name+anything@host` is `name@host`. */
  recipient(address: string): Mailbox | undefined {
    return this.find(address) ?? this.find(address.replace(/\+[^@]*@/, '@'));
  }

  mailbox(address: string): Mailbox {
    const mailbox = this.find(address);
    if (!mailbox) throw new UnknownPlace(`The simulator has no mailbox ${address}`);
    return mailbox;
  }

  folder(address: string, name = 'INBOX'): Folder {
    const folder = findFolder(this.mailbox(address), name);
    if (!folder) throw new UnknownPlace(`The mailbox ${address} has no folder ${name}`);
    return folder;
  }

  mail(address: string, uid: number, folderName?: string): { folder: Folder; mail: StoredMail } {
    const folder = this.folder(address, folderName);
    const mail = folder.mails.find((entry) => entry.uid === uid);
    if (!mail) throw new UnknownPlace(`The folder ${folder.path} of ${address} has no mail with UID ${uid}`);
    return { folder, mail };
  }

  /**
   * Puts a mail into a mailbox and gives its UID. A string gets CRLF line ends, a Buffer is kept byte for byte.
   */
  deliver(address: string, raw: string | Buffer, options: DeliveryOptions = {}): number {
    const mailbox = this.mailbox(address);
    const hidden = options.hidden ?? this.hideNext > 0;
    if (hidden && this.hideNext > 0) this.hideNext--;
    return this.store(mailbox, this.folder(address, options.folder), raw, { ...options, hidden }).uid;
  }

  /** As `deliver`, but with the places known already; used by IMAP APPEND as well. */
  store(mailbox: Mailbox, folder: Folder, raw: string | Buffer, options: DeliveryOptions): StoredMail {
    const bytes = typeof raw === 'string' ? Buffer.from(raw.replace(/\r?\n/g, '\r\n')) : raw;
    const emailId = String(this.#emailIds++);
    return putMail(mailbox, folder, {
      raw: bytes,
      flags: new Set(options.flags),
      internalDate: options.internalDate ?? this.#now(),
      emailId,
      threadId: threadOf(mailbox, bytes, emailId),
      hidden: options.hidden ?? false,
    });
  }

  mails(address: string, folder?: string): StoredMail[] {
    return visibleMails(this.folder(address, folder));
  }

  remove(address: string, uid: number, folderName?: string): void {
    const { folder, mail } = this.mail(address, uid, folderName);
    removeMail(folder, mail);
  }

  /** Moves a mail as another client would, and gives its UID there. */
  move(address: string, uid: number, to: string, from?: string): number {
    const { folder, mail } = this.mail(address, uid, from);
    const moved = putMail(this.mailbox(address), this.folder(address, to), mail);
    removeMail(folder, mail);
    return moved.uid;
  }

  reveal(address: string, uid: number, folderName?: string): void {
    const { folder, mail } = this.mail(address, uid, folderName);
    revealMail(folder, mail);
  }

  renumber(address: string, folderName?: string): number {
    const folder = this.folder(address, folderName);
    renumber(folder, this.nextUidValidity());
    return folder.uidValidity;
  }
}

/** Joins the thread of the first known Message-ID among In-Reply-To and References, or opens one. */
function threadOf(mailbox: Mailbox, raw: Buffer, emailId: string): string {
  const start = raw.toString('latin1', 0, 65_536);
  const part = readHeaders(start, 0, start.length);
  const own = ids(header(part, 'message-id'))[0];
  const earlier = [...ids(header(part, 'in-reply-to')), ...ids(header(part, 'references')).toReversed()];
  const known = earlier.map((id) => mailbox.threads.get(id)).find((thread) => thread !== undefined);
  const thread = known ?? emailId;
  if (own && !mailbox.threads.has(own)) mailbox.threads.set(own, thread);
  return thread;
}

function ids(field: string | undefined): string[] {
  return field?.match(/<[^<>\s]{1,998}>/g) ?? [];
}
