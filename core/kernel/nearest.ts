// The known word somebody most likely meant by one that is none.

/** Null when none is near: more than a third of the letters would have to change. */
export function nearestOf(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((one) => ({ one, distance: distanceOf(word.toLowerCase(), one.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(1, Math.floor(word.length / 3)) ? best.one : null;
}

/** Letters to put in, take out or change (Levenshtein). */
function distanceOf(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (let at = 0; at < other.length; at += 1) {
      const change = before[at]! + (letter === other[at] ? 0 : 1);
      line.push(Math.min(change, before[at + 1]! + 1, line[at]! + 1));
    }
    before = line;
  }
  return before.at(-1)!;
}
