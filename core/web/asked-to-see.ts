// What one person asked to see of one message (remote pictures, what is held back), forgotten after a while.
import type { Clock } from '../kernel/clock.ts';

/** How long the choice lasts, in ms. */
const LASTS = 30 * 60_000;

export interface AskedToSee {
  show(userId: number, message: string): void;
  shown(userId: number, message: string): boolean;
}

/** `message` is its public id. Kept in memory: after a restart one is asked again. */
export function createAskedToSee(clock: Clock): AskedToSee {
  const until = new Map<string, number>();
  return {
    show(userId, message) {
      const now = clock.now().getTime();
      for (const [key, end] of until) if (end < now) until.delete(key);
      until.set(`${userId} ${message}`, now + LASTS);
    },
    shown: (userId, message) => (until.get(`${userId} ${message}`) ?? 0) > clock.now().getTime(),
  };
}
