// Mail providers and their servers, as data: by the domain of an address, or by the mail exchangers of a domain.
import type { Security } from '../account/settings.ts';

export interface Servers {
  imapHost: string;
  imapPort: number;
  imapSecurity: Security;
  smtpHost: string;
  smtpPort: number;
  smtpSecurity: Security;
  /** What one signs in with, when that is not the whole address. */
  user?: 'local part';
}

export interface WellKnown extends Servers {
  domains: string[];
  /** Ends of mail exchangers' names of domains hosted there. */
  exchangers: string[];
  /** Only opens by this provider's own sign-in, or better so. */
  signIn?: { way: 'gmail' | 'microsoft'; must: boolean };
}

const tls = (imapHost: string, smtpHost: string): Servers => ({
  imapHost,
  imapPort: 993,
  imapSecurity: 'tls',
  smtpHost,
  smtpPort: 465,
  smtpSecurity: 'tls',
});
const startTls = (imapHost: string, smtpHost: string): Servers => ({
  ...tls(imapHost, smtpHost),
  smtpPort: 587,
  smtpSecurity: 'starttls',
});

export const WELL_KNOWN: WellKnown[] = [
  {
    ...tls('imap.gmail.com', 'smtp.gmail.com'),
    domains: ['gmail.com', 'googlemail.com'],
    exchangers: ['google.com', 'googlemail.com'],
    signIn: { way: 'gmail', must: false },
  },
  {
    ...startTls('outlook.office365.com', 'smtp.office365.com'),
    domains: ['outlook.com', 'outlook.de', 'hotmail.com', 'hotmail.de', 'live.com', 'live.de', 'msn.com'],
    exchangers: ['mail.protection.outlook.com', 'mx.microsoft'],
    signIn: { way: 'microsoft', must: true },
  },
  {
    ...startTls('imap.gmx.net', 'mail.gmx.net'),
    domains: ['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch', 'gmx.com'],
    exchangers: ['gmx.net'],
  },
  { ...startTls('imap.web.de', 'smtp.web.de'), domains: ['web.de'], exchangers: ['web.de'] },
  {
    ...tls('secureimap.t-online.de', 'securesmtp.t-online.de'),
    domains: ['t-online.de', 'magenta.de'],
    exchangers: ['t-online.de'],
  },
  { ...tls('imap.ionos.de', 'smtp.ionos.de'), domains: [], exchangers: ['kundenserver.de', 'ionos.de', 'ionos.com'] },
  { ...tls('imap.strato.de', 'smtp.strato.de'), domains: [], exchangers: ['rzone.de', 'strato.de'] },
  {
    ...tls('imap.mail.yahoo.com', 'smtp.mail.yahoo.com'),
    domains: ['yahoo.com', 'yahoo.de', 'ymail.com'],
    exchangers: ['yahoodns.net'],
  },
  {
    ...startTls('imap.mail.me.com', 'smtp.mail.me.com'),
    domains: ['icloud.com', 'me.com', 'mac.com'],
    exchangers: ['mail.icloud.com'],
  },
  {
    ...tls('imap.fastmail.com', 'smtp.fastmail.com'),
    domains: ['fastmail.com', 'fastmail.fm'],
    exchangers: ['messagingengine.com'],
  },
  { ...tls('imap.mailbox.org', 'smtp.mailbox.org'), domains: ['mailbox.org'], exchangers: ['mailbox.org'] },
  { ...tls('posteo.de', 'posteo.de'), domains: ['posteo.de', 'posteo.net'], exchangers: ['posteo.de'] },
  { ...tls('imap.zoho.eu', 'smtp.zoho.eu'), domains: ['zohomail.eu'], exchangers: ['zoho.eu'] },
  { ...tls('imap.zoho.com', 'smtp.zoho.com'), domains: ['zohomail.com', 'zoho.com'], exchangers: ['zoho.com'] },
  { ...tls('imap.aol.com', 'smtp.aol.com'), domains: ['aol.com', 'aol.de'], exchangers: [] },
  { ...tls('mail.your-server.de', 'mail.your-server.de'), domains: [], exchangers: ['your-server.de'] },
  { ...tls('ssl0.ovh.net', 'ssl0.ovh.net'), domains: [], exchangers: ['ovh.net'] },
  { ...tls('mail.gandi.net', 'mail.gandi.net'), domains: [], exchangers: ['gandi.net'] },
  {
    ...tls('mail.infomaniak.com', 'mail.infomaniak.com'),
    domains: [],
    exchangers: ['infomaniak.ch', 'infomaniak.com'],
  },
  { ...tls('imap.migadu.com', 'smtp.migadu.com'), domains: [], exchangers: ['migadu.com'] },
  { ...tls('imap.yandex.com', 'smtp.yandex.com'), domains: ['yandex.com'], exchangers: ['yandex.net'] },
];

export function byDomain(domain: string): WellKnown | null {
  return WELL_KNOWN.find(({ domains }) => domains.includes(domain)) ?? null;
}

export function byExchangers(names: string[]): WellKnown | null {
  const lower = names.map((name) => name.toLowerCase().replace(/\.$/, ''));
  const belongs = (name: string, end: string) => name === end || name.endsWith(`.${end}`);
  return (
    WELL_KNOWN.find(({ exchangers }) => lower.some((name) => exchangers.some((end) => belongs(name, end)))) ?? null
  );
}
