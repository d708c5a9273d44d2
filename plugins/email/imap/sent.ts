// The folder for sent mail: a copy of what we sent, and proof of what may have been sent (EM-13).
import type { ImapFlow } from 'imapflow';
import type { Connection } from '../../../core/contract/connection.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { OutboundMessage } from '../../../core/contract/outbound.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { MailSettings } from '../account/settings.ts';
import { domainOf, ownMessageId } from '../mail/identity.ts';
import { providerName } from '../oauth/providers.ts';
import { countFolder } from './folder.ts';
import { findFolders, type Folders } from './folders.ts';
import { enter, type CredentialSource } from './enter.ts';
import type { Mailbox } from './mailbox.ts';

export interface SentFolder {
  /** Puts a copy there, unless the provider does so itself. Never rejects; what cannot be kept is noted. */
  keep(mail: { raw: Buffer; messageId: string }): void;
  find: NonNullable<Connection['find']>;
}

interface Copy {
  raw: Buffer;
  messageId: string;
  tries: number;
}

/** Copies that wait for the mailbox to be back; more are given up. */
const MOST_WAITING = 20;
const TRIES = 3;
/** Providers that file sent mail themselves do so within this time. */
const FILED = 2 * 60_000;

export function createSentFolder(context: AccountContext, mailbox: Mailbox, credentials: CredentialSource): SentFolder {
  const waiting: Copy[] = [];
  let busy = false;
  const settings = () => context.account.settings as MailSettings;
  const filesItself = () => providerName(settings().way) !== null;

  async function work(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let copy = waiting[0]; copy && mailbox.isOpen(); copy = waiting[0]) {
      copy.tries += 1;
      try {
        await mailbox.errand((client, folders) => append(client, folders, copy));
        waiting.shift();
      } catch (error) {
        if (copy.tries < TRIES) break;
        waiting.shift();
        const detail = String((error as { responseText?: string }).responseText ?? (error as Error).message).slice(
          0,
          200,
        );
        context.note(
          reason('imap.not_kept', `No copy could be put into the folder for sent mail: ${detail}`, { detail }),
        );
      }
    }
    busy = false;
  }

  mailbox.whenOpen(() => void work());
  return {
    keep({ raw, messageId }) {
      if (filesItself() || !settings().keepSent) return;
      if (waiting.length >= MOST_WAITING) waiting.shift();
      waiting.push({ raw, messageId, tries: 0 });
      void work();
    },
    find: (message) => find(context, credentials, message, filesItself()),
  };
}

/** What the server shows of all folders that are read, and how much of it is in the journal (EM-13). */
export async function countMailbox(context: AccountContext, mailbox: Mailbox) {
  if (!mailbox.isOpen()) return null;
  return mailbox.errand(async (client, folders) => {
    const sum = { theirs: 0, ours: 0 };
    for (const folder of folders.read) {
      const { theirs, ours } = await countFolder(client, context, folder);
      sum.theirs += theirs;
      sum.ours += ours;
    }
    return sum;
  });
}

/** At a second try it may be there already. */
async function append(client: ImapFlow, { sent }: Folders, { raw, messageId, tries }: Copy): Promise<void> {
  if (!sent) return;
  if (tries > 1 && (await isThere(client, sent, messageId))) return;
  // imapflow leaves out flags that the folder that is open does not keep, and one opened for reading keeps none.
  const lock = await client.getMailboxLock(sent);
  try {
    await client.append(sent, raw, ['\\Seen']);
  } finally {
    lock.release();
  }
}

async function isThere(client: ImapFlow, folder: string, messageId: string): Promise<boolean> {
  const lock = await client.getMailboxLock(folder, { readOnly: true });
  try {
    const found = await client.search({ header: { 'message-id': messageId } }, { uid: true });
    if (!found) throw new Error('The server does not search');
    return found.length > 0;
  } finally {
    lock.release();
  }
}

/**
 * A copy in the folder is proof, for it gets there after the server has taken the mail. Its absence is proof only where
 * the provider files by itself, and not at once.
 */
async function find(
  context: AccountContext,
  credentials: CredentialSource,
  message: OutboundMessage,
  filesItself: boolean,
): ReturnType<NonNullable<Connection['find']>> {
  const { address } = context.account.settings as MailSettings;
  const messageId = ownMessageId(message.key, message.threadToken, domainOf(address));
  const entered = await enter(context, credentials, AbortSignal.timeout(30_000));
  if (!('client' in entered)) return { found: 'cannot tell' };
  const { client } = entered;
  try {
    const { sent } = await findFolders(client, []);
    if (!sent) return { found: 'cannot tell' };
    if (await isThere(client, sent, messageId)) return { found: true, id: messageId };
    const isLong = context.now().getTime() - message.at.getTime() > FILED;
    return filesItself && isLong ? { found: false } : { found: 'cannot tell' };
  } catch {
    return { found: 'cannot tell' };
  } finally {
    client.close();
  }
}
