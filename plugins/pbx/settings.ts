// What a telephone system is set up with; from this declaration come form, validation, sealing and masking.
import type { RingRules } from '../../core/contract/call.ts';
import type { SettingsOf, SettingsShape } from '../../core/contract/settings.ts';

const numbers = { group: 'numbers', page: 'details' } as const;
const dialling = { group: 'dialling', page: 'details' } as const;
const ringing = { group: 'ringing', page: 'details' } as const;

export const settings = {
  /** Of its WebSocket. */
  address: { type: 'text', required: true, maximum: 300, placeholder: 'wss://pbx.example.com:8089/ws' },
  /** Behind the `@` of its extensions. */
  domain: { type: 'text', required: true, pattern: '[A-Za-z0-9.\\-]+', maximum: 253, placeholder: 'pbx.example.com' },

  /** Of numbers without one: two letters. */
  country: { type: 'text', required: true, pattern: '[A-Za-z]{2}', maximum: 2, default: 'DE' },
  /** How it wants numbers dialled. */
  format: {
    type: 'choice',
    options: ['plus', 'zeros', 'national'],
    default: 'plus',
    look: 'segments',
    ...numbers,
  },
  /** Before every number that is dialled. */
  prefix: { type: 'text', pattern: '[0-9*#]{0,8}', maximum: 8, default: '', ...numbers },

  callerId: { type: 'text', pattern: '[+0-9A-Za-z._*#\\-]*', maximum: 40, default: '', ...dialling },
  /** A SIP address that requests go by. */
  outboundProxy: { type: 'text', pattern: 'sips?:[^\\s<>"]+', maximum: 255, default: '', ...dialling },
  tones: { type: 'choice', options: ['sound', 'info'], default: 'sound', look: 'segments', ...dialling },

  /** The header by which requests that belong to one call are known. */
  callHeader: {
    type: 'text',
    required: true,
    pattern: '[A-Za-z][A-Za-z0-9\\-]{0,60}',
    maximum: 61,
    default: 'X-Hubdesk-Call',
    ...ringing,
  },
  /** Seconds it may take from one telephone to the next. */
  patience: { type: 'number', default: 6, minimum: 0, maximum: 60, ...ringing },

  /** Extensions with their passwords, by the id of the member: see `line/agents.ts`. */
  agents: { type: 'secret', page: 'own' },
} as const satisfies SettingsShape;

export type PbxSettings = SettingsOf<typeof settings>;

export function settingsOf(account: { settings: Record<string, unknown> }): PbxSettings {
  return account.settings as PbxSettings;
}

/** Longer than any telephone system rings: it says by itself when it is over. */
export const RULES: RingRules = { strategy: 'channel', seconds: 180 };
