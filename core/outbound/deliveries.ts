// Deliveries as rows: loading them, moving their fate forward, telling who looks. All but loading happens inside `write`.
import type { Address } from '../contract/address.ts';
import type { Draft, SendResult } from '../contract/outbound.ts';
import type { Reason } from '../contract/reason.ts';
import { toDate, toJson, toJsonOrNull } from '../database/rows.ts';
import { worst, type Fate } from './fate.ts';
import type { OutboundRooms } from './rooms.ts';

export interface DeliveryRow {
  id: number;
  messageId: number;
  accountId: number;
  conversationId: number;
  key: string;
  externalId: string | null;
  draft: Draft;
  status: Fate;
  attempts: number;
  reason: Reason | null;
  createdAt: Date;
  authorUserId: number | null;
  /** A chatflow says it. */
  isFlow: boolean;
}

const COLUMNS =
  'delivery.id, delivery.message_id, delivery.account_id, delivery.conversation_id, key, delivery.external_id, draft, delivery.status, attempts, delivery.reason, delivery.created_at, author_user_id, details';

/** Nothing has been heard from the far side yet. */
const OPEN = `status in ('queued', 'sending', 'deferred', 'unknown')`;

type Rejected = Pick<Extract<SendResult, { outcome: 'rejected' }>, 'why' | 'hard' | 'objects'>;

type Named = Pick<DeliveryRow, 'id' | 'messageId' | 'conversationId' | 'accountId'>;

export class Deliveries {
  readonly #rooms: OutboundRooms;

  constructor(rooms: OutboundRooms) {
    this.#rooms = rooms;
  }

