// What somebody agrees to before what they sent may be read (PR-1): what a channel asks for, and how they are asked.
import type { Person } from './address.ts';

/**
 * What somebody has to agree to before what they sent may be read (PR-1).
 * - `explicit`: the arrival is kept sealed, and they are asked by `connection.askConsent`. When an event tells of their
 *   consent for this purpose, everything of theirs is read in the order in which it came.
 * - `implicit`: they are told by the same means, once; who writes after that agrees.
 */
export interface ConsentNeed {
  kind: 'explicit' | 'implicit';
  /** By whom the arrival is, with an address that can be written to. They become a contact only with their consent. */
  by: Person;
  purpose: string;
  wording: string;
}

/** As they are asked: what agrees to it hands the `version` back, so that it is known which words were agreed to. */
export interface AskedConsent extends ConsentNeed {
  version: string;
}
