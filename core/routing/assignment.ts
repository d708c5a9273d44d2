// What routing is asked and answers: an assignment, and the decision behind it as a value.
import type { Reason } from '../contract/reason.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import type { Skills } from './skill-shapes.ts';

/** Why somebody was passed over. */
export type Hindrance =
  'no access' | 'ticket hidden' | 'lacks skill' | 'not available' | 'on a call' | 'conversation limit' | 'ticket limit';

/** Somebody routing looked at, with what was known of them then. */
export interface Considered {
  userId: number;
  name: string;
  /** The chosen team through which they come in; null when they were chosen themselves. */
  team: string | null;
  /** Open conversations and open tickets they have. */
  conversations: number;
  tickets: number;
  hindrance: Hindrance | null;
  /** The limit that hinders. */
  limit?: number;
  /** Names of needed skills they do not have. */
  lacks?: string[];
}

/** How it came about: kept with the line in the thread, so that it can be read later. */
export interface Decision {
  by: 'turn' | 'load' | 'owner';
  /** Null: nobody could take it. */
  chosenId: number | null;
  /** In the order in which they would have got it; at most `CONSIDERED_KEPT`. */
  considered: Considered[];
  /** How many more there were. */
  more: number;
  /** Names of the skills it needs. */
  skills: string[];
  /** Nobody who has them could take it, so it went to somebody without. */
  skillsIgnored: boolean;
}

export const CONSIDERED_KEPT = 30;

export interface Assignment {
  /** Both null: it stays unassigned. */
  userId: number | null;
  /** The team through which the person was chosen. */
  teamId: number | null;
  /** Said on the conversation. */
  reason: Reason;
  /** Null when routing is off: then there was nothing to decide. */
  decision: Decision | null;
  /** Who shall hear of it by mail because they are not there (CH-4). */
  notify: { userId: number; kind: 'owner_offline' } | null;
}

/** What is to be assigned. Id 0: one that does not exist yet, for a rehearsal. */
export interface Place {
  id: number;
  inboxId: number;
  /** A ticket goes with it, which counts for whoever gets it. */
  withTicket?: boolean;
  /** Where that ticket is or will be: whoever does not see it there is left out. */
  pipelineId?: number | null;
}

/** What somebody who takes conversations has to do; limits of 0 mean any number. */
export interface Workload {
  userId: number;
  conversations: number;
  tickets: number;
  conversationLimit: number;
  ticketLimit: number;
}

export interface Routing {
  skills: Skills;
  /** A conversation of the account, or without `conversationId` its next one. */
  placeOf(account: { id: number; inboxId: number }, conversationId?: number): Promise<Place>;
  /** Decides only; the caller assigns. The turn of whoever was chosen in turn is written down. */
  assign(conversation: Place, routing: RoutingSettings, contactOwnerId: number | null): Promise<Assignment>;
  /** What `assign` would answer now; nobody's turn is used up. */
  rehearse(conversation: Place, routing: RoutingSettings, contactOwnerId: number | null): Promise<Assignment>;
  /** Of everybody who takes conversations. */
  workload(): Promise<Workload[]>;
  /** Whether anybody is available who could get a conversation of an account with this routing. */
  isAnybodyThere(routing: RoutingSettings): Promise<boolean>;
}
