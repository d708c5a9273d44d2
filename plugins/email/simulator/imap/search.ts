// SEARCH keys (RFC 3501 §6.4.4) turned into tests over mails.
import type { StoredMail } from '../folder.ts';
import { header, readHeaders } from '../mime.ts';
import { isWord, wordText } from './parser.ts';
import type { Argument } from './parser.ts';
import { selectMails } from './sequence.ts';
import { parseImapDate } from './text.ts';

type Test = (mail: StoredMail) => boolean;

/** Walks the arguments; `view` gives sequence numbers their meaning. */
interface Cursor {
  keys: Argument[];
  place: number;
  view: StoredMail[];
}

const DAY = 24 * 60 * 60 * 1000;

const FLAG_KEYS: Record<string, Test> = {
  ALL: () => true,
  ANSWERED: (mail) => mail.flags.has('\\Answered'),
  DELETED: (mail) => mail.flags.has('\\Deleted'),
  DRAFT: (mail) => mail.flags.has('\\Draft'),
  FLAGGED: (mail) => mail.flags.has('\\Flagged'),
  SEEN: (mail) => mail.flags.has('\\Seen'),
  RECENT: () => false,
  NEW: () => false,
  OLD: () => true,
};

const VALUE_KEYS: Record<string, (value: string) => Test | undefined> = {
  KEYWORD: (value) => (mail) => mail.flags.has(value),
  UNKEYWORD: (value) => (mail) => !mail.flags.has(value),
  LARGER: (value) => (mail) => mail.raw.length > Number(value),
  SMALLER: (value) => (mail) => mail.raw.length < Number(value),
  MODSEQ: (value) => (mail) => mail.modseq >= Number(value),
  EMAILID: (value) => (mail) => `M${mail.emailId}` === value,
  THREADID: (value) => (mail) => `T${mail.threadId}` === value,
  'X-GM-MSGID': (value) => (mail) => mail.emailId === value,
  'X-GM-THRID': (value) => (mail) => mail.threadId === value,
  'X-GM-RAW': gmailSearch,
  SINCE: dateKey(
    (mail) => mail.internalDate,
    (time, day) => time >= day,
  ),
  BEFORE: dateKey(
    (mail) => mail.internalDate,
    (time, day) => time < day,
  ),
  ON: dateKey(
    (mail) => mail.internalDate,
    (time, day) => time >= day && time < day + DAY,
  ),
  SENTSINCE: dateKey(sentDate, (time, day) => time >= day),
  SENTBEFORE: dateKey(sentDate, (time, day) => time < day),
  SENTON: dateKey(sentDate, (time, day) => time >= day && time < day + DAY),
  BCC: headerKey('bcc'),
  CC: headerKey('cc'),
  FROM: headerKey('from'),
  SUBJECT: headerKey('subject'),
  TO: headerKey('to'),
  TEXT: (value) => (mail) => contains(mail.raw.toString('latin1'), value),
  BODY: (value) => (mail) => {
    const text = mail.raw.toString('latin1');
    return contains(text.slice(readHeaders(text, 0, text.length).bodyStart), value);
  },
};

/** The mails that fit every key; undefined when a key cannot be understood. */
export function search(view: StoredMail[], keys: Argument[]): StoredMail[] | undefined {
  const test = allOf({ keys, place: 0, view });
  return test && view.filter(test);
}

function allOf(cursor: Cursor): Test | undefined {
  const tests: Test[] = [];
  while (cursor.place < cursor.keys.length) {
    const test = oneKey(cursor);
    if (!test) return undefined;
    tests.push(test);
  }
  return (mail) => tests.every((test) => test(mail));
}

function oneKey(cursor: Cursor): Test | undefined {
  const argument = cursor.keys[cursor.place++];
  if (!isWord(argument)) return argument && allOf({ ...cursor, keys: argument, place: 0 });
  const key = argument.text.toUpperCase();
  if (Object.hasOwn(FLAG_KEYS, key)) return FLAG_KEYS[key];
  if (key.startsWith('UN') && Object.hasOwn(FLAG_KEYS, key.slice(2))) return not(FLAG_KEYS[key.slice(2)]);
  if (key === 'NOT') return not(oneKey(cursor));
  if (key === 'OR') return either(oneKey(cursor), oneKey(cursor));
  if (key === 'UID') return inSet(cursor, nextText(cursor), true);
  if (key === 'HEADER') return headerKey(nextText(cursor).toLowerCase())(nextText(cursor));
  if (Object.hasOwn(VALUE_KEYS, key)) return VALUE_KEYS[key]!(nextText(cursor));
  return inSet(cursor, key, false);
}

function nextText(cursor: Cursor): string {
  return wordText(cursor.keys[cursor.place++]) ?? '';
}

function not(test: Test | undefined): Test | undefined {
  return test && ((mail) => !test(mail));
}

function either(one: Test | undefined, other: Test | undefined): Test | undefined {
  return one && other && ((mail) => one(mail) || other(mail));
}

function inSet(cursor: Cursor, set: string, byUid: boolean): Test | undefined {
  const mails = selectMails(cursor.view, set, byUid);
  if (!mails) return undefined;
  const found = new Set(mails);
  return (mail) => found.has(mail);
}

function dateKey(timeOf: (mail: StoredMail) => Date, fits: (time: number, day: number) => boolean) {
  return (value: string): Test | undefined => {
    const day = parseImapDate(value);
    return day && ((mail) => fits(timeOf(mail).getTime(), day.getTime()));
  };
}

function sentDate(mail: StoredMail): Date {
  return new Date(header(headOf(mail), 'date') ?? Number.NaN);
}

// An empty value asks only whether the field is there.
function headerKey(name: string): (value: string) => Test {
  return (value) => (mail) => {
    return headOf(mail).headers.some((field) => field.name === name && contains(field.value, value));
  };
}

function headOf(mail: StoredMail) {
  const text = mail.raw.toString('latin1');
  return readHeaders(text, 0, text.length);
}

function contains(text: string, value: string): boolean {
  return text.toLowerCase().includes(value.toLowerCase());
}

// Of Gmail's search language: rfc822msgid: and plain words.
function gmailSearch(value: string): Test {
  const id = /^rfc822msgid:(.+)$/i.exec(value.trim())?.[1];
  return id ? headerKey('message-id')(id) : (mail) => contains(mail.raw.toString('latin1'), value);
}
