// A mail read for the desk: the reading, with what pages need besides (files' bytes, safe HTML in three parts, verdict).
import { readReceipt } from './bounce/receipt.ts';
import { parseMail } from './parse.ts';
import type { MailAttachment, ParsedMail } from './parsed-mail.ts';
import { readParsed, type ReadOptions } from './read.ts';
import type { Reading } from './reading.ts';
import { cutReplyHtml } from './reply/reply.ts';
import { sanitiseHtml } from './sanitise.ts';

export interface ReadMail {
  reading: Reading;
  files: Pick<MailAttachment, 'name' | 'type' | 'content' | 'inline' | 'contentId'>[];
  /** Sanitised; the sender's own words. Null when the mail has no HTML. */
  visibleHtml: string | null;
  /** Sanitised; what was quoted, if anything. */
  quotedHtml: string | null;
  /** Sanitised; how they signed, if it could be told from their words. */
  signatureHtml: string | null;
  /** Pictures that would be loaded from elsewhere. */
  remoteImages: number;
  /** Written by a machine although it is no answer, bounce or list. */
  automatic: boolean;
  /** The value of our own loop header, if it came round. */
  loop: string | null;
  /** Addresses that transport named as its goal (Delivered-To and the like). */
  deliveredTo: string[];
  /** Somebody's program says that they have seen what we sent (RFC 8098). */
  readReceipt: { originalMessageId: string } | null;
  /** The sender asks for such a receipt; it is never given by itself. */
  wantsReadReceipt: boolean;
}

/** Runs long on large mails: the desk asks a reader for it, which does this off the main thread. */
export function readForChannel(raw: Uint8Array, options: ReadOptions = {}): ReadMail {
  const mail = parseMail(raw, options.limits);
  const reading = readParsed(mail, options);
  const receipt = readReceipt(mail);
  return {
    reading,
    files: mail.attachments.map(({ name, type, content, inline, contentId }) => ({
      name,
      type,
      content,
      inline,
      contentId,
    })),
    ...safeParts(mail, reading),
    automatic: reading.automatic !== null,
    readReceipt: receipt?.originalMessageId ? { originalMessageId: receipt.originalMessageId } : null,
    ...headersForChannel(mail),
  };
}

/** What the header alone tells the channel. */
export function headersForChannel(mail: ParsedMail): Pick<ReadMail, 'loop' | 'deliveredTo' | 'wantsReadReceipt'> {
  return {
    loop: headerOf(mail, 'x-hubdesk-loop'),
    deliveredTo: ['delivered-to', 'x-original-to', 'x-forwarded-to', 'envelope-to', 'x-envelope-to'].flatMap((name) =>
      headersOf(mail, name),
    ),
    wantsReadReceipt: headerOf(mail, 'disposition-notification-to') !== null,
  };
}

/** Cut first, cleaned after: the marks of quotations are classes and ids that do not survive the cleaning. */
function safeParts(mail: ParsedMail, reading: Reading): SafeParts {
  const none = { visibleHtml: null, quotedHtml: null, signatureHtml: null, remoteImages: 0 };
  if (mail.html === null) return none;
  const cut = reading.forward ? { visibleHtml: mail.html } : cutReplyHtml(mail.html, mail.subject);
  return Object.entries(cut).reduce((parts: SafeParts, [name, html]) => {
    if (!html) return parts;
    const safe = sanitiseHtml(html);
    return { ...parts, [name]: safe.html, remoteImages: parts.remoteImages + safe.remoteImages };
  }, none);
}

type SafeParts = Pick<ReadMail, 'visibleHtml' | 'quotedHtml' | 'signatureHtml' | 'remoteImages'>;

function headersOf(mail: ParsedMail, name: string): string[] {
  return mail.headers.filter((field) => field.name === name).map((field) => field.value.trim());
}

function headerOf(mail: ParsedMail, name: string): string | null {
  return headersOf(mail, name)[0] ?? null;
}
