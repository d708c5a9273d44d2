// A plugin's own tables, and no others: what its SQL names is looked at before it runs.
import type { Store } from '../contract/store.ts';
import type { Database } from '../database/database.ts';

/** Where SQL names a table. Names of common table expressions (`with x as`) count as the plugin's own. */
const NAMED = /\b(?:from|join|into|update|table(?:\s+if\s+(?:not\s+)?exists)?)\s+["`[]?([a-z_][\w.]*)/gi;
const WITHIN = /\b([a-z_]\w*)\s+as\s+(?:not\s+)?(?:materialized\s+)?\(\s*(?:select|values|insert|update|delete)\b/gi;
/** Other ways to name one that would not be seen: a second table behind a comma, one in parentheses, behind a comment. */
const HIDDEN =
  /\bfrom\s+[\w."`[\]]+(?:\s+(?:as\s+)?\w+)?\s*,|\b(?:from|join)\s*\((?!\s*(?:select|values|with)\b)|--|\/\*/i;
/** `on conflict do update set`, `for update`: no table follows. */
const NO_TABLE = new Set(['set', 'of', 'nowait', 'skip']);

export function storeOf(database: Database, plugin: string): Store {
  const seen = new Set<string>();
  const own = (sql: string): string => {
    if (seen.has(sql)) return sql;
    const stranger = strangerIn(sql, plugin);
    if (stranger)
      throw new Error(
        `"${stranger}" is no table of ${plugin}: its tables begin with ${plugin}_, and stand behind from or join`,
      );
    if (seen.size < 1000) seen.add(sql);
    return sql;
  };
  return {
    rows: async (sql, params) => database.rows(own(sql), params),
    row: async (sql, params) => database.row(own(sql), params),
    run: async (sql, params) => database.run(own(sql), params),
    write: (work) => database.write(() => work()),
  };
}

/** The first table that is not the plugin's; undefined when all are. */
function strangerIn(sql: string, plugin: string): string | undefined {
  const words = sql.replace(/'(?:[^']|'')*'/g, "''");
  const hidden = HIDDEN.exec(words);
  if (hidden) return hidden[0].trim();
  const within = new Set([...words.matchAll(WITHIN)].map(([, name]) => name!.toLowerCase()));
  return [...words.matchAll(NAMED)]
    .map(([, name]) => name!.toLowerCase())
    .find((name) => !name.startsWith(`${plugin}_`) && !within.has(name) && !NO_TABLE.has(name));
}
