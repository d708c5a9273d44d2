// What a website chat is set up with; from this declaration come form, validation, sealing and masking.
import type { BusinessHours, SettingsOf, SettingsShape } from '../../core/contract/settings.ts';

const WORKDAYS: BusinessHours = {
  timeZone: 'Europe/Berlin',
  periods: ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '09:00', to: '17:00' })),
};

const details = { page: 'details' } as const;
const advanced = { page: 'advanced' } as const;
const look = { group: 'look', ...details } as const;
const heading = { group: 'heading', ...details } as const;
const welcome = { group: 'welcome', ...details } as const;
const open = { group: 'availability', page: 'availability' } as const;
const asking = { group: 'asking', ...details } as const;
const mails = { group: 'mails', ...details } as const;
const talking = { group: 'talking', ...details } as const;

export const settings = {
  title: { type: 'text', required: true, maximum: 60 },
  /** Empty: any site. A domain includes the ones below it. */
  domains: { type: 'list', of: 'text', default: [], maximum: 50 },

  colour: { type: 'colour', default: '#1f6b45', ...look },
  position: { type: 'choice', options: ['right', 'left'], default: 'right', look: 'segments', ...look },
  launcher: { type: 'choice', options: ['icon', 'words'], default: 'icon', look: 'segments', ...look },
  launcherWords: { type: 'text', maximum: 30, showWhen: { field: 'launcher', is: ['words'] }, ...look },

  headingOf: { type: 'choice', options: ['people', 'own', 'owner'], default: 'people', look: 'cards', ...heading },
  headingPeople: { type: 'people', default: [], showWhen: { field: 'headingOf', is: ['people', 'owner'] }, ...heading },
  headingName: { type: 'text', maximum: 60, ...heading },
  headingPicture: { type: 'picture', showWhen: { field: 'headingOf', is: ['own', 'owner'] }, ...heading },

  welcome: { type: 'long text', default: '', maximum: 300, ...welcome },
  prompt: { type: 'switch', default: false, ...welcome },

  availability: { type: 'choice', options: ['team', 'hours', 'always'], default: 'team', look: 'cards', ...open },
  hours: { type: 'hours', default: WORKDAYS, showWhen: { field: 'availability', is: ['hours'] }, ...open },
  whenAvailable: { type: 'choice', options: ['reply time', 'message', 'nothing'], default: 'reply time', ...open },
  availableText: { type: 'text', maximum: 160, showWhen: { field: 'whenAvailable', is: ['message'] }, ...open },
  whenAway: { type: 'choice', options: ['reply time', 'message', 'hide'], default: 'reply time', ...open },
  awayText: { type: 'text', maximum: 160, showWhen: { field: 'whenAway', is: ['message'] }, ...open },
  whenClosed: {
    type: 'choice',
    options: ['return time', 'message', 'hide'],
    default: 'return time',
    showWhen: { field: 'availability', is: ['hours'] },
    ...open,
  },
  closedText: { type: 'text', maximum: 160, showWhen: { field: 'whenClosed', is: ['message'] }, ...open },

  askEmail: { type: 'choice', options: ['never', 'before', 'after'], default: 'after', look: 'segments', ...asking },
  consent: { type: 'choice', options: ['off', 'explicit', 'implicit'], default: 'off', look: 'cards', ...asking },
  consentText: {
    type: 'long text',
    maximum: 1000,
    required: true,
    showWhen: { field: 'consent', is: ['explicit', 'implicit'] },
    ...asking,
  },

  mailSender: { type: 'text', maximum: 60, ...mails },
  /** Of a connected e-mail account. Empty: one of the same inbox. */
  mailAddress: { type: 'email', ...mails },
  /** Minutes; 0: never. */
  missedAfter: { type: 'number', default: 5, minimum: 0, maximum: 1440, ...mails },
  transcriptAtEnd: { type: 'switch', default: false, ...mails },

  rating: { type: 'switch', default: true, ...talking },
  uploads: { type: 'switch', default: true, ...talking },
  /** Megabytes. */
  uploadLimit: {
    type: 'number',
    default: 10,
    minimum: 1,
    maximum: 25,
    showWhen: { field: 'uploads', is: [true] },
    ...talking,
  },
  sound: { type: 'switch', default: true, ...talking },
  /** Of this desk: where visitors call from. Empty: no button. */
  callPage: { type: 'url', ...talking },

  identitySecret: { type: 'secret', maximum: 200, ...advanced },
} as const satisfies SettingsShape;

export type ChatSettings = SettingsOf<typeof settings>;

export function settingsOf(account: { settings: Record<string, unknown> }): ChatSettings {
  return account.settings as ChatSettings;
}
