// One ticket's targets worked out anew and written down, with the job that looks at each when its time comes.
import { NOTHING_WITHHELD } from '../conditions/conditions.ts';
import { toDate, toDateOrNull } from '../database/rows.ts';
import type { Span } from '../kernel/open-hours.ts';
import type { TicketDue } from '../tickets/tickets.ts';
import type { Policies } from './policies.ts';
import { keptColumns, keptFrom, TARGET_ROWS, type Kept, type Row } from './rows.ts';
import type { Needs, Policy } from './shapes.ts';
import { isRunning, lookAt, targetsNow, type Facts, type Happening } from './targets.ts';

/** The job that looks at one target. */
export const LOOK = 'sla.target';

export interface Renewing extends Needs {
  policies: Policies;
}

/** Inside `write`. Gives whether what is due next has changed. */
export async function renew(
  needs: Renewing,
  ticketId: number,
  happened: Omit<Happening, 'now'> = {},
): Promise<boolean> {
  const policies = await needs.policies.active();
  const row = await ticketRow(needs, ticketId, policies);
  if (!row) return false;
  const before = await keptOf(needs, ticketId);
  const policy = policies.find(({ id }) => id === row.sla_policy) ?? null;
  const facts = factsFrom(row);
  const isNothing = before.length === 0 && row.due_kind === null;
  if (isNothing && (!policy || facts.stageKind === 'closed')) return false;
  const happening = { now: needs.clock.now().getTime(), ...happened };
  const pauses = await pausesOf(needs, ticketId, facts, before.length === 0, happening.now);
  const after = targetsNow(policy, facts, before, pauses, happening);
  for (const one of before) if (!after.some(({ id }) => id === one.id)) await drop(needs, one);
  for (const one of after) await keep(needs, ticketId, one, before.find(({ id }) => id === one.id) ?? null);
  return writeDue(needs, ticketId, row, dueOf(after, facts));
}

async function ticketRow({ database, policies }: Renewing, id: number, active: Policy[]): Promise<Row | undefined> {
  const asker = {
    userId: 0,
    teamIds: [],
    timeZone: 'UTC',
    now: new Date(0),
    inboxIds: 'all' as const,
    withheld: NOTHING_WITHHELD,
  };
  const cases = [];
  for (const policy of active) cases.push({ id: policy.id, ...(await policies.conditions.sql(policy.filter, asker)) });
  const which = cases.map(({ sql }) => `when ${sql} then ?`).join(' ');
  return database.row<Row>(
    `select ticket.*, ${cases.length > 0 ? `case ${which} end` : 'null'} as sla_policy,
       (select min(waiting_since) from ticket_conversation join conversation on conversation.id = conversation_id
        where ticket_id = ticket.id and bot_since is null and place = 'inbox' and merged_into_id is null) as waiting_since
     from ticket where ticket.id = ?`,
    [...cases.flatMap((one) => [...one.params, one.id]), id],
  );
}

function factsFrom(row: Row): Facts {
  return {
    createdAt: toDate(row.created_at).getTime(),
    closedAt: toDateOrNull(row.closed_at)?.getTime() ?? null,
    stageKind: row.stage_kind as Facts['stageKind'],
    isGone: row.deleted_at !== null || Boolean(row.hidden),
    hasAnswer: row.first_response_at !== null,
    waitingSince: toDateOrNull(row.waiting_since)?.getTime() ?? null,
  };
}

async function keptOf({ database }: Needs, ticketId: number): Promise<Kept[]> {
  return (await database.rows<Row>(TARGET_ROWS, [ticketId, ticketId])).map(keptFrom);
}

