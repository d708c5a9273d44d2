// What an import is: a file with columns that become fields, what is done with its rows, and how far it is.
import type { Accounts } from '../accounts/accounts.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { Actor } from '../events/events.ts';
import type { Files } from '../files/files.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { OnStep } from '../kernel/steps.ts';
import type { Properties } from '../properties/properties.ts';
import type { Records } from '../records/records.ts';
import type { Tickets } from '../tickets/tickets.ts';

export interface Needs {
  database: Database;
  clock: Clock;
  jobs: Jobs;
  files: Files;
  accounts: Pick<Accounts, 'users' | 'viewerOf'>;
  contacts: Contacts;
  records: Records;
  tickets: Tickets;
  properties: Properties;
  onStep: OnStep;
}

/** `contact`, `ticket`, or a type of record: `company`, `deal`, the key of one that administrators defined. */
export type ImportObject = string;

export const ENCODINGS = [
  ...['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-15', 'windows-1250', 'windows-1251'],
  ...['windows-1253', 'windows-1254', 'macintosh', 'shift_jis', 'gb18030'],
] as const;
export type Encoding = (typeof ENCODINGS)[number];
export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];
/** The order in which days are written where it is not year, month, day. */
export const DAY_ORDERS = ['dmy', 'mdy'] as const;
export const DECIMALS = [',', '.'] as const;
export const ON_MATCH = ['update', 'skip', 'create'] as const;
export const ON_NEW = ['create', 'skip'] as const;

export interface Settings {
  encoding: Encoding;
  delimiter: Delimiter;
  decimal: (typeof DECIMALS)[number];
  days: (typeof DAY_ORDERS)[number];
  /** Of telephone numbers without a country's code: `DE`. */
  country: string;
  /** What each column becomes: a field, `property.<key>`, `new.<kind>`; empty: nothing. */
  targets: string[];
  /** The field by which rows are found in the desk; empty: every row is new. */
  match: string;
  onMatch: (typeof ON_MATCH)[number];
  onNew: (typeof ON_NEW)[number];
  /** Companies and contacts that a row names and that there are not yet are made. */
  createMissing: boolean;
  /** Found by the check: what properties that come along have to choose from, by the index of their column. */
  choices?: Record<string, string[]>;
  /** Ids of the properties that came along. */
  made?: number[];
}

/**
 * `open`: its columns are being named; `checking` and `checked`: read without changing anything; `running`, then `done`,
 * or `stopped` by a person; `failed`: the file cannot be read; `undoing`, then `undone`.
 */
export type ImportStatus =
  'open' | 'checking' | 'checked' | 'running' | 'done' | 'stopped' | 'failed' | 'undoing' | 'undone';

export interface Import {
  id: number;
  publicId: string;
  object: ImportObject;
  fileName: string;
  /** Null when it has been forgotten. */
  fileId: number | null;
  bytes: number;
  user: { id: number; name: string } | null;
  status: ImportStatus;
  settings: Settings;
  /** Headings of the columns. */
  columns: string[];
  /** Up to three values of each column. */
  samples: string[][];
  /** Rows of the file; null until it was read to its end. */
  total: number | null;
  /** Rows that are behind it; of an undoing: steps. */
  done: number;
  created: number;
  updated: number;
  skipped: number;
  faulty: number;
  /** Tickets among `updated` that lose their owner, who does not see them where they go. */
  unowned: number;
  /** What an undoing left because it has been used or changed since. */
  kept: number;
  /** Why it failed. */
  reason: Reason | null;
  createdAt: Date;
  endedAt: Date | null;
}

export interface Fault {
  /** Where the row begins in the file; the heading is line 1. */
  line: number;
  reasons: Reason[];
  cells: string[];
}

/** A field that a column can become. */
export interface Target {
  /** As in `Settings.targets`. */
  name: string;
  /** Of properties. */
  label?: string;
}

export interface Imports {
  /** Reads the beginning of a stored file. Throws `invalid` with a sentence for what is no table. */
  open(
    file: { id: number; name: string },
    object: ImportObject,
    about: { userId: number; language: string },
  ): Promise<Import>;
  get(publicId: string): Promise<Import | null>;
  /** Newest first. */
  list(options?: { before?: number; limit?: number }): Promise<Import[]>;
  /** Reads the file again in another way: headings, samples and guesses become those. */
  reread(id: number, shape: Pick<Settings, 'encoding' | 'delimiter'>): Promise<Import>;
  targets(object: ImportObject): Promise<Target[]>;
  /** By which fields rows of an object can be found. */
  matches(object: ImportObject): string[];
  /** Keeps the settings and begins to check. Throws `invalid`. */
  check(id: number, settings: Partial<Settings>): Promise<void>;
  /** Begins to write what was checked; properties that are wanted are made first. */
  run(id: number): Promise<void>;
  /** What is written stays, and can be undone. */
  stop(id: number): Promise<void>;
  undo(id: number): Promise<void>;
  faults(id: number, options?: { after?: number; limit?: number }): Promise<Fault[]>;
  /** Takes out an import that has not written anything, or was undone. */
  remove(id: number): Promise<void>;
}

/** By whom its changes are written in timelines. */
export function actorOf({ user }: Import): Actor {
  return user ? `user:${user.id}` : 'desk';
}

/** Bytes of a file. */
export const MOST_BYTES = 50 * 1024 * 1024;
export const MOST_COLUMNS = 200;
