// What of a ticket is due next, as its row has it, and tickets narrowed down by it (TK-4). Pure.

/** What of a ticket's service levels comes next. */
export interface TicketDue {
  /** Which of its targets: `first` and `next` response, `resolution`. */
  kind: string;
  /** Null while the clock stands still. */
  at: Date | null;
  /** While it stands still: milliseconds of open hours that are left, below zero for what is too late. */
  left: number | null;
}

/** `day` and `week`: not overdue yet. `none`: without any target. */
export const DUES = ['overdue', 'day', 'week', 'paused', 'none'] as const;
export type DueFilter = (typeof DUES)[number];

/** In the column of what nothing is due of: behind everything else. */
export const NEVER = 900_000_000_000_000;

const DAY = 86_400_000;

export function dueFrom(row: Record<string, unknown>): TicketDue | null {
  if (row.due_kind === null || row.due_kind === undefined) return null;
  const at = Number(row.due);
  return {
    kind: String(row.due_kind),
    at: at < NEVER ? new Date(at) : null,
    left: row.due_left === null ? null : Number(row.due_left),
  };
}

/** What is due within a time is read in the order of the index that leads to it. */
export function isByDue({ due, sort }: { due?: DueFilter; sort?: string }): boolean {
  return sort === '-due' || due === 'overdue' || due === 'day' || due === 'week';
}

export function dueCondition(filter: DueFilter, now: Date): { sql: string; params: unknown[] } {
  const at = now.getTime();
  switch (filter) {
    case 'overdue':
      return { sql: 'due <= ?', params: [at] };
    case 'day':
      return { sql: 'due > ? and due <= ?', params: [at, at + DAY] };
    case 'week':
      return { sql: 'due > ? and due <= ?', params: [at, at + 7 * DAY] };
    case 'paused':
      return { sql: 'due_kind is not null and due = ?', params: [NEVER] };
    case 'none':
      return { sql: 'due_kind is null', params: [] };
  }
}
