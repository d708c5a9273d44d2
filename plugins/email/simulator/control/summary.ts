// Mailboxes and mails as plain data, for the pages and for the control API alike.
import { simpleParser } from 'mailparser';
import type { StoredMail } from '../folder.ts';
import { visibleMails } from '../folder.ts';
import type { Mailbox } from '../mailbox.ts';
import { header, readHeaders } from '../mime.ts';
import type { SentMail } from '../smtp.ts';

export interface MailSummary {
  uid: number;
  from: string;
  subject: string;
  messageId?: string;
  internalDate: string;
  flags: string[];
  size: number;
}

/** A mail opened for reading. HTML is never rendered, only named. */
export interface MailContent {
  from: string;
  to: string;
  subject: string;
  messageId?: string;
  references: string;
  text: string;
  attachments: string[];
}

export function summariseMailbox(mailbox: Mailbox) {
  const { address, name, provider } = mailbox;
  const folders = [...mailbox.folders.values()].filter((folder) => !folder.noSelect);
  return {
    address,
    name,
    provider,
    folders: folders.map((folder) => ({
      path: folder.path,
      specialUse: folder.specialUse,
      messages: visibleMails(folder).length,
      unseen: visibleMails(folder).filter((mail) => !mail.flags.has('\\Seen')).length,
      uidValidity: folder.uidValidity,
      uidNext: folder.uidNext,
    })),
  };
}

export function summariseMail(mail: StoredMail): MailSummary {
  const { from, subject, messageId } = headOf(mail.raw);
  const { uid, internalDate, raw, flags } = mail;
  return {
    uid,
    from,
    subject,
    messageId,
    internalDate: internalDate.toISOString(),
    flags: [...flags],
    size: raw.length,
  };
}

export function summariseSent(mail: SentMail, number: number) {
  const { from, subject, messageId } = headOf(mail.raw);
  const { envelope, user, at, raw } = mail;
  return { number, from, subject, messageId, envelope, user, at: at.toISOString(), size: raw.length };
}

export async function openMail(raw: Buffer): Promise<MailContent> {
  const parsed = await simpleParser(raw, { skipImageLinks: true, skipTextLinks: true });
  const to = [parsed.to ?? []].flat().map((field) => field.text);
  const attachments = parsed.attachments.map((file) => file.filename ?? file.contentType);
  return {
    from: parsed.from?.text ?? '',
    to: to.join(', '),
    subject: parsed.subject ?? '',
    messageId: parsed.messageId,
    references: [parsed.references ?? []].flat().join(' '),
    text: parsed.text ?? '',
    attachments,
  };
}

function headOf(raw: Buffer): { from: string; subject: string; messageId?: string } {
  const start = raw.toString('latin1', 0, 65_536);
  const part = readHeaders(start, 0, start.length);
  const value = (name: string) => decodeWords(header(part, name) ?? '');
  return { from: value('from'), subject: value('subject'), messageId: header(part, 'message-id') };
}

// Enough for a list: whole encoded words, UTF-8 or Latin-1.
function decodeWords(text: string): string {
  const utf8 = Buffer.from(text, 'latin1').toString();
  return utf8
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([\w-]{1,40})\?([bq])\?([^?]*)\?=/gi, (_, charset: string, kind: string, word: string) => {
      const bytes = kind.toLowerCase() === 'b' ? Buffer.from(word, 'base64') : quotedBytes(word);
      return bytes.toString(/^utf-?8$/i.test(charset) ? 'utf8' : 'latin1');
    });
}

function quotedBytes(word: string): Buffer {
  const text = word
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(text, 'latin1');
}
