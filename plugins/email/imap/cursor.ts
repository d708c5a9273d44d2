// How far a folder has been read (EM-13): kept in the account's notebook, moved only after what it counts is on disk.
import type { Notebook } from '../../../core/contract/context.ts';

export interface FolderCursor {
  /** A folder whose UIDVALIDITY changed has other mails under the same numbers (RFC 3501 §2.3.1.1). */
  uidValidity: string;
  /** Every UID up to this one has been looked at. */
  lastUid: number;
  /** The first UID that concerns us: what was there before connecting is not taken over unless asked for. */
  floor: number;
  /** ISO 8601: what the server got before never concerns us, whatever its UID becomes. */
  begun: string;
  /** Mails below `floor` that are still to be looked through, by date: an import, or a folder that was renumbered. */
  backlog?: Backlog;
  /** ISO 8601: when the folder was last read to its end. */
  readAt: string;
}

export interface Backlog {
  /** ISO 8601, a day: mails that arrived earlier are left alone. */
  since: string;
  /** Only UIDs below. */
  below: number;
  /** Every UID up to this one is done. */
  done: number;
}

/** A renumbered folder is looked through from some days before it was last read: clocks differ, dates are days. */
const OVERLAP = 3 * 24 * 3600_000;
const SKEW = 10 * 60_000;

export async function loadCursor(notebook: Notebook, folder: string): Promise<FolderCursor | undefined> {
  return notebook.get<FolderCursor>(`imap:${folder}`);
}

export async function saveCursor(notebook: Notebook, folder: string, cursor: FolderCursor): Promise<void> {
  await notebook.set(`imap:${folder}`, cursor);
}

/** Where reading begins in a folder that was never read: with the next mail, or with a chosen day. */
export function firstCursor(uidValidity: string, uidNext: number, since: string | undefined, now: Date): FolderCursor {
  const start = since && !Number.isNaN(Date.parse(since)) ? new Date(since).toISOString() : null;
  return {
    uidValidity,
    lastUid: uidNext - 1,
    floor: uidNext,
    begun: start ?? now.toISOString(),
    readAt: now.toISOString(),
    ...(start && uidNext > 1 ? { backlog: { since: start, below: uidNext, done: 0 } } : {}),
  };
}

/** The folder was renumbered: what may be new since it was last read is found by date, what is known is told by its identity. */
export function resetCursor(old: FolderCursor, uidValidity: string, uidNext: number): FolderCursor {
  const unread = old.backlog ? Date.parse(old.backlog.since) : Infinity;
  const from = Math.max(Math.min(Date.parse(old.readAt) - OVERLAP, unread), Date.parse(old.begun));
  const since = new Date(from).toISOString();
  const backlog = uidNext > 1 ? { since, below: uidNext, done: 0 } : undefined;
  const { begun, readAt } = old;
  return { uidValidity, lastUid: uidNext - 1, floor: uidNext, begun, readAt, ...(backlog ? { backlog } : {}) };
}

/** Whether a mail found by its date concerns us; a little is allowed for clocks that differ. */
export function isOfInterest(cursor: FolderCursor, arrivedAt: Date | null): boolean {
  return arrivedAt === null || arrivedAt.getTime() >= Date.parse(cursor.begun) - SKEW;
}

/** An arrival's key: names one mail of one folder for ever. */
export function keyOf(folder: string, uidValidity: string, uid: number): string {
  return `imap:${folder}:${uidValidity}:${uid}`;
}
