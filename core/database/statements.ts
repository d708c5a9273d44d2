// Explicit SQL on one connection: each statement is prepared once and its values are bound, lists of values spread out.
import type BetterSqlite3 from 'better-sqlite3';

export interface Statements {
  all<T>(sql: string, params: unknown[]): T[];
  get<T>(sql: string, params: unknown[]): T | undefined;
  run(sql: string, params: unknown[]): void;
}

/** Prepared statements that are kept; the one not asked for longest goes first. */
const KEPT = 400;

/**
 * Values are bound as the tables hold them: times in milliseconds, switches as 0 and 1, objects as JSON. A list stands
 * for as many values as it has (`id in (?)`). A question mark inside quotes is text.
 */
export function statementsOf(connection: BetterSqlite3.Database): Statements {
  const kept = new Map<string, BetterSqlite3.Statement>();

  function prepared(sql: string): BetterSqlite3.Statement {
    const known = kept.get(sql);
    if (known) {
      kept.delete(sql);
      kept.set(sql, known);
      return known;
    }
    const made = connection.prepare(sql);
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
    kept.set(sql, made);
    return made;
  }

  return {
    all<T>(sql: string, params: unknown[]): T[] {
      const { text, values } = spread(sql, params);
      const statement = prepared(text);
      if (statement.reader) return statement.all(values) as T[];
      statement.run(values);
      return [];
    },
    get<T>(sql: string, params: unknown[]): T | undefined {
      const { text, values } = spread(sql, params);
      const statement = prepared(text);
      if (statement.reader) return statement.get(values) as T | undefined;
      statement.run(values);
      return undefined;
    },
    run(sql, params) {
      const { text, values } = spread(sql, params);
      const statement = prepared(text);
      if (statement.reader) statement.all(values);
      else statement.run(values);
    },
  };
}

function spread(sql: string, params: unknown[]): { text: string; values: unknown[] } {
  if (!params.some(Array.isArray)) return { text: sql, values: params.map(bound) };
  let index = 0;
  const text = sql.replace(/'(?:[^']|'')*'|\?/g, (found) => {
    if (found !== '?') return found;
    const value = params[index++];
    return Array.isArray(value) ? value.map(() => '?').join(', ') : found;
  });
  return { text, values: params.flat().map(bound) };
}

function bound(value: unknown): unknown {
  if (value === undefined) return null;
  if (value === null || typeof value !== 'object') return typeof value === 'boolean' ? Number(value) : value;
  if (value instanceof Date) return value.getTime();
  return value instanceof Uint8Array ? value : JSON.stringify(value);
}
