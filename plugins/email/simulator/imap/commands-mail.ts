// Commands about the mails of the open folder: FETCH, SEARCH, STORE, EXPUNGE, CLOSE (RFC 3501 §6.4).
import { removeMail } from '../folder.ts';
import type { StoredMail } from '../folder.ts';
import { putFlags } from '../mailbox.ts';
import { useUp } from '../misbehaviour.ts';
import { readItems, writeItems } from './fetch.ts';
import type { FetchItem } from './fetch.ts';
import { isWord, wordList, wordText } from './parser.ts';
import type { Argument, Command } from './parser.ts';
import { search } from './search.ts';
import { formatSet, selectMails } from './sequence.ts';
import { can, highestModseq, leaveFolder, untagged } from './session.ts';
import type { Handler, Session } from './session.ts';
import { sequenceNumbers } from './view.ts';

export const mailCommands: Record<string, Handler> = {
  FETCH: (session, command) => fetchMails(session, command, false),
  'UID FETCH': (session, command) => fetchMails(session, command, true),
  SEARCH: (session, command) => searchMails(session, command, false),
  'UID SEARCH': (session, command) => searchMails(session, command, true),
  STORE: (session, command) => storeFlags(session, command, false),
  'UID STORE': (session, command) => storeFlags(session, command, true),
  EXPUNGE: (session) => expunge(session, session.view!.mails),

  'UID EXPUNGE'(session, command) {
    const mails = selectMails(session.view!.mails, wordText(command.arguments[0]) ?? '', true);
    return mails ? expunge(session, mails) : 'BAD This is no UID set';
  },

  CLOSE(session) {
    const { mails, readOnly } = session.view!;
    if (!readOnly) expunge(session, mails);
    leaveFolder(session);
    return 'OK CLOSE completed';
  },
};

async function fetchMails(session: Session, command: Command, byUid: boolean): Promise<string> {
  const view = session.view!;
  const mails = selectMails(view.mails, wordText(command.arguments[0]) ?? '', byUid);
  const items = readItems(command.arguments[1]);
  if (!mails || !items) return 'BAD FETCH needs a set and known items';
  const changedSince = modifier(command.arguments[2], 'CHANGEDSINCE');
  if (
    changedSince !== undefined &&
    session.enabled.has('QRESYNC') &&
    wordList(command.arguments[2]).includes('VANISHED')
  ) {
    const gone = view.folder.expunged.filter((entry) => entry.modseq > changedSince).map((entry) => entry.uid);
    if (gone.length > 0) await untagged(session, `VANISHED (EARLIER) ${formatSet(gone.toSorted((a, b) => a - b))}`);
  }
  const extra = changedSince === undefined ? [] : (readItems([{ text: 'MODSEQ', quoted: false }]) ?? []);
  const numbers = sequenceNumbers(view);
  for (const mail of mails.filter((entry) => entry.modseq > (changedSince ?? -1))) {
    await sendMail(session, mail, numbers.get(mail)!, complete([...items, ...extra], byUid));
  }
  return 'OK FETCH completed';
}

// A UID FETCH answers with the UID whether asked or not; nothing is answered twice.
function complete(items: FetchItem[], byUid: boolean): FetchItem[] {
  const all = byUid ? [{ name: 'UID', marksSeen: false }, ...items] : items;
  return all.filter((item, index) => all.findIndex((other) => other.name === item.name) === index);
}

async function sendMail(session: Session, mail: StoredMail, number: number, items: FetchItem[]): Promise<void> {
  const view = session.view!;
  const { trouble } = session.world;
  const reads = items.some((item) => item.section && (item.marksSeen || trouble.marksSeen));
  if (reads && !view.readOnly && !mail.flags.has('\\Seen')) {
    putFlags(session.mailbox!, view.folder, mail, new Set([...mail.flags, '\\Seen']));
  }
  const pieces: Buffer[] = [Buffer.from(`* ${number} FETCH (`)];
  for (const [index, { text, literal }] of writeItems(session, mail, items).entries()) {
    pieces.push(Buffer.from(`${index > 0 ? ' ' : ''}${text}`, 'latin1'));
    if (!literal) continue;
    const cut = useUp(trouble.cutFetches);
    if (cut) return cutWithin(session, Buffer.concat([...pieces, literal.subarray(0, cut.afterBytes)]));
    pieces.push(literal);
  }
  pieces.push(Buffer.from(')\r\n'));
  await session.wire.send(Buffer.concat(pieces));
}

