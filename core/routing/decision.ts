// The decision itself, pure: given the settings and who is there, who gets the conversation and why the others do not.
import { reason, type Reason } from '../contract/reason.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import { CONSIDERED_KEPT, type Assignment, type Considered, type Decision, type Hindrance } from './assignment.ts';

/** Somebody who could get it. `turn` rises with every conversation handed out; 0 for who never got one. */
export interface Candidate {
  userId: number;
  name: string;
  /** The chosen team through which they come in, if they were not chosen themselves. */
  team: { id: number; name: string } | null;
  available: boolean;
  onCall: boolean;
  /** May answer in the conversation's inbox. */
  mayAnswer: boolean;
  /** The ticket that goes with it, if one does. */
  seesTicket: boolean;
  turn: number;
  /** Open ones they have. */
  conversations: number;
  tickets: number;
  /** 0: any number. */
  conversationLimit: number;
  ticketLimit: number;
  /** Names of needed skills they do not have. */
  lacks: string[];
}

export interface Question {
  routing: RoutingSettings;
  /** Names of the skills the conversation needs. */
  skills: string[];
  withTicket: boolean;
  /** Everybody chosen who may take conversations. */
  candidates: Candidate[];
  /** The contact's owner, if they may take conversations. */
  owner: Candidate | null;
}

const UNASSIGNED = { userId: null, teamId: null, notify: null };

export function decide(question: Question): Assignment {
  const { routing } = question;
  if (routing.to === 'contact owner') return toOwner(question);
  if (routing.to === 'people') return toPeople(question);
  const why = reason('routing.nobody', 'New conversations of this channel are not assigned.');
  return { ...UNASSIGNED, reason: why, decision: null };
}

function toPeople(question: Question): Assignment {
  const { routing, candidates } = question;
  const by = routing.by ?? 'turn';
  const inOrder = candidates.toSorted(
    (one, other) =>
      (by === 'load' ? loadOf(one) - loadOf(other) : 0) || one.turn - other.turn || one.userId - other.userId,
  );
  const skilled = inOrder.find((one) => hindranceOf(question, one) === null);
  const next =
    skilled ??
    (routing.withoutSkill === 'anybody' ? inOrder.find((one) => hindranceOf(question, one, true) === null) : undefined);
  const decision = decisionOf(question, by, inOrder, next ?? null);
  if (!next) return { ...UNASSIGNED, reason: whyNobody(decision), decision };
  return { userId: next.userId, teamId: next.team?.id ?? null, reason: whyChosen(by, next), decision, notify: null };
}

/** A conversation counts one, and so does a ticket. */
function loadOf({ conversations, tickets }: Candidate): number {
  return conversations + tickets;
}

function hindranceOf({ routing, withTicket }: Question, one: Candidate, withoutSkill = false): Hindrance | null {
  if (!one.mayAnswer) return 'no access';
  if (!one.seesTicket) return 'ticket hidden';
  if (one.lacks.length > 0 && !withoutSkill) return 'lacks skill';
  if (routing.onlyAvailable && !one.available) return 'not available';
  if (routing.onlyAvailable && one.onCall) return 'on a call';
  if (isFull(one.conversations, one.conversationLimit)) return 'conversation limit';
  return withTicket && isFull(one.tickets, one.ticketLimit) ? 'ticket limit' : null;
}

function isFull(count: number, limit: number): boolean {
  return limit > 0 && count >= limit;
}

function decisionOf(question: Question, by: Decision['by'], inOrder: Candidate[], chosen: Candidate | null): Decision {
  const skillsIgnored = chosen !== null && chosen.lacks.length > 0;
  const kept = inOrder.slice(0, CONSIDERED_KEPT);
  if (chosen && !kept.includes(chosen)) kept.splice(-1, 1, chosen);
  return {
    by,
    chosenId: chosen?.userId ?? null,
    considered: kept.map((one) => consideredOf(one, one === chosen ? null : hindranceOf(question, one, skillsIgnored))),
    more: inOrder.length - kept.length,
    skills: question.skills,
    skillsIgnored,
  };
}

