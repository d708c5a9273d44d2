// The driver's own handle below the ORM, for explicit SQL.
import type BetterSqlite3 from 'better-sqlite3';
import type { MikroORM } from '@mikro-orm/sqlite';

/** The connection that the ORM writes by, or the one it reads by outside of transactions. */
export function nativeOf(orm: MikroORM, which: 'read' | 'write'): Promise<BetterSqlite3.Database> {
  return orm.driver.getConnection(which).getNativeClient();
}
