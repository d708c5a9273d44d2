// Google and Microsoft as data: where one signs in, what is asked for, where mail is.
import type { Security } from '../account/settings.ts';

export type ProviderName = 'google' | 'microsoft';

export interface Provider {
  name: ProviderName;
  authorizeUrl: string;
  tokenUrl: string;
  scope: string;
  /** Beside the usual parameters of the authorise request. */
  extra: Record<string, string>;
  /** Of the desk's own application, where the operator has set one up. */
  clientId: string | null;
  clientSecret: string | null;
  imap: { host: string; port: number; security: Security };
  smtp: { host: string; port: number; security: Security };
}

const MAIL_PORTS = { imap: 993, smtp: 587 };

interface Overrides {
  baseUrl?: string;
  clientId?: string;
  clientSecret?: string;
  tenant?: string;
  imapHost?: string;
  imapPort?: number;
  imapSecurity?: Security;
  smtpHost?: string;
  smtpPort?: number;
  smtpSecurity?: Security;
}

/**
 * Addresses and scopes of a provider. The operator's configuration (`google`, `microsoft`) may name another base
 * address and other servers: for national clouds, and for the simulator.
 */
export function providerOf(name: ProviderName, config: Record<string, unknown>, tenant?: string): Provider {
  const own = (config[name] ?? {}) as Overrides;
  const common = {
    name,
    clientId: own.clientId ?? null,
    clientSecret: own.clientSecret ?? null,
  };
  if (name === 'google') {
    return {
      ...common,
      authorizeUrl: `${own.baseUrl ?? 'https://accounts.google.com'}/o/oauth2/v2/auth`,
      tokenUrl: `${own.baseUrl ?? 'https://oauth2.googleapis.com'}/token`,
      scope: 'https://mail.google.com/ openid email',
      // Only with consent asked for anew does Google give a refresh token a second time.
      extra: { access_type: 'offline', prompt: 'consent' },
      imap: server('imap', 'imap.gmail.com', own),
      smtp: server('smtp', 'smtp.gmail.com', own),
    };
  }
  const base = `${own.baseUrl ?? 'https://login.microsoftonline.com'}/${tenant || own.tenant || 'common'}/oauth2/v2.0`;
  return {
    ...common,
    authorizeUrl: `${base}/authorize`,
    tokenUrl: `${base}/token`,
    scope:
      'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access openid profile email',
    extra: { response_mode: 'query', prompt: 'select_account' },
    imap: server('imap', 'outlook.office365.com', own),
    smtp: server('smtp', 'smtp.office365.com', own),
  };
}

function server(kind: 'imap' | 'smtp', host: string, own: Overrides): Provider['imap'] {
  const security: Security = kind === 'imap' ? 'tls' : 'starttls';
  return {
    host: own[`${kind}Host`] ?? host,
    port: own[`${kind}Port`] ?? MAIL_PORTS[kind],
    security: own[`${kind}Security`] ?? security,
  };
}

/** The provider of a way to connect; null for ways with a password or none. */
export function providerName(way: string): ProviderName | null {
  if (way === 'gmail') return 'google';
  return way === 'microsoft' ? 'microsoft' : null;
}
