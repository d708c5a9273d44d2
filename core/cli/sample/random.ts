// Chance that comes out the same every time, so that everybody looks at the same invented company.

export interface Chance {
  /** From 0 up to, but not including, 1. */
  next(): number;
  /** A whole number; both ends are possible. */
  whole(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  happens(probability: number): boolean;
}

/** The generator mulberry32 (public domain, T. Ettinger): 32 bits of state, good enough for inventing things. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    whole,
    pick: (from) => from[whole(0, from.length - 1)]!,
    happens: (probability) => next() < probability,
  };
}
