// What a view is: conditions with a name, how its rows stand, who has it; as plain data.
import type { Access, EDITINGS, Viewer } from '../accounts/accounts.ts';
import type { Conditions, Filter } from '../conditions/conditions.ts';
import type { ListRow, Lists } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Clock } from '../kernel/clock.ts';

export interface Needs {
  database: Database;
  events: Events;
  clock: Clock;
  conditions: Conditions;
  lists: Pick<Lists, 'rows'>;
}

/** Newest or oldest message first, who waits longest first, the ticket's priority first. */
export const SORTS = ['newest', 'oldest', 'waiting', 'priority'] as const;
export type Sort = (typeof SORTS)[number];

/** What a row can show besides name, time and subject. */
export const SHOWN = ['snippet', 'tags', 'owner', 'waiting', 'inbox'] as const;
export type Shown = (typeof SHOWN)[number];

export const DENSITIES = ['roomy', 'tight'] as const;
export const ICONS = [
  ...['filter', 'inbox', 'chat', 'mail', 'phone', 'globe', 'clock', 'star'],
  ...['pin', 'tag', 'user', 'users', 'building', 'ticket', 'moon', 'headset'],
];

export interface View extends Access {
  id: number;
  publicId: string;
  name: string;
  icon: string;
  /** 1–5, 0 for none. */
  colour: number;
  filter: Filter;
  sort: Sort;
  shows: Shown[];
  density: (typeof DENSITIES)[number];
  /** Null when whoever made it is gone. */
  ownerId: number | null;
  ownerName: string | null;
  editing: (typeof EDITINGS)[number];
  deletedAt: Date | null;
  version: number;
  /** Stands in the left column of whoever asks. */
  pinned: boolean;
}

export type NewView = Pick<View, 'name' | 'filter'> &
  Partial<Pick<View, 'icon' | 'colour' | 'sort' | 'shows' | 'density' | 'access' | 'userIds' | 'teamIds' | 'editing'>>;

/** What is asked: a view, or one that is still being made. */
export type Asked = Pick<View, 'filter' | 'sort'>;

export interface Place {
  /** Inboxes the person may see. */
  inboxIds: number[];
  after?: string;
  limit: number;
}

export interface ViewCounts {
  /** Each at most 1000, which then means “1000 or more”; undefined while it is being counted. */
  of: Map<number, number | undefined>;
  /** Something has happened since: ask again in a while. */
  isOld: boolean;
}

export interface Views {
  conditions: Conditions;
  /** Those the person has, in their order. */
  list(viewer: Viewer, options?: { pinned?: boolean }): Promise<View[]>;
  /** Null when there is none for them. */
  get(id: number, viewer: Viewer): Promise<View | null>;
  mayChange(view: View, viewer: Viewer): boolean;
  create(view: NewView, viewer: Viewer): Promise<View>;
  /** Throws `forbidden` where the person may not. */
  change(id: number, changes: Partial<NewView>, viewer: Viewer): Promise<View>;
  copy(id: number, name: string, viewer: Viewer): Promise<View>;
  delete(id: number, viewer: Viewer): Promise<void>;
  /** Brings a deleted one back. */
  restore(id: number, viewer: Viewer): Promise<void>;
  /** The person's own order; those not named follow. */
  order(ids: number[], viewer: Viewer): Promise<void>;
  pin(id: number, pinned: boolean, viewer: Viewer): Promise<void>;

  page(asked: Asked, viewer: Viewer, place: Place): Promise<{ rows: ListRow[]; next: string | null }>;
  /** Up to 1000, beside the main thread. */
  count(asked: Asked, viewer: Viewer, inboxIds: number[]): Promise<number>;
  /** Of these conversations those that meet the conditions. */
  members(asked: Asked, viewer: Viewer, inboxIds: number[], conversationIds: number[]): Promise<Set<number>>;
  /** Kept a while and shared by those who see the same; waits `patience` milliseconds for what is not known yet. */
  counts(views: View[], viewer: Viewer, inboxIds: number[], patience: number): Promise<ViewCounts>;
}
