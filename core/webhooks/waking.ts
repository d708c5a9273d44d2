// The job that sends for a webhook: one at most, brought forward when something new is due.
import type { Needs } from './shapes.ts';

export const SEND = 'webhooks.send';

const orderOf = (webhookId: number) => `${SEND}:${webhookId}`;

/** Only inside `write`: then the job that runs just now sees at its end what was written. */
export async function wake(needs: Pick<Needs, 'database' | 'jobs' | 'clock'>, webhookId: number): Promise<void> {
  const job = await needs.database.row<{ id: number; status: string }>(
    `select id, status from job where order_key = ? order by id limit 1`,
    [orderOf(webhookId)],
  );
  if (!job) await sendAt(needs, webhookId, needs.clock.now());
  else if (job.status !== 'running') await needs.jobs.hurry(job.id);
}

export async function sendAt({ jobs }: Pick<Needs, 'jobs'>, webhookId: number, runAt: Date): Promise<void> {
  await jobs.add({ kind: SEND, payload: { webhookId }, orderKey: orderOf(webhookId), runAt });
}
