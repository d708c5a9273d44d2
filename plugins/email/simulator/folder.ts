// One IMAP folder: its messages in UID order, its counters, and who is told when it changes.

/** A mail as the simulator keeps it. `raw` is exactly what a client fetches. */
export interface StoredMail {
  uid: number;
  raw: Buffer;
  /** System flags with backslash (`\Seen`) and keywords; `\Recent` is not kept. */
  flags: Set<string>;
  internalDate: Date;
  /** Grows with every change of this mail (RFC 7162). */
  modseq: number;
  /** Survives copies and moves (RFC 8474, Gmail's X-GM-MSGID), unsigned 64 bit as decimal digits. */
  emailId: string;
  /** The conversation it belongs to, found by Message-ID, In-Reply-To and References. */
  threadId: string;
  /** Has its UID already but is not shown yet, as happens on servers with parallel deliveries. */
  hidden: boolean;
}

export type NewMail = Omit<StoredMail, 'uid' | 'modseq'>;

/** Attributes of RFC 6154, plus `\Inbox`, which is only used inside the simulator. */
export type SpecialUse = '\\Inbox' | '\\All' | '\\Archive' | '\\Drafts' | '\\Flagged' | '\\Junk' | '\\Sent' | '\\Trash';

export interface Folder {
  path: string;
  specialUse?: SpecialUse;
  /** A name that only holds other folders, such as `[Gmail]`. */
  noSelect: boolean;
  subscribed: boolean;
  uidValidity: number;
  uidNext: number;
  highestModseq: number;
  mails: StoredMail[];
  /** What was removed and when, for QRESYNC's VANISHED (EARLIER). */
  expunged: { uid: number; modseq: number }[];
  watchers: Set<FolderWatcher>;
}

export interface FolderWatcher {
  changed(): void;
  /** The folder's UIDs are void: a server ends the sessions that have it open. */
  invalidated(): void;
}

export function createFolder(path: string, uidValidity: number, specialUse?: SpecialUse, noSelect = false): Folder {
  return {
    path,
    specialUse,
    noSelect,
    subscribed: !noSelect,
    uidValidity,
    uidNext: 1,
    highestModseq: 1,
    mails: [],
    expunged: [],
    watchers: new Set(),
  };
}

/** The mails a client may see now, in UID order. */
export function visibleMails(folder: Folder): StoredMail[] {
  return folder.mails.filter((mail) => !mail.hidden);
}

export function addMail(folder: Folder, mail: NewMail): StoredMail {
  const stored: StoredMail = {
    ...mail,
    flags: new Set(mail.flags),
    uid: folder.uidNext++,
    modseq: ++folder.highestModseq,
  };
  folder.mails.push(stored);
  announce(folder);
  return stored;
}

export function removeMail(folder: Folder, mail: StoredMail): void {
  const position = folder.mails.indexOf(mail);
  if (position < 0) return;
  folder.mails.splice(position, 1);
  folder.expunged.push({ uid: mail.uid, modseq: ++folder.highestModseq });
  announce(folder);
}

/** Replaces the flags of a mail; does nothing when they are the same already. */
export function setFlags(folder: Folder, mail: StoredMail, flags: Set<string>): void {
  if (flags.size === mail.flags.size && [...flags].every((flag) => mail.flags.has(flag))) return;
  mail.flags = flags;
  mail.modseq = ++folder.highestModseq;
  announce(folder);
}

export function revealMail(folder: Folder, mail: StoredMail): void {
  mail.hidden = false;
  mail.modseq = ++folder.highestModseq;
  announce(folder);
}

/**
 * Gives the folder a new, greater UIDVALIDITY and numbers its mails afresh from 1 (RFC 3501 §2.3.1.1);
 * sessions that have it open are ended.
 */
export function renumber(folder: Folder, uidValidity: number): void {
  folder.uidValidity = uidValidity;
  folder.mails.forEach((mail, index) => (mail.uid = index + 1));
  folder.uidNext = folder.mails.length + 1;
  folder.expunged = [];
  for (const watcher of folder.watchers) watcher.invalidated();
}

export function announce(folder: Folder): void {
  for (const watcher of folder.watchers) watcher.changed();
}