async function cutWithin(session: Session, begun: Buffer): Promise<void> {
  await session.wire.send(begun);
  session.wire.cut();
}

async function searchMails(session: Session, command: Command, byUid: boolean): Promise<string> {
  const keys = [...command.arguments];
  const returns = wordText(keys[0])?.toUpperCase() === 'RETURN' ? wordList(keys.splice(0, 2)[1]) : undefined;
  if (wordText(keys[0])?.toUpperCase() === 'CHARSET') keys.splice(0, 2);
  const view = session.view!;
  const found = keys.length > 0 ? search(view.mails, keys) : undefined;
  if (!found) return 'BAD SEARCH keys cannot be understood';
  const sequence = sequenceNumbers(view);
  const numbers = found.map((mail) => (byUid ? mail.uid : sequence.get(mail)!)).toSorted((a, b) => a - b);
  if (!returns || !can(session, 'ESEARCH')) {
    await untagged(session, `SEARCH ${numbers.join(' ')}`.trim());
  } else {
    await untagged(session, `ESEARCH (TAG "${command.tag}")${byUid ? ' UID' : ''}${extended(numbers, returns)}`);
  }
  return 'OK SEARCH completed';
}

// RFC 4731: MIN, MAX and ALL are left out when nothing was found.
function extended(numbers: number[], returns: string[]): string {
  const wanted = returns.length > 0 ? returns.map((name) => name.toUpperCase()) : ['ALL'];
  const values: Record<string, string | number | undefined> = {
    MIN: numbers[0],
    MAX: numbers.at(-1),
    COUNT: numbers.length,
    ALL: formatSet(numbers) || undefined,
  };
  return wanted.map((name) => (values[name] === undefined ? '' : ` ${name} ${values[name]}`)).join('');
}

async function storeFlags(session: Session, command: Command, byUid: boolean): Promise<string> {
  const view = session.view!;
  if (view.readOnly) return 'NO [CANNOT] The folder is open for reading only';
  const [set, ...rest] = command.arguments;
  const mails = selectMails(view.mails, wordText(set) ?? '', byUid);
  const unchangedSince = Array.isArray(rest[0]) ? modifier(rest.shift(), 'UNCHANGEDSINCE') : undefined;
  const operation = /^([+-]?)FLAGS(\.SILENT)?$/i.exec(wordText(rest[0]) ?? '');
  if (!mails || !operation || rest.length < 2) return 'BAD STORE needs a set and FLAGS';
  const flags = rest
    .slice(1)
    .flatMap((argument) => wordList(argument))
    .map(spelled);
  const late = mails.filter((mail) => unchangedSince !== undefined && mail.modseq > unchangedSince);
  for (const mail of mails) {
    if (late.includes(mail)) continue;
    putFlags(session.mailbox!, view.folder, mail, changed(mail.flags, operation[1]!, flags));
    // Who changed flags hears of it even when they were so already, or not at all when it asked for silence.
    const silent = operation[2] !== undefined && !session.enabled.has('CONDSTORE');
    view.told.set(mail, silent ? mail.modseq : -1);
    view.stale = true;
  }
  const numbers = late.map((mail) => (byUid ? mail.uid : view.mails.indexOf(mail) + 1));
  return late.length > 0 ? `OK [MODIFIED ${formatSet(numbers)}] STORE completed` : 'OK STORE completed';
}

function changed(before: Set<string>, sign: string, flags: string[]): Set<string> {
  if (sign === '+') return new Set([...before, ...flags]);
  if (sign === '-') return new Set([...before].filter((flag) => !flags.includes(flag)));
  return new Set(flags);
}

// `\seen` and `\SEEN` are `\Seen`.
function spelled(flag: string): string {
  return flag.startsWith('\\') ? `\\${flag.charAt(1).toUpperCase()}${flag.slice(2).toLowerCase()}` : flag;
}

function modifier(argument: Argument | undefined, name: string): number | undefined {
  if (!Array.isArray(argument)) return undefined;
  const place = argument.findIndex((entry) => isWord(entry) && entry.text.toUpperCase() === name);
  const value = place < 0 ? undefined : Number(wordText(argument[place + 1]));
  return Number.isNaN(value) ? undefined : value;
}

function expunge(session: Session, mails: StoredMail[]): string {
  const view = session.view!;
  if (view.readOnly) return 'NO [CANNOT] The folder is open for reading only';
  for (const mail of mails.filter((entry) => entry.flags.has('\\Deleted'))) removeMail(view.folder, mail);
  return `OK ${highestModseq(session)}EXPUNGE completed`;
}
