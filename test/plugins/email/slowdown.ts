// Measures how much longer four times as much takes: about 4 if the time is linear, 16 if it is quadratic.

const small = 100_000;

/** The ratio of processor time for 400 000 and 100 000 characters of `unit`, the better of two, small times counted as 3 ms. */
export function slowdown(unit: string, work: (input: string) => unknown): number {
  const inputs = [small, 4 * small].map((size) => unit.repeat(Math.ceil(size / unit.length)).slice(0, size));
  const [once = 1, fourfold = 1] = inputs.map((input) =>
    Math.min(...[1, 2].map(() => processorTime(() => work(input)))),
  );
  return fourfold / once;
}

function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return Math.max(3, (user + system) / 1000);
}
