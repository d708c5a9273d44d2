// What website calls are set up with; from this declaration come form, validation and texts.
import type { BusinessHours, SettingsOf, SettingsShape } from '../../core/contract/settings.ts';

const WORKDAYS: BusinessHours = {
  timeZone: 'Europe/Berlin',
  periods: ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '09:00', to: '17:00' })),
};

const look = { group: 'look', page: 'details' } as const;
const asking = { group: 'asking', page: 'details' } as const;
const recording = { group: 'recording', page: 'details' } as const;
const ringing = { group: 'ringing', page: 'details' } as const;
const voicemail = { group: 'voicemail', page: 'details' } as const;
const open = { group: 'availability', page: 'availability' } as const;

export const settings = {
  title: { type: 'text', required: true, maximum: 60 },
  /** Empty: any site. A domain includes the ones below it. */
  domains: { type: 'list', of: 'text', default: [], maximum: 50 },

  colour: { type: 'colour', default: '#1f6b45', ...look },
  position: { type: 'choice', options: ['right', 'left'], default: 'right', look: 'segments', ...look },
  greeting: { type: 'long text', default: '', maximum: 300, ...look },

  askName: {
    type: 'choice',
    options: ['never', 'optional', 'required'],
    default: 'optional',
    look: 'segments',
    ...asking,
  },
  consentText: { type: 'long text', default: '', maximum: 1000, ...asking },

  /** Only of callers who agree to it. */
  recording: { type: 'switch', default: false, ...recording },
  /** What they read before; empty: a sentence in their language. */
  recordingNotice: {
    type: 'long text',
    default: '',
    maximum: 500,
    showWhen: { field: 'recording', is: [true] },
    ...recording,
  },

  strategy: { type: 'choice', options: ['all', 'turn', 'idle'], default: 'all', look: 'cards', ...ringing },
  /** Seconds: at everybody together, or at each. */
  seconds: { type: 'number', default: 30, minimum: 5, maximum: 120, ...ringing },

  availability: { type: 'choice', options: ['hours', 'always'], default: 'always', look: 'cards', ...open },
  hours: { type: 'hours', default: WORKDAYS, showWhen: { field: 'availability', is: ['hours'] }, ...open },

  voicemail: { type: 'switch', default: true, ...voicemail },
  /** Seconds. */
  longest: {
    type: 'number',
    default: 120,
    minimum: 10,
    maximum: 300,
    showWhen: { field: 'voicemail', is: [true] },
    ...voicemail,
  },
} as const satisfies SettingsShape;

export type CallSettings = SettingsOf<typeof settings>;

export function settingsOf(account: { settings: Record<string, unknown> }): CallSettings {
  return account.settings as CallSettings;
}
