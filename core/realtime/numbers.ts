// The numbers on a page: how much stands in the lists, what waits for the person. Counted at most once in a while.
import { setImmediate as turn } from 'node:timers/promises';
import type { ListCounts } from '../conversations/conversations.ts';
import type { Viewer } from '../accounts/accounts.ts';
import type { Batch } from './batch.ts';
import type { Line } from './line.ts';
import { memo } from './memo.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import type { ListPlace, Numbers } from './port.ts';
import type { Stage } from './stage.ts';
import { sees } from './topics.ts';
import { createViewNumbers, type ViewNumbers } from './view-changes.ts';
import { createTimers } from './timers.ts';

export interface NumberTelling {
  /** What happened may have changed numbers. */
  touch(batch: Batch): void;
  stop(): void;
}

export function createNumbers(stage: Stage): NumberTelling {
  const timers = createTimers<'count' | 'again'>();
  const userIds = new Set<number>();
  const inboxIds = new Set<number>();
  const views = createViewNumbers(stage);
  let counting = false;

  function countLater(): void {
    const begin = () => stage.background.run('Numbers could not be counted', count);
    if (!timers.has('count')) timers.keep('count', stage.limits.gatherNumbers, begin);
  }

  async function count(): Promise<void> {
    // Never twice at once: a slow count makes the next one wait.
    if (counting) return countLater();
    counting = true;
    const due = stage.lines.userIds().filter((id) => userIds.has(id) || concerned(id));
    userIds.clear();
    inboxIds.clear();
    const old = await tellNumbers(stage, due, views).finally(() => (counting = false));
    if (old.length > 0) again(old);
  }

  /** What was kept from before may be another number by then, also when nothing else happens. */
  function again(old: number[]): void {
    timers.keep('again', stage.limits.againViews, () => {
      for (const id of old) userIds.add(id);
      countLater();
    });
  }

  function concerned(userId: number): boolean {
    const [line] = stage.lines.of(userId);
    return line !== undefined && [...inboxIds].some((id) => sees(line.viewer, id));
  }

  return {
    touch(batch) {
      if (batch.views.size > 0 || batch.everybody || batch.userIds.size > 0) views.forget();
      for (const id of batch.told) userIds.add(id);
      for (const change of batch.conversations.values())
        if (change.place || change.row || change.items.size > 0) for (const id of change.inboxIds) inboxIds.add(id);
      if (userIds.size + inboxIds.size > 0) countLater();
    },
    stop: () => timers.stop(),
  };
}

type Shared = Pick<ListCounts, 'unassigned' | 'open' | 'snoozed' | 'spam'>;

/** Gives those whose numbers of views were kept from before. */
async function tellNumbers(stage: Stage, userIds: number[], views: ViewNumbers): Promise<number[]> {
  const old = new Set<number>();
  const { conversations } = stage.rooms;
  const outbox = createOutbox();
  const all = (await conversations.inboxes.list()).map(({ id }) => id);
  const shared = memo<Promise<Shared>>();
  for (const userId of userIds) {
    for (const line of stage.lines.of(userId)) {
      const place = listOf(line);
      const inboxIds = inboxesOf(place, line.viewer, all);
      const lists = await shared(inboxIds.join(), () => conversations.lists.sharedCounts(inboxIds));
      const seen = inboxesOf(null, line.viewer, all);
      const inViews = place ? await views.of(line.viewer, seen) : { counts: [], isOld: false };
      if (inViews.isOld) old.add(userId);
      const numbers = { ...lists, ...(await ownNumbers(stage, line.viewer, inboxIds)), views: inViews.counts };
      tell(stage, line, numbers, place, outbox);
    }
    // Others want to be served in between.
    await turn();
  }
  outbox.send();
  return [...old];
}

function tell({ pages }: Stage, line: Line, numbers: Numbers, place: ListPlace | null, outbox: Outbox): void {
  const told = JSON.stringify([numbers, place]);
  if (line.numbers === told) return;
  line.numbers = told;
  outbox.add(line, pages.numbers(numbers, place, line.audience()));
}

function listOf(line: Line): ListPlace | null {
  for (const topic of line.topics.values()) if (topic.kind === 'list') return topic.place;
  return null;
}

function inboxesOf(place: ListPlace | null, viewer: Viewer, all: number[]): number[] {
  return place?.inboxId ? [place.inboxId] : all.filter((id) => sees(viewer, id));
}

async function ownNumbers({ rooms }: Stage, { userId, teamIds }: Viewer, inboxIds: number[]) {
  const { lists, notifications } = rooms.conversations;
  const own = await lists.ownCounts(userId, teamIds, inboxIds);
  return { ...own, waiting: await lists.waiting(userId), notifications: await notifications.unread(userId) };
}
