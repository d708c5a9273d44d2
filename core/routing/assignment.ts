// What routing is asked and answers.
import type { Reason } from '../contract/reason.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';

export interface Assignment {
  /** Both null: it stays unassigned. */
  userId: number | null;
  /** The team through which the person was chosen. */
  teamId: number | null;
  /** Said on the conversation. */
  reason: Reason;
  /** Who shall hear of it by mail because they are not there (CH-4). */
  notify: { userId: number; kind: 'owner_offline' } | null;
}

export interface Routing {
  /** Decides only; the caller assigns. The turn of whoever was chosen in turn is written down. */
  assign(
    conversation: { id: number; inboxId: number },
    routing: RoutingSettings,
    contactOwnerId: number | null,
  ): Promise<Assignment>;
  /** Whether anybody is available who could get a conversation of an account with this routing. */
  isAnybodyThere(routing: RoutingSettings): Promise<boolean>;
}
