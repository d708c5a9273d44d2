// Commands that put mails into folders: APPEND, COPY, MOVE (RFC 3501, RFC 4315, RFC 6851).
import { removeMail } from '../folder.ts';
import type { Folder, StoredMail } from '../folder.ts';
import { putMail } from '../mailbox.ts';
import { folderOf } from './listing.ts';
import { wordList, wordText } from './parser.ts';
import type { Argument, Command } from './parser.ts';
import { formatSet, selectMails } from './sequence.ts';
import { can, highestModseq, untagged } from './session.ts';
import type { Handler, Session } from './session.ts';
import { parseImapDate } from './text.ts';

export const transferCommands: Record<string, Handler> = {
  APPEND(session, command) {
    const folder = folderOf(session, command.arguments[0]);
    const literal = wordText(command.arguments.at(-1));
    if (!folder || folder.noSelect) return 'NO [TRYCREATE] There is no such folder';
    if (literal === undefined || command.arguments.length < 2) return 'BAD APPEND needs a message';
    if (session.mailbox!.full) return 'NO [OVERQUOTA] Not enough disk quota';
    const options = command.arguments.slice(1, -1);
    const date = options.map((option) => parseImapDate(wordText(option) ?? '')).find((found) => found !== undefined);
    const mail = session.world.office.store(session.mailbox!, folder, Buffer.from(literal, 'latin1'), {
      flags: wordList(options.find((option) => Array.isArray(option))),
      internalDate: date,
    });
    const place = can(session, 'UIDPLUS') ? `[APPENDUID ${folder.uidValidity} ${mail.uid}] ` : '';
    return `OK ${place}APPEND completed`;
  },

  COPY: (session, command) => transfer(session, command, false),
  'UID COPY': (session, command) => transfer(session, command, true),
  MOVE: (session, command) => move(session, command, false),
  'UID MOVE': (session, command) => move(session, command, true),
};

async function transfer(session: Session, command: Command, byUid: boolean): Promise<string> {
  const copied = copy(session, command.arguments, byUid);
  if (typeof copied === 'string') return copied;
  return `OK ${copied.code}${command.name.replace('UID ', '')} completed`;
}

async function move(session: Session, command: Command, byUid: boolean): Promise<string> {
  if (session.view!.readOnly) return 'NO [CANNOT] The folder is open for reading only';
  const copied = copy(session, command.arguments, byUid);
  if (typeof copied === 'string') return copied;
  if (copied.code) await untagged(session, `OK ${copied.code}Moved`);
  for (const mail of copied.mails) removeMail(session.view!.folder, mail);
  return `OK ${highestModseq(session)}MOVE completed`;
}

function copy(session: Session, list: Argument[], byUid: boolean): { mails: StoredMail[]; code: string } | string {
  const mails = selectMails(session.view!.mails, wordText(list[0]) ?? '', byUid);
  const folder = folderOf(session, list[1]);
  if (!mails) return 'BAD A set is needed';
  if (!folder || folder.noSelect) return 'NO [TRYCREATE] There is no such folder';
  if (session.mailbox!.full) return 'NO [OVERQUOTA] Not enough disk quota';
  const copies = mails.map((mail) => putMail(session.mailbox!, folder, mail));
  return { mails, code: copyCode(session, folder, mails, copies) };
}

function copyCode(session: Session, folder: Folder, mails: StoredMail[], copies: StoredMail[]): string {
  if (mails.length === 0 || !can(session, 'UIDPLUS')) return '';
  const from = formatSet(mails.map((mail) => mail.uid));
  return `[COPYUID ${folder.uidValidity} ${from} ${formatSet(copies.map((mail) => mail.uid))}] `;
}
