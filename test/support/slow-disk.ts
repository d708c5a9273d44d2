// A disk that answers when it is told to: what happens between a commit and the certainty that it stays.
import { setImmediate as turn } from 'node:timers/promises';

export function slowDisk() {
  const waiting: { done: () => void; failed: (error: Error) => void }[] = [];
  let slow = false;
  return {
    flush: () =>
      slow ? new Promise<void>((done, failed) => waiting.push({ done, failed })) : Promise.resolve(undefined),
    slow: () => (slow = true),
    waits: () => waiting.length,
    async answer(error?: Error) {
      const one = waiting.shift()!;
      if (error) one.failed(error);
      else one.done();
      for (let index = 0; index < 20; index += 1) await turn();
    },
    quick() {
      slow = false;
      for (const one of waiting.splice(0)) one.done();
    },
  };
}
