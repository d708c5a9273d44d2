// The words by which people say whether they want advertisements: settings of an account, read in what they write (WA-13).
import type { InboundEvent, MessageEvent } from '../../../core/contract/inbound.ts';
import type { SettingsOf, SettingsShape } from '../../../core/contract/settings.ts';
import type { Reading } from './reading.ts';

/** Of what both channels ask the consent for. */
export const MARKETING = 'marketing';

const words = { type: 'list', of: 'text', maximum: 30, page: 'advanced', group: 'words' } as const;

/** The lists are by language so that each can be kept by who speaks it; all of them count for everybody. */
export const optingSettings = {
  optInEnglish: { ...words, default: ['YES', 'START', 'SUBSCRIBE'] },
  optInGerman: { ...words, default: ['JA', 'ANMELDEN', 'ABONNIEREN'] },
  optOutEnglish: { ...words, default: ['STOP', 'STOP ALL', 'UNSUBSCRIBE', 'OPT OUT'] },
  optOutGerman: { ...words, default: ['STOPP', 'ABMELDEN', 'ABBESTELLEN', 'KEINE WERBUNG'] },
  optInAsked: { type: 'switch', default: true, page: 'advanced', group: 'words' },
} as const satisfies SettingsShape;

export type OptingSettings = SettingsOf<typeof optingSettings>;

/** A message that is such a word and nothing else is both: it stays in the thread, and what it means is kept. */
export function withOpting(readings: Reading[], settings: Partial<OptingSettings>): Reading[] {
  const ins = wordsOf(settings.optInEnglish, settings.optInGerman);
  const outs = wordsOf(settings.optOutEnglish, settings.optOutGerman);
  return readings.flatMap((reading) => {
    const { event, id } = reading;
    if (event.type !== 'message' || event.direction === 'out' || event.automatic) return [reading];
    const said = saidBy(event);
    const word = plain(said);
    if (word === '' || !(ins.has(word) || outs.has(word))) return [reading];
    return [reading, { event: meaning(event, !outs.has(word), said), what: 'word', ...(id && { id }) }];
  });
}

function meaning({ sender: by, at }: MessageEvent, given: boolean, wording: string): InboundEvent {
  return { type: 'consent', by, given, purpose: MARKETING, wording, at };
}

/** The words of a message that holds one part only: what was typed, or the button that was pressed. */
function saidBy({ parts }: MessageEvent): string {
  const [part, ...others] = parts;
  if (!part || others.length > 0) return '';
  if (part.type === 'choice') return part.chosen?.title ?? '';
  return part.type === 'text' ? part.text : '';
}

function wordsOf(...lists: (string[] | undefined)[]): Set<string> {
  return new Set(lists.flatMap((list) => list ?? []).map(plain));
}

/** Nobody minds capitals, spaces and what stands around a word. */
function plain(said: string): string {
  return said
    .slice(0, 200)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
