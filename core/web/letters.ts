// Mails of the desk to its users, in the words of the locales: subject, plain text, and the same as HTML.
import type { SystemMail } from '../accounts/accounts.ts';
import type { Locales } from './locales.ts';
import { textToHtml } from './plain-text.ts';

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

export function letterOf(locales: Locales, { template, language, params }: SystemMail): Letter {
  const subject = locales.text(language, `letter.${template}.subject`, params);
  const text = locales.text(language, `letter.${template}.text`, params);
  return { subject: subject.replace(/\s+/g, ' '), text, html: textToHtml(text) };
}