/** Of the ticket's life, up to now. What stood still before anybody promised anything is known from its stages. */
async function pausesOf(needs: Needs, ticketId: number, facts: Facts, isFirst: boolean, now: number): Promise<Span[]> {
  const { database } = needs;
  const rows = await database.rows<Row>('select * from sla_pause where ticket_id = ? order by started_at', [ticketId]);
  const open = rows.find((row) => row.ended_at === null);
  const runs = isRunning(facts);
  if (open && runs) {
    await database.run('update sla_pause set ended_at = ? where id = ?', [new Date(now), open.id]);
    open.ended_at = now;
  }
  const spans = rows.map((row) => ({
    start: toDate(row.started_at).getTime(),
    end: toDateOrNull(row.ended_at)?.getTime() ?? Infinity,
  }));
  if (open || runs) return spans;
  const start = isFirst ? await lastStaged(needs, ticketId, facts.createdAt) : now;
  await database.run('insert into sla_pause (ticket_id, started_at) values (?, ?)', [ticketId, new Date(start)]);
  return [...spans, { start, end: Infinity }];
}

async function lastStaged({ database }: Needs, ticketId: number, createdAt: number): Promise<number> {
  const row = await database.row<Row>(
    `select at from ticket_change where ticket_id = ? and kind in ('stage', 'hidden') order by id desc limit 1`,
    [ticketId],
  );
  return row ? toDate(row.at).getTime() : createdAt;
}

async function drop({ database, jobs }: Needs, { id, jobId }: Kept): Promise<void> {
  if (jobId !== null) await jobs.cancel(jobId);
  await database.run('delete from sla_target where id = ?', [id]);
}

/** Written only when it has changed; its job is moved only when its time has. */
async function keep(needs: Needs, ticketId: number, target: Kept, before: Kept | null): Promise<void> {
  const id = before?.id ?? (await insert(needs, ticketId, target));
  const planned = await planLook(needs, { ...target, id });
  if (before && JSON.stringify(planned) === JSON.stringify(before)) return;
  await writeTarget(needs, id, planned);
}

export async function writeTarget({ database }: Pick<Needs, 'database'>, id: number, target: Kept): Promise<void> {
  const columns = keptColumns(target);
  const sets = Object.keys(columns).map((name) => `${name} = ?`);
  await database.run(`update sla_target set ${sets.join(', ')} where id = ?`, [...Object.values(columns), id]);
}

async function insert({ database }: Needs, ticketId: number, target: Kept): Promise<number> {
  const columns = { ticket_id: ticketId, ...keptColumns(target) };
  const marks = Object.keys(columns).map(() => '?');
  const row = await database.row<{ id: number }>(
    `insert into sla_target (${Object.keys(columns).join(', ')}) values (${marks.join(', ')})
     on conflict (ticket_id, kind, started_at) do update set met_at = null returning id`,
    Object.values(columns),
  );
  return row!.id;
}

/** Inside `write`: the job stands for the moment at which the target has to be looked at. */
export async function planLook({ jobs }: Pick<Needs, 'jobs'>, target: Kept & { id: number }): Promise<Kept> {
  const at = lookAt(target);
  if (at === target.jobAt) return target;
  if (target.jobId !== null) await jobs.cancel(target.jobId);
  const jobId =
    at === null ? null : await jobs.add({ kind: LOOK, payload: { targetId: target.id }, runAt: new Date(at) });
  return { ...target, jobId, jobAt: at };
}

/** The nearest; of what stands still the one that has least left. */
function dueOf(targets: Kept[], facts: Facts): TicketDue | null {
  const open = targets.filter(({ metAt }) => metAt === null);
  if (facts.isGone || facts.stageKind === 'closed') return null;
  const key = isRunning(facts) ? 'dueAt' : 'left';
  const [next] = open.filter((one) => one[key] !== null).toSorted((one, other) => one[key]! - other[key]!);
  if (!next) return null;
  return key === 'dueAt'
    ? { kind: next.kind, at: new Date(next.dueAt!), left: null }
    : { kind: next.kind, at: null, left: next.left };
}

async function writeDue({ tickets }: Needs, ticketId: number, row: Row, due: TicketDue | null): Promise<boolean> {
  const was = row.due_kind === null ? null : [row.due_kind, row.due_left === null ? row.due : null, row.due_left];
  const is = due && [due.kind, due.at?.getTime() ?? null, due.left];
  if (JSON.stringify(was) === JSON.stringify(is)) return false;
  await tickets.setDue(ticketId, due);
  return true;
}
