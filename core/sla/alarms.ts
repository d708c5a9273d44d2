// A target's time has come: warned before it, told when it is missed, each once, and what the policy does then (TK-4).
import type { RunningJob } from '../jobs/jobs.ts';
import { act } from './acting.ts';
import { keptFrom, type Kept, type Row } from './rows.ts';
import { LOOK, planLook, writeTarget, type Renewing } from './renewing.ts';

export function handleAlarms(needs: Renewing): void {
  needs.jobs.handle(LOOK, {
    run: ({ targetId }, job) => needs.database.write(() => look(needs, Number(targetId), job)),
  });
}

/** What is read here is how it stands now: a job that comes twice, too early or too late does no harm. */
async function look(needs: Renewing, targetId: number, job: RunningJob): Promise<void> {
  const { database, clock } = needs;
  const row = await database.row<Row>('select * from sla_target where id = ?', [targetId]);
  if (!row || row.met_at !== null || row.job_id !== job.id) return;
  const target = { ...keptFrom(row), id: targetId, jobId: null, jobAt: null };
  const now = clock.now().getTime();
  const isLate = target.dueAt !== null && target.dueAt <= now && target.breachedAt === null;
  const isNear = target.warnAt !== null && target.warnAt <= now && target.warnedAt === null;
  if (isLate) target.breachedAt = target.dueAt;
  // What is late already needs no warning.
  if (isLate || isNear) target.warnedAt ??= now;
  await writeTarget(needs, targetId, await planLook(needs, target));
  if (isLate || isNear) await alarm(needs, row.ticket_id as number, target, isLate);
}

async function alarm(needs: Renewing, ticketId: number, target: Kept, isLate: boolean): Promise<void> {
  const ticket = await needs.tickets.view(ticketId);
  if (!ticket || ticket.deletedAt) return;
  const policy = target.policyId === null ? null : await needs.policies.policy(target.policyId);
  const detail = { target: target.kind, policy: policy?.name ?? '', at: new Date(target.dueAt!).toISOString() };
  const line = { kind: isLate ? 'overdue' : 'due soon', detail };
  await needs.tickets.happened(ticketId, line, isLate ? 'ticket.overdue' : 'ticket.due_soon');
  if (policy) await act(needs, ticket, isLate ? policy.onBreach : policy.onWarning, { kind: target.kind, isLate });
}
