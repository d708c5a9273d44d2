// How often somebody may: a measure that fills again with time, for each name one of its own.

/** How much at once, and how much per second in the long run. */
export interface Measure {
  burst: number;
  perSecond: number;
}

/** A bucket that fills again with time; `take` is false when it is empty. */
export class Bucket {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #at = performance.now();

  constructor({ burst, perSecond }: Measure) {
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

/** Names that are remembered at once. */
const MOST = 10_000;

/** One bucket for each name. Whoever has asked for nothing longest is forgotten when there are too many. */
export class Buckets {
  readonly #measure: Measure;
  readonly #all = new Map<string, Bucket>();

  constructor(measure: Measure) {
    this.#measure = measure;
  }

  take(name: string): boolean {
    const bucket = this.#all.get(name) ?? new Bucket(this.#measure);
    this.#all.delete(name);
    this.#all.set(name, bucket);
    if (this.#all.size > MOST) this.#all.delete(this.#all.keys().next().value!);
    return bucket.take();
  }

  /** Forgets those that are full again; to be called from time to time. */
  sweep(): void {
    for (const [name, bucket] of this.#all) if (bucket.full()) this.#all.delete(name);
  }
}
