// Rows of changed conversations, to everybody whose list they stand in or stood in.
import type { ListRow } from '../conversations/conversations.ts';
import type { Viewer } from '../accounts/accounts.ts';
import type { Batch, ConversationChange } from './batch.ts';
import type { Line } from './line.ts';
import { memo } from './memo.ts';
import type { ListPlace, RowMarks } from './port.ts';
import { covers, openLists, standsIn, type Stage, type Telling } from './stage.ts';
import { viewHolds, type ViewHolds } from './view-changes.ts';

/** Rows changed at once; when it is more, whole pages cost less. */
const MOST = 100;

interface Changed {
  id: number;
  change: ConversationChange;
  /** Undefined: it is gone. */
  row: ListRow | undefined;
  /** Up to which message each person has read. */
  read: ReadonlyMap<number, number>;
}

export async function tellLists(stage: Stage, telling: Telling, batch: Batch): Promise<void> {
  const lists = [...openLists(stage, telling)];
  if (lists.length === 0) return;
  const changes = [...batch.conversations].filter(([, one]) => one.row || one.readers.size > 0);
  if (changes.length > MOST) return drawAnew(telling, lists);
  const changed = await changedRows(stage, changes);
  const draw = memo<string>();
  const ids = changed.map(({ id }) => id);
  const holds = viewHolds(stage);
  for (const { place, lines } of lists)
    for (const line of lines) {
      const view = place.viewId ? await holds(place.viewId, line.viewer, ids) : undefined;
      for (const one of changed) telling.outbox.add(line, rowFor(stage, draw, one, place, line, view));
    }
}

function drawAnew({ outbox }: Telling, lists: { lines: Line[] }[]): void {
  for (const { lines } of lists) for (const line of lines) outbox.reset(line);
}

async function changedRows(stage: Stage, changes: [number, ConversationChange][]): Promise<Changed[]> {
  const { lists } = stage.rooms.conversations;
  const ids = changes.map(([id]) => id);
  if (ids.length === 0) return [];
  const rows = new Map((await lists.rows(ids, 0)).map((row) => [row.id, row]));
  const read = await lists.readMarks(ids);
  // Oldest first: each goes above the one before.
  return changes
    .map(([id, change]) => ({ id, change, row: rows.get(id), read: read.get(id) ?? new Map<number, number>() }))
    .sort((one, other) => timeOf(one) - timeOf(other) || one.id - other.id);
}

function timeOf({ row }: Changed): number {
  return row?.lastMessageAt.getTime() ?? 0;
}

function rowFor(
  stage: Stage,
  draw: (key: string, make: () => string) => string,
  one: Changed,
  place: ListPlace,
  line: Line,
  view?: ViewHolds,
): string {
  const { id, change, row } = one;
  const { viewer } = line;
  if (!change.row && !change.readers.has(viewer.userId)) return '';
  if (!row || !(view ? view.holds(id) : standsIn(stage, row, place, viewer)))
    return view || mayHaveStood(one, place, viewer) ? stage.pages.rowGone(id, place) : '';
  const marks = { ...marksOf(stage, one, row, viewer), ...(view && { shows: view.shows }) };
  const audience = line.audience();
  const key = JSON.stringify([id, place, audience, marks]);
  return draw(key, () => stage.pages.row(row, marks, place, audience));
}

function mayHaveStood({ change, row }: Changed, place: ListPlace, viewer: Viewer): boolean {
  if (!row || change.anywhere) return true;
  return change.place && [...change.inboxIds].some((inboxId) => covers(place, inboxId, viewer));
}

function marksOf(stage: Stage, { id, read }: Changed, row: ListRow, viewer: Viewer): RowMarks {
  return {
    unread: (read.get(viewer.userId) ?? 0) < row.lastMessageId,
    typing: stage.typing.contactTypes(id),
    watchers: stage.presence.watchers(id, viewer.userId),
  };
}
