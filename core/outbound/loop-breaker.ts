// The loop breaker: two machines must never keep writing to each other (EM-9, EM-16; RFC 3834 §2).
import type { Draft } from '../contract/outbound.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { OutboundRooms } from './rooms.ts';

/** Automatic messages to one address by one account in one hour. A person who asks four times an hour is answered. */
const MOST = 4;
const HOUR = 3_600_000;

export class LoopBreaker {
  readonly #rooms: OutboundRooms;

  constructor(rooms: OutboundRooms) {
    this.#rooms = rooms;
  }

  /** Inside `write`: why this automatic message must not go, or null. What may go is counted. */
  async stops(accountId: number, conversationId: number | null, draft: Draft): Promise<Reason | null> {
    const machine = await this.machine(conversationId);
    if (machine) return machine;
    for (const { address } of draft.to) {
      const count = await this.#count(accountId, address.kind, address.value.toLowerCase());
      if (count > MOST) return this.#trip(accountId, address.value, count);
    }
    return null;
  }

  /** Why the newest message of a conversation is not answered by a machine, or null. */
  async machine(conversationId: number | null): Promise<Reason | null> {
    if (conversationId === null || !(await this.#answersMachine(conversationId))) return null;
    return reason(
      'outbound.answers_machine',
      'The newest message was written by a machine; it is not answered by one.',
    );
  }

  async #answersMachine(conversationId: number): Promise<boolean> {
    const row = await this.#rooms.database.row<{ automatic: string | null }>(
      `select automatic from message where conversation_id = ? and kind = 'message' and direction = 'in' order by id desc limit 1`,
      [conversationId],
    );
    return row !== undefined && row.automatic !== null;
  }

  async #count(accountId: number, kind: string, value: string): Promise<number> {
    const { database, clock } = this.#rooms;
    const hour = Math.floor(clock.now().getTime() / HOUR);
    await database.run('delete from answer_count where hour < ?', [hour - 48]);
    const row = await database.row<{ count: number }>(
      `insert into answer_count (account_id, kind, value, hour, count) values (?, ?, ?, ?, 1)
       on conflict (account_id, kind, value, hour) do update set count = count + 1 returning count`,
      [accountId, kind, value, hour],
    );
    return row?.count ?? 1;
  }

  /** Said on the account's log once an hour, so that somebody sees that it tripped. */
  async #trip(accountId: number, address: string, count: number): Promise<Reason> {
    const { database, clock } = this.#rooms;
    const params = { address, most: MOST };
    const why = reason(
      'outbound.loop_stopped',
      `${address} was answered automatically ${MOST} times within an hour; no more for now.`,
      params,
    );
    if (count === MOST + 1) {
      await database.run('insert into account_note (account_id, at, reason) values (?, ?, ?)', [
        accountId,
        clock.now().getTime(),
        JSON.stringify(why),
      ]);
    }
    return why;
  }
}
