// Receipts: they find their delivery, move it forward only, and flag addresses that are gone.
import type { ReceiptEvent } from '../contract/inbound.ts';
import { toJson } from '../database/rows.ts';
import { mayFollow, worst, type Fate } from './fate.ts';
import type { OutboundRooms } from './outbound.ts';
import type { Queue } from './queue.ts';

interface Found {
  id: number;
  message_id: number;
  conversation_id: number;
  status: Fate;
}

export function createFollow(rooms: OutboundRooms, queue: Queue) {
  const { database, contacts, conversations, clock } = rooms;

  return async function follow(accountId: number, receipt: ReceiptEvent): Promise<boolean> {
    return database.write(async () => {
      const delivery = await find(accountId, receipt);
      if (!delivery) return false;
      if (receipt.recipient) await moveRecipient(delivery, receipt);
      else await moveAll(delivery, receipt);
      await moveDelivery(delivery, receipt);
      if (receipt.recipient && receipt.reason && (receipt.failure === 'hard' || receipt.failure === 'complaint')) {
        await contacts.suppress(receipt.recipient, receipt.reason);
        await contacts.markUnreachable(receipt.recipient, receipt.reason);
      }
      await queue.told({
        id: delivery.id,
        messageId: delivery.message_id,
        conversationId: delivery.conversation_id,
        accountId,
      });
      return true;
    });
  };

  async function find(accountId: number, receipt: ReceiptEvent): Promise<Found | null> {
    const columns = 'id, message_id, conversation_id, status';
    if (receipt.of.key) {
      const row = await database.row<Found>(`select ${columns} from delivery where key = ? and account_id = ?`, [
        receipt.of.key,
        accountId,
      ]);
      if (row) return row;
    }
    if (!receipt.of.externalId) return null;
    const direct = await database.row<Found>(
      `select ${columns} from delivery where account_id = ? and external_id = ?`,
      [accountId, receipt.of.externalId],
    );
    if (direct) return direct;
    const message = await conversations.findMessage(accountId, receipt.of.externalId);
    if (!message) return null;
    return (
      (await database.row<Found>(`select ${columns} from delivery where message_id = ? order by position limit 1`, [
        message.id,
      ])) ?? null
    );
  }

  async function moveRecipient(delivery: Found, receipt: ReceiptEvent): Promise<void> {
    const rows = await database.rows<{ id: number; status: Fate }>(
      'select id, status from delivery_recipient where delivery_id = ? and kind = ? and lower(value) = lower(?)',
      [delivery.id, receipt.recipient!.kind, receipt.recipient!.value],
    );
    for (const row of rows) await setRecipient(row, receipt);
  }

  async function moveAll(delivery: Found, receipt: ReceiptEvent): Promise<void> {
    const rows = await database.rows<{ id: number; status: Fate }>(
      'select id, status from delivery_recipient where delivery_id = ?',
      [delivery.id],
    );
    for (const row of rows) await setRecipient(row, receipt);
  }

  async function setRecipient(row: { id: number; status: Fate }, receipt: ReceiptEvent): Promise<void> {
    if (!mayFollow(row.status, receipt.status)) return;
    await database.run('update delivery_recipient set status = ?, reason = ?, changed_at = ? where id = ?', [
      receipt.status,
      receipt.reason ? JSON.stringify(receipt.reason) : null,
      clock.now().getTime(),
      row.id,
    ]);
  }

  /** The delivery stands where its least lucky recipient stands. */
  async function moveDelivery(delivery: Found, receipt: ReceiptEvent): Promise<void> {
    const rows = await database.rows<{ status: Fate; reason: unknown }>(
      'select status, reason from delivery_recipient where delivery_id = ?',
      [delivery.id],
    );
    const status = rows.length > 0 ? worst(rows.map((row) => row.status)) : receipt.status;
    if (status !== delivery.status && !mayFollow(delivery.status, status)) return;
    const why = rows.find((row) => row.status === status && row.reason)?.reason;
    const at = receipt.at.getTime();
    await database.run(
      `update delivery set status = ?, reason = ?, changed_at = ?, delivered_at = coalesce(delivered_at, case when ? in ('delivered', 'read', 'played') then ? end),
       read_at = coalesce(read_at, case when ? in ('read', 'played') then ? end) where id = ?`,
      [
        status,
        why ? JSON.stringify(toJson(why)) : null,
        clock.now().getTime(),
        receipt.status,
        at,
        receipt.status,
        at,
        delivery.id,
      ],
    );
  }
}
