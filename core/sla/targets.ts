// Which targets a ticket has, and when they are due: worked out from what is known of it, the same however often. Pure.
//
// The clock runs while the ticket stands in an open stage. Waiting, closed and hidden tickets pause it, so that a due time
// is always the start, plus the promised open hours, plus the pauses. A response is due while a customer waits for one, and
// met when nobody waits any more or the work is closed; the resolution is met by the closed stage, and open again with it.
import { dueAfter, openTime, type Schedule, type Span } from '../kernel/open-hours.ts';
import type { Kept } from './rows.ts';
import type { Policy, TargetKind } from './shapes.ts';

const MINUTE = 60_000;

/** What matters of a ticket; times in milliseconds. */
export interface Facts {
  createdAt: number;
  closedAt: number | null;
  stageKind: 'open' | 'waiting' | 'closed';
  /** Deleted, merged into another, or in spam. */
  isGone: boolean;
  hasAnswer: boolean;
  /** Since when a customer waits for a person in one of its conversations. */
  waitingSince: number | null;
}

/** What has just happened. */
export interface Happening {
  now: number;
  /** A person has written to the customer. */
  answered?: boolean;
  /** Something was undone or opened again: what was met may not be. */
  givenBack?: boolean;
  /** Nobody did anything: what is late by now is written down without alarm. */
  quiet?: boolean;
}

export function isRunning({ stageKind, isGone }: Facts): boolean {
  return stageKind === 'open' && !isGone;
}

/** The targets there are from now on. Those of `before` that are not among them fall away. */
export function targetsNow(
  policy: Policy | null,
  facts: Facts,
  before: Kept[],
  pauses: Span[],
  happening: Happening,
): Kept[] {
  const kept = [...responses(policy, facts, before, happening), ...resolutions(policy, facts, before, happening)];
  return kept.map((one) =>
    one.metAt === null && policy ? timed(one, policy, pauses, happening) : { ...one, left: null },
  );
}

function responses(policy: Policy | null, facts: Facts, before: Kept[], happening: Happening): Kept[] {
  const all = before.filter(({ kind }) => kind !== 'resolution');
  const met = all.filter(({ metAt }) => metAt !== null);
  const open = all.find(({ metAt }) => metAt === null);
  const { now, answered = false, givenBack = false } = happening;
  const { waitingSince, stageKind } = facts;
  const isClosed = stageKind === 'closed';
  const isPromised = (kind: TargetKind) => policy !== null && policy.targets[kind] !== null;
  if (open) {
    const isDone = isClosed || (waitingSince === null && (isRunning(facts) || answered));
    if (isDone && !facts.isGone) return [...met, ended(open, now)];
    return isPromised(open.kind) ? [...met, open] : met;
  }
  if (waitingSince === null || isClosed || facts.isGone) return met;
  const last = met.toSorted((one, other) => one.metAt! - other.metAt!).at(-1);
  if (last && givenBack && last.metAt! > waitingSince)
    return isPromised(last.kind) ? met.map((one) => (one === last ? { ...last, metAt: null } : one)) : met;
  const kind = facts.hasAnswer ? 'next' : 'first';
  if (!isPromised(kind)) return met;
  // Messages say themselves when they were written; the promise holds from when they could be read.
  const startedAt = Math.min(Math.max(waitingSince, facts.createdAt, last?.metAt ?? 0), now);
  return [...met, fresh(kind, startedAt)];
}

function resolutions(policy: Policy | null, facts: Facts, before: Kept[], { now }: Happening): Kept[] {
  const known = before.find(({ kind }) => kind === 'resolution');
  const isClosed = facts.stageKind === 'closed';
  if (known && isClosed) return [known.metAt === null && !facts.isGone ? ended(known, facts.closedAt ?? now) : known];
  if (!policy || policy.targets.resolution === null || (isClosed && !known)) return [];
  return [known ? { ...known, metAt: null } : fresh('resolution', facts.createdAt)];
}

function fresh(kind: TargetKind, startedAt: number): Kept {
  const never = { dueAt: null, warnAt: null, left: null, metAt: null, warnedAt: null, breachedAt: null };
  return { id: null, policyId: null, kind, startedAt, minutes: 0, ...never, jobId: null, jobAt: null };
}

/** Late is late, also when the alarm had no time to ring. */
function ended(target: Kept, at: number): Kept {
  const isLate = target.dueAt !== null && at > target.dueAt;
  return { ...target, metAt: at, breachedAt: target.breachedAt ?? (isLate ? target.dueAt : null) };
}

export function scheduleOf({ hours, holidays }: Pick<Policy, 'hours' | 'holidays'>): Schedule {
  return { hours, holidays: holidays.map(({ day }) => day) };
}

function timed(target: Kept, policy: Policy, pauses: Span[], { now, quiet }: Happening): Kept {
  const minutes = policy.targets[target.kind]!;
  const schedule = scheduleOf(policy);
  const length = minutes * MINUTE;
  const { startedAt } = target;
  const dueAt = dueAfter(schedule, startedAt, length, pauses);
  const warnAt = policy.warnPercent ? dueAfter(schedule, startedAt, (length * policy.warnPercent) / 100, pauses) : null;
  const isPaused = pauses.some(({ start, end }) => start <= now && end > now);
  const left = isPaused ? length - openTime(schedule, startedAt, now, pauses) : null;
  const next = { ...target, policyId: policy.id, minutes, dueAt, warnAt, left };
  // Promised anew: what comes is told again. A clock that was put back promises nothing new.
  if (dueAt !== target.dueAt && (dueAt === null || dueAt > now)) next.breachedAt = null;
  if (warnAt !== target.warnAt && (warnAt === null || warnAt > now)) next.warnedAt = null;
  if (!quiet && target.id !== null) return next;
  const isLate = dueAt !== null && dueAt <= now;
  if (isLate) next.breachedAt ??= dueAt;
  if (isLate || (warnAt !== null && warnAt <= now)) next.warnedAt ??= warnAt ?? dueAt;
  return next;
}

/** When somebody has to look at it next; null: never, as it stands. */
export function lookAt({ metAt, dueAt, warnAt, warnedAt, breachedAt }: Kept): number | null {
  if (metAt !== null || breachedAt !== null || dueAt === null) return null;
  return warnAt !== null && warnedAt === null ? Math.min(warnAt, dueAt) : dueAt;
}
