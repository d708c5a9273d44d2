// What routing answers.
import type { Reason } from '../contract/reason.ts';

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
