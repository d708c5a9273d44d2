// Consent to the processing of data: what an account asks for, the button that agrees, and what waits for it (MS-4, PR-1).
import type { Person } from '../../../core/contract/address.ts';
import type { AskedConsent, ConsentNeed } from '../../../core/contract/consent.ts';
import type { MessageEvent } from '../../../core/contract/inbound.ts';
import type { SettingsOf, SettingsShape } from '../../../core/contract/settings.ts';
import type { Reading } from './reading.ts';

/** What the button sends back. Customers cannot write it: it stands where only buttons have something. */
export const AGREE = 'hubdesk:agree';

/** What the button sends back, with which wording stood above it. */
export const agreeTo = ({ version }: AskedConsent): string => `${AGREE}:${version}`;

/** By this the echo of the question is known; it is no message of the conversation. */
export const ASKED = 'hubdesk:consent';

const asking = { page: 'details', group: 'consent' } as const;

export const agreeingSettings = {
  consent: {
    type: 'choice',
    options: ['off', 'explicit', 'implicit'],
    default: 'off',
    look: 'cards',
    consent: true,
    ...asking,
  },
  consentText: {
    type: 'long text',
    // What fits above a button of Messenger.
    maximum: 600,
    required: true,
    consent: true,
    showWhen: { field: 'consent', is: ['explicit', 'implicit'] },
    ...asking,
  },
  consentButton: {
    type: 'text',
    maximum: 20,
    default: 'I agree',
    showWhen: { field: 'consent', is: ['explicit'] },
    ...asking,
  },
} as const satisfies SettingsShape;

export type AgreeingSettings = Partial<SettingsOf<typeof agreeingSettings>>;

/** What the button is called on the phone. */
export function buttonOf({ consentButton }: AgreeingSettings): string {
  return consentButton?.trim() || 'OK';
}

/** Presses of the button become the consent; they say nothing besides. */
export function withAgreement(readings: Reading[], channel: string, { consentText }: AgreeingSettings): Reading[] {
  return readings.map((reading) => {
    const { event } = reading;
    const pressed = event.type === 'message' ? agreedIn(event) : undefined;
    if (event.type !== 'message' || pressed === undefined) return reading;
    const { sender: by, at } = event;
    const wording = consentText || undefined;
    const consent = { type: 'consent' as const, by, given: true, purpose: channel, wording, at };
    return { ...reading, event: { ...consent, ...(pressed !== '' && { version: pressed }) } };
  });
}

/** The version of the wording they agreed to, empty for one that has none; undefined where no such button was pressed. */
function agreedIn({ parts }: MessageEvent): string | undefined {
  const ids = parts.flatMap((part) => (part.type === 'choice' && part.chosen ? [part.chosen.id] : []));
  const id = ids.find((one) => one === AGREE || one.startsWith(`${AGREE}:`));
  return id?.slice(AGREE.length + 1);
}

/** What the account asks of who did this; undefined where nobody can be asked. */
export function needOf(readings: Reading[], channel: string, settings: AgreeingSettings): ConsentNeed | undefined {
  const { consent: kind, consentText: wording } = settings;
  if (!wording || (kind !== 'explicit' && kind !== 'implicit')) return undefined;
  const by = readings.map(authorOf).find((one) => one && one.address.value !== '');
  return by && { kind, by, purpose: channel, wording };
}

/** Where somebody comes from, or is linked to, is about them as what they say. */
const TELLING = new Set(['referral', 'account_linking']);

function authorOf({ event, what, by }: Reading): Person | undefined {
  if (event.type === 'message') return event.direction === 'out' ? undefined : event.sender;
  if (event.type === 'edit' || event.type === 'delete') return by;
  if (event.type === 'reaction' || event.type === 'rating') return event.by;
  return event.type === 'contact' && TELLING.has(what) ? event.person : undefined;
}
