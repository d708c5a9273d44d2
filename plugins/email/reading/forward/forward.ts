// The door of this folder: whether a mail hands on another one, and who wrote that.

import type { MailAddress, ParsedMail } from '../parsed-mail.ts';
import { forwardedSubject, isForwardStart, subjectSays } from '../reply/forward-sign.ts';
import { readDocument } from '../reply/html-cut.ts';
import { readLines, type Line } from '../reply/line.ts';
import { findQuoteStart, type QuoteStart } from '../reply/quote-start.ts';
import { readAuthor } from './author.ts';
import { readMailbox, readMailboxes } from './mailbox.ts';

/** A mail inside a mail, as far as its header lines tell. */
export interface Forward {
  /** Who wrote the mail that was handed on. */
  from: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  subject: string | null;
  /** As written, every program and language its own way; ISO 8601 for an attached mail. */
  date: string | null;
  /** The text of the mail that was handed on, quote marks taken off. */
  body: string;
  /** What the person who handed it on wrote above. */
  message: string | null;
}

/** What of an attached mail is of interest. */
export type AttachedMessage = Pick<ParsedMail, 'from' | 'to' | 'cc' | 'subject' | 'date' | 'text' | 'html'>;

export interface ForwardInput {
  subject: string;
  text: string | null;
  html: string | null;
  /** The first mail that is attached as message/rfc822. */
  attachedMessage: AttachedMessage | null;
}

/**
 * The mail that this one hands on, or null if it hands on none. A mail inside the body is preferred to an attached one,
 * and of several inside each other the outermost counts: that one was sent to the person who forwards. Only the text
 * is judged, so the result is a hint: anybody can write such lines, and whoever acts on it must know the forwarder.
 */
export function readForward(input: ForwardInput): Forward | null {
  const inText = input.text?.trim() ? inBody(readLines(input.text).lines, input.subject) : null;
  if (inText?.from) return inText;
  const inHtml = input.html?.trim() ? inBody(readDocument(input.html).lines, input.subject) : null;
  return inHtml?.from ? inHtml : (inText ?? inHtml ?? attached(input));
}

function inBody(lines: readonly Line[], subject: string): Forward | null {
  const start = findQuoteStart(lines);
  if (!start || !isForwardStart(lines, start, subject)) return null;
  const values = start.block?.values ?? {};
  const author = start.attribution === null ? null : readAuthor(start.attribution);
  return {
    from: values.from ? readMailbox(values.from) : (author?.from ?? null),
    to: readMailboxes(values.to ?? ''),
    cc: readMailboxes(values.cc ?? ''),
    subject: values.subject ?? (forwardedSubject(subject) || null),
    date: values.date ?? author?.date ?? null,
    body: bodyOf(lines, start),
    message: unquoted(lines.slice(0, start.start)) || null,
  };
}

/** The lines below the header lines; if they are marked as quoted, only as far as they are, unless a mark was lost. */
function bodyOf(lines: readonly Line[], start: QuoteStart): string {
  let first = start.content;
  while (first < lines.length && !lines[first]!.text && !lines[first]!.picture) first++;
  const depth = lines[first]?.depth ?? 0;
  if (depth === 0) return unquoted(lines.slice(first));
  let end = first;
  while (end < lines.length && (lines[end]!.depth >= depth || !lines[end]!.text)) end++;
  const lostMarks = end < lines.length && lines[end - 1]!.text !== '';
  if (lostMarks) end = lines.length;
  return unquoted(lines.slice(first, end), depth);
}

/** Lines as text with `depth` quote marks and the common indentation taken off. */
function unquoted(lines: readonly Line[], depth = 0): string {
  const bare = lines.map((line) => (line.depth > 0 ? line.text : line.raw.trimEnd()));
  const indents = bare.filter((text) => text !== '').map((text) => text.length - text.trimStart().length);
  const indent = indents.reduce((least, one) => Math.min(least, one), 80);
  return lines
    .map((line, index) => {
      const marks = '>'.repeat(Math.max(0, line.depth - depth));
      return `${marks}${marks ? ' ' : ''}${bare[index]!.slice(indent)}`.trimEnd();
    })
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

/** A mail that is attached as a whole: handed on if the subject says so or if nothing else was written. */
function attached(input: ForwardInput): Forward | null {
  const mail = input.attachedMessage;
  if (!mail) return null;
  const written = input.text?.trim() || (input.html ? unquoted(readDocument(input.html).lines) : '');
  if (subjectSays(input.subject) !== 'forward' && written) return null;
  const body = mail.text?.trim() ? mail.text : mail.html ? unquoted(readDocument(mail.html).lines) : '';
  const { from, to, cc, subject } = mail;
  const date = mail.date?.toISOString() ?? null;
  return { from, to, cc, subject: subject || null, date, body: body.trim(), message: written || null };
}
