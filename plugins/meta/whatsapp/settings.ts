// What a WhatsApp number is set up with; from this declaration come form, validation, sealing and masking.
import type { SettingsOf, SettingsShape } from '../../../core/contract/settings.ts';
import { agreeingSettings } from '../graph/agreeing.ts';
import { optingSettings } from '../graph/opting.ts';

export const settings = {
  phoneNumberId: { type: 'text', required: true, pattern: '\\d{5,25}', maximum: 25 },
  businessAccountId: { type: 'text', required: true, pattern: '\\d{5,25}', maximum: 25 },
  token: { type: 'secret', required: true, maximum: 1000 },
  appSecret: { type: 'secret', required: true, maximum: 200 },
  /** Customers see that their messages were read. */
  readReceipts: { type: 'switch', default: true, page: 'details' },
  /** Messages of the phone app from before it was connected, where Meta hands them over. */
  history: { type: 'switch', default: false, page: 'advanced' },
  /** By the login of Meta, or with a token of one's own. */
  way: { type: 'choice', options: ['login', 'own'], default: 'own', page: 'own' },
  /** The app that is told what happens. */
  appId: { type: 'text', page: 'own' },
  loginConfiguration: { type: 'text', page: 'own' },
  ...agreeingSettings,
  ...optingSettings,
  /** Messages begun by the business a month; 0: nobody counts. */
  usageLimit: { type: 'number', default: 0, minimum: 0, maximum: 100_000_000, page: 'advanced', group: 'usage' },
  /** Of the month, at 0:00 UTC. */
  usageResetDay: {
    type: 'number',
    default: 1,
    minimum: 1,
    maximum: 28,
    page: 'advanced',
    group: 'usage',
  },
  /** As Meta shows it, without plus and spaces. */
  displayNumber: { type: 'text', page: 'own' },
} as const satisfies SettingsShape;

export type WhatsAppSettings = SettingsOf<typeof settings>;

export function settingsOf(account: { settings: Record<string, unknown> }): WhatsAppSettings {
  return account.settings as WhatsAppSettings;
}
