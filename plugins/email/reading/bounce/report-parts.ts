// Sorts the parts of a report: what is for people, what for machines, and what is the mail it is about (RFC 6522).
import { htmlToPlain } from '../html-text.ts';
import { partText } from '../mime/part-text.ts';
import { mayBeReport } from './sender.ts';
import type { HeaderField, MimePart, ParsedMail } from '../parsed-mail.ts';

export interface ReportParts {
  /** The text for people. */
  notice: string;
  /** Texts of the delivery-status parts (RFC 3464, RFC 6533). */
  statuses: string[];
  /** Texts of the feedback-report parts (RFC 5965). */
  feedback: string[];
  /** Texts of the disposition-notification parts (RFC 8098). */
  dispositions: string[];
  /** Header of the returned mail where it came as a part that was taken apart. */
  returnedHeaders: HeaderField[][];
  /** The returned mail or its header where it came as text. */
  returnedTexts: string[];
  /** The parts of an enclosed mail that is a report itself, as gateways pass reports on. */
  enclosed: ReportParts | null;
}

/** Longer texts are cut: reports are short, and what follows is the mail they return. */
const longestText = 100_000;
const mostParts = 100;

const statusTypes = /^message\/(?:x-)?(?:global-)?delivery-?status$/;
const dispositionTypes = /^message\/(?:global-)?disposition-notification$/;
const returnedTypes = /^(?:message|text)\/(?:x-)?(?:rfc-?822|global|news|partial)(?:-headers?)?$/;
const statusField = /^(?:final|original)-recipient[ \t]{0,9}:/im;

export function sortReportParts(mail: ParsedMail): ReportParts {
  return sortParts(mail.root, noticeText(mail));
}

function sortParts(root: MimePart, notice: string | null): ReportParts {
  const own = ownParts(root);
  const first = own.find((part) => part.type === 'text/plain');
  const parts: ReportParts = {
    notice: notice ?? (first ? textOf(first) : ''),
    statuses: [],
    feedback: [],
    dispositions: [],
    returnedHeaders: [],
    returnedTexts: [],
    enclosed: null,
  };
  for (const part of own) sortPart(part, parts);
  const report = own.flatMap((part) => part.children).find((child) => child.type === 'multipart/report');
  // Only one level: `notice` is given for the mail itself.
  if (report && notice !== null) parts.enclosed = sortParts(report, null);
  return parts;
}

function sortPart(part: MimePart, parts: ReportParts): void {
  if (statusTypes.test(part.type)) parts.statuses.push(withoutInnerCoding(textOf(part)));
  else if (part.type === 'message/feedback-report') parts.feedback.push(textOf(part));
  else if (dispositionTypes.test(part.type)) parts.dispositions.push(textOf(part));
  else if (returnedTypes.test(part.type) || /\.(?:eml|msg)$/i.test(part.filename ?? '')) {
    const inner = part.children[0];
    if (inner && inner.headers.length > 0) parts.returnedHeaders.push(inner.headers);
    else parts.returnedTexts.push(textOf(part));
  } else if (part.type.startsWith('text/') && part.disposition === 'attachment') {
    const text = textOf(part);
    if (statusField.test(text)) parts.statuses.push(text);
  }
}

/** The parts of this mail in order, not those of mails enclosed in it. */
function ownParts(root: MimePart): MimePart[] {
  const parts: MimePart[] = [];
  const open = [root];
  for (let part = open.pop(); part && parts.length < mostParts; part = open.pop()) {
    if (part.type.startsWith('multipart/')) open.push(...part.children.slice(0, mostParts).reverse());
    else parts.push(part);
  }
  return parts;
}

/** Gateways that rewrite links leave the coding of the part inside of it, below the first block. */
function withoutInnerCoding(text: string): string {
  const match = /^content-transfer-encoding:\s*base64\s*$/im.exec(text);
  const start = match ? text.indexOf('\n\n', match.index) : -1;
  if (start < 0) return text;
  const decoded = Buffer.from(text.slice(start).replace(/\s+/g, ''), 'base64').toString('utf8');
  return statusField.test(decoded) ? `${text.slice(0, match!.index)}\n\n${decoded}` : text;
}

function textOf(part: MimePart): string {
  return partText(part, longestText);
}

/** Turning HTML into text is slow: only where the mail may be a report at all. */
function noticeText(mail: ParsedMail): string {
  const { text, html } = mail;
  const plain = (text ?? '').slice(0, longestText);
  if (html === null || plain.trim() !== '' || !mayBeReport(mail)) return plain;
  return htmlToPlain(html.slice(0, longestText)).slice(0, longestText);
}
