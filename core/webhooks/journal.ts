// What went to a webhook: read, sent again, tried out, forgotten after two weeks (OP-7).
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import { toJsonOrNull } from '../database/rows.ts';
import type { EventType } from '../events/events.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { demandSight } from './checking.ts';
import { insertDelivery } from './dealing.ts';
import { attemptFrom, deliveryFrom, type Row } from './rows.ts';
import { TRIAL, type Delivery, type DeliveryDetails, type DeliveryStatus, type Needs } from './shapes.ts';
import { wake } from './waking.ts';

/** Every verb demands what the book does of the webhook; `not_found` also for a delivery that is not its own. */
export interface Journal {
  /** Newest first; `before` is the id of the last one shown. */
  deliveries(
    viewer: Viewer,
    webhookId: number,
    options?: { status?: DeliveryStatus; before?: number; limit?: number },
  ): Promise<Delivery[]>;
  delivery(viewer: Viewer, webhookId: number, id: number): Promise<DeliveryDetails>;
  /** Under the same id, with the same words. Throws `webhook_rests` (409) unless the webhook is active. */
  resend(viewer: Viewer, webhookId: number, id: number): Promise<void>;
  /** All that were given up since then. Gives how many. Throws as `resend`. */
  resendFailed(viewer: Viewer, webhookId: number, since: Date): Promise<number>;
  /** Sends something that is no event. Gives the id of its delivery. Throws as `resend`. */
  tryOut(viewer: Viewer, webhookId: number): Promise<number>;
}

const KEPT_DAYS = 14;
/** Rows that go in one transaction. */
const AT_ONCE = 500;
const MOST = 100;
const COLUMNS = 'id, key, type, event_id, status, attempts, answer, reason, created_at, due_at, ended_at';
const AGAIN = `status = 'waiting', attempts = 0, first_at = null, ended_at = null, reason = null`;

export function createJournal(needs: Needs): Journal {
  const { database, clock } = needs;
  needs.jobs.handle('webhooks.sweep', { run: () => sweep(needs) });
  return {
    async deliveries(viewer, webhookId, { status, before = Number.MAX_SAFE_INTEGER, limit = MOST } = {}) {
      await demandWebhook(needs, viewer, webhookId);
      const rows = await database.rows<Row>(
        `select ${COLUMNS} from webhook_delivery where webhook_id = ? and id < ? ${status ? `and status = '${status}'` : ''}
         order by id desc limit ?`,
        [webhookId, before, Math.min(limit, MOST)],
      );
      return rows.map(deliveryFrom);
    },
    delivery: (viewer, webhookId, id) => details(needs, viewer, webhookId, id),
    async resend(viewer, webhookId, id) {
      await details(needs, viewer, webhookId, id);
      await database.write(async () => {
        await demandActive(needs, webhookId);
        await database.run(`update webhook_delivery set ${AGAIN}, due_at = ? where id = ?`, [clock.now(), id]);
        await wake(needs, webhookId);
      });
    },
    async resendFailed(viewer, webhookId, since) {
      await demandWebhook(needs, viewer, webhookId);
      return database.write(async () => {
        await demandActive(needs, webhookId);
        const rows = await database.rows(
          `update webhook_delivery set ${AGAIN}, due_at = ? where webhook_id = ? and status = 'failed' and ended_at >= ? returning id`,
          [clock.now(), webhookId, since],
        );
        if (rows.length > 0) await wake(needs, webhookId);
        return rows.length;
      });
    },
    tryOut: (viewer, webhookId) => tryOut(needs, viewer, webhookId),
  };
}

async function details(needs: Needs, viewer: Viewer, webhookId: number, id: number): Promise<DeliveryDetails> {
  await demandWebhook(needs, viewer, webhookId);
  const { database } = needs;
  const row = await database.row<Row>('select * from webhook_delivery where id = ? and webhook_id = ?', [
    id,
    webhookId,
  ]);
  if (!row) throw notFound('delivery');
  const tries = await database.rows<Row>(
    'select * from webhook_attempt where delivery_id = ? order by id desc limit 50',
    [id],
  );
  return { ...deliveryFrom(row), body: row.body as string | null, tries: tries.map(attemptFrom) };
}

async function demandWebhook({ database }: Needs, viewer: Viewer, webhookId: number): Promise<void> {
  demand(viewer, 'api.manage');
  const row = await database.row<Row>('select inbox_ids, types from webhook where id = ?', [webhookId]);
  if (!row) throw notFound('webhook');
  const [inboxIds, types] = [toJsonOrNull<number[]>(row.inbox_ids), toJsonOrNull<EventType[]>(row.types)];
  demandSight(viewer, { inboxIds, types });
}

async function demandActive({ database }: Needs, webhookId: number): Promise<void> {
  const row = await database.row<{ state: string }>('select state from webhook where id = ?', [webhookId]);
  if (!row) throw notFound('webhook');
  if (row.state !== 'active') throw conflict('webhook_rests', 'The webhook is switched off. Switch it on first.');
}

async function tryOut(needs: Needs, viewer: Viewer, webhookId: number): Promise<number> {
  await demandWebhook(needs, viewer, webhookId);
  const { database, clock, ports } = needs;
  const about = { inboxId: null, conversationId: null, messageId: null, contactId: null, accountId: null };
  const event = { id: 0, at: clock.now(), type: TRIAL, actor: actorOf(viewer), ...about, data: {} };
  // No type of an event, so that no receiver takes it for one.
  const body = JSON.stringify(await ports.payload(event as unknown as Parameters<typeof ports.payload>[0]));
  return database.write(async () => {
    await demandActive(needs, webhookId);
    const id = await insertDelivery(needs, { webhookId, eventId: null, type: TRIAL, body });
    await wake(needs, webhookId);
    return id;
  });
}

async function sweep({ database, clock }: Needs): Promise<void> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000);
  for (;;) {
    const rows = await database.write(() =>
      database.rows(
        `delete from webhook_delivery where id in (select id from webhook_delivery where ended_at < ? order by ended_at limit ?) returning id`,
        [before, AT_ONCE],
      ),
    );
    if (rows.length < AT_ONCE) return;
  }
}
