// How much one visitor, one address and one site may ask for, so that nobody slows down anybody else.
import type { PluginContext } from '../../../core/contract/context.ts';

/** Why a socket was closed. Browsers come back by themselves, except after 4400 and 4403. */
export const CLOSED = { badFrame: 4400, notAllowed: 4403, tooFast: 4429, tryLater: 1013 } as const;

export interface ChatLimits {
  /** Sockets open at once: of a visitor, of an internet address (an office stands behind one), of an account. */
  perVisitor: number;
  perAddress: number;
  perAccount: number;
  /** Frames at once, and per second in the long run. */
  frames: { burst: number; perSecond: number };
  /** Messages and files. */
  says: { burst: number; perSecond: number };
  /** What costs a mail or a row: transcripts, contacts, ratings. */
  asks: { burst: number; perSecond: number };
  /** Bytes that may wait for a browser that does not read. */
  buffer: number;
  /** Milliseconds until the first frame. */
  hello: number;
  /** Seconds between two looks at availability and signs of life. */
  beat: number;
}

const USUAL: ChatLimits = {
  perVisitor: 10,
  perAddress: 300,
  perAccount: 5000,
  frames: { burst: 60, perSecond: 8 },
  says: { burst: 15, perSecond: 0.7 },
  asks: { burst: 6, perSecond: 0.05 },
  buffer: 512 * 1024,
  hello: 10_000,
  beat: 30,
};

/** An operator may set other numbers for `chat` in the configuration. */
export function limitsOf({ config }: Pick<PluginContext, 'config'>): ChatLimits {
  const given = (config.limits ?? {}) as Partial<ChatLimits>;
  return { ...USUAL, ...given };
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

  full(): boolean {
    return this.#left + ((performance.now() - this.#at) / 1000) * this.#perSecond >= this.#burst;
  }
}

/** One bucket for each name; those that are full again are forgotten. */
export class Buckets {
  readonly #measure: { burst: number; perSecond: number };
  readonly #all = new Map<string, Bucket>();

  constructor(measure: { burst: number; perSecond: number }) {
    this.#measure = measure;
  }

  take(name: string): boolean {
    let bucket = this.#all.get(name);
    if (!bucket) {
      if (this.#all.size > 10_000) this.sweep();
      this.#all.set(name, (bucket = new Bucket(this.#measure)));
    }
    return bucket.take();
  }

  sweep(): void {
    for (const [name, bucket] of this.#all) if (bucket.full()) this.#all.delete(name);
  }
}
