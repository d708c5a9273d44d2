// Reads a mail from its bytes to everything the desk wants to know about it.
import { classify } from './automation/kind.ts';
import { readBounce } from './bounce/bounce.ts';
import { readCalendar } from './calendar.ts';
import { readForward } from './forward/forward.ts';
import { htmlToPlain } from './html-text.ts';
import { walkParts } from './mime/part-text.ts';
import { parseMail } from './parse.ts';
import type { ParsedMail, ParseLimits } from './parsed-mail.ts';
import type { Reading } from './reading.ts';
import { cutReply } from './reply/reply.ts';
import { rulesVersion, sanitiseHtml } from './sanitise.ts';

export interface ReadOptions {
  limits?: Partial<ParseLimits>;
}

export async function readMail(raw: Uint8Array, options: ReadOptions = {}): Promise<Reading> {
  const started = performance.now();
  const mail = parseMail(raw, options.limits);
  const bounce = readBounce(mail);
  const { text, html, subject } = mail;
  const sanitised = html === null ? null : sanitiseHtml(html);
  const reading: Reading = {
    ms: 0,
    messageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: mail.references,
    date: mail.date?.toISOString() ?? null,
    from: mail.from,
    replyTo: mail.replyTo,
    to: mail.to,
    cc: mail.cc,
    subject,
    kind: classify(mail, bounce).kind,
    ...cutReply({ text, html, subject }),
    forward: bounce ? null : readForward({ subject, text, html, attachedMessage: attachedMessage(mail) }),
    bounce,
    calendar: readCalendar(mail),
    attachments: mail.attachments.map(({ name, type, bytes, md5, inline, contentId }) => ({
      name,
      type,
      bytes,
      md5,
      inline,
      contentId,
    })),
    text: text ?? (sanitised === null ? '' : htmlToPlain(sanitised.html)),
    html: sanitised?.html ?? null,
    remoteImages: sanitised?.remoteImages ?? 0,
    rulesVersion,
    authentication: null,
    encrypted: mail.encrypted,
    signed: mail.signed,
    defects: mail.defects,
  };
  reading.ms = Math.round((performance.now() - started) * 10) / 10;
  return reading;
}

/** The first mail that was attached whole. */
function attachedMessage(mail: ParsedMail): ParsedMail | null {
  for (const part of walkParts(mail.root)) {
    if (part.type === 'message/rfc822' && part.children.length > 0) return parseMail(part.body);
  }
  return null;
}
