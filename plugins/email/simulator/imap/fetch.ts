// FETCH: which items a client asks for and how each is written (RFC 3501 §6.4.5, RFC 7162, RFC 8474, Gmail's own).
import { labelsOf } from '../mailbox.ts';
import { parseMime } from '../mime.ts';
import type { MimePart } from '../mime.ts';
import type { StoredMail } from '../folder.ts';
import { isWord } from './parser.ts';
import type { Argument } from './parser.ts';
import { parseSection, sectionText } from './sections.ts';
import type { Section } from './sections.ts';
import type { Session } from './session.ts';
import { bodyStructure, envelope } from './structure.ts';
import { encodeFolderName, imapString, internalDateText } from './text.ts';

/** One asked item, read from the command and ready to be written for any mail. */
export interface FetchItem {
  name: string;
  section?: Section;
  partial?: { start: number; length: number };
  /** Reading it sets `\Seen`. */
  marksSeen: boolean;
}

/** A written item: `data` follows `name`, a literal apart so that it can be cut within. */
export interface Written {
  text: string;
  literal?: Buffer;
}

interface Reading {
  session: Session;
  mail: StoredMail;
  /** The mail as latin1 and its tree, made only when an item needs them. */
  text: () => string;
  root: () => MimePart;
}

const MACROS: Record<string, string[]> = {
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

const PLAIN_ITEMS: Record<string, (reading: Reading) => string> = {
  UID: ({ mail }) => String(mail.uid),
  FLAGS: ({ mail }) => `(${[...mail.flags].join(' ')})`,
  INTERNALDATE: ({ mail }) => internalDateText(mail.internalDate),
  'RFC822.SIZE': ({ mail }) => String(mail.raw.length),
  MODSEQ: ({ mail }) => `(${mail.modseq})`,
  EMAILID: ({ mail }) => `(M${mail.emailId})`,
  THREADID: ({ mail }) => `(T${mail.threadId})`,
  'X-GM-MSGID': ({ mail }) => mail.emailId,
  'X-GM-THRID': ({ mail }) => mail.threadId,
  'X-GM-LABELS': ({ session, mail }) =>
    `(${labelsOf(session.mailbox!, mail, session.view!.folder)
      .map((label) => imapString(encodeFolderName(label)))
      .join(' ')})`,
  ENVELOPE: ({ root }) => envelope(root()),
  BODYSTRUCTURE: ({ text, root }) => bodyStructure(text(), root(), true),
  BODY: ({ text, root }) => bodyStructure(text(), root(), false),
};

const SECTION_NAMES: Record<string, string> = { RFC822: '', 'RFC822.HEADER': 'HEADER', 'RFC822.TEXT': 'TEXT' };

/** Reads the item list of a FETCH; undefined when one of them does not exist. */
export function readItems(argument: Argument | undefined): FetchItem[] | undefined {
  const words = (Array.isArray(argument) ? argument : [argument]).filter((entry) => isWord(entry));
  const names = words.flatMap((word) => MACROS[word.text.toUpperCase()] ?? [word.text]);
  const items = names.map(readItem);
  return items.length > 0 && items.every((item) => item !== undefined) ? items : undefined;
}

function readItem(text: string): FetchItem | undefined {
  const name = text.toUpperCase();
  if (Object.hasOwn(PLAIN_ITEMS, name)) return { name, marksSeen: false };
  if (Object.hasOwn(SECTION_NAMES, name)) {
    return { name, section: parseSection(SECTION_NAMES[name]!), marksSeen: name !== 'RFC822.HEADER' };
  }
  const match = /^BODY(\.PEEK)?\[([^\]]*)\](?:<(\d{1,10})(?:\.(\d{1,10}))?>)?$/i.exec(text);
  const section = match ? parseSection(match[2]!) : undefined;
  if (!match || !section) return undefined;
  const partial = match[3] === undefined ? undefined : { start: Number(match[3]), length: Number(match[4] ?? 2 ** 32) };
  // The answer names the section without PEEK and only where a partial answer starts.
  const label = `BODY[${match[2]!}]${partial ? `<${partial.start}>` : ''}`;
  return { name: label, section, partial, marksSeen: match[1] === undefined };
}

export function writeItems(session: Session, mail: StoredMail, items: FetchItem[]): Written[] {
  let text: string | undefined;
  let root: MimePart | undefined;
  const reading: Reading = {
    session,
    mail,
    text: () => (text ??= mail.raw.toString('latin1')),
    root: () => (root ??= parseMime(reading.text())),
  };
  return items.map((item) => writeItem(reading, item));
}

function writeItem(reading: Reading, item: FetchItem): Written {
  if (!item.section) return { text: `${item.name} ${PLAIN_ITEMS[item.name]!(reading)}` };
  const whole = item.section.path.length === 0 && item.section.what === '';
  const bytes = whole ? reading.mail.raw : sectionBytes(reading, item.section);
  if (bytes === undefined) return { text: `${item.name} NIL` };
  const { start, length } = item.partial ?? { start: 0, length: bytes.length };
  const literal = bytes.subarray(start, start + length);
  return { text: `${item.name} {${literal.length}}\r\n`, literal };
}

function sectionBytes(reading: Reading, section: Section): Buffer | undefined {
  const text = sectionText(reading.text(), reading.root(), section);
  return text === undefined ? undefined : Buffer.from(text, 'latin1');
}
