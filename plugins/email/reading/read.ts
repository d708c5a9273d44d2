// Reads a mail from its bytes to everything the desk wants to know about it.
import { readAuthentication } from './authentication.ts';
import { classify } from './automation/kind.ts';
import { readBounce } from './bounce/bounce.ts';
import type { Bounce } from './bounce/shapes.ts';
import { readCalendar } from './calendar.ts';
import { readForward } from './forward/forward.ts';
import { htmlToPlain } from './html-text.ts';
import { walkParts } from './mime/part-text.ts';
import { parseMail } from './parse.ts';
import type { MailAttachment, ParsedMail, ParseLimits } from './parsed-mail.ts';
import type { BodyReading, ReadAttachment, Reading } from './reading.ts';
import { cutReply } from './reply/reply.ts';
import { rulesVersion, sanitiseHtml } from './sanitise.ts';

export interface ReadOptions {
  limits?: Partial<ParseLimits>;
  /** Servers whose word on the sender counts; see `readAuthentication`. */
  trustedServers?: string[];
}

/** Never fails on any bytes. Runs long on large mails: the desk calls it through a reader, off its main thread. */
export function readMail(raw: Uint8Array, options: ReadOptions = {}): Reading {
  const started = performance.now();
  const reading = readParsed(parseMail(raw, options.limits), options);
  return { ...reading, ms: Math.round((performance.now() - started) * 10) / 10 };
}

/** The same for a mail that was taken apart already; `ms` stays 0. */
export function readParsed(mail: ParsedMail, options: ReadOptions = {}): Reading {
  const bounce = readBounce(mail);
  const body = readBody({ ...mail, attachedMessage: bounce ? null : findAttached(mail) });
  return {
    ...describe(mail, bounce),
    ...body,
    forward: bounce ? null : body.forward,
    calendar: readCalendar(mail),
    authentication: readAuthentication(mail, options.trustedServers ?? []),
  };
}

export interface BodyInput {
  subject: string;
  text: string | null;
  html: string | null;
  attachedMessage: ParsedMail | null;
}

/** Reads a body: what is new in it, what is quoted, whether it forwards a mail, and how to show it safely. */
export function readBody({ subject, text, html, attachedMessage }: BodyInput): BodyReading {
  const sanitised = html === null ? null : sanitiseHtml(html);
  return {
    ...cutReply({ text: text === null ? null : withoutArmour(text), html, subject }),
    forward: readForward({ subject, text, html, attachedMessage }),
    text: text?.trim() || sanitised === null ? (text ?? '') : htmlToPlain(sanitised.html),
    html: sanitised?.html ?? null,
    remoteImages: sanitised?.remoteImages ?? 0,
    rulesVersion,
  };
}

const armourStart = '-----BEGIN PGP MESSAGE-----';
const armourEnd = '-----END PGP MESSAGE-----';

/** Text without the encrypted blocks in it: ciphertext is not what somebody said (RFC 9580 §6.2). */
function withoutArmour(text: string): string {
  let out = '';
  let at = 0;
  for (let start = text.indexOf(armourStart); start >= 0; start = text.indexOf(armourStart, at)) {
    const end = text.indexOf(armourEnd, start);
    out += text.slice(at, start);
    if (end < 0) return out;
    at = end + armourEnd.length;
  }
  return out + text.slice(at);
}

/** Everything that needs no look at the body's wording. */
export function describe(mail: ParsedMail, bounce: Bounce | null): Omit<Reading, keyof BodyReading> {
  const { messageId, inReplyTo, references, from, replyTo, to, cc, subject, encrypted, signed, defects } = mail;
  return {
    ms: 0,
    messageId,
    inReplyTo,
    references,
    date: mail.date?.toISOString() ?? null,
    from,
    replyTo,
    to,
    cc,
    subject,
    ...classify(mail, bounce),
    bounce,
    calendar: null,
    attachments: mail.attachments.map(withoutContent),
    authentication: null,
    encrypted,
    signed,
    defects,
  };
}

function withoutContent(attachment: MailAttachment): ReadAttachment {
  const { name, type, bytes, md5, inline, contentId, nameSynthesised } = attachment;
  return { name, type, bytes, md5, inline, contentId, nameSynthesised };
}

/** The first mail that was attached whole. */
function findAttached(mail: ParsedMail): ParsedMail | null {
  for (const part of walkParts(mail.root)) {
    if (part.type === 'message/rfc822' && part.children.length > 0) return parseMail(part.body);
  }
  return null;
}
