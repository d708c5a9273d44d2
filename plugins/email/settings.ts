// What an e-mail account is set up with; from this declaration come form, validation, sealing and masking.
import type { SettingsOf, SettingsShape } from '../../core/contract/settings.ts';

/** How the mailbox is reached. `forwarding` and `desk` are served by the built-in receiver. */
export const WAYS = ['imap', 'gmail', 'microsoft', 'forwarding', 'desk'] as const;
export type Way = (typeof WAYS)[number];

const SECURITY = ['tls', 'starttls', 'none'] as const;
const own = { showWhen: { field: 'way', is: ['imap'] } };
const sending = { showWhen: { field: 'way', is: ['imap', 'forwarding'] } };

export const settings = {
  way: { type: 'choice', options: WAYS, required: true, page: 'advanced' },
  address: { type: 'email', required: true },
  user: { type: 'text', ...own },
  password: { type: 'secret', ...own },
  imapHost: { type: 'text', group: 'receiving', placeholder: 'imap.example.com', ...own },
  imapPort: { type: 'number', default: 993, minimum: 1, maximum: 65535, group: 'receiving', ...own },
  imapSecurity: { type: 'choice', options: SECURITY, default: 'tls', group: 'receiving', ...own },
  smtpHost: { type: 'text', group: 'sending', placeholder: 'smtp.example.com', ...sending },
  smtpPort: { type: 'number', default: 465, minimum: 1, maximum: 65535, group: 'sending', ...sending },
  smtpSecurity: { type: 'choice', options: SECURITY, default: 'tls', group: 'sending', ...sending },
  smtpUser: { type: 'text', group: 'sending', page: 'advanced', ...sending },
  smtpPassword: { type: 'secret', group: 'sending', page: 'advanced', ...sending },
  accessToken: { type: 'secret', page: 'advanced' },
  refreshToken: { type: 'secret', page: 'advanced' },
  tokenExpires: { type: 'text', page: 'advanced' },
  clientId: { type: 'text', page: 'advanced' },
  clientSecret: { type: 'secret', page: 'advanced' },
  tenant: { type: 'text', page: 'advanced' },
  since: { type: 'text', page: 'advanced' },
  senderName: {
    type: 'choice',
    options: ['agent and company', 'company'],
    default: 'agent and company',
    look: 'cards',
    page: 'details',
  },
  company: { type: 'text', maximum: 120, page: 'details' },
  signature: {
    type: 'rich text',
    default: '',
    maximum: 20_000,
    tokens: ['full_name', 'first_name', 'last_name'],
    page: 'details',
  },
  quoteEarlier: { type: 'switch', default: true, page: 'details' },
  originalSender: { type: 'switch', default: true, page: 'details' },
  keepSent: { type: 'switch', default: true, page: 'advanced' },
  authserv: { type: 'list', of: 'text', default: [], maximum: 10, page: 'advanced' },
} as const satisfies SettingsShape;

export type MailSettings = SettingsOf<typeof settings>;
