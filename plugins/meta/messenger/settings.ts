// What a page is set up with; from this declaration come form, validation, sealing and masking.
import type { SettingsOf, SettingsShape } from '../../../core/contract/settings.ts';
import { agreeingSettings } from '../graph/agreeing.ts';
import { optingSettings } from '../graph/opting.ts';

export const settings = {
  pageId: { type: 'text', required: true, pattern: '\\d{3,25}', maximum: 25 },
  token: { type: 'secret', required: true, maximum: 1000 },
  appSecret: { type: 'secret', required: true, maximum: 200 },
  /** Shown before anybody has written. */
  greeting: { type: 'long text', default: '', maximum: 160, page: 'details', group: 'before' },
  getStarted: { type: 'switch', default: true, page: 'details', group: 'before' },
  menu: { type: 'list', of: 'text', default: [], maximum: 20, page: 'details', group: 'before' },
  /** Meta grants it to an app: people may then answer for seven days instead of one. */
  humanAgent: { type: 'switch', default: false, page: 'details' },
  /** Customers see that their messages were read. */
  readReceipts: { type: 'switch', default: true, page: 'details' },
  /** By the login of Meta, or with a token of one's own. */
  way: { type: 'choice', options: ['login', 'own'], default: 'own', page: 'own' },
  /** The app that is told what happens. */
  appId: { type: 'text', page: 'own' },
  loginConfiguration: { type: 'text', page: 'own' },
  ...agreeingSettings,
  ...optingSettings,
} as const satisfies SettingsShape;

export type MessengerSettings = SettingsOf<typeof settings>;

export function settingsOf(account: { settings: Record<string, unknown> }): MessengerSettings {
  return account.settings as MessengerSettings;
}
