// The door to routing: who gets a new conversation of an account, and why (CH-4).
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';

export interface Assignment {
  /** Both null: it stays unassigned. */
  userId: number | null;
  teamId: number | null;
  /** Said on the conversation. */
  reason: Reason;
  /** Who shall hear of it by mail although it was not given to them, or they are not there. */
  notify: { userId: number; kind: 'owner_offline' } | null;
}

export interface Needs {
  database: Database;
  /** Whether people of this role take conversations. */
  mayTake(role: string): boolean;
}

export interface Routing {
  /** Decides only; the caller assigns. The turn of whoever was chosen in turn is written down. */
  assign(
    conversation: { id: number; inboxId: number },
    routing: RoutingSettings,
    contactOwnerId: number | null,
  ): Promise<Assignment>;
}

export function createRouting(_needs: Needs): Routing {
  throw new Error('Not there yet');
}
