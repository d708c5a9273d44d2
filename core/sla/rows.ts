// Rows of policies and targets as plain data, and back.
import { toBoolean, toDate, toDateOrNull, toJson, toJsonOrNull } from '../database/rows.ts';
import type { Holiday, NewPolicy, Policy, Target, TargetKind } from './shapes.ts';

export type Row = Record<string, unknown>;

export function policyFrom(row: Row): Policy {
  return {
    id: row.id as number,
    name: row.name as string,
    active: toBoolean(row.active),
    position: row.position as number,
    filter: toJson(row.filter),
    targets: {
      first: row.first_minutes as number | null,
      next: row.next_minutes as number | null,
      resolution: row.resolution_minutes as number | null,
    },
    hours: toJsonOrNull(row.hours),
    holidays: toJson<Holiday[]>(row.holidays),
    warnPercent: row.warn_percent as number,
    onWarning: toJson(row.on_warning),
    onBreach: toJson(row.on_breach),
  };
}

export function policyColumns(policy: NewPolicy): Row {
  const { name, active, filter, targets, hours, holidays, warnPercent, onWarning, onBreach } = policy;
  return {
    ...{ name, active, warn_percent: warnPercent, filter: JSON.stringify(filter) },
    ...{ first_minutes: targets.first, next_minutes: targets.next, resolution_minutes: targets.resolution },
    ...{ hours: hours && JSON.stringify(hours), holidays: JSON.stringify(holidays) },
    ...{ on_warning: JSON.stringify(onWarning), on_breach: JSON.stringify(onBreach) },
  };
}

/** A target as it stands; times in milliseconds. Without an id it is not written down yet. */
export interface Kept {
  id: number | null;
  policyId: number | null;
  kind: TargetKind;
  startedAt: number;
  minutes: number;
  dueAt: number | null;
  warnAt: number | null;
  left: number | null;
  metAt: number | null;
  warnedAt: number | null;
  breachedAt: number | null;
  /** The job that looks at it next, and when. */
  jobId: number | null;
  jobAt: number | null;
}

const OF_TICKET =
  'select *, (select name from sla_policy where sla_policy.id = policy_id) as policy_name from sla_target';

/** Of a ticket: its resolution, and its newest responses; the others are history. Takes its id twice. */
export const TARGET_ROWS = `${OF_TICKET} where ticket_id = ? and kind = 'resolution' union all
  select * from (${OF_TICKET} where ticket_id = ? and kind <> 'resolution' order by id desc limit 30)`;

export function keptFrom(row: Row): Kept {
  const at = (name: string) => toDateOrNull(row[name])?.getTime() ?? null;
  return {
    id: row.id as number,
    policyId: row.policy_id as number | null,
    kind: row.kind as TargetKind,
    startedAt: toDate(row.started_at).getTime(),
    minutes: row.minutes as number,
    dueAt: at('due_at'),
    warnAt: at('warn_at'),
    left: row.remaining as number | null,
    metAt: at('met_at'),
    warnedAt: at('warned_at'),
    breachedAt: at('breached_at'),
    jobId: row.job_id as number | null,
    jobAt: at('job_at'),
  };
}

export function keptColumns(kept: Kept): Row {
  const at = (time: number | null) => (time === null ? null : new Date(time));
  return {
    ...{ policy_id: kept.policyId, kind: kept.kind, started_at: at(kept.startedAt), minutes: kept.minutes },
    ...{ due_at: at(kept.dueAt), warn_at: at(kept.warnAt), remaining: kept.left, met_at: at(kept.metAt) },
    ...{ warned_at: at(kept.warnedAt), breached_at: at(kept.breachedAt), job_id: kept.jobId, job_at: at(kept.jobAt) },
  };
}

export function targetFrom(row: Row): Target {
  const { kind, startedAt, minutes, dueAt, left, metAt, warnedAt, breachedAt } = keptFrom(row);
  const date = (time: number | null) => (time === null ? null : new Date(time));
  return {
    ...{ kind, minutes, left, policy: (row.policy_name as string | null) ?? null, startedAt: new Date(startedAt) },
    ...{ dueAt: date(dueAt), metAt: date(metAt), warnedAt: date(warnedAt), breachedAt: date(breachedAt) },
  };
}
