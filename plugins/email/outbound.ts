// A planned message becomes a mail: headers, text and HTML with signature and quotation, files, the envelope.
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Person } from '../../core/contract/address.ts';
import type { Attempt, OutboundMessage } from '../../core/contract/outbound.ts';
import { bareAddress, domainOf, messageIdOf, ownMessageId, withToken } from './identity.ts';
import type { MailSettings } from './settings.ts';
import { quotedHtml, quotedText, signatureFor, toText } from './wording.ts';

export interface ComposedMail {
  raw: Buffer;
  messageId: string;
  envelope: { from: string; to: string[] };
}

export interface Sender {
  address: string;
  settings: MailSettings;
  /** Whose name stands beside the address when no company is set. */
  company: string;
  deskId: string;
  /** Answers to `local+token@` reach us: the mail comes to our own receiver. */
  receivesTokens: boolean;
}

/** RFC 5322 for the headers, RFC 3834 for automatic mail, RFC 2046 for the structure (by nodemailer). */
export async function composeMail(message: OutboundMessage, sender: Sender, attempt: Attempt): Promise<ComposedMail> {
  const messageId = ownMessageId(message.key, message.threadToken, domainOf(sender.address));
  const references = message.references.map(messageIdOf).filter((one) => one.includes('@'));
  const parent = message.replyTo ? messageIdOf(message.replyTo) : references.at(-1);
  const { text, html } = bodyOf(message, sender);
  const mail = new MailComposer({
    from: { name: senderName(message, sender), address: sender.address },
    replyTo: sender.receivesTokens && message.threadToken ? withToken(sender.address, message.threadToken) : undefined,
    to: message.to.map(asMailbox),
    cc: message.cc?.map(asMailbox),
    subject: subjectOf(message, references.length > 0),
    messageId: `<${messageId}>`,
    inReplyTo: parent ? `<${parent}>` : undefined,
    // RFC 5322 §3.6.4 sets no limit; long chains are cut in the middle as common clients do.
    references: [...references.slice(0, 1), ...references.slice(1).slice(-18)].map((one) => `<${one}>`),
    date: message.at,
    text,
    html,
    attachDataUrls: false,
    attachments: await filesOf(message, attempt),
    headers: headersOf(message, sender),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await new Promise<Buffer>((done, failed) =>
    mail.compile().build((error, built) => (error ? failed(error) : done(built))),
  );
  const people = [...message.to, ...(message.cc ?? []), ...(message.bcc ?? [])].map((person) => person.address.value);
  // Automatic mail has no return path, so that no robot can answer it (RFC 3834 §3.3).
  return {
    raw,
    messageId,
    envelope: { from: message.automatic ? '' : bareAddress(sender.address), to: [...new Set(people)] },
  };
}

function headersOf(message: OutboundMessage, sender: Sender): Record<string, string> {
  const own = { 'X-Hubdesk-Loop': sender.deskId };
  return message.automatic ? { ...own, 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : own;
}

function subjectOf(message: OutboundMessage, isAnswer: boolean): string {
  const subject = (message.subject ?? message.conversation.subject).trim();
  if (!isAnswer || /^(re|aw|antw|sv|vs|odp|ynt|rif)\s*(\[\d+\])?:/i.test(subject)) return subject;
  return `Re: ${subject}`;
}

/** EM-3: agent and company, or the company alone. */
export function senderName(message: Pick<OutboundMessage, 'author'>, sender: Sender): string {
  const company = sender.settings.company || sender.company;
  if (sender.settings.senderName === 'company' || !message.author) return company;
  return company ? `${message.author.name} · ${company}` : message.author.name;
}

function bodyOf(message: OutboundMessage, sender: Sender): { text: string; html: string | undefined } {
  const texts = message.parts.filter((part) => part.type === 'text');
  const signature = signatureFor(sender.settings.signature ?? '', message.author);
  const quotes = sender.settings.quoteEarlier && message.quoted ? message.quoted : null;
  const text = [
    texts.map((part) => part.text).join('\n\n'),
    signature ? `-- \n${toText(signature)}` : '',
    quotes ? quotedText(quotes) : '',
  ];
  const html = texts.map((part) => part.html ?? paragraphs(part.text)).join('');
  const signed = signature ? `<div class="signature" data-signature="1"><br>-- <br>${signature}</div>` : '';
  const page = `<!doctype html><html><body>${html}${signed}${quotes ? quotedHtml(quotes) : ''}</body></html>`;
  return { text: text.filter((one) => one !== '').join('\n\n'), html: page };
}

function paragraphs(text: string): string {
  const escaped = text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);
  return `<p>${escaped.replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br>')}</p>`;
}

async function filesOf(message: OutboundMessage, attempt: Attempt) {
  const files = [];
  for (const part of message.parts) {
    if (part.type !== 'media' || part.fileId === undefined) continue;
    const file = await attempt.file(part.fileId);
    files.push({
      filename: part.name,
      contentType: part.mimeType,
      content: await file.content(),
      cid: part.contentId,
      contentDisposition: part.inline ? ('inline' as const) : ('attachment' as const),
    });
  }
  return files;
}

function asMailbox(person: Person) {
  return { name: person.name ?? '', address: person.address.value };
}
