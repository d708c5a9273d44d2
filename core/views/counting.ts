// How much stands in views: counted beside the main thread, kept a while, shared by all who would find the same.
import type { Viewer } from '../accounts/accounts.ts';
import type { Needs, View, ViewCounts, Views } from './shapes.ts';

/** Milliseconds a count stays true while things happen, and while nothing does: time itself moves conditions. */
const BRIEF = 1_000;
const LONG = 60_000;
/** What took long is asked for less often: a count costs at most this part of the time. */
const SHARE = 20;
const KEPT = 2_000;

interface Kept {
  count?: number;
  /** Of the clock that only goes on. */
  at: number;
  cost: number;
  /** What had happened when it was counted. */
  happened: number;
  running?: Promise<void>;
}

export function createCounts(needs: Needs, count: Views['count']): Pick<Views, 'counts'> {
  const kept = new Map<string, Kept>();
  let happened = 0;
  needs.events.listen(() => (happened += 1));

  async function keyOf(view: View, viewer: Viewer, inboxIds: number[]): Promise<string> {
    const isPersonal = await needs.conditions.isPersonal(view.filter);
    const who = isPersonal ? [viewer.userId, ...viewer.teamIds] : [];
    return JSON.stringify([view.id, view.version, viewer.timeZone, viewer.withheld, viewer.inboxIds, who, inboxIds]);
  }

  function isTrue(one: Kept): boolean {
    if (one.count === undefined) return false;
    const age = needs.clock.monotonic() - one.at;
    return age < Math.max(BRIEF, one.cost * SHARE) || (one.happened === happened && age < LONG);
  }

  function remember(key: string): Kept {
    const one = kept.get(key) ?? { at: 0, cost: 0, happened: -1 };
    kept.delete(key);
    kept.set(key, one);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    return one;
  }

  function recount(one: Kept, view: View, viewer: Viewer, inboxIds: number[]): Promise<void> {
    one.running ??= (async () => {
      const [begun, known] = [needs.clock.monotonic(), happened];
      try {
        const found = await count(view, viewer, inboxIds);
        const ended = needs.clock.monotonic();
        Object.assign(one, { count: found, at: ended, cost: ended - begun, happened: known });
      } finally {
        one.running = undefined;
      }
    })();
    return one.running;
  }

  return {
    async counts(views, viewer, inboxIds, patience): Promise<ViewCounts> {
      const entries = await Promise.all(
        views.map(async (view) => [view, remember(await keyOf(view, viewer, inboxIds))] as const),
      );
      const old = entries.filter(([, one]) => !isTrue(one));
      const all = Promise.allSettled(old.map(([view, one]) => recount(one, view, viewer, inboxIds)));
      if (old.length > 0) await within(patience, all);
      return {
        of: new Map(entries.map(([view, one]) => [view.id, one.count])),
        isOld: entries.some(([, one]) => one.happened !== happened),
      };
    },
  };
}

/** Waits for the work, but no longer than that; the work goes on. */
async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise((done) => (timer = setTimeout(done, milliseconds)));
  await Promise.race([work, enough]);
  clearTimeout(timer);
}
