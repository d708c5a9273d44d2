// Things that are true for a while: each key holds until it is kept again, dropped, or its time is over.

export interface Timers<Key> {
  /** True from now on for so many milliseconds; `end` runs when nobody keeps it longer. True when it is new. */
  keep(key: Key, milliseconds: number, end: () => void): boolean;
  /** Ends it without a word; false when it was not there. */
  drop(key: Key): boolean;
  has(key: Key): boolean;
  keys(): Iterable<Key>;
  /** Ends everything without a word; nothing is kept from then on. */
  stop(): void;
}

export function createTimers<Key>(): Timers<Key> {
  const running = new Map<Key, NodeJS.Timeout>();
  let stopped = false;
  const drop = (key: Key): boolean => {
    clearTimeout(running.get(key));
    return running.delete(key);
  };
  return {
    keep(key, milliseconds, end) {
      if (stopped) return false;
      const known = drop(key);
      const timer = setTimeout(() => {
        running.delete(key);
        end();
      }, milliseconds);
      running.set(key, timer.unref());
      return !known;
    },
    drop,
    has: (key) => running.has(key),
    keys: () => running.keys(),
    stop() {
      stopped = true;
      for (const key of running.keys()) drop(key);
    },
  };
}
