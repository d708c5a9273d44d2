// What a plugin adds to the insert menu of the composer: a kind of its own, and what there is of it.
import type { PluginContext } from './context.ts';

/** One thing that can be inserted. */
export interface Insert {
  /** Unique within its kind. */
  id: string;
  title: string;
  /** Half a sentence beside the title. */
  detail?: string;
  /** What stands in the message where no styles are carried. */
  text: string;
  /** The same with styles; cleaned before it is used. Absent: `text`. */
  html?: string;
}

export interface Insertable {
  /** Lower case, a–z and digits; the plugin's text `insert.<kind>` is its name in the menu. */
  kind: string;
  /** Name of an icon of the desk. */
  icon: string;
  /** At most twenty that fit what was typed (everything when it is empty), best first; in time for a menu (1 s). */
  find(query: { words: string; language: string }, context: PluginContext): Promise<Insert[]>;
}
