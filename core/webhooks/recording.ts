// What came of a try: written down, tried again later, given up, or the webhook switched off (OP-7).
import { reason, type Reason } from '../contract/reason.ts';
import type { Posted } from './posting.ts';
import type { Row } from './rows.ts';
import type { Needs } from './shapes.ts';
import { switchOff } from './switching.ts';

/** Seconds between tries: ten of them in three days. */
const GAPS = [5, 30, 120, 600, 3600, 3 * 3600, 8 * 3600, 20 * 3600, 40 * 3600];
/** A receiver may ask for a longer pause, not for one without an end. */
const LONGEST_PAUSE = 24 * 3600;

/** A delivery that is due, with what it takes to send it; as the database gives it. */
export interface Due {
  id: number;
  webhook_id: number;
  key: string;
  event_id: number | null;
  type: string;
  attempts: number;
  first_at: unknown;
  body: string | null;
  address: string;
  secret: string;
  old_secret: string | null;
  old_until: unknown;
}

export async function record(needs: Needs, due: Due, body: string, posted: Posted): Promise<void> {
  const { database } = needs;
  // Forgotten in a power cut, it is sent again under the same id.
  await database.write(
    async () => {
      const row = await database.row<Row>(
        `select attempts, first_at from webhook_delivery where id = ? and status = 'waiting'`,
        [due.id],
      );
      // Removed meanwhile.
      if (!row) return;
      await insertAttempt(needs, due.id, posted);
      const change = {
        body,
        attempts: Number(row.attempts) + 1,
        first_at: row.first_at ?? posted.at,
        answer: posted.answer,
      };
      await (posted.why === null ? arrived(needs, due, change) : failed(needs, due, { ...change, posted }));
    },
    { repeatable: true },
  );
}

/** It cannot be sent, now or later. */
export async function recordUntold(needs: Needs, due: Due, why: Reason): Promise<void> {
  await needs.database.write(() =>
    change(needs, due.id, { status: 'failed', reason: why, ended_at: needs.clock.now() }),
  );
}

async function insertAttempt({ database }: Needs, deliveryId: number, posted: Posted): Promise<void> {
  const { at, milliseconds, answer, why, request, response } = posted;
  await database.run(
    `insert into webhook_attempt (delivery_id, at, milliseconds, answer, reason, request, response) values (?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[deliveryId, at, milliseconds, answer, why && JSON.stringify(why)],
      ...[JSON.stringify(request), response && JSON.stringify(response)],
    ],
  );
}

async function change({ database }: Needs, id: number, columns: Record<string, unknown>): Promise<void> {
  const names = Object.keys(columns);
  const values = Object.values(columns).map((one) =>
    one !== null && typeof one === 'object' && !(one instanceof Date) ? JSON.stringify(one) : one,
  );
  await database.run(`update webhook_delivery set ${names.map((name) => `${name} = ?`).join(', ')} where id = ?`, [
    ...values,
    id,
  ]);
}

interface Tried {
  body: string;
  attempts: number;
  first_at: unknown;
  answer: number | null;
}

async function arrived(needs: Needs, due: Due, tried: Tried): Promise<void> {
  const now = needs.clock.now();
  await change(needs, due.id, { ...tried, status: 'delivered', reason: null, ended_at: now });
  await needs.database.run('update webhook set delivered_at = ?, failing_since = null where id = ?', [
    now,
    due.webhook_id,
  ]);
}

async function failed(needs: Needs, due: Due, { posted, ...tried }: Tried & { posted: Posted }): Promise<void> {
  const { database, clock } = needs;
  const { why, retryAfter } = posted;
  const now = clock.now();
  await database.run('update webhook set failing_since = coalesce(failing_since, ?) where id = ?', [
    now,
    due.webhook_id,
  ]);
  const gap = GAPS[tried.attempts - 1];
  const isGone = posted.answer === 410;
  if (gap === undefined || isGone) {
    await change(needs, due.id, { ...tried, status: 'failed', reason: why, ended_at: now });
    return isGone ? switchOff(needs, due.webhook_id, why!) : giveUp(needs, due.webhook_id, tried.first_at);
  }
  const wait = Math.max(spread(gap), Math.min(retryAfter ?? 0, LONGEST_PAUSE));
  return change(needs, due.id, { ...tried, reason: why, due_at: new Date(now.getTime() + wait * 1000) });
}

/** Up to a fifth later, so that what failed together does not come back together. */
const spread = (seconds: number) => seconds * (1 + Math.random() / 5);

/** Tried for days while nothing else got through: nobody listens there any more. */
async function giveUp(needs: Needs, webhookId: number, firstAt: unknown): Promise<void> {
  const row = await needs.database.row('select 1 as dead from webhook where id = ? and failing_since <= ?', [
    webhookId,
    firstAt,
  ]);
  if (row) await switchOff(needs, webhookId, reason('webhook.silent', 'Nothing got through for three days.'));
}
