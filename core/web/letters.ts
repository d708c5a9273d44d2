// Mails of the desk to its users, in the words of the locales: subject, plain text, and the same as HTML.
import type { SystemMail } from '../accounts/accounts.ts';
import type { Notification } from '../conversations/conversations.ts';
import type { Reason } from '../contract/reason.ts';
import type { Locales } from './locales.ts';
import { textToHtml } from './plain-text.ts';

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

export function letterOf(locales: Locales, { template, language, params, findings, told = [] }: SystemMail): Letter {
  const values = {
    ...params,
    ...(findings && { findings: listed(locales, language, findings) }),
    ...(told[0] && { first: toldText(locales, language, told[0]) }),
    told: told.map((one) => `• ${toldText(locales, language, one)}\n  ${one.link}`).join('\n\n'),
  };
  const subject = locales.text(language, `letter.${template}.subject`, values);
  const text = locales.text(language, `letter.${template}.text`, values);
  return { subject: subject.replace(/\s+/g, ' '), text, html: textToHtml(text) };
}

function listed(locales: Locales, language: string, findings: NonNullable<SystemMail['findings']>): string {
  const words = ({ code, text, params }: Reason) => {
    const key = `reason.${code}`;
    return locales.find(language, key) === undefined ? text : locales.text(language, key, params);
  };
  return findings
    .map(({ what, mend }) => [`• ${words(what)}`, ...(mend ? [`  ${words(mend)}`] : [])].join('\n'))
    .join('\n');
}

type Told = NonNullable<SystemMail['told']>[number];

function toldText(locales: Locales, language: string, { kind, by, contact, account, subject }: Told): string {
  const or = (name: string, key: string) => name || locales.text(language, key);
  const values = { by: or(by, 'person.desk'), contact: or(contact, 'notification.somebody'), account };
  const what = locales.text(language, `notification.${kind}`, values);
  const about = [subject, kind === 'answer' ? '' : contact].filter(Boolean).join(', ');
  return about ? `${what} (${about})` : what;
}

/** What browsers show of what somebody was told; without content it could be read by anybody who passes. */
export function pushWords(locales: Locales) {
  return (language: string, all: Notification[], content: boolean): { title: string; body: string } => {
    const count = all.length;
    const many = locales.text(language, 'notifications.many', { count });
    if (!content) return { title: many, body: '' };
    const lines = all.map(({ kind, by, contact, accountTitle, subject }) =>
      toldText(locales, language, {
        ...{ kind, subject, by: by?.name ?? '', contact: contact?.name ?? '', account: accountTitle ?? '', link: '' },
      }),
    );
    return count === 1 ? { title: lines[0]!, body: '' } : { title: many, body: lines.join('\n') };
  };
}
