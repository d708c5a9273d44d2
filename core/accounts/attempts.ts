// Counting attempts: how often an address or an account may try within a while, bounded in memory.
import type { Clock } from '../kernel/clock.ts';

export interface Attempts {
  /**
   * Counts one attempt for every key before it is made, so that many at once cannot slip through.
   * Answers 0 when it may go on, else the seconds to wait.
   */
  take(limits: { key: string; most: number }[]): number;
  /** After success: earlier failures no longer count. */
  forget(key: string): void;
  /** After success: this one attempt does not count, earlier ones do. */
  giveBack(key: string): void;
  /** Puts in what is known from before the start. */
  recall(key: string, at: Date): void;
}

export const ATTEMPT_WINDOW = 15 * 60_000;
const MOST_KEYS = 20_000;

export function createAttempts(clock: Clock): Attempts {
  const times = new Map<string, number[]>();
  const recent = (key: string, now: number) => (times.get(key) ?? []).filter((at) => at > now - ATTEMPT_WINDOW);
  const note = (key: string, list: number[]) => {
    // Put in anew, so that the oldest key is the first one.
    times.delete(key);
    times.set(key, list);
    if (times.size > MOST_KEYS) times.delete(times.keys().next().value!);
  };
  return {
    take(limits) {
      const now = clock.now().getTime();
      let wait = 0;
      for (const { key, most } of limits) {
        const list = recent(key, now);
        if (list.length >= most) wait = Math.max(wait, list[list.length - most]! + ATTEMPT_WINDOW - now);
      }
      if (wait > 0) return Math.ceil(wait / 1000);
      for (const { key } of limits) note(key, [...recent(key, now), now]);
      return 0;
    },
    forget: (key) => void times.delete(key),
    giveBack: (key) => void times.get(key)?.pop(),
    recall: (key, at) =>
      note(
        key,
        [...(times.get(key) ?? []), at.getTime()].toSorted((a, b) => a - b),
      ),
  };
}

/** One network of a provider's customer: the address itself, or the first 64 bits of an IPv6 one. */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1]!;
  const [head = '', tail = ''] = ip.split('%')[0]!.split('::');
  const [first, last] = [head, tail].map((half) => half.split(':').filter(Boolean));
  const gap = Array.from<string>({ length: Math.max(0, 8 - first!.length - last!.length) }).fill('0');
  const groups = [...first!, ...gap, ...last!].slice(0, 4);
  return groups.map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':');
}
