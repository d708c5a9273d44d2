// Whether a message may be sent now: asked when the composer is drawn and again at the moment of sending.
import type { Reason } from './reason.ts';

/**
 * - `open`: anything the capabilities allow, until the given time if there is one.
 * - `template only`: free text is not allowed any more; a template is.
 * - `human only`: a person may write, automation may not.
 * - `closed`: nothing can be sent.
 */
export type Policy =
  | { state: 'open'; until?: Date }
  | { state: 'template only'; why: Reason }
  | { state: 'human only'; until?: Date; why: Reason }
  | { state: 'closed'; why: Reason };
