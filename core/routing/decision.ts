// The decision itself, pure: given the settings and who is there, who gets the conversation and why.
import { reason } from '../contract/reason.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import type { Assignment } from './assignment.ts';

/** Somebody who could get it. `turn` rises with every conversation handed out; 0 for who never got one. */
export interface Candidate {
  userId: number;
  name: string;
  /** The chosen team through which they come in, if they were not chosen themselves. */
  teamId: number | null;
  available: boolean;
  turn: number;
}

const UNASSIGNED = { userId: null, teamId: null, notify: null };

/** `candidates`: everybody chosen who may take conversations. `owner`: the contact's owner, if they may; else null. */
export function decide(
  routing: RoutingSettings,
  candidates: Candidate[],
  owner: Candidate | null,
): Assignment & { inTurn: boolean } {
  if (routing.to === 'contact owner') return { ...toOwner(routing, owner), inTurn: false };
  if (routing.to !== 'people') {
    return {
      ...UNASSIGNED,
      reason: reason('routing.nobody', 'New conversations of this channel are not assigned.'),
      inTurn: false,
    };
  }
  const able = routing.onlyAvailable ? candidates.filter((one) => one.available) : candidates;
  const next = able.toSorted((one, other) => one.turn - other.turn || one.userId - other.userId)[0];
  if (next) {
    const why = reason('routing.in_turn', `Assigned to ${next.name}, whose turn it was.`, { name: next.name });
    return { userId: next.userId, teamId: next.teamId, reason: why, notify: null, inTurn: true };
  }
  const why =
    candidates.length > 0
      ? reason('routing.nobody_available', 'Unassigned because nobody who could take it is available.')
      : reason('routing.nobody_left', 'Unassigned because nobody who was chosen can take conversations.');
  return { ...UNASSIGNED, reason: why, inTurn: false };
}

function toOwner(routing: RoutingSettings, owner: Candidate | null): Assignment {
  if (!owner) {
    return {
      ...UNASSIGNED,
      reason: reason('routing.no_owner', 'Unassigned because the contact has no owner who takes conversations.'),
    };
  }
  const { userId, name } = owner;
  const assigned = reason('routing.contact_owner', `Assigned to ${name}, the contact’s owner.`, { name });
  if (owner.available) return { userId, teamId: null, reason: assigned, notify: null };
  const notify = { userId, kind: 'owner_offline' as const };
  if (!routing.onlyAvailable) return { userId, teamId: null, reason: assigned, notify };
  const why = reason('routing.owner_offline', `Unassigned because ${name}, the contact’s owner, is not available.`, {
    name,
  });
  return { userId: null, teamId: null, reason: why, notify };
}
