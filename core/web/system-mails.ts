// The words of the desk's own mails, in the language of whoever gets them.
import type { SystemMail } from '../accounts/accounts.ts';
import { escapeHtml } from './plain-text.ts';
import type { Web } from './web.ts';

export function systemMailText(
  web: Pick<Web, 'locales'>,
  mail: SystemMail,
): { subject: string; text: string; html: string } {
  const say = (key: string) => web.locales.text(mail.language, `mail.${mail.template}.${key}`, mail.params);
  const link = mail.params.link ?? '';
  const words = say('text');
  const html = `<p>${escapeHtml(words).replace(/\n/g, '<br>')}</p>${link ? `<p><a href="${escapeHtml(link)}">${escapeHtml(link)}</a></p>` : ''}`;
  return { subject: say('subject'), text: link ? `${words}\n\n${link}` : words, html };
}
