// Deliveries go out: a few at once for each webhook, so that one that is slow holds up neither others nor the desk.
import { reason, type Reason } from '../contract/reason.ts';
import { toDate } from '../database/rows.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import { addDeal } from './dealing.ts';
import { post } from './posting.ts';
import { record, recordUntold, type Due } from './recording.ts';
import type { Row } from './rows.ts';
import type { Needs } from './shapes.ts';
import { SEND, sendAt } from './waking.ts';

/** Of one webhook. */
const AT_ONCE = 4;
/** Milliseconds after which others that wait for the clock get their turn. */
const SLICE = 60_000;

export function handleSending(needs: Needs): void {
  needs.jobs.handle(SEND, { aside: true, run: ({ webhookId }, job) => sendAll(needs, Number(webhookId), job) });
}

async function sendAll(needs: Needs, webhookId: number, job: RunningJob): Promise<JobResult> {
  const { clock, database } = needs;
  const until = clock.monotonic() + SLICE;
  while (!job.signal.aborted && clock.monotonic() < until) {
    const due = await dueOf(needs, webhookId);
    if (due.length === 0) break;
    await Promise.all(due.map((one) => send(needs, one, job.signal)));
  }
  if (job.signal.aborted) return { wait: reason('webhook.stopping', 'The desk is stopping.'), after: 0 };
  await database.write(async () => {
    await job.done();
    await goOn(needs, webhookId);
  });
  return undefined;
}

async function dueOf({ database, clock }: Needs, webhookId: number): Promise<Due[]> {
  const rows = await database.rows<Row>(
    `select delivery.id, delivery.key, delivery.event_id, delivery.type, delivery.attempts, delivery.first_at, delivery.body,
       webhook.id as webhook_id, webhook.address, webhook.secret, webhook.old_secret, webhook.old_until
     from webhook_delivery delivery join webhook on webhook.id = delivery.webhook_id
     where delivery.webhook_id = ? and webhook.state = 'active' and delivery.status = 'waiting' and delivery.due_at <= ?
     order by delivery.due_at, delivery.id limit ?`,
    [webhookId, clock.now(), AT_ONCE],
  );
  return rows as unknown as Due[];
}

async function send(needs: Needs, due: Due, signal: AbortSignal): Promise<void> {
  const { secrets, onStep } = needs;
  const opened = [due.secret, ...oldOf(needs, due)].map((sealed) => secrets.open(sealed));
  const address = secrets.open(due.address);
  if (address === null || opened.includes(null)) return recordUntold(needs, due, SEALED);
  const body = due.body ?? (await bodyOf(needs, due));
  if (typeof body !== 'string') return recordUntold(needs, due, body.why);
  const parcel = { address, secrets: opened as string[], id: due.key, type: due.type, body };
  const posted = await post(needs, parcel, signal);
  if (!posted) return undefined;
  onStep('webhook.posted');
  await record(needs, due, body, posted);
  return onStep('webhook.recorded');
}

const SEALED = reason(
  'webhook.sealed',
  'It was sealed with another key file; enter the address anew and roll the secret.',
);

function oldOf({ clock }: Needs, { old_secret: secret, old_until: until }: Due): string[] {
  return secret !== null && until !== null && toDate(until) > clock.now() ? [secret] : [];
}

/** As it is at the first try; every further one says the same. */
async function bodyOf({ events, ports, log }: Needs, due: Due): Promise<string | { why: Reason }> {
  const [event] = await events.since(due.event_id! - 1, 1);
  if (event?.id !== due.event_id)
    return { why: reason('webhook.forgotten', 'What happened is too long ago and no longer known.') };
  try {
    return JSON.stringify(await ports.payload(event));
  } catch (error) {
    log.error({ error, delivery: due.id }, 'An event could not be put into words for a webhook');
    const detail = (error as Error).message;
    return { why: reason('webhook.untold', `It could not be put into words: ${detail}`, { detail }) };
  }
}

/** Only inside `write`: the next time something is due, and what waits among the events. */
async function goOn(needs: Needs, webhookId: number): Promise<void> {
  const { database, events, clock } = needs;
  const next = await database.row<{ due: unknown; cursor: number }>(
    `select cursor, (select min(due_at) from webhook_delivery where webhook_id = webhook.id and status = 'waiting') as due
     from webhook where id = ? and state = 'active'`,
    [webhookId],
  );
  if (!next) return;
  if (next.due !== null)
    await sendAt(needs, webhookId, new Date(Math.max(toDate(next.due).getTime(), clock.now().getTime())));
  if (next.cursor < (await events.cursor())) await addDeal(needs);
}
