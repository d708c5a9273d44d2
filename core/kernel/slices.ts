// Long work in slices: whatever else waits has its turn in between.
import { setImmediate } from 'node:timers/promises';

/** Calls `work` with up to `size` items at a time, in their order. What it throws ends it. */
export async function inSlices<T>(
  items: readonly T[],
  size: number,
  work: (some: T[]) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < items.length; at += size) {
    if (at > 0) await setImmediate();
    await work(items.slice(at, at + size));
  }
}
