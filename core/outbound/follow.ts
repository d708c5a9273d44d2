// Receipts: they find their delivery, move it forward only, and flag addresses that are gone.
import type { Address } from '../contract/address.ts';
import type { ReceiptEvent } from '../contract/inbound.ts';
import { toJson } from '../database/rows.ts';
import type { Deliveries } from './deliveries.ts';
import { mayFollow, worst, type Fate } from './fate.ts';
import type { OutboundRooms } from './rooms.ts';

/** By which receipts each is known. */
const TIMES: [column: string, proofs: ReceiptEvent['status'][]][] = [
  ['delivered_at', ['delivered', 'read', 'played']],
  ['read_at', ['read', 'played']],
];

interface Found {
  id: number;
  message_id: number;
  conversation_id: number;
  status: Fate;
}

export class Follow {
  readonly #rooms: OutboundRooms;
  readonly #deliveries: Deliveries;

  constructor(rooms: OutboundRooms, deliveries: Deliveries) {
    this.#rooms = rooms;
    this.#deliveries = deliveries;
  }

  /** True when the receipt spoke of something of ours. */
  async follow(accountId: number, receipt: ReceiptEvent): Promise<boolean> {
    return this.#rooms.database.write(async () => {
      const { upTo } = receipt.of;
      if (upTo) return this.#followAll(accountId, receipt, upTo);
      const delivery = await this.#find(accountId, receipt);
      if (delivery) await this.#move(accountId, delivery, receipt);
      return delivery !== null;
    });
  }

  async #move(accountId: number, delivery: Found, receipt: ReceiptEvent): Promise<void> {
    await this.#moveRecipients(delivery, receipt);
    await this.#moveDelivery(delivery, receipt);
    await this.#suppress(receipt);
    const { id, message_id: messageId, conversation_id: conversationId } = delivery;
    await this.#deliveries.told({ id, messageId, conversationId, accountId });
  }

  /**
   * Everything that had left for somebody by then; what is further along already is left alone. The far side's time of a
   * message lies between ours of writing it and ours of hearing that it was taken.
   */
  async #followAll(accountId: number, receipt: ReceiptEvent, upTo: { recipient: Address; at: Date }): Promise<boolean> {
    const { database, contacts } = this.#rooms;
    const contactId = await contacts.find(upTo.recipient, accountId);
    if (contactId === null) return false;
    const found = await database.rows<Found>(
      `select delivery.id, delivery.message_id, delivery.conversation_id, delivery.status from conversation
       join delivery on delivery.conversation_id = conversation.id
       where conversation.contact_id = ? and delivery.account_id = ? and delivery.status in ('sent', 'delivered', 'failed')
         and delivery.sent_at is not null and delivery.created_at <= ?`,
      [contactId, accountId, upTo.at.getTime()],
    );
    const moving = found.filter(({ status }) => mayFollow(status, receipt.status));
    for (const delivery of moving) await this.#move(accountId, delivery, receipt);
    return found.length > 0;
  }

  async #find(accountId: number, receipt: ReceiptEvent): Promise<Found | null> {
    const { externalId, key } = receipt.of;
    return (
      (key ? await this.#one('key = ? and account_id = ?', [key, accountId]) : undefined) ??
      (externalId ? await this.#named(accountId, externalId) : undefined) ??
      null
    );
  }

  async #named(accountId: number, externalId: string): Promise<Found | undefined> {
    const direct = await this.#one('account_id = ? and external_id = ?', [accountId, externalId]);
    if (direct) return direct;
    const message = await this.#rooms.conversations.findMessage(accountId, externalId);
    return message ? this.#one('message_id = ? order by position limit 1', [message.id]) : undefined;
  }

  #one(where: string, params: unknown[]): Promise<Found | undefined> {
    return this.#rooms.database.row<Found>(
      `select id, message_id, conversation_id, status from delivery where ${where}`,
      params,
    );
  }

  async #moveRecipients(delivery: Found, receipt: ReceiptEvent): Promise<void> {
    const { kind, value } = receipt.recipient ?? {};
    const rows = await this.#rooms.database.rows<{ id: number; status: Fate }>(
      `select id, status from delivery_recipient where delivery_id = ? and (? is null or (kind = ? and lower(value) = lower(?)))`,
      [delivery.id, kind ?? null, kind ?? null, value ?? null],
    );
    for (const row of rows) {
      if (!mayFollow(row.status, receipt.status)) continue;
      await this.#rooms.database.run(
        'update delivery_recipient set status = ?, reason = ?, changed_at = ? where id = ?',
        [receipt.status, receipt.reason ? JSON.stringify(receipt.reason) : null, this.#now(), row.id],
      );
    }
  }

  /** The delivery stands where its least lucky recipient stands. */
  async #moveDelivery(delivery: Found, receipt: ReceiptEvent): Promise<void> {
    const { database } = this.#rooms;
    await this.#noteTimes(delivery, receipt);
    const rows = await database.rows<{ status: Fate; reason: unknown }>(
      'select status, reason from delivery_recipient where delivery_id = ?',
      [delivery.id],
    );
    const status = rows.length > 0 ? worst(rows.map((row) => row.status)) : receipt.status;
    if (status !== delivery.status && !mayFollow(delivery.status, status)) return;
    const why = rows.find((row) => row.status === status && row.reason)?.reason;
    const reason = why ? JSON.stringify(toJson(why)) : null;
    const sql = 'update delivery set status = ?, reason = ?, changed_at = ? where id = ?';
    await database.run(sql, [status, reason, this.#now(), delivery.id]);
  }

  /** Whatever came first: what is read was delivered, and a late receipt knows the earlier time. */
  async #noteTimes({ id }: Found, { status, at }: ReceiptEvent): Promise<void> {
    const time = at.getTime();
    for (const [column, proofs] of TIMES)
      if (proofs.includes(status))
        await this.#rooms.database.run(
          `update delivery set ${column} = ? where id = ? and (${column} is null or ${column} > ?)`,
          [time, id, time],
        );
  }

  /** An address that does not exist any more, or whose owner objects, is not written to again. */
  async #suppress({ recipient, reason, failure }: ReceiptEvent): Promise<void> {
    if (!recipient || !reason || (failure !== 'hard' && failure !== 'complaint')) return;
    await this.#rooms.contacts.suppress(recipient, reason);
    await this.#rooms.contacts.markUnreachable(recipient, reason);
  }

  #now(): number {
    return this.#rooms.clock.now().getTime();
  }
}
