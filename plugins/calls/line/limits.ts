// How much one caller, one address and one account may ask for, so that nobody keeps the team from its work.
import type { Measure } from '../../../core/contract/buckets.ts';
import type { PluginContext } from '../../../core/contract/context.ts';

export interface CallerLimits {
  /** Sockets open at once. */
  perAddress: number;
  perAccount: number;
  /** Frames at once, and per second in the long run. */
  frames: Measure;
  /** Calls of one internet address at once, and per second in the long run. */
  rings: Measure;
  /** Bytes that may wait for a browser that does not read. */
  buffer: number;
  /** Milliseconds until the first frame, and until a ring counts as given up after its line was lost. */
  hello: number;
  givesUp: number;
  /** Seconds between two signs of life. */
  beat: number;
}

const USUAL: CallerLimits = {
  perAddress: 60,
  perAccount: 3000,
  frames: { burst: 120, perSecond: 20 },
  rings: { burst: 6, perSecond: 0.02 },
  buffer: 512 * 1024,
  hello: 10_000,
  givesUp: 8_000,
  beat: 20,
};

/** An operator may set other numbers for `calls` in the configuration. */
export function limitsOf({ config }: Pick<PluginContext, 'config'>): CallerLimits {
  return { ...USUAL, ...((config.limits ?? {}) as Partial<CallerLimits>) };
}
