// What an e-mail account is set up with; from this declaration come form, validation, sealing and masking.
import type { SettingsOf, SettingsShape } from '../../../core/contract/settings.ts';

/** How the mailbox is reached. `forwarding` and `desk` are served by the built-in receiver. */
export const WAYS = ['imap', 'gmail', 'microsoft', 'forwarding', 'desk'] as const;
export type Way = (typeof WAYS)[number];

export const SECURITY = ['tls', 'starttls', 'none'] as const;
export type Security = (typeof SECURITY)[number];

const port = { minimum: 1, maximum: 65535 } as const;
const own = { showWhen: { field: 'way', is: ['imap'] } };
const mailbox = { showWhen: { field: 'way', is: ['imap', 'gmail', 'microsoft'] } };
const sending = { showWhen: { field: 'way', is: ['imap', 'forwarding'] } };
/** Written by the wizard, shown nowhere. */
const kept = { page: 'own' } as const;

export const settings = {
  way: { type: 'choice', options: WAYS, required: true, ...kept },
  address: { type: 'email', required: true, placeholder: 'support@example.com' },
  user: { type: 'text', ...own },
  password: { type: 'secret', ...own },
  imapHost: { type: 'text', group: 'receiving', placeholder: 'imap.example.com', ...own },
  imapPort: { type: 'number', default: 993, ...port, group: 'receiving', ...own },
  imapSecurity: { type: 'choice', options: SECURITY, default: 'tls', group: 'receiving', ...own },
  smtpHost: { type: 'text', group: 'sending', placeholder: 'smtp.example.com', ...sending },
  smtpPort: { type: 'number', default: 465, ...port, group: 'sending', ...sending },
  smtpSecurity: { type: 'choice', options: SECURITY, default: 'tls', group: 'sending', ...sending },
  smtpUser: { type: 'text', group: 'sending', ...sending },
  smtpPassword: { type: 'secret', group: 'sending', ...sending },
  /** The desk's own address a forwarding rule leads to. */
  intake: { type: 'email', ...kept },
  accessToken: { type: 'secret', ...kept },
  refreshToken: { type: 'secret', ...kept },
  /** Moments in ISO 8601: when the access token ends, and when it is time for a new one. */
  tokenExpires: { type: 'text', ...kept },
  tokenRenewal: { type: 'text', ...kept },
  clientId: { type: 'text', ...kept },
  clientSecret: { type: 'secret', ...kept },
  tenant: { type: 'text', ...kept },
  /** ISO 8601: mail that arrived before is not taken over. */
  since: { type: 'text', ...kept },
  senderName: {
    type: 'choice',
    options: ['agent and company', 'company'],
    default: 'agent and company',
    look: 'cards',
    page: 'details',
  },
  company: { type: 'text', maximum: 120, page: 'details' },
  signatureAs: { type: 'choice', options: ['editor', 'html'], default: 'editor', look: 'segments', page: 'details' },
  signature: {
    type: 'rich text',
    default: '',
    maximum: 20_000,
    tokens: ['full_name', 'first_name', 'last_name'],
    page: 'details',
    showWhen: { field: 'signatureAs', is: ['editor'] },
  },
  signatureHtml: {
    type: 'long text',
    default: '',
    maximum: 20_000,
    page: 'details',
    showWhen: { field: 'signatureAs', is: ['html'] },
  },
  quoteEarlier: { type: 'switch', default: true, page: 'details' },
  originalSender: { type: 'switch', default: true, page: 'details' },
  folders: { type: 'list', of: 'text', default: [], maximum: 20, page: 'advanced', ...mailbox },
  keepSent: { type: 'switch', default: true, page: 'advanced', ...mailbox },
  authserv: { type: 'list', of: 'text', default: [], maximum: 10, page: 'advanced' },
} as const satisfies SettingsShape;

export type MailSettings = SettingsOf<typeof settings>;

/** Mail is fetched from a mailbox elsewhere, not brought to our own receiver. */
export function isFetched(way: string): way is 'imap' | 'gmail' | 'microsoft' {
  return way === 'imap' || way === 'gmail' || way === 'microsoft';
}
