// LIST, LSUB and STATUS answers.
import type { Folder } from '../folder.ts';
import { DELIMITER, findFolder } from '../mailbox.ts';
import { LARGEST_LITERAL, isWord, wordList, wordText } from './parser.ts';
import type { Argument, Command } from './parser.ts';
import { readFolderName, untagged, writeFolderName } from './session.ts';
import type { Session } from './session.ts';

interface ListRequest {
  /** `LIST (SUBSCRIBED) …`: only folders with this property, upper case. */
  only: string[];
  patterns: string[];
  /** `RETURN (…)`, upper case. */
  wanted: string[];
  statusItems: string[];
}

/** Plain and extended LIST (RFC 5258), with SPECIAL-USE and LIST-STATUS. */
export async function listFolders(session: Session, command: Command): Promise<string> {
  const request = readListRequest(session, command.arguments);
  if (!request) return 'BAD LIST needs a reference and a pattern';
  if (request.patterns.length === 1 && request.patterns[0] === '') {
    await untagged(session, `LIST (\\Noselect) "${DELIMITER}" ""`);
    return 'OK LIST completed';
  }
  const folders = matching(session, request.patterns).filter((folder) => isAsked(folder, request.only));
  for (const folder of folders) {
    const attributes = attributesOf(session, folder, request);
    await untagged(session, `LIST (${attributes.join(' ')}) "${DELIMITER}" ${writeFolderName(session, folder.path)}`);
    if (request.wanted.includes('STATUS') && !folder.noSelect) {
      const counts = statusText(folder, request.statusItems);
      await untagged(session, `STATUS ${writeFolderName(session, folder.path)} ${counts}`);
    }
  }
  return 'OK LIST completed';
}

export async function listSubscribed(session: Session, command: Command): Promise<string> {
  const request = readListRequest(session, command.arguments);
  for (const folder of matching(session, request?.patterns ?? [])) {
    if (folder.subscribed) await untagged(session, `LSUB () "${DELIMITER}" ${writeFolderName(session, folder.path)}`);
  }
  return 'OK LSUB completed';
}

/** The folder an argument names. A special use (`\Sent`) is an address for tests, never for clients. */
export function folderOf(session: Session, argument: Argument | undefined): Folder | undefined {
  const name = wordText(argument);
  if (name === undefined || name.startsWith('\\')) return undefined;
  return findFolder(session.mailbox!, readFolderName(session, name));
}

/** `(MESSAGES 3 UIDNEXT 4)`; items the simulator does not know are left out. */
export function statusText(folder: Folder, items: string[]): string {
  const visible = folder.mails.filter((mail) => !mail.hidden);
  const count = (flag: string, set: boolean) => visible.filter((mail) => mail.flags.has(flag) === set).length;
  const values: Record<string, () => number | string> = {
    MESSAGES: () => visible.length,
    RECENT: () => 0,
    UIDNEXT: () => folder.uidNext,
    UIDVALIDITY: () => folder.uidValidity,
    UNSEEN: () => count('\\Seen', false),
    DELETED: () => count('\\Deleted', true),
    HIGHESTMODSEQ: () => folder.highestModseq,
    SIZE: () => visible.reduce((bytes, mail) => bytes + mail.raw.length, 0),
    APPENDLIMIT: () => LARGEST_LITERAL,
    MAILBOXID: () => `(F${folder.uidValidity})`,
  };
  const known = items.map((item) => item.toUpperCase()).filter((item) => Object.hasOwn(values, item));
  return `(${known.map((item) => `${item} ${values[item]!()}`).join(' ')})`;
}

function readListRequest(session: Session, list: Argument[]): ListRequest | undefined {
  const selection = Array.isArray(list[0]) ? wordList(list[0]) : [];
  const [reference, patterns, keyword, returned] = Array.isArray(list[0]) ? list.slice(1) : list;
  const prefix = wordText(reference);
  if (prefix === undefined || patterns === undefined) return undefined;
  const options = wordText(keyword)?.toUpperCase() === 'RETURN' && Array.isArray(returned) ? returned : [];
  return {
    only: selection.map((name) => name.toUpperCase()),
    patterns: wordList(patterns).map((pattern) => (pattern === '' ? '' : readFolderName(session, prefix + pattern))),
    wanted: options.filter(isWord).map((word) => word.text.toUpperCase()),
    statusItems: wordList(options.find((option) => Array.isArray(option))),
  };
}

function matching(session: Session, patterns: string[]): Folder[] {
  const tests = patterns.map(
    (pattern) => (path: string) => fits(/^inbox$/i.test(pattern) ? 'INBOX' : pattern.slice(0, 1000), path),
  );
  return [...session.mailbox!.folders.values()].filter((folder) => tests.some((test) => test(folder.path)));
}

// Tries every place one character may stand for, one pattern character at a time: linear in pattern times path.
function fits(pattern: string, path: string): boolean {
  let places = new Set([0]);
  for (const character of pattern) {
    const next = new Set<number>();
    for (const place of places) {
      if (character !== '*' && character !== '%') {
        if (path[place] === character) next.add(place + 1);
        continue;
      }
      for (let end = place; end <= path.length; end++) {
        next.add(end);
        if (character === '%' && path[end] === DELIMITER) break;
      }
    }
    places = next;
  }
  return places.has(path.length);
}

function isAsked(folder: Folder, only: string[]): boolean {
  if (only.includes('SUBSCRIBED') && !folder.subscribed) return false;
  return !only.includes('SPECIAL-USE') || specialUse(folder) !== undefined;
}

function attributesOf(session: Session, folder: Folder, request: ListRequest): string[] {
  const children = [...session.mailbox!.folders.keys()].some((path) => path.startsWith(folder.path + DELIMITER));
  const attributes = [children ? '\\HasChildren' : '\\HasNoChildren'];
  if (folder.noSelect) attributes.push('\\Noselect');
  const use = specialUse(folder);
  if (use && !session.world.trouble.withoutCapabilities.has('SPECIAL-USE')) attributes.push(use);
  if (folder.subscribed && request.wanted.includes('SUBSCRIBED')) attributes.push('\\Subscribed');
  return attributes;
}

function specialUse(folder: Folder): string | undefined {
  return folder.specialUse === '\\Inbox' ? undefined : folder.specialUse;
}
