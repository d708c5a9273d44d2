// What a phrase that mail servers use says about why a mail was refused.
import type { BounceReason } from './shapes.ts';

export interface PhraseRule {
  reason: BounceReason;
  /** The address or its domain is gone: the bounce is hard. */
  gone?: boolean;
  /** Tried on lower-case text with single blanks in which `@@` stands for every address. */
  phrase: RegExp;
}

/** One rule for many phrases, each a regular expression without flags. */
export function phrases(reason: BounceReason, ...list: string[]): PhraseRule {
  return { reason, phrase: new RegExp(list.join('|'), 'u') };
}

/** Phrases that say that the address or the domain is gone. */
export function gone(reason: BounceReason, ...list: string[]): PhraseRule {
  return { ...phrases(reason, ...list), gone: true };
}
