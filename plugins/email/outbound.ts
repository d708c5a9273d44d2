// A planned message becomes a mail: headers, text and HTML with signature and quotation, files, the envelope.
import type { Person } from '../../core/contract/address.ts';
import type { Attempt, OutboundMessage } from '../../core/contract/outbound.ts';
import type { MailSettings } from './account/settings.ts';
import { domainOf, LOOP_FIELD, messageIdOf, ownMessageId } from './mail/identity.ts';
import { paragraphs, quotedHtml, quotedText, signatureFor, toText } from './mail/wording.ts';
import type { Handover } from './smtp/session.ts';

export interface ComposedMail extends Handover {
  /** The delivery's. */
  key: string;
  messageId: string;
}

export interface Sender {
  settings: MailSettings;
  /** What people see as the sender. */
  from: string;
  /** Where answers go, when not to `from`. */
  replyTo(threadToken: string): string | undefined;
  /** Where bounces go; empty where automatic mail may go without (RFC 3834 §3.3). */
  bounces(threadToken: string, isAutomatic: boolean): string;
  /** Reports of success come to our own receiver and not into somebody's inbox. */
  wantsSuccess: boolean;
  /** Whose name stands beside the address when no company is set. */
  company: string;
  language: string;
  loopMark: string;
}

/** RFC 5322 for the headers, RFC 3834 for automatic mail, RFC 2046 for the structure (by nodemailer). */
export async function composeMail(message: OutboundMessage, sender: Sender, attempt: Attempt): Promise<ComposedMail> {
  const messageId = ownMessageId(message.key, message.threadToken, domainOf(sender.from));
  const references = message.references.map(messageIdOf).filter((one) => one.includes('@'));
  const parent = message.replyTo ? messageIdOf(message.replyTo) : references.at(-1);
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const mail = new MailComposer({
    from: { name: senderName(message, sender), address: sender.from },
    replyTo: sender.replyTo(message.threadToken),
    to: message.to.map(asMailbox),
    cc: message.cc?.map(asMailbox),
    subject: subjectOf(message, references.length > 0),
    messageId: `<${messageId}>`,
    inReplyTo: parent?.includes('@') ? `<${parent}>` : undefined,
    // RFC 5322 §3.6.4 sets no limit; long chains are cut in the middle as common clients do.
    references: [...references.slice(0, 1), ...references.slice(1).slice(-18)].map((one) => `<${one}>`),
    date: message.at,
    ...bodyOf(message, sender),
    attachDataUrls: false,
    attachments: await filesOf(message, attempt),
    headers: headersOf(message, sender),
    // What is signed and put into a folder must be what goes over the line.
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await new Promise<Buffer>((done, failed) =>
    mail.compile().build((error, built) => (error ? failed(error) : done(built))),
  );
  const people = [...message.to, ...(message.cc ?? []), ...(message.bcc ?? [])].map((person) => person.address.value);
  const from = sender.bounces(message.threadToken, message.automatic);
  return {
    key: message.key,
    raw,
    messageId,
    envelope: { from, to: [...new Set(people)] },
    dsn: { id: message.key, return: 'headers', notify: notifications(from, sender) },
  };
}

/** RFC 3461 §4.1; who gets no bounce address asks for nothing. */
function notifications(from: string, sender: Sender): string[] {
  if (from === '') return ['never'];
  return sender.wantsSuccess ? ['success', 'failure', 'delay'] : ['failure', 'delay'];
}

function headersOf(message: OutboundMessage, sender: Sender): Record<string, string> {
  const own = { [LOOP_FIELD]: sender.loopMark };
  return message.automatic ? { ...own, 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' } : own;
}

const ANSWERS = /^(re|aw|antw|sv|vs|odp|ynt|rif|ref|res)\s*(\[\d{1,3}\])?\s*:/i;

function subjectOf(message: OutboundMessage, isAnswer: boolean): string {
  const subject = (message.subject ?? message.conversation.subject).trim();
  return !isAnswer || ANSWERS.test(subject) ? subject : `Re: ${subject}`;
}

/** EM-3: agent and company, or the company alone. */
export function senderName(
  message: Pick<OutboundMessage, 'author'>,
  sender: Pick<Sender, 'settings' | 'company'>,
): string {
  const company = sender.settings.company || sender.company;
  if (sender.settings.senderName === 'company' || !message.author) return company;
  return company ? `${message.author.name} · ${company}` : message.author.name;
}

/** In the form chosen on the details page. */
export function signatureOf(settings: MailSettings): string {
  if (settings.signatureAs === 'html') return settings.signatureHtml ?? '';
  const signature = settings.signature ?? '';
  // Written where the editor did not run: the lines are lines.
  return HAS_TAGS.test(signature) || signature.trim() === '' ? signature : paragraphs(signature.trim());
}

const HAS_TAGS = /<(a|b|strong|i|em|u|s|ul|ol|li|p|div|br|span|small|table|img|font|hr)\b[^@<]*>/i;

function bodyOf(message: OutboundMessage, sender: Sender): { text: string; html: string } {
  const texts = message.parts.filter((part) => part.type === 'text');
  const signature = signatureFor(signatureOf(sender.settings), message.author);
  const quotes = sender.settings.quoteEarlier && message.quoted ? message.quoted : null;
  const text = [
    texts.map((part) => part.text).join('\n\n'),
    signature ? `-- \n${toText(signature)}` : '',
    quotes ? quotedText(quotes, sender.language) : '',
  ];
  const html = texts.map((part) => part.html ?? paragraphs(part.text)).join('');
  const signed = signature ? `<div class="signature" data-signature="1"><br>-- <br>${signature}</div>` : '';
  const below = quotes ? quotedHtml(quotes, sender.language) : '';
  const page = `<!doctype html><html><head><meta charset="utf-8"></head><body><div style="${LETTERS}">${html}${signed}${below}</div></body></html>`;
  return { text: text.filter((one) => one !== '').join('\n\n'), html: page };
}

/** Without a word about it, mail programs show HTML in the letters of a newspaper. */
const LETTERS = 'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5';

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
