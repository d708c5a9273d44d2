// What the rooms above get of contacts, as plain data, and the verbs of the door.
import type { Address, Person } from '../contract/address.ts';
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { TimelineLine } from '../database/timeline.ts';
import type { Actor, Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PropertyValue } from '../properties/properties.ts';

export interface Needs {
  database: Database;
  events: Events;
  clock: Clock;
  jobs: Pick<Jobs, 'add'>;
}

export interface Identity {
  id: number;
  address: Address;
  primary: boolean;
  /** Set when mail to it bounces for good, or the like. */
  unreachable: { reason: Reason; at: Date } | null;
  /** Nothing is sent to it any more (EM-15). */
  suppressed: Reason | null;
}

export interface Contact {
  id: number;
  publicId: string;
  /** May be empty; show the first identity then. */
  name: string;
  ownerId: number | null;
  companyId: number | null;
  language: string | null;
  note: string;
  properties: Record<string, unknown>;
  consents: Record<string, { given: boolean; at: string; wording?: string }>;
  mergedIntoId: number | null;
  createdAt: Date;
  updatedAt: Date;
  lastMessageAt: Date | null;
}

export interface ContactSummary extends Contact {
  /** The name, else an address people know; empty for who is known by a handle only. */
  title: string;
  /** The channel that says what somebody without a title is called. */
  namelessFrom: string | null;
  identities: Identity[];
  owner: { id: number; name: string } | null;
  company: { id: number; publicId: string; name: string } | null;
  /** At most 1000 each. */
  counts: { conversations: number; open: number };
}

export interface ContactRow {
  id: number;
  publicId: string;
  title: string;
  namelessFrom: string | null;
  name: string;
  /** The primary address or the first. */
  address: Address | null;
  owner: { id: number; name: string } | null;
  company: { id: number; publicId: string; name: string } | null;
  lastMessageAt: Date | null;
  createdAt: Date;
}

export interface ContactQuery {
  search?: string;
  /** A user's id, or `nobody`. */
  owner?: number | 'nobody';
  /** Value of a property by key. */
  properties?: Record<string, PropertyValue>;
  /** Default: who wrote last first. */
  sort?: 'recent' | 'name';
  /** `next` of the page before. */
  after?: string;
  limit: number;
}

export type ContactChanges = Partial<
  Pick<Contact, 'name' | 'language' | 'note' | 'properties' | 'companyId' | 'ownerId'>
>;

/** A line of the timeline. `detail` names things as they were called then; a `note` has its `text`. */
export type ContactChange = TimelineLine;

export interface Duplicate {
  contact: { id: number; publicId: string; title: string; namelessFrom: string | null };
  reasons: Reason[];
}

export interface Contacts {
  /**
   * Who writes: matches by any address, makes the contact when unknown, adds identities, fills an empty name or language.
   * When addresses belong to two contacts the first address decides and a duplicate is proposed (CH-6, MS-5).
   */
  take(
    person: Person,
    about: { accountId: number; at: Date; actor?: Actor },
  ): Promise<{ contactId: number; created: boolean }>;
  /** `accountId` gives a handle without scope its scope. */
  find(address: Address, accountId: number): Promise<number | null>;
  get(id: number): Promise<Contact | null>;
  /** Leads on to the contact it was merged into. */
  byPublicId(publicId: string): Promise<Contact | null>;
  summary(id: number): Promise<ContactSummary | null>;
  /**
   * Who wrote last comes first; with `search`, those in whose name, note or addresses words begin like the words searched.
   * `next` is null on the last page.
   */
  list(query: ContactQuery): Promise<{ rows: ContactRow[]; next: string | null }>;
  create(
    contact: {
      name: string;
      addresses: Address[];
      language?: string;
      ownerId?: number | null;
      companyId?: number | null;
    },
    actor: Actor,
  ): Promise<Contact>;
  update(id: number, changes: ContactChanges, actor: Actor): Promise<Contact>;
  /** Throws a conflict `identity_taken` that names the other contact. */
  addIdentity(id: number, address: Address, actor: Actor): Promise<Identity>;
  removeIdentity(id: number, identityId: number, actor: Actor): Promise<void>;
  /** Makes it the one shown and written to first. */
  preferIdentity(id: number, identityId: number, actor: Actor): Promise<void>;
  setOwner(id: number, userId: number | null, actor: Actor): Promise<void>;
  /**
   * Kept with time and wording (PR-1). Of several about one purpose the latest by their own time counts, all stay in the
   * history; the same one told again changes nothing.
   */
  consent(id: number, purpose: string, given: boolean, at: Date, wording?: string, actor?: Actor): Promise<void>;
  /** Changes and notes, newest first; `before` is a place between two of them, `at` in milliseconds. */
  history(
    id: number,
    query: {
      before?: { at: number; id: number };
      only?: 'notes' | 'changes' | 'consents';
      without?: string[];
      limit: number;
    },
  ): Promise<ContactChange[]>;
  /** The same change of several; at most 500. Properties as typed, by key; null empties. */
  changeMany(
    ids: number[],
    changes: {
      name?: string;
      ownerId?: number | null;
      language?: string;
      note?: string;
      properties?: Record<string, unknown>;
    },
    actor: Actor,
  ): Promise<{ undo: string | null }>;
  /** Takes out those whom nothing was heard from or written to, and who are in no ticket; gives their ids. */
  removeUnused(ids: number[], actor: Actor): Promise<number[]>;
  /** Gives back what a step of `changeMany` changed. Throws as every undo does. */
  undoMany(stepPublicId: string, actor: Actor): Promise<void>;
  addNote(id: number, text: string, actor: Actor): Promise<void>;
  /** A person's address is now another one, or facts became known (ContactEvent). Gives the contact, null when unknown. */
  renumber(was: Address | null, person: Person, about: { accountId: number; actor?: Actor }): Promise<number | null>;
  duplicates(id: number): Promise<Duplicate[]>;
  /** A person says these two are not the same; they are not proposed again. */
  notDuplicate(id: number, otherId: number, actor: Actor): Promise<void>;
  /** Takes that back. */
  maybeDuplicate(id: number, otherId: number, actor: Actor): Promise<void>;
  /** All of the other joins the one that is kept. Gives the public id of the step for `unmerge`. */
  merge(
    keepId: number,
    otherId: number,
    actor: Actor,
    /** From the other: `name`, `owner`, `company`, `language`, and properties by their keys. */
    taken?: { fields: string[]; properties: string[] },
  ): Promise<string>;
  unmerge(stepPublicId: string, actor: Actor): Promise<void>;
  /**
   * Removes what identifies the person (PR-2). What they wrote stays, without them, unless `messages` is `erase`.
   * Cannot be undone.
   */
  anonymise(id: number, actor: Actor, options?: { messages?: 'keep' | 'erase' }): Promise<void>;
  /** From now on nothing is sent to the address. */
  suppress(address: Address, reason: Reason): Promise<void>;
  suppressed(address: Address): Promise<Reason | null>;
  release(address: Address): Promise<void>;
  suppressions(query: {
    after?: number;
    limit: number;
  }): Promise<{ id: number; address: Address; reason: Reason; createdAt: Date }[]>;
  markUnreachable(address: Address, reason: Reason): Promise<void>;
  markReachable(address: Address): Promise<void>;
}
