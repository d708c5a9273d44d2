// Commands about folders: open, list, count, make, rename, remove (RFC 3501 §6.3, RFC 5258, RFC 5819, RFC 6154).
import { createFolder } from '../folder.ts';
import { DELIMITER, findFolder } from '../mailbox.ts';
import { folderOf, listFolders, listSubscribed, statusText } from './listing.ts';
import { isWord, wordList, wordText } from './parser.ts';
import type { Argument, Command } from './parser.ts';
import { parseSequenceSet, inRanges, formatSet } from './sequence.ts';
import { can, leaveFolder, readFolderName, sendUpdates, untagged, writeFolderName } from './session.ts';
import type { Handler, Session } from './session.ts';
import { flagLine, openView } from './view.ts';
import type { View } from './view.ts';

const SYSTEM_FLAGS = '\\Answered \\Flagged \\Deleted \\Seen \\Draft';

export const folderCommands: Record<string, Handler> = {
  SELECT: (session, command) => open(session, command, false),

  EXAMINE: (session, command) => open(session, command, true),

  UNSELECT(session) {
    leaveFolder(session);
    return 'OK UNSELECT completed';
  },

  LIST: listFolders,

  LSUB: listSubscribed,

  async STATUS(session, command) {
    const folder = folderOf(session, command.arguments[0]);
    if (!folder || folder.noSelect) return 'NO [NONEXISTENT] There is no such folder';
    const items = wordList(command.arguments[1]);
    await untagged(session, `STATUS ${writeFolderName(session, folder.path)} ${statusText(folder, items)}`);
    return 'OK STATUS completed';
  },

  CREATE(session, command) {
    const path = nameOf(session, command.arguments[0])?.replace(/\/$/, '');
    const { office } = session.world;
    if (!path) return 'BAD CREATE needs a name';
    if (findFolder(session.mailbox!, path)) return 'NO [ALREADYEXISTS] This folder exists already';
    const { folders } = session.mailbox!;
    const names = path.split(DELIMITER);
    for (const depth of names.keys()) {
      const part = names.slice(0, depth + 1).join(DELIMITER);
      const parent = part !== path;
      // A name that only holds others comes into being with the first of them (RFC 3501 §6.3.3).
      if (!folders.has(part)) folders.set(part, createFolder(part, office.nextUidValidity(), undefined, parent));
    }
    return 'OK CREATE completed';
  },

  DELETE(session, command) {
    const folder = folderOf(session, command.arguments[0]);
    if (!folder) return 'NO [NONEXISTENT] There is no such folder';
    if (folder.specialUse) return 'NO [CANNOT] This folder stays';
    session.mailbox!.folders.delete(folder.path);
    for (const watcher of folder.watchers) watcher.invalidated();
    return 'OK DELETE completed';
  },

  RENAME(session, command) {
    const folder = folderOf(session, command.arguments[0]);
    const path = nameOf(session, command.arguments[1]);
    if (!folder || !path) return 'NO [NONEXISTENT] There is no such folder';
    if (findFolder(session.mailbox!, path)) return 'NO [ALREADYEXISTS] This folder exists already';
    const { folders } = session.mailbox!;
    const from = folder.path;
    for (const entry of [...folders.values()].filter((other) => `${other.path}/`.startsWith(from + DELIMITER))) {
      folders.delete(entry.path);
      entry.path = path + entry.path.slice(from.length);
      folders.set(entry.path, entry);
    }
    return 'OK RENAME completed';
  },

  SUBSCRIBE: (session, command) => subscribe(session, command, true),

  UNSUBSCRIBE: (session, command) => subscribe(session, command, false),
};

function nameOf(session: Session, argument: Argument | undefined): string | undefined {
  const text = wordText(argument);
  return text === undefined ? undefined : readFolderName(session, text);
}

