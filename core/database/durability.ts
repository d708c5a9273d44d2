// Commits reach the disk off the main thread: nobody's page waits for it, and all that wait share one.
import { open, type FileHandle } from 'node:fs/promises';

export interface Durability {
  /**
   * Resolves when everything committed before the call would survive a power cut. The log beside the database keeps
   * the order of commits, so what was committed earlier survives too (sqlite.org/wal.html; with `synchronous=normal`
   * SQLite itself waits for the disk only when it moves the log into the database).
   * Throws when the disk refuses: what was committed may be there or not.
   */
  sure(): Promise<void>;
  close(): Promise<void>;
}

export type Flush = () => Promise<void>;

export function createDurability(databaseFile: string, given?: Flush): Durability {
  let handle: Promise<FileHandle> | undefined;
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  // SQLite keeps the log's file as long as a connection is open; it is there once something has been committed.
  const opened = () => {
    handle ??= open(`${databaseFile}-wal`, 'r').catch((error) => {
      handle = undefined;
      throw error;
    });
    return handle;
  };
  const flush = given ?? (async () => (await opened()).datasync());

  const begin = () => {
    const mine = flush().finally(() => {
      if (current === mine) current = undefined;
    });
    return (current = mine);
  };

  return {
    sure() {
      if (!current) return begin();
      // The one under way may have begun before the commit in question.
      const after = current.catch(() => {});
      next ??= after.then(() => {
        next = undefined;
        return begin();
      });
      return next;
    },
    async close() {
      await Promise.allSettled([current, next]);
      await (await handle?.catch(() => undefined))?.close();
    },
  };
}
