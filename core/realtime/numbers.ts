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
import { createTimers } from './timers.ts';

export interface NumberTelling {
  /** What happened may have changed numbers. */
  touch(batch: Batch): void;
  stop(): void;
}

export function createNumbers(stage: Stage): NumberTelling {
  const timers = createTimers<'count'>();
  const userIds = new Set<number>();
  const inboxIds = new Set<number>();
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
    await tellNumbers(stage, due).finally(() => (counting = false));
  }

  function concerned(userId: number): boolean {
    const [line] = stage.lines.of(userId);
    return line !== undefined && [...inboxIds].some((id) => sees(line.viewer, id));
  }

  return {
    touch(batch) {
      for (const id of batch.told) userIds.add(id);
      for (const change of batch.conversations.values())
        if (change.place || change.items.size > 0) for (const id of change.inboxIds) inboxIds.add(id);
      if (userIds.size + inboxIds.size > 0) countLater();
    },
    stop: () => timers.stop(),
  };
}

type Shared = Pick<ListCounts, 'unassigned' | 'open' | 'snoozed' | 'spam'>;

async function tellNumbers(stage: Stage, userIds: number[]): Promise<void> {
  const { conversations } = stage.rooms;
  const outbox = createOutbox();
  const all = (await conversations.inboxes.list()).map(({ id }) => id);
  const shared = memo<Promise<Shared>>();
  for (const userId of userIds) {
    for (const line of stage.lines.of(userId)) {
      const place = listOf(line);
      const inboxIds = inboxesOf(place, line.viewer, all);
      const lists = await shared(inboxIds.join(), () => conversations.lists.sharedCounts(inboxIds));
      const numbers = { ...lists, ...(await ownNumbers(stage, line.viewer, inboxIds)) };
      tell(stage, line, numbers, place, outbox);
    }
    // Others want to be served in between.
    await turn();
  }
  outbox.send();
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
