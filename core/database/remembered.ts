// What has been read is true until something is committed: asked again and again between two changes, it is read once.
import type BetterSqlite3 from 'better-sqlite3';
import type { Statements } from './statements.ts';

/** Answers kept; those of a page and of the people who look at it. */
const KEPT = 200;

export interface Remembered {
  all<T>(sql: string, params: unknown[]): T[];
  forget(): void;
}

/** SQLite's `data_version` of a reading connection changes with every commit of another one, and costs nothing to ask. */
export function rememberedOf(connection: BetterSqlite3.Database, reader: Statements): Remembered {
  const version = connection.prepare('pragma data_version').pluck();
  const known = new Map<string, unknown[]>();
  let seen: unknown;
  return {
    all<T>(sql: string, params: unknown[]): T[] {
      const now = version.get();
      if (now !== seen || known.size >= KEPT) known.clear();
      seen = now;
      const key = `${JSON.stringify(params)} ${sql}`;
      const before = known.get(key);
      if (before) return before as T[];
      const rows = reader.all<T>(sql, params);
      known.set(key, rows);
      return rows;
    },
    forget: () => known.clear(),
  };
}
