// What service levels are: policies with targets, and what became of the targets of a ticket; as plain data.
import type { Accounts } from '../accounts/accounts.ts';
import type { Conditions, Filter } from '../conditions/conditions.ts';
import type { BusinessHours } from '../contract/settings.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Properties } from '../properties/properties.ts';
import type { Tickets } from '../tickets/tickets.ts';

export interface Needs {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  properties: Properties;
  tickets: Tickets;
  conversations: Pick<Conversations, 'notify' | 'happened'>;
  accounts: Pick<Accounts, 'teams' | 'viewerOf'>;
}

/** The team's first answer, its answer to whatever the customer writes after that, and the end of the work. */
export const TARGETS = ['first', 'next', 'resolution'] as const;
export type TargetKind = (typeof TARGETS)[number];

export interface Holiday {
  /** `2026-12-25`, or `12-25` for every year. */
  day: string;
  /** May be empty. */
  name: string;
}

/** What the desk does by itself. */
export interface Actions {
  /** Who is told: `owner`, `user:3`, `team:2`. */
  notify: string[];
  /** To the next higher priority. */
  raise: boolean;
  /** `user:3`, `team:2`, or empty: stays with whoever has it. */
  assign: string;
  /** A line for the team in the ticket's timeline and its conversations; empty: none. */
  comment: string;
}

export interface Policy {
  id: number;
  name: string;
  active: boolean;
  /** The first one whose conditions a ticket meets is its policy. */
  position: number;
  filter: Filter;
  /** Minutes of open hours; null: nothing is promised. At least one is. */
  targets: Record<TargetKind, number | null>;
  /** Null: around the clock. */
  hours: BusinessHours | null;
  holidays: Holiday[];
  /** Warned when so much of a target's time has passed, 1–99; 0: never. */
  warnPercent: number;
  onWarning: Actions;
  onBreach: Actions;
}

export type NewPolicy = Omit<Policy, 'id' | 'position'>;

/** One promise about one ticket. */
export interface Target {
  kind: TargetKind;
  /** Null when the policy is gone. */
  policy: string | null;
  startedAt: Date;
  minutes: number;
  /** Null while the clock stands still. */
  dueAt: Date | null;
  /** While it stands still: milliseconds of open hours left, below zero for what is too late. */
  left: number | null;
  metAt: Date | null;
  warnedAt: Date | null;
  breachedAt: Date | null;
}

/** When the targets of a ticket made at a moment would be due; null for what is never, or not promised. */
export type Preview = Record<TargetKind, Date | null>;

export interface Sla {
  /** What conditions of policies can speak of. */
  conditions: Conditions;
  /** Whether there is a policy that holds; asked with every page, thus kept at hand. */
  isUsed(): Promise<boolean>;
  /** In order. */
  policies(): Promise<Policy[]>;
  policy(id: number): Promise<Policy | null>;
  /** Stands last. Throws `invalid` with fields; tickets get their targets within moments. */
  create(policy: NewPolicy): Promise<Policy>;
  change(id: number, changes: Partial<NewPolicy>): Promise<Policy>;
  order(ids: number[]): Promise<void>;
  remove(id: number): Promise<void>;
  preview(policy: Pick<NewPolicy, 'targets' | 'hours' | 'holidays'>, at: Date): Preview;
  /** Newest first, what is still open before it. */
  targetsOf(ticketId: number): Promise<Target[]>;
}
