// One address with its password and folders, laid out the way its provider does it.
import { addMail, createFolder, removeMail, setFlags } from './folder.ts';
import type { Folder, NewMail, SpecialUse, StoredMail } from './folder.ts';

/** Who hosts a mailbox; decides folder names, IMAP dialect, error texts and where one signs in. */
export type Provider = 'plain' | 'google' | 'microsoft';

export interface Mailbox {
  address: string;
  name: string;
  password: string;
  provider: Provider;
  folders: Map<string, Folder>;
  /** Message-ID → thread, so that answers join their conversation. */
  threads: Map<string, string>;
  /** Nothing can be stored any more: APPEND and delivery are refused. */
  full: boolean;
  /** Lower-case addresses whose tokens open this mailbox too, as with shared mailboxes. */
  delegates: Set<string>;
}

export const DELIMITER = '/';

const LAYOUTS: Record<Provider, [path: string, use: SpecialUse | 'noSelect'][]> = {
  plain: [
    ['INBOX', '\\Inbox'],
    ['Archive', '\\Archive'],
    ['Drafts', '\\Drafts'],
    ['Junk', '\\Junk'],
    ['Sent', '\\Sent'],
    ['Trash', '\\Trash'],
  ],
  google: [
    ['INBOX', '\\Inbox'],
    ['[Gmail]', 'noSelect'],
    ['[Gmail]/All Mail', '\\All'],
    ['[Gmail]/Drafts', '\\Drafts'],
    ['[Gmail]/Sent Mail', '\\Sent'],
    ['[Gmail]/Spam', '\\Junk'],
    ['[Gmail]/Trash', '\\Trash'],
  ],
  microsoft: [
    ['INBOX', '\\Inbox'],
    ['Archive', '\\Archive'],
    ['Deleted Items', '\\Trash'],
    ['Drafts', '\\Drafts'],
    ['Junk Email', '\\Junk'],
    ['Sent Items', '\\Sent'],
  ],
};

export interface MailboxSettings {
  address: string;
  name: string;
  password: string;
  provider: Provider;
}

export function createMailbox(settings: MailboxSettings, uidValidity: () => number): Mailbox {
  const folders = new Map<string, Folder>();
  for (const [path, use] of LAYOUTS[settings.provider]) {
    const noSelect = use === 'noSelect';
    folders.set(path, createFolder(path, uidValidity(), noSelect ? undefined : use, noSelect));
  }
  return { ...settings, folders, threads: new Map(), full: false, delegates: new Set() };
}

/** Finds a folder by its path (INBOX in any case) or by its special use (`\Sent`). */
export function findFolder(mailbox: Mailbox, name: string): Folder | undefined {
  if (name.startsWith('\\')) return [...mailbox.folders.values()].find((folder) => folder.specialUse === name);
  return mailbox.folders.get(name.toUpperCase() === 'INBOX' ? 'INBOX' : name);
}

/**
 * Puts a mail into a folder. In a Google mailbox folders are labels: every mail is also in All Mail, putting it there
 * again gives the one that exists, and Spam and Trash take it out of everywhere else.
 */
export function putMail(mailbox: Mailbox, folder: Folder, mail: NewMail): StoredMail {
  if (mailbox.provider !== 'google') return addMail(folder, mail);
  const all = findFolder(mailbox, '\\All')!;
  const there = folder.mails.find((other) => other.emailId === mail.emailId);
  if (there) return there;
  if (folder.specialUse === '\\Junk' || folder.specialUse === '\\Trash') {
    for (const other of mailbox.folders.values()) if (other !== folder) dropMail(other, mail.emailId);
  } else if (folder !== all && !all.mails.some((other) => other.emailId === mail.emailId)) {
    addMail(all, mail);
  }
  return addMail(folder, mail);
}

/** Changes the flags of a mail; a Google mailbox has them once for all labels. */
export function putFlags(mailbox: Mailbox, folder: Folder, mail: StoredMail, flags: Set<string>): void {
  setFlags(folder, mail, flags);
  if (mailbox.provider !== 'google') return;
  for (const other of mailbox.folders.values()) {
    const copy = other === folder ? undefined : other.mails.find((entry) => entry.emailId === mail.emailId);
    if (copy) setFlags(other, copy, new Set([...flags].filter((flag) => flag !== '\\Deleted')));
  }
}

/** Gmail's labels of a mail: the folders it is in, system folders by their backslash name. */
export function labelsOf(mailbox: Mailbox, mail: StoredMail, except: Folder): string[] {
  return [...mailbox.folders.values()]
    .filter((folder) => folder !== except && folder.specialUse !== '\\All')
    .filter((folder) => folder.mails.some((entry) => entry.emailId === mail.emailId))
    .map((folder) => folder.specialUse ?? folder.path);
}

function dropMail(folder: Folder, emailId: string): void {
  for (const mail of folder.mails.filter((entry) => entry.emailId === emailId)) removeMail(folder, mail);
}
