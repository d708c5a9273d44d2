// How much one caller, one address and one account may ask for, so that nobody keeps the team from its work.
import type { LineLimits } from '../../../core/contract/browser-line.ts';
import type { Measure } from '../../../core/contract/buckets.ts';
import type { PluginContext } from '../../../core/contract/context.ts';
import type { LineRoom } from '../../../core/contract/open-lines.ts';

export interface CallerLimits extends LineLimits, LineRoom {
  /** Calls of one internet address at once, and per second in the long run. */
  rings: Measure;
  /** Milliseconds until a ring counts as given up after its line was lost. */
  givesUp: number;
}

const USUAL: CallerLimits = {
  perAddress: 60,
  perAccount: 3000,
  frames: { burst: 120, perSecond: 20 },
  waiting: 150,
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
