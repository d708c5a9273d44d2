// Time: the only source of "now", so that tests can hold it still and set it back.

export interface Clock {
  now(): Date;
  /** Milliseconds that never run backwards, for measuring and for waiting. */
  monotonic(): number;
}

export function systemClock(): Clock {
  return { now: () => new Date(), monotonic: () => performance.now() };
}

/** A clock that stands still until it is told otherwise. */
export function heldClock(start: Date): Clock & { set(to: Date): void; advance(milliseconds: number): void } {
  let at = start.getTime();
  let steady = 0;
  return {
    now: () => new Date(at),
    monotonic: () => steady,
    set(to) {
      at = to.getTime();
    },
    advance(milliseconds) {
      at += milliseconds;
      steady += milliseconds;
    },
  };
}
