// Whom a channel asked for their consent: known by every address they have, in the words they were shown (PR-1).
import type { Address } from '../contract/address.ts';
import type { AskedConsent, ConsentNeed } from '../contract/consent.ts';
import type { ConsentEvent } from '../contract/inbound.ts';
import { toJson } from '../database/rows.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { idOf } from '../kernel/ids.ts';
import type { InboundRooms } from './rooms.ts';

export interface Request {
  id: number;
  askedAt: number;
  sentAt: number | null;
  /** As they were asked last. */
  need: ConsentNeed;
}

type Person = ConsentNeed['by'];

export class ConsentRequests {
  readonly #rooms: Pick<InboundRooms, 'database' | 'jobs' | 'clock'>;

  constructor(rooms: Pick<InboundRooms, 'database' | 'jobs' | 'clock'>) {
    this.#rooms = rooms;
  }

  /** The oldest one by any of their addresses. */
  async of(accountId: number, by: Person, purpose: string): Promise<Request | undefined> {
    for (const address of addressesOf(accountId, by)) {
      const row = await this.#rooms.database.row<{
        id: number;
        asked_at: number;
        sent_at: number | null;
        need: unknown;
      }>(
        `select id, asked_at, sent_at, need from consent_request where account_id = ? and purpose = ? and id in
           (select request_id from consent_address where kind = ? and value = ? and scope = ?) order by id limit 1`,
        [accountId, purpose, ...address],
      );
      if (row) return { id: row.id, askedAt: row.asked_at, sentAt: row.sent_at, need: toJson<ConsentNeed>(row.need) };
    }
    return undefined;
  }

  /** Inside `write`. */
  async begin(accountId: number, need: ConsentNeed): Promise<number> {
    const [first] = addressesOf(accountId, need.by);
    const row = await this.#rooms.database.row<{ id: number }>(
      `insert into consent_request (account_id, kind, value, scope, purpose, need, asked_at) values (?, ?, ?, ?, ?, ?, ?) returning id`,
      [accountId, ...first!, need.purpose, JSON.stringify(need), this.#rooms.clock.now().getTime()],
    );
    await this.know(row!.id, accountId, need.by);
    await this.#ask(row!.id, accountId);
    return row!.id;
  }

  /** Inside `write`: asked once more, in the words of now. */
  async again(id: number, accountId: number, need: ConsentNeed): Promise<void> {
    const sql = 'update consent_request set asked_at = ?, need = ? where id = ?';
    await this.#rooms.database.run(sql, [this.#rooms.clock.now().getTime(), JSON.stringify(need), id]);
    await this.#ask(id, accountId);
  }

  /** Inside `write`: they have these addresses as well. */
  async know(id: number, accountId: number, by: Person): Promise<void> {
    for (const address of addressesOf(accountId, by))
      await this.#rooms.database.run(
        'insert into consent_address (request_id, kind, value, scope) values (?, ?, ?, ?) on conflict do nothing',
        [id, ...address],
      );
  }

  /** Before they are asked: so that it is known what they saw, whenever they answer. */
  async show(accountId: number, need: ConsentNeed): Promise<AskedConsent> {
    const version = idOf(need.wording);
    await this.#rooms.database.run(
      'insert into consent_wording (account_id, version, wording, shown_at) values (?, ?, ?, ?) on conflict do nothing',
      [accountId, version, need.wording, this.#rooms.clock.now().getTime()],
    );
    return { ...need, version };
  }

  /** What they agreed to: the words they were shown, else those that the channel tells. */
  async wordingOf(accountId: number, event: ConsentEvent): Promise<string | undefined> {
    const { version, by, purpose, wording } = event;
    const shown = version
      ? await this.#rooms.database.row<{ wording: string }>(
          'select wording from consent_wording where account_id = ? and version = ?',
          [accountId, version],
        )
      : (await this.of(accountId, by, purpose))?.need;
    return shown?.wording ?? wording;
  }

  async #ask(requestId: number, accountId: number): Promise<void> {
    await this.#rooms.jobs.add({ kind: 'inbound.ask', payload: { requestId }, accountId });
  }
}

/** Kind, value and scope of each. */
function addressesOf(accountId: number, { address, also = [] }: Person): [string, string, string][] {
  const normal = [address, ...also].map((one: Address) => normalAddress(one, `account:${accountId}`));
  return normal.filter(({ value }) => value !== '').map(({ kind, value, scope }) => [kind, value, scope]);
}
