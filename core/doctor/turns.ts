// What has turned since the doctor looked last: broken, or well again. A moment's trouble is no turn.
import type { Reason } from '../contract/reason.ts';
import type { Finding } from './shapes.ts';

/** Something broken, as it is remembered between looks. */
export interface Watched {
  what: Reason;
  mend?: Reason;
  /** When it was seen first, in milliseconds. */
  since: number;
  /** How many looks in a row said what the look before did not; it turns at `LOOKS`. */
  looks: number;
  /** Whether people were told. */
  told: boolean;
}

export type Watch = Record<string, Watched>;

/** So many looks in a row have to agree. */
export const LOOKS = 2;

export interface Turns {
  watch: Watch;
  broken: Watched[];
  well: Watched[];
}

/** Numbers in a sentence change with every look; the code, and of which account it is, do not. */
const keyOf = ({ what }: Finding) => [what.code, what.params?.title ?? ''].join(' ');

/** Compares what was known with what is found now. Pure: the same again tells nobody. */
export function turnsOf(before: Watch, findings: readonly Finding[], now: number): Turns {
  const turns: Turns = { watch: {}, broken: [], well: [] };
  const bad = new Map(findings.filter(({ state }) => state === 'bad').map((one) => [keyOf(one), one]));
  for (const [key, { what, mend }] of bad) {
    const known = before[key];
    const looks = known?.told ? 0 : (known?.looks ?? 0) + 1;
    const watched = { what, mend, since: known?.since ?? now, looks, told: known?.told ?? false };
    if (looks === LOOKS) turns.broken.push(Object.assign(watched, { looks: 0, told: true }));
    turns.watch[key] = watched;
  }
  for (const [key, known] of Object.entries(before)) {
    if (bad.has(key) || !known.told) continue;
    const looks = known.looks + 1;
    if (looks === LOOKS) turns.well.push(known);
    else turns.watch[key] = { ...known, looks };
  }
  return turns;
}
