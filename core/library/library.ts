// The door to the library: snippets, documents, meeting links, quotes and videos, inserted while one writes (RE-3, AU-3).
import type { Viewer } from '../accounts/accounts.ts';
import type { Insert } from '../contract/insertable.ts';
import { createEntries, type Entries } from './entries.ts';
import type { TokenValues } from './filling.ts';
import type { Needs } from './shapes.ts';
import { createValues, type ValueNeeds } from './values.ts';

export { cleanWords } from './checking.ts';
export { fillText, namesOf, TOKENS, type TokenValues } from './filling.ts';
export { plainOf, totalOf, wordingOf, type Wording } from './wording.ts';
export { ENTRY_KINDS } from './shapes.ts';
export type { Entry, EntryBody, EntryKind, EntryQuery, NewEntry, QuoteLine } from './shapes.ts';
export type { Entries } from './entries.ts';

/** A kind that another room keeps, such as articles: offered in the same menu. */
export interface InsertSource {
  /** Unique; the text `insert.<kind>` is its name. */
  kind: string;
  icon: string;
  /** At most twenty that the viewer may use, best first. */
  find(viewer: Viewer, words: string): Promise<Insert[]>;
}

export interface Library {
  entries: Entries;
  /** What is known for the tokens of an entry; of no conversation when it is only looked at. `beginsWith`: whose name counts then. */
  values(viewer: Viewer, conversationId: number | null, beginsWith?: string): Promise<TokenValues>;
  /** Rooms above add theirs while the desk is put together. */
  sources: InsertSource[];
}

export function createLibrary(needs: Needs & ValueNeeds): Library {
  return { entries: createEntries(needs), values: createValues(needs), sources: [] };
}
