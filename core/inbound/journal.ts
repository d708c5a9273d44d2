// The inbound journal: every raw arrival, once, on disk before anyone is thanked.
import type { RawArrival, Receipt, StoredArrival } from '../contract/inbound.ts';
import { EMPTIED } from '../database/entities/flow.ts';
import { toDate, toJson } from '../database/rows.ts';
import type { InboundRooms } from './rooms.ts';

/** Bodies above this many bytes are kept as a file, so that the database stays quick to copy. */
const INLINE = 64 * 1024;
/** Arrivals that wait while a commit is under way are committed together, at most so many. */
const TOGETHER = 200;

interface Waiting {
  accountId: number;
  raw: RawArrival;
  fileId: number | null;
  done(receipt: Receipt): void;
  failed(error: unknown): void;
}

export class Journal {
  readonly #rooms: InboundRooms;
  #waiting: Waiting[] = [];
  #flushing = false;

  constructor(rooms: InboundRooms) {
    this.#rooms = rooms;
  }

  async receive(accountId: number, raw: RawArrival): Promise<Receipt> {
    const { database, files, onStep } = this.#rooms;
    // Inside a transaction the row would not be on disk yet, and the commit of all that wait would never come.
    if (database.writing()) throw new Error('Arrivals are received outside of transactions');
    onStep('inbound.arrived');
    const fileId = raw.body.byteLength > INLINE ? (await files.save(raw.body)).id : null;
    if (fileId !== null) onStep('inbound.body-saved');
    return new Promise<Receipt>((done, failed) => {
      this.#waiting.push({ accountId, raw, fileId, done, failed });
      if (!this.#flushing) void this.#flush();
    });
  }

  /** One commit for all that wait: a busy webhook shares the wait for the disk. */
  async #flush(): Promise<void> {
    this.#flushing = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, TOGETHER);
      try {
        const receipts = await this.#rooms.database.write(() => this.#putAll(batch), { urgent: true });
        this.#rooms.onStep('inbound.journaled');
        batch.forEach((one, index) => one.done(receipts[index]!));
      } catch (error) {
        for (const one of batch) one.failed(error);
      }
    }
    this.#flushing = false;
  }

  async #putAll(batch: Waiting[]): Promise<Receipt[]> {
    const receipts: Receipt[] = [];
    for (const one of batch) receipts.push(await this.#put(one));
    return receipts;
  }

  async #put({ accountId, raw, fileId }: Waiting): Promise<Receipt> {
    const { database } = this.#rooms;
    const arrivalId = await this.#insert(accountId, raw, fileId);
    if (arrivalId !== null) {
      await this.#addJob(accountId, arrivalId, raw.orderKey ?? '');
      return { arrivalId, duplicate: false };
    }
    const known = await database.row<{ id: number }>(
      `update arrival set repeats = repeats + 1 where account_id = ? and key = ? returning id`,
      [accountId, raw.key],
    );
    return { arrivalId: known!.id, duplicate: true };
  }

  /** Null when the key is known already. */
  async #insert(accountId: number, raw: RawArrival, fileId: number | null): Promise<number | null> {
    const inserted = await this.#rooms.database.row<{ id: number }>(
      `insert into arrival (account_id, key, type, meta, body, file_id, bytes, order_key, sender, summary, status, attempts, repeats, received_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'accepted', 0, 0, ?) on conflict (account_id, key) do nothing returning id`,
      [
        accountId,
        raw.key,
        raw.type,
        JSON.stringify(raw.meta ?? {}),
        fileId === null ? Buffer.from(raw.body) : null,
        fileId,
        raw.body.byteLength,
        raw.orderKey ?? '',
        raw.from ?? '',
        raw.summary ?? '',
        this.#rooms.clock.now().getTime(),
      ],
    );
    return inserted?.id ?? null;
  }

  async #addJob(accountId: number, arrivalId: number, orderKey: string): Promise<void> {
    await this.#rooms.jobs.add({
      kind: 'inbound.process',
      payload: { arrivalId },
      orderKey: `in:${accountId}:${orderKey || arrivalId}`,
    });
  }

  async known(accountId: number, keys: string[]): Promise<Set<string>> {
    const found = new Set<string>();
    for (let at = 0; at < keys.length; at += 500) {
      const some = keys.slice(at, at + 500);
      const rows = await this.#rooms.database.rows<{ key: string }>(
        `select key from arrival where account_id = ? and key in (${some.map(() => '?').join(',')})`,
        [accountId, ...some],
      );
      for (const row of rows) found.add(row.key);
    }
    return found;
  }

  async arrival(id: number): Promise<StoredArrival | null> {
    const { database, files } = this.#rooms;
    const row = await database.row<Record<string, unknown>>('select * from arrival where id = ?', [id]);
    if (!row) return null;
    const body =
      row.file_id === null ? ((row.body as Buffer | null) ?? Buffer.alloc(0)) : await files.read(Number(row.file_id));
    return {
      id: Number(row.id),
      key: String(row.key),
      type: String(row.type),
      body,
      meta: toJson(row.meta),
      orderKey: String(row.order_key),
      from: String(row.sender),
      summary: String(row.summary),
      receivedAt: toDate(row.received_at),
    };
  }

  async empty(channel: string, beginnings: string[]): Promise<void> {
    const { database } = this.#rooms;
    const accounts = await database.rows<{ id: number }>('select id from channel_account where channel = ?', [channel]);
    await database.write(async () => {
      for (const { id } of accounts)
        for (const beginning of beginnings.filter((one) => one !== ''))
          await database.run(
            `update arrival set ${EMPTIED} where account_id = ? and key >= ? and key < ? and status <> 'accepted'`,
            [id, beginning, after(beginning)],
          );
    });
  }

  async replay(id: number, actor: string): Promise<boolean> {
    const { database, events } = this.#rooms;
    return database.write(async () => {
      const row = await database.row<{ account_id: number; order_key: string }>(
        `update arrival set status = 'accepted', reason = null, processed_at = null where id = ? and status <> 'accepted' returning account_id, order_key`,
        [id],
      );
      if (!row) return false;
      await database.run('delete from sealed_arrival where arrival_id = ?', [id]);
      await this.#addJob(row.account_id, id, row.order_key);
      await events.add({ type: 'arrival.changed', actor, accountId: row.account_id, data: { arrivalId: id } });
      return true;
    });
  }
}

/** The first text that begins otherwise and stands behind all that begin so. */
function after(beginning: string): string {
  return beginning.slice(0, -1) + String.fromCharCode(beginning.charCodeAt(beginning.length - 1) + 1);
}