function subscribe(session: Session, command: Command, subscribed: boolean): string {
  const folder = folderOf(session, command.arguments[0]);
  if (!folder) return 'NO [NONEXISTENT] There is no such folder';
  folder.subscribed = subscribed;
  return `OK ${command.name} completed`;
}

async function open(session: Session, command: Command, readOnly: boolean): Promise<string> {
  const left = session.view;
  leaveFolder(session);
  const folder = folderOf(session, command.arguments[0]);
  if (!folder || folder.noSelect) return 'NO [NONEXISTENT] There is no such folder';
  const parameters = (command.arguments[1] as Argument[] | undefined) ?? [];
  if (left && session.enabled.has('QRESYNC')) await untagged(session, 'OK [CLOSED] The earlier folder is closed');
  const view = openView(
    folder,
    readOnly,
    () => session.idling && setImmediate(() => session.idling && void sendUpdates(session).catch(() => undefined)),
    () => void session.wire.send('* BYE The folder has changed, connect again\r\n').finally(() => session.wire.end()),
  );
  session.view = view;
  if (
    can(session, 'CONDSTORE') &&
    parameters.some((entry) => isWord(entry) && entry.text.toUpperCase() === 'CONDSTORE')
  ) {
    session.enabled.add('CONDSTORE');
  }
  await describe(session, view);
  await resynchronise(session, view, parameters);
  return `OK [${readOnly ? 'READ-ONLY' : 'READ-WRITE'}] ${command.name} completed`;
}

async function describe(session: Session, view: View): Promise<void> {
  const { folder, mails } = view;
  const firstUnseen = mails.findIndex((mail) => !mail.flags.has('\\Seen'));
  const keywords = new Set(mails.flatMap((mail) => [...mail.flags].filter((flag) => !flag.startsWith('\\'))));
  const flags = [SYSTEM_FLAGS, ...keywords].join(' ');
  await untagged(session, `FLAGS (${flags})`);
  await untagged(session, `OK [PERMANENTFLAGS (${view.readOnly ? '' : `${flags} \\*`})] Flags that stay`);
  await untagged(session, `${mails.length} EXISTS`);
  await untagged(session, '0 RECENT');
  if (firstUnseen >= 0) await untagged(session, `OK [UNSEEN ${firstUnseen + 1}] First unseen`);
  await untagged(session, `OK [UIDVALIDITY ${folder.uidValidity}] UIDs valid`);
  await untagged(session, `OK [UIDNEXT ${folder.uidNext}] Predicted next UID`);
  if (can(session, 'CONDSTORE')) await untagged(session, `OK [HIGHESTMODSEQ ${folder.highestModseq}] Highest`);
  if (can(session, 'OBJECTID')) await untagged(session, `OK [MAILBOXID (F${folder.uidValidity})] Folder id`);
}

// `SELECT box (QRESYNC (uidvalidity modseq [known-uids]))`: what vanished and changed since (RFC 7162 §3.2.5).
async function resynchronise(session: Session, view: View, parameters: Argument[]): Promise<void> {
  const place = parameters.findIndex((entry) => isWord(entry) && entry.text.toUpperCase() === 'QRESYNC');
  const [uidValidity, modseq, known] = wordList(parameters[place + 1]);
  if (place < 0 || !session.enabled.has('QRESYNC') || Number(uidValidity) !== view.folder.uidValidity) return;
  const ranges = known ? parseSequenceSet(known, view.folder.uidNext) : undefined;
  const gone = view.folder.expunged
    .filter((entry) => entry.modseq > Number(modseq) && (!ranges || inRanges(ranges, entry.uid)))
    .map((entry) => entry.uid)
    .toSorted((one, other) => one - other);
  if (gone.length > 0) await untagged(session, `VANISHED (EARLIER) ${formatSet(gone)}`);
  for (const [index, mail] of view.mails.entries()) {
    if (mail.modseq > Number(modseq))
      await session.wire.send(`${flagLine(index + 1, mail, { condstore: true, uids: true })}\r\n`);
  }
}
