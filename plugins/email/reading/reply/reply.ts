// The door of this folder: what the writer of a mail said, apart from what they quoted and signed.

import { cutLines, splitSharedLines, type Part } from './cut.ts';
import { cutDocument, readDocument, type HtmlReply } from './html-cut.ts';
import { readLines, type Line } from './line.ts';

export interface ReplyInput {
  /** The plain text body, any line ends; null if the mail has none. */
  text: string | null;
  /** The HTML body, sanitised or not; null if the mail has none. */
  html: string | null;
  /** The subject decides whether a quoted mail is answered or handed on. */
  subject: string;
}

/** The three parts of a body as plain text; together they are the whole. */
export interface Reply {
  visibleText: string;
  quotedText: string;
  signature: string;
}

/**
 * Cuts a body into what the writer said, what they quoted and how they signed. Nothing is lost: if cutting would leave
 * nothing, or the mail is a forward, all of it is visible. Linear in the size of the body.
 */
export function cutReply(input: ReplyInput): Reply {
  const { text, html, subject } = input;
  const fromText = text !== null && text.trim() ? cutText(text, subject) : null;
  if (!html?.trim()) return fromText?.reply ?? { visibleText: '', quotedText: '', signature: '' };
  if (fromText && (fromText.isForward || fromText.reply.quotedText)) return fromText.reply;
  const fromHtml = cutHtml(html, subject);
  if (!fromText) return fromHtml.reply;
  return fromHtml.reply.quotedText && !fromHtml.isForward ? fromHtml.reply : fromText.reply;
}

interface Result {
  reply: Reply;
  isForward: boolean;
}

function cutText(text: string, subject: string): Result {
  const { lines: read, remainder } = readLines(text);
  const lines = splitSharedLines(read);
  const { parts, isForward } = cutLines(lines, subject);
  if (remainder) {
    lines.push({ text: '', raw: remainder, depth: 0 });
    parts.push(parts.at(-1) ?? 'visible');
  }
  return { reply: join(lines, parts), isForward };
}

function cutHtml(html: string, subject: string): Result {
  const { lines } = readDocument(html);
  const { parts, isForward } = cutLines(lines, subject, true);
  return { reply: join(lines, parts), isForward };
}

function join(lines: readonly Line[], parts: readonly Part[]): Reply {
  const of = (part: Part): string => trimLines(lines.filter((_, index) => parts[index] === part));
  return { visibleText: of('visible'), quotedText: of('quoted'), signature: of('signature') };
}

/** The lines as text, without empty ones at both ends and blanks at the end of lines. */
function trimLines(lines: readonly Line[]): string {
  return lines
    .map((line) => line.raw.trimEnd())
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

/**
 * Divides an HTML body for display, keeping the writer's formatting in each part. Sanitise what comes out, not what
 * goes in: the result is parsed and written anew.
 * @param subject decides whether the body is a forward, which is never divided
 */
export function cutReplyHtml(html: string, subject = ''): HtmlReply {
  return cutDocument(html, subject);
}
