// What the library keeps: entries of a kind, with words, an address or a file, and with whom each is shared.
import type { Access } from '../accounts/accounts.ts';
import type { Database } from '../database/database.ts';
import type { Clock } from '../kernel/clock.ts';

export interface Needs {
  database: Database;
  clock: Clock;
}

export const ENTRY_KINDS = ['snippet', 'document', 'meeting', 'quote', 'video'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** A line of a price offer; the amount in the currency's main unit. */
export interface QuoteLine {
  text: string;
  amount: number;
}

/** Which members matter depends on the kind. */
export interface EntryBody {
  /** Of a snippet: cleaned, with tokens such as `{{firstName|there}}`. */
  html?: string;
  /** Of a meeting link, a video or a quote: http or https. */
  url?: string;
  /** Of a document: goes along with the message, or as an address. */
  sendAs?: 'attachment' | 'link';
  lines?: QuoteLine[];
  /** ISO 4217. */
  currency?: string;
}

export interface EntryFile {
  fileId: number;
  name: string;
  type: string;
}

export interface NewEntry extends Access {
  kind: EntryKind;
  title: string;
  /** Typed after `/`: letters, digits, `-` and `_`. */
  shortcut: string;
  folder: string;
  body: EntryBody;
  file: EntryFile | null;
}

export interface Entry extends NewEntry {
  id: number;
  publicId: string;
  ownerId: number | null;
  uses: number;
  usedAt: Date | null;
  createdAt: Date;
  changedAt: Date;
  deletedAt: Date | null;
}

export interface EntryQuery {
  /** Every word begins a word of the title, the shortcut or the folder. */
  words?: string;
  kind?: EntryKind;
  folder?: string;
  /** At most so many; 50 when absent. */
  limit?: number;
  /** By what is used most instead of by title. */
  byUse?: boolean;
}
