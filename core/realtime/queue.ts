// One thing after the other: what is told later never overtakes what was told before.

export type Queue = (work: () => Promise<void>) => Promise<void>;

/** A piece of work that fails is reported and does not hold up the next. */
export function createQueue(onTrouble: (error: unknown) => void): Queue {
  let last = Promise.resolve();
  return (work) => {
    last = last.then(work).catch(onTrouble);
    return last;
  };
}
