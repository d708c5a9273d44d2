// Pairs of contacts or companies that are likely one, with the reasons why, and what is done with them.
import type { Contacts } from '../contacts/contacts.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { Actor, Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Properties } from '../properties/properties.ts';
import type { Records } from '../records/records.ts';

export interface Needs {
  database: Database;
  events: Events;
  jobs: Pick<Jobs, 'handle'>;
  clock: Clock;
  contacts: Contacts;
  records: Records;
  properties: Properties;
}

export const DUPLICATE_OBJECTS = ['contact', 'company'] as const;
export type DuplicateObject = (typeof DUPLICATE_OBJECTS)[number];

/** The smaller id stands first. */
export interface Pair {
  oneId: number;
  otherId: number;
  reasons: Reason[];
}

export interface Duplicates {
  /** The likeliest first. `next` is null on the last page. */
  list(
    object: DuplicateObject,
    query: { after?: string; limit: number },
  ): Promise<{ rows: Pair[]; next: string | null }>;
  /** Of one of them, looked at again when it has changed: the likeliest first. */
  of(object: DuplicateObject, id: number, most: number): Promise<Pair[]>;
  /** What is known of two; null when nothing speaks for them being one. */
  pair(object: DuplicateObject, oneId: number, otherId: number): Promise<Pair | null>;
  /** These two are not one: they are proposed no more, until that is taken back. */
  dismiss(object: DuplicateObject, oneId: number, otherId: number, dismissed: boolean, actor: Actor): Promise<void>;
  /** From now on everybody counts as changed. */
  lookAgain(): Promise<void>;
  /** Looks at up to so many of those that are new or have changed; gives how many it were. */
  refresh(most: number): Promise<number>;
}