  async load(id: number): Promise<DeliveryRow | null> {
    const row = await this.#rooms.database.row<Record<string, unknown>>(
      `select ${COLUMNS} from delivery join message on message.id = delivery.message_id where delivery.id = ?`,
      [id],
    );
    return row ? toDelivery(row) : null;
  }

  async firstKey(messageId: number): Promise<string> {
    const sql = 'select key from delivery where message_id = ? order by position limit 1';
    return (await this.#rooms.database.row<{ key: string }>(sql, [messageId]))!.key;
  }

  async begin(id: number): Promise<void> {
    await this.#rooms.database.run(
      `update delivery set status = 'sending', attempts = attempts + 1, changed_at = ? where id = ?`,
      [this.#now(), id],
    );
  }

  async sent(delivery: DeliveryRow, result: Extract<SendResult, { id: string }>): Promise<void> {
    const { database, conversations } = this.#rooms;
    const now = this.#now();
    await database.run(
      `update delivery set status = case when ${OPEN} then 'sent' else status end, external_id = ?, reason = null, next_attempt_at = null, sent_at = ?, changed_at = ? where id = ?`,
      [result.id, now, now, delivery.id],
    );
    await database.run(
      `update delivery_recipient set status = 'sent', changed_at = ? where delivery_id = ? and status in ('queued', 'sending', 'deferred')`,
      [now, delivery.id],
    );
    for (const one of result.refused ?? []) await this.#refuse(delivery, one.address, one.why, one.hard);
    await conversations.nameMessage(delivery.messageId, result.id, result.aliases);
    await database.run('update channel_account set last_outbound_at = ? where id = ?', [now, delivery.accountId]);
    await this.told(delivery);
  }

  async #refuse(delivery: DeliveryRow, address: Address, why: Reason, hard: boolean): Promise<void> {
    await this.#rooms.database.run(
      `update delivery_recipient set status = 'failed', reason = ?, changed_at = ? where delivery_id = ? and kind = ? and lower(value) = lower(?)`,
      [JSON.stringify(why), this.#now(), delivery.id, address.kind, address.value],
    );
    if (hard) await this.#rooms.contacts.suppress(address, why);
  }

  async fail(delivery: DeliveryRow, { why, hard, objects }: Rejected): Promise<void> {
    if (objects) await this.#object(delivery, objects, why);
    if (!(await this.#conclude(delivery.id, 'failed', why))) return;
    await this.#rooms.database.run(
      `update delivery_recipient set status = 'failed', reason = ?, changed_at = ? where delivery_id = ?`,
      [JSON.stringify(why), this.#now(), delivery.id],
    );
    if (hard && delivery.draft.to.length === 1 && !delivery.draft.cc?.length)
      await this.#rooms.contacts.suppress(delivery.draft.to[0]!.address, why);
    await this.told(delivery);
  }

  /** They told the far side that they want nothing of the kind. */
  async #object({ draft, accountId }: DeliveryRow, purpose: string, why: Reason): Promise<void> {
    const { contacts, clock } = this.#rooms;
    const contactId = await contacts.find(draft.to[0]!.address, accountId);
    if (contactId !== null) await contacts.consent(contactId, purpose, false, clock.now(), why.text);
  }

  async doubt(delivery: DeliveryRow, why: Reason): Promise<void> {
    if (await this.#conclude(delivery.id, 'unknown', why)) await this.told(delivery);
  }

  /** Later, because the far side asked for it. */
  async defer(delivery: DeliveryRow, why: Reason): Promise<void> {
    if (await this.#conclude(delivery.id, 'deferred', why)) await this.told(delivery);
  }

  /** Back as if it had not been tried: the trouble is the account's. */
  async rest(delivery: DeliveryRow, why: Reason): Promise<void> {
    await this.mark(delivery.id, 'queued', why);
    await this.#rooms.database.run('update delivery set attempts = ? where id = ?', [delivery.attempts, delivery.id]);
    await this.told(delivery);
  }

  /** On a person's word: as if it had just been written, or as if it had arrived. */
  async reset(delivery: DeliveryRow, to: 'queued' | 'sent', actor: string): Promise<void> {
    await this.mark(delivery.id, to, null);
    await this.#rooms.database.run(
      `update delivery_recipient set status = ?, reason = null, changed_at = ? where delivery_id = ? and status in ('failed', 'sending', 'queued')`,
      [to, this.#now(), delivery.id],
    );
    await this.#rooms.conversations.setStatus(delivery.messageId, to, null, true);
    await this.#tell(delivery, to, actor);
  }

  async mark(id: number, status: Fate, why: Reason | null): Promise<void> {
    await this.#rooms.database.run(`update delivery set status = ?, reason = ?, changed_at = ? where id = ?`, [
      status,
      why && JSON.stringify(why),
      this.#now(),
      id,
    ]);
  }

  /** Unless a receipt was quicker and knows better: then the fate stays, and false is the answer. */
  async #conclude(id: number, status: Fate, why: Reason): Promise<boolean> {
    const rows = await this.#rooms.database.rows(
      `update delivery set status = ?, reason = ?, changed_at = ? where id = ? and ${OPEN} returning id`,
      [status, JSON.stringify(why), this.#now(), id],
    );
    return rows.length > 0;
  }

  /** Brings the message's own status along and tells everybody who looks at it. */
  async told(delivery: Named): Promise<void> {
    const rows = await this.#rooms.database.rows<{ status: Fate; reason: unknown }>(
      'select status, reason from delivery where message_id = ?',
      [delivery.messageId],
    );
    const status = worst(rows.map((row) => row.status));
    const why = toJsonOrNull<Reason>(rows.find((row) => row.status === status)?.reason ?? null);
    // What is unclear stays "sending" on the message; the delivery itself says why.
    const shown = status === 'unknown' ? 'sending' : status;
    if (shown !== 'cancelled')
      await this.#rooms.conversations.setStatus(delivery.messageId, shown, why, status === 'queued');
    await this.#tell(delivery, status, 'desk');
  }

  async #tell(delivery: Named, status: Fate, actor: string): Promise<void> {
    await this.#rooms.events.add({
      type: 'delivery.changed',
      actor,
      conversationId: delivery.conversationId,
      messageId: delivery.messageId,
      accountId: delivery.accountId,
      data: { deliveryId: delivery.id, status },
    });
  }

  #now(): number {
    return this.#rooms.clock.now().getTime();
  }
}

function toDelivery(row: Record<string, unknown>): DeliveryRow {
  return {
    id: Number(row.id),
    messageId: Number(row.message_id),
    accountId: Number(row.account_id),
    conversationId: Number(row.conversation_id),
    key: String(row.key),
    externalId: row.external_id as string | null,
    draft: toJson(row.draft),
    status: row.status as Fate,
    attempts: Number(row.attempts),
    reason: toJsonOrNull(row.reason),
    createdAt: toDate(row.created_at),
    authorUserId: row.author_user_id as number | null,
    isFlow: toJson<{ chatflow?: object }>(row.details).chatflow !== undefined,
  };
}
