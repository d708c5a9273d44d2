// What the rooms above hand in and get back: tickets, pipelines, stages and what became of a ticket, as plain data.
import type { Database } from '../database/database.ts';
import type { TimelineLine } from '../database/timeline.ts';
import type { Actor, Events } from '../events/events.ts';
import type { Clock } from '../kernel/clock.ts';
import type { DueFilter, TicketDue } from './due.ts';
import type { TicketPorts } from './ports.ts';
import type { Properties, PropertyValue, PropertyValues } from '../properties/properties.ts';

export interface Needs {
  database: Database;
  events: Events;
  clock: Clock;
  properties: Properties;
  ports: TicketPorts;
}

/** `waiting`: the customer's turn; `closed`: done. */
export type StageKind = 'open' | 'waiting' | 'closed';
export const STAGE_KINDS: StageKind[] = ['open', 'waiting', 'closed'];

/** In order, from none (0) on. */
export const PRIORITIES = ['none', 'low', 'medium', 'high', 'urgent'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface Stage {
  id: number;
  pipelineId: number;
  name: string;
  kind: StageKind;
  position: number;
  /** Keys of what must be there before a ticket may stand here: `description`, `priority`, `owner`, or `property.<key>`. */
  required: string[];
}

export interface Pipeline {
  id: number;
  name: string;
  position: number;
  /** A customer's answer brings a waiting or closed ticket back to the first open stage. */
  reopens: boolean;
  /** Closing a ticket closes its conversations. */
  closes: boolean;
  archivedAt: Date | null;
  /** In order; archived ones left out. */
  stages: Stage[];
}

export interface Ticket {
  id: number;
  /** Shown to people as `T-12`; never used twice. */
  number: number;
  name: string;
  description: string;
  pipelineId: number;
  stageId: number;
  stageKind: StageKind;
  priority: Priority;
  ownerId: number | null;
  teamId: number | null;
  /** Whoever owns its conversation owns it, and the other way round. */
  ownerFollows: boolean;
  /** The channel it came by, or `manual`, or `api`. */
  source: string;
  /** Where it is at home: who may see that inbox sees the ticket; null: everybody who sees tickets. */
  inboxId: number | null;
  accountId: number | null;
  contactId: number | null;
  mergedIntoId: number | null;
  createdAt: Date;
  changedAt: Date;
  closedAt: Date | null;
  firstResponseAt: Date | null;
  deletedAt: Date | null;
  /** All its conversations lie in spam or trash. */
  hidden: boolean;
  /** On the board, within its stage: the highest stands on top. */
  place: number;
  /** Null without a target that is still open. */
  due: TicketDue | null;
  version: number;
}

/** Whether whoever asks may see a ticket; absent: all of them. */
export type Sees = (ticket: Ticket) => boolean;

/** Default: the first pipeline, and its first open stage. A stage alone names its pipeline. */
export interface Beginning {
  pipelineId?: number | null;
  stageId?: number | null;
}

export interface NewTicket extends Beginning {
  name: string;
  description?: string;
  priority?: Priority;
  ownerId?: number | null;
  teamId?: number | null;
  ownerFollows?: boolean;
  source: string;
  inboxId?: number | null;
  accountId?: number | null;
  contactId?: number | null;
  /** Conversations without a ticket of their own; one that `sees` keeps from whoever opens it does not count. */
  conversationIds?: number[];
  sees?: Sees;
  /** When people answered, where they have already. */
  firstResponseAt?: Date | null;
  /** As typed, by key. */
  properties?: Record<string, unknown>;
  actor: Actor;
}

/** What is absent stays; null empties. Properties as typed, by key. */
export interface TicketChanges {
  name?: string;
  description?: string;
  priority?: Priority;
  ownerId?: number | null;
  teamId?: number | null;
  contactId?: number | null;
  properties?: Record<string, unknown>;
}

/** A stage, fields, or both: judged together, all of it or nothing of each ticket. */
export interface ManyChange extends Pick<TicketChanges, 'priority' | 'ownerId' | 'teamId'> {
  stageId?: number;
}

export interface ManyDone extends Done {
  changed: number;
  /** Tickets that stayed: the stage asks for what they lack. */
  asking: number[];
  /** Tickets that kept their owner: the one they were to get does not see them. */
  unseen: number[];
  /** Tickets without an owner now: theirs does not see them where they are. */
  unowned: number[];
}

/** What a stage asks for and the ticket lacks: `property.<key>`, or a field of its own. */
export interface Missing {
  key: string;
  label: string;
}

export interface Done {
  /** For `undo`; null when nothing changed. */
  undo: string | null;
}
/** `unowned`: who was its owner and does not see it there. */
export type StageAnswer = ({ ok: true; unowned?: string } & Done) | { ok: false; missing: Missing[] };

/** A line of the timeline. `detail` names things as they were called then. */
export type TicketChange = TimelineLine;

/** A ticket as lists and pages show it. */
export interface TicketView extends Ticket {
  pipeline: { id: number; name: string };
  stage: { id: number; name: string; kind: StageKind };
  owner: { id: number; name: string } | null;
  team: { id: number; name: string } | null;
  /** `namelessFrom`: the channel that says what somebody without a name or address is called. */
  contact: { id: number; publicId: string; name: string; namelessFrom: string | null } | null;
  properties: PropertyValues;
}

export interface TicketConversation {
  id: number;
  publicId: string;
  inboxId: number;
  channel: string | null;
  subject: string;
  snippet: string;
  status: string;
  place: string;
  lastMessageAt: Date;
}

/** What somebody sees of all tickets. */
export interface TicketSight {
  /** Null: all inboxes. Tickets at home in none are always among them. */
  inboxIds: number[] | null;
  /** Pipelines whose tickets are kept from them. */
  withheldIds: readonly number[];
}

/** What tables and boards are narrowed down by. */
export interface TicketFilters extends TicketSight {
  pipelineId?: number;
  priority?: Priority;
  /** A user's id, or `nobody`. */
  owner?: number | 'nobody';
  teamId?: number;
  contactId?: number;
  due?: DueFilter;
  /** Value of a property by key; null: without one. */
  properties?: Record<string, PropertyValue | null>;
  /** Words of number, name, description. */
  search?: string;
}

/** By what tables are in order; `-` before it: from the lowest on. What is due first comes first, without any last. */
export const TICKET_SORTS = ['changed', '-changed', 'number', '-number', 'priority', '-priority', '-due'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

export interface TicketQuery extends TicketFilters {
  /** Default `active`: open and waiting. */
  state?: StageKind | 'active' | 'all';
  /** Default: last changed first. */
  sort?: TicketSort;
  stageId?: number;
  /** `next` of the page before. */
  after?: string;
  limit: number;
}

/** A column of the board. */
export interface ColumnQuery extends TicketFilters {
  stage: Pick<Stage, 'id' | 'kind'>;
  /** Absent: as people have put them. */
  sort?: '-due';
  after?: string;
  limit: number;
}

export interface Column {
  rows: TicketView[];
  next: string | null;
  /** At most `COUNTED`: more are not counted. */
  count: number;
}
