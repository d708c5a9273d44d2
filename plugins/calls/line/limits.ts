// How much one caller, one address and one account may ask for, so that nobody keeps the team from its work.
import type { PluginContext } from '../../../core/contract/context.ts';

/** Why a socket was closed. Browsers come back by themselves, except after 4400 and 4403. */
export const CLOSED = { badFrame: 4400, notAllowed: 4403, tooFast: 4429, tryLater: 1013 } as const;

export interface CallerLimits {
  /** Sockets open at once. */
  perAddress: number;
  perAccount: number;
  /** Frames at once, and per second in the long run. */
  frames: { burst: number; perSecond: number };
  /** Calls of one internet address at once, and per second in the long run. */
  rings: { burst: number; perSecond: number };
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

/** A bucket that fills again with time; `take` is false when it is empty. */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at = performance.now();

  constructor({ burst, perSecond }: { burst: number; perSecond: number }) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  take(): boolean {
    const now = performance.now();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

/** One bucket for each name; the oldest are forgotten. */
export class Buckets {
  readonly #measure: { burst: number; perSecond: number };
  readonly #all = new Map<string, Bucket>();

  constructor(measure: { burst: number; perSecond: number }) {
    this.#measure = measure;
  }

  take(name: string): boolean {
    let bucket = this.#all.get(name);
    if (!bucket) {
      if (this.#all.size > 10_000) this.#all.delete(this.#all.keys().next().value!);
      this.#all.set(name, (bucket = new Bucket(this.#measure)));
    }
    return bucket.take();
  }
}
