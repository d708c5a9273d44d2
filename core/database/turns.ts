// One writer at a time: the others wait in the order they came, behind those that are urgent. Between those that are
// not, whoever asks from outside is heard: work on what came in must not keep what comes in waiting.

export interface Turns {
  /** Resolves when it is the caller's turn; gives how to let the next one go. */
  take(urgent: boolean): Promise<() => void>;
}

export function createTurns(): Turns {
  const lanes: (() => void)[][] = [[], []];
  let busy = false;
  const next = () => {
    const urgent = lanes[0]!.shift();
    if (urgent) urgent();
    else if (lanes[1]!.length > 0) setImmediate(() => (lanes[0]!.shift() ?? lanes[1]!.shift()!)());
    else busy = false;
  };
  return {
    take(urgent) {
      if (!busy) {
        busy = true;
        return Promise.resolve(next);
      }
      return new Promise((go) => lanes[urgent ? 0 : 1]!.push(() => go(next)));
    },
  };
}
