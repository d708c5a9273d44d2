// What people decide about deliveries: taking back, trying again, settling what is unclear.
import { jsonAt } from '../database/words.ts';
import type { Fate } from './fate.ts';
import type { Deliveries } from './deliveries.ts';
import type { Outages } from './outages.ts';
import type { OutboundRooms } from './rooms.ts';

export class Decisions {
  readonly #rooms: OutboundRooms;
  readonly #deliveries: Deliveries;
  readonly #outages: Outages;

  constructor(rooms: OutboundRooms, deliveries: Deliveries, outages: Outages) {
    this.#rooms = rooms;
    this.#deliveries = deliveries;
    this.#outages = outages;
  }

  /** Takes a held message back; false when any of it has left already. */
  async cancel(messageId: number, actor: string): Promise<boolean> {
    const { database, conversations, clock } = this.#rooms;
    return database.write(async () => {
      const rows = await database.rows<{ id: number; conversation_id: number; status: Fate }>(
        'select id, conversation_id, status from delivery where message_id = ?',
        [messageId],
      );
      if (rows.length === 0 || rows.some((row) => row.status !== 'queued')) return false;
      const jobs = await Promise.all(rows.map((row) => this.#jobOf(row.id, row.conversation_id)));
      if (jobs.some((job) => job === undefined || job.status === 'running')) return false;
      for (const job of jobs) await this.#rooms.jobs.cancel(job!.id);
      for (const row of rows) await this.#deliveries.mark(row.id, 'cancelled', null);
      await conversations.deleteMessage(messageId, { at: clock.now(), actor });
      await this.#unsayPassedOn(messageId, actor);
      return true;
    });
  }

  async #unsayPassedOn(messageId: number, actor: string): Promise<void> {
    const { database, conversations, clock } = this.#rooms;
    const line = await database.row<{ id: number }>(
      `select line.id from message join message as passed_on on passed_on.id = ${jsonAt('message.details', 'passesOn')}
       join message as line on line.conversation_id = passed_on.conversation_id and line.kind = 'event'
         and ${jsonAt('line.details', 'type')} = 'passed_on'
         and ${jsonAt('line.details', 'params.messageId')} = message.id
       where message.id = ?`,
      [messageId],
    );
    if (line) await conversations.deleteMessage(line.id, { at: clock.now(), actor });
  }

  /** Failed or unclear ones are sent again; one that waits for its next attempt is hurried. */
  async retry(deliveryId: number, actor: string): Promise<boolean> {
    const delivery = await this.#deliveries.load(deliveryId);
    if (!delivery) return false;
    this.#outages.hurry(delivery.accountId);
    if (delivery.status === 'failed' || delivery.status === 'unknown')
      return this.#moveTo('queued', deliveryId, ['failed', 'unknown'], actor);
    const job = await this.#jobOf(deliveryId, delivery.conversationId);
    if (!job || job.status === 'running') return false;
    await this.#rooms.jobs.hurry(job.id);
    return true;
  }

  async retryOf(accountId: number, key: string, actor: string): Promise<boolean> {
    const sql = 'select id from delivery where key = ? and account_id = ?';
    const found = await this.#rooms.database.row<{ id: number }>(sql, [key, accountId]);
    return found !== undefined && this.retry(found.id, actor);
  }

  /** A person says that an unclear delivery did arrive. */
  settle(deliveryId: number, actor: string): Promise<boolean> {
    return this.#moveTo('sent', deliveryId, ['unknown'], actor);
  }

  async #moveTo(to: 'queued' | 'sent', deliveryId: number, from: Fate[], actor: string): Promise<boolean> {
    const { database, jobs } = this.#rooms;
    return database.write(async () => {
      const delivery = await this.#deliveries.load(deliveryId);
      if (!delivery || !from.includes(delivery.status)) return false;
      await this.#deliveries.reset(delivery, to, actor);
      if (to === 'queued')
        await jobs.add({
          kind: 'outbound.send',
          payload: { deliveryId },
          orderKey: `out:${delivery.conversationId}`,
          accountId: delivery.accountId,
        });
      return true;
    });
  }

  async #jobOf(deliveryId: number, conversationId: number): Promise<{ id: number; status: string } | undefined> {
    return this.#rooms.database.row(`select id, status from job where order_key = ? and payload = ?`, [
      `out:${conversationId}`,
      JSON.stringify({ deliveryId }),
    ]);
  }
}
