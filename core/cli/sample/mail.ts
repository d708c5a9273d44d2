// Mails as customers' programs write them: text and HTML, what is quoted, a signature, files (RFC 5322, RFC 2045).
import type { Customer } from './people.ts';
import type { Language } from './stories.ts';

export interface QuotedMail {
  name: string;
  address: string;
  at: Date;
  text: string;
}

export interface MailFile {
  name: string;
  type: string;
  content: Buffer;
  /** Shown in the text instead of beside it. */
  inline?: boolean;
}

export interface MailFacts {
  from: Customer;
  to: string;
  cc?: { name: string; address: string }[];
  subject: string;
  text: string;
  at: Date;
  messageId: string;
  /** Message-IDs of the thread, oldest first. */
  references: string[];
  quoted: QuotedMail | null;
  files: MailFile[];
  headers?: Record<string, string>;
  /** An invitation (RFC 5545). */
  calendar?: string;
}

export async function composeMail(mail: MailFacts): Promise<Buffer> {
  const isHtml = mail.from.style !== 'plain';
  const files = mail.files.map((file, index) => ({
    filename: file.name,
    contentType: file.type,
    content: file.content,
    cid: file.inline && isHtml ? contentId(mail, index) : undefined,
    contentDisposition: file.inline && isHtml ? ('inline' as const) : ('attachment' as const),
  }));
  const parent = mail.references.at(-1);
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    from: { name: mail.from.name, address: mail.from.email },
    to: mail.to,
    cc: mail.cc,
    subject: mail.subject,
    date: mail.at,
    messageId: `<${mail.messageId}>`,
    inReplyTo: parent && `<${parent}>`,
    references: mail.references.map((one) => `<${one}>`),
    text: plainBody(mail),
    html: isHtml ? htmlBody(mail) : undefined,
    attachments: files,
    headers: mail.headers,
    icalEvent: mail.calendar ? { method: 'REQUEST', content: mail.calendar } : undefined,
    baseBoundary: mail.messageId.slice(0, 20).replace(/[^a-z0-9]/gi, ''),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

function contentId(mail: MailFacts, index: number): string {
  return `picture${index + 1}.${mail.messageId}`;
}

function signatureOf({ name, employer, phone, style, language }: Customer): string[] {
  if (style === 'phone') return [language === 'de' ? 'Von meinem Telefon gesendet' : 'Sent from my phone'];
  if (!employer) return [];
  return [
    name,
    employer.name,
    ...(phone ? [`${language === 'de' ? 'Telefon' : 'Phone'} ${phone}`] : []),
    employer.domain,
  ];
}

function plainBody(mail: MailFacts): string {
  const signature = signatureOf(mail.from);
  const quote = mail.quoted
    ? `\n\n${attribution(mail.quoted, mail.from.language)}\n\n${mail.quoted.text.replace(/^/gm, '> ')}`
    : '';
  return `${mail.text}${signature.length > 0 ? `\n\n-- \n${signature.join('\n')}` : ''}${quote}\n`;
}

/** `Am 3. Nov. 2026 um 10:15 schrieb …`, as web mailers have it. */
function attribution({ name, address, at }: QuotedMail, language: Language): string {
  const zone = { timeZone: 'Europe/Berlin' } as const;
  const day = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', { dateStyle: 'medium', ...zone }).format(
    at,
  );
  const time = new Intl.DateTimeFormat('de-DE', { timeStyle: 'short', ...zone }).format(at);
  return language === 'de'
    ? `Am ${day} um ${time} schrieb ${name} <${address}>:`
    : `On ${day} at ${time}, ${name} <${address}> wrote:`;
}

const WRITING = {
  web: '<div dir="ltr">',
  phone: '<div style="font-family:-apple-system,sans-serif">',
  office: '<div style="font-family:Calibri,sans-serif;font-size:11pt;color:#1f2937">',
  plain: '<div>',
};

function htmlBody(mail: MailFacts): string {
  const { style, language } = mail.from;
  const pictures = mail.files.flatMap((file, index) =>
    file.inline ? [`<div><img src="cid:${contentId(mail, index)}" alt="${escaped(file.name)}" width="360"></div>`] : [],
  );
  const signature = signatureOf(mail.from).map(escaped);
  const signed = signature.length > 0 ? `<div class="signature"><br>-- <br>${signature.join('<br>')}</div>` : '';
  return `<html><body>${WRITING[style]}${asHtml(mail.text)}${pictures.join('')}${signed}</div>${quoteHtml(mail.quoted, style, language)}</body></html>`;
}

function quoteHtml(quoted: QuotedMail | null, style: Customer['style'], language: Language): string {
  if (!quoted) return '';
  const words = asHtml(quoted.text);
  if (style === 'office') {
    const [from, sent] = language === 'de' ? ['Von', 'Gesendet'] : ['From', 'Sent'];
    const at = quoted.at.toISOString().slice(0, 16).replace('T', ' ');
    return `<div style="border-top:solid #E1E1E1 1.0pt;padding:3pt 0 0"><p><b>${from}:</b> ${escaped(quoted.name)} &lt;${quoted.address}&gt;<br><b>${sent}:</b> ${at}</p></div>${words}`;
  }
  const line = escaped(attribution(quoted, language));
  if (style === 'phone') return `<br><blockquote type="cite"><div>${line}</div>${words}</blockquote>`;
  return `<br><div class="gmail_quote"><div class="gmail_attr">${line}<br></div><blockquote class="gmail_quote" style="border-left:1px solid #ccc">${words}</blockquote></div>`;
}

/** Paragraphs, lines and lists of a written text. */
export function asHtml(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((paragraph) => {
      const lines = paragraph.split('\n');
      if (lines.every((line) => /^(- |\d+\. )/.test(line))) {
        const list = lines[0]!.startsWith('-') ? 'ul' : 'ol';
        return `<${list}>${lines.map((line) => `<li>${escaped(line.replace(/^(- |\d+\. )/, ''))}</li>`).join('')}</${list}>`;
      }
      return `<p>${lines.map(escaped).join('<br>')}</p>`;
    })
    .join('');
}

export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}
