// What a telephone number is set up with; from this declaration come form, validation, sealing and masking.
import type { RingRules } from '../../core/contract/call.ts';
import type { BusinessHours, SettingsOf, SettingsShape } from '../../core/contract/settings.ts';

const WORKDAYS: BusinessHours = {
  timeZone: 'Europe/Berlin',
  periods: ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '09:00', to: '17:00' })),
};

const speaking = { group: 'speaking', page: 'details' } as const;
const recording = { group: 'recording', page: 'details' } as const;
const ringing = { group: 'ringing', page: 'details' } as const;
const waiting = { group: 'waiting', page: 'details' } as const;
const voicemail = { group: 'voicemail', page: 'details' } as const;
const open = { group: 'availability', page: 'availability' } as const;
/** Characters of what is said at once. */
const LONGEST = 1000;

export const settings = {
  accountSid: { type: 'text', required: true, pattern: 'AC[0-9a-f]{32}', maximum: 34 },
  authToken: { type: 'secret', required: true, maximum: 200 },
  /** E.164. */
  number: { type: 'text', page: 'own' },
  /** Where the provider brought its calls before it was connected, as JSON; empty: nowhere. */
  before: { type: 'long text', page: 'own' },
  /** Of the provider, for browsers of the team: see `browser/key.ts`. */
  keySid: { type: 'text', page: 'own' },
  keySecret: { type: 'secret', page: 'own' },

  language: { type: 'choice', options: ['de-DE', 'en-GB', 'en-US'], default: 'en-GB', look: 'segments', ...speaking },
  /** A name of the provider's; empty: its own choice. */
  voice: { type: 'text', default: '', pattern: '[\\w. \\-]*', maximum: 60, ...speaking },
  greeting: { type: 'long text', default: '', maximum: LONGEST, ...speaking },
  /** Played instead of the greeting; kept here, or at an address. The one that is kept here comes first. */
  greetingSound: { type: 'sound', ...speaking },
  greetingFile: { type: 'url', secure: true, ...speaking },

  recording: { type: 'switch', default: false, ...recording },
  recordingNotice: {
    type: 'long text',
    default: '',
    maximum: LONGEST,
    showWhen: { field: 'recording', is: [true] },
    ...recording,
  },

  strategy: { type: 'choice', options: ['all', 'turn', 'idle'], default: 'all', look: 'cards', ...ringing },
  /** Seconds: at everybody together, or at each. */
  seconds: { type: 'number', default: 30, minimum: 5, maximum: 120, ...ringing },
  /** The team may take calls in their pages of the desk. */
  browser: { type: 'switch', default: false, ...ringing },
  /** Whoever picks up presses a key, so that no answering machine takes the call. */
  confirm: { type: 'switch', default: true, ...ringing },
  /** E.164; called when nobody of the team takes it. */
  forwardTo: { type: 'phone', ...ringing },

  waitText: { type: 'long text', default: '', maximum: LONGEST, ...waiting },
  waitFile: { type: 'url', secure: true, ...waiting },
  /** Minutes somebody waits when all talk; 0: not at all. */
  queue: { type: 'number', default: 5, minimum: 0, maximum: 60, ...waiting },

  voicemail: { type: 'switch', default: true, ...voicemail },
  voicemailText: {
    type: 'long text',
    default: '',
    maximum: LONGEST,
    showWhen: { field: 'voicemail', is: [true] },
    ...voicemail,
  },
  /** Seconds. */
  longest: {
    type: 'number',
    default: 120,
    minimum: 10,
    maximum: 600,
    showWhen: { field: 'voicemail', is: [true] },
    ...voicemail,
  },
  transcribe: { type: 'switch', default: false, showWhen: { field: 'voicemail', is: [true] }, ...voicemail },

  availability: { type: 'choice', options: ['hours', 'always'], default: 'always', look: 'cards', ...open },
  hours: { type: 'hours', default: WORKDAYS, showWhen: { field: 'availability', is: ['hours'] }, ...open },
  closedText: {
    type: 'long text',
    default: '',
    maximum: LONGEST,
    showWhen: { field: 'availability', is: ['hours'] },
    ...open,
  },
} as const satisfies SettingsShape;

export type TelephoneSettings = SettingsOf<typeof settings>;

export function settingsOf(account: { settings: Record<string, unknown> }): TelephoneSettings {
  return account.settings as TelephoneSettings;
}

export function rulesOf(account: { settings: Record<string, unknown> }): RingRules {
  const { strategy, seconds, availability, hours } = settingsOf(account);
  return { strategy: strategy as RingRules['strategy'], seconds, ...(availability === 'hours' && { hours }) };
}
