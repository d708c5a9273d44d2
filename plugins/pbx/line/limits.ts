// How much a page may ask of the telephone system, and how long the desk waits for either.
import type { Measure } from '../../../core/contract/buckets.ts';
import { CLOSED as USUAL_ENDS } from '../../../core/contract/close-codes.ts';
import type { PluginContext } from '../../../core/contract/context.ts';

/** Why a line was closed. Pages come back by themselves, except after 4403; after 4409 when somebody looks at them. */
export const CLOSED = { ...USUAL_ENDS, anew: 1012, elsewhere: 4409, noPbx: 4502 } as const;

/** Also how many frames. */
export interface LineLimits extends Measure {
  /** Bytes that may wait for who does not read. */
  buffer: number;
  /** Milliseconds: until the telephone system answers, and until a talk whose line was lost is over. */
  answer: number;
  away: number;
  /** Seconds between two signs of life. */
  beat: number;
}

const USUAL: LineLimits = { burst: 120, perSecond: 20, buffer: 512 * 1024, answer: 10_000, away: 30_000, beat: 20 };

/** An operator may set other numbers for `pbx` in the configuration. */
export function limitsOf({ config }: Pick<PluginContext, 'config'>): LineLimits {
  return { ...USUAL, ...((config.limits ?? {}) as Partial<LineLimits>) };
}
