// How much a page may ask of the telephone system, and how long the desk waits for either.
import type { PluginContext } from '../../../core/contract/context.ts';

/** Why a line was closed. Pages come back by themselves, except after 4403; after 4409 when somebody looks at them. */
export const CLOSED = {
  anew: 1012,
  badFrame: 4400,
  notAllowed: 4403,
  elsewhere: 4409,
  tooFast: 4429,
  noPbx: 4502,
} as const;

export interface LineLimits {
  /** Frames at once, and per second in the long run. */
  burst: number;
  perSecond: number;
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

/** A bucket that fills again with time: false when it is empty. */
export function bucket({ burst, perSecond }: LineLimits): () => boolean {
  let [left, at] = [burst, performance.now()];
  return () => {
    const now = performance.now();
    left = Math.min(burst, left + ((now - at) / 1000) * perSecond);
    at = now;
    left -= 1;
    return left >= 0;
  };
}