function consideredOf(one: Candidate, hindrance: Hindrance | null): Considered {
  const { userId, name, conversations, tickets, lacks } = one;
  const limits = { 'conversation limit': one.conversationLimit, 'ticket limit': one.ticketLimit };
  const limit = hindrance && limits[hindrance as keyof typeof limits];
  return {
    ...{ userId, name, team: one.team?.name ?? null, conversations, tickets, hindrance },
    ...(limit && { limit }),
    ...(lacks.length > 0 && { lacks }),
  };
}

function whyChosen(by: 'turn' | 'load', { name, team, conversations, tickets }: Candidate) {
  const open = conversations + tickets;
  const of = team ? ` of ${team.name}` : '';
  const why = by === 'turn' ? `next in turn${of}` : `least to do${of} (${open})`;
  const params = { name, ...(team && { team: team.name }), open };
  const code = `${by === 'turn' ? 'in_turn' : 'least_loaded'}${team ? '_of_team' : ''}`;
  return reason(`routing.${code}`, `Assigned to ${name}: ${why}.`, params);
}

function whyNobody({ considered, skills }: Decision) {
  const hindered = (...by: Hindrance[]) => considered.filter(({ hindrance }) => by.includes(hindrance!));
  if (considered.length === 0)
    return reason('routing.nobody_left', 'Unassigned because nobody who was chosen can take conversations.');
  if (hindered('no access', 'ticket hidden').length === considered.length && hindered('ticket hidden').length > 0)
    return reason('routing.nobody_sees', 'Unassigned because nobody who was chosen may see its ticket.');
  if (hindered('no access').length === considered.length)
    return reason('routing.nobody_may', 'Unassigned because nobody who was chosen may answer in this inbox.');
  if (hindered('conversation limit', 'ticket limit').length > 0)
    return reason('routing.all_full', 'Unassigned because everybody who could take it has reached their limit.');
  if (hindered('lacks skill').length > 0) {
    const params = { skills: skills.join(', ') };
    return reason('routing.nobody_skilled', `Unassigned because nobody available has: ${params.skills}.`, params);
  }
  return reason('routing.nobody_available', 'Unassigned because nobody who could take it is available.');
}

/** A limit does not keep somebody from the contacts they look after. */
function toOwner(question: Question): Assignment {
  const { routing, owner } = question;
  if (!owner) {
    const why = 'Unassigned because the contact has no owner who takes conversations.';
    return {
      ...UNASSIGNED,
      reason: reason('routing.no_owner', why),
      decision: decisionOf(question, 'owner', [], null),
    };
  }
  const { userId, name } = owner;
  const free = { ...question, routing: { ...routing, onlyAvailable: false } };
  const decided = (takes: boolean, why: Hindrance | null): Decision => ({
    ...decisionOf(free, 'owner', [owner], takes ? owner : null),
    considered: [consideredOf(owner, why)],
    skillsIgnored: false,
  });
  const notify = owner.available ? null : { userId, kind: 'owner_offline' as const };
  const kept = keptFromOwner(owner, routing.onlyAvailable);
  if (kept) {
    const { why, hindrance } = kept;
    const told = hindrance === 'not available' ? notify : null;
    return { ...UNASSIGNED, reason: why, decision: decided(false, hindrance), notify: told };
  }
  const why = reason('routing.contact_owner', `Assigned to ${name}, the contact’s owner.`, { name });
  return { userId, teamId: null, reason: why, decision: decided(true, null), notify };
}

/** Whoever is on a call is there: they have it once they have hung up, and are not written to. */
function keptFromOwner(owner: Candidate, onlyAvailable: boolean): { why: Reason; hindrance: Hindrance } | null {
  const params = { name: owner.name };
  const who = `Unassigned because ${owner.name}, the contact’s owner,`;
  if (!owner.mayAnswer)
    return {
      why: reason('routing.owner_may_not', `${who} may not answer in this inbox.`, params),
      hindrance: 'no access',
    };
  if (!owner.seesTicket)
    return {
      why: reason('routing.owner_sees_not', `${who} may not see its ticket.`, params),
      hindrance: 'ticket hidden',
    };
  if (onlyAvailable && !owner.available)
    return { why: reason('routing.owner_offline', `${who} is not available.`, params), hindrance: 'not available' };
  if (onlyAvailable && owner.onCall)
    return { why: reason('routing.owner_on_call', `${who} is on a call.`, params), hindrance: 'on a call' };
  return null;
}
