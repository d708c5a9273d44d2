// Which servers an account talks to, whatever way it was connected.
import { providerName, providerOf } from '../oauth/providers.ts';
import type { MailSettings, Security } from './settings.ts';

export interface MailServer {
  host: string;
  port: number;
  security: Security;
  user: string;
}

export function imapServer(settings: MailSettings, config: Record<string, unknown>): MailServer | null {
  const provider = providerName(settings.way);
  if (provider) return { ...providerOf(provider, config).imap, user: settings.user || settings.address };
  if (!settings.imapHost) return null;
  return {
    host: settings.imapHost,
    port: settings.imapPort,
    security: settings.imapSecurity as Security,
    user: settings.user || settings.address,
  };
}

/** The account's own server for sending; null when the desk has to send by itself. */
export function smtpServer(settings: MailSettings, config: Record<string, unknown>): MailServer | null {
  const provider = providerName(settings.way);
  if (provider) return { ...providerOf(provider, config).smtp, user: settings.user || settings.address };
  if (!settings.smtpHost) return null;
  return {
    host: settings.smtpHost,
    port: settings.smtpPort,
    security: settings.smtpSecurity as Security,
    user: settings.smtpUser || settings.user || settings.address,
  };
}

/** What proves to a server that it is us. */
export type Credentials = { password: string } | { accessToken: string };

/** Certificates of private authorities the operator trusts, besides those of the platform. PEM. */
export function trustedCertificates(config: Record<string, unknown>): string[] | undefined {
  const given = config.trustedCertificates;
  const list = (Array.isArray(given) ? given : [given]).filter((one) => typeof one === 'string');
  return list.length > 0 ? list : undefined;
}
