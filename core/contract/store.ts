// A plugin's own tables: explicit SQL on the desk's database, made by the plugin's migrations.

/**
 * SQL names only tables that begin with the plugin's id and `_`, each behind its own `from` or `join`, and holds no
 * comments; anything else is refused. Values go in as parameters:
 * `?`, and a list for `in (?)`. Rows come as the database gives them: times as milliseconds, booleans as 0 and 1, JSON as text.
 */
export interface Store {
  rows<T extends object>(sql: string, params?: unknown[]): Promise<T[]>;
  row<T extends object>(sql: string, params?: unknown[]): Promise<T | undefined>;
  /** One statement that changes something; inside `write` part of it, else a transaction of its own. */
  run(sql: string, params?: unknown[]): Promise<void>;
  /** Several statements that hold together or not at all. Nothing inside may wait for network, timers or other ports. */
  write<T>(work: () => Promise<T>): Promise<T>;
}
