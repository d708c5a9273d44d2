// One arrival becomes what it means: parsed outside any transaction, recorded in exactly one.
import type { Connection } from '../contract/connection.ts';
import type { EditEvent, InboundEvent, MessageEvent, Parsed, StoredArrival } from '../contract/inbound.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { isStorageTrouble } from '../database/database.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import { Apply } from './apply.ts';
import type { Journal } from './journal.ts';
import { saveMedia } from './media.ts';
import { NOTHING, type Prepared } from './recording.ts';
import type { InboundRooms } from './rooms.ts';
import type { Sealing } from './sealing.ts';

/** Seconds until an arrival is looked at again whose channel is not running. */
const PLUGIN_PAUSE = 60;
const EARLY_PAUSE = 1;
/** The arrival is safe already, and is read again when this is lost. */
const REPEATABLE = { repeatable: true };

type Readable = Extract<Parsed, { events: unknown }>;
type Job = Pick<RunningJob, 'attempt' | 'done'>;
type Saved = Map<InboundEvent, Prepared>;
type Named = Pick<StoredArrival, 'id' | 'summary'>;

export class Processor {
  readonly #rooms: InboundRooms;
  readonly #journal: Journal;
  readonly #apply: Apply;
  readonly #sealing: Sealing;
  readonly #attempts: number;

  constructor(rooms: InboundRooms, journal: Journal, sealing: Sealing, attempts: number) {
    this.#rooms = rooms;
    this.#journal = journal;
    this.#sealing = sealing;
    this.#apply = new Apply(rooms);
    this.#attempts = attempts;
  }

  async run(arrivalId: number, job: Job): Promise<JobResult> {
    const accountId = await this.#accountOf(arrivalId);
    if (accountId === null) return undefined;
    const live = this.#rooms.ports.account(accountId);
    if (!live) return this.#withoutAccount(accountId, arrivalId);
    try {
      return await this.#process(live.row, live.connection, arrivalId, job);
    } catch (error) {
      if (isStorageTrouble(error) || job.attempt < this.#attempts) throw error;
      return this.#couldNotRecord(live.row, { id: arrivalId }, error);
    }
  }

  /** The arrival is safe on disk: it waits as long as the plugin needs to come back. A deleted account does not. */
  async #withoutAccount(accountId: number, id: number): Promise<JobResult> {
    const gone = 'select id from channel_account where id = ? and deleted_at is not null';
    if (await this.#rooms.database.row(gone, [accountId])) {
      const why = reason('inbound.account_gone', 'Its channel account was deleted before it was read.');
      return this.#quarantine(accountId, { id }, why);
    }
    return { wait: reason('inbound.no_plugin', 'The channel of this account is not running.'), after: PLUGIN_PAUSE };
  }

  async #process(account: ChannelAccount, connection: Connection, arrivalId: number, job: Job): Promise<JobResult> {
    const arrival = await this.#journal.arrival(arrivalId);
    if (!arrival) return undefined;
    const parsed = await this.#parsed(connection, arrival);
    this.#rooms.onStep('inbound.parsed');
    if ('quarantine' in parsed) return this.#quarantine(account.id, arrival, parsed.quarantine, parsed.summary);
    const isSealed = await this.#sealing.isSealed(account.id, parsed.consent);
    if (isSealed && (await this.#seal(account.id, arrival, parsed, job))) return undefined;
    if (await this.#tooEarly(account.id, parsed.events)) return { wait: tooEarly(), after: EARLY_PAUSE };
    const saved = await this.#saveAll(parsed.events);
    this.#rooms.onStep('inbound.media-saved');
    try {
      await this.#record(account, arrival, parsed, saved, job);
    } catch (error) {
      if (isStorageTrouble(error)) throw error;
      return this.#couldNotRecord(account, arrival, error, parsed.summary);
    }
    this.#rooms.onStep('inbound.recorded');
    return undefined;
  }

  /** What the ledger says of it shows nothing that is held back of its messages (WA-12). */
  async #parsed(connection: Connection, arrival: StoredArrival): Promise<Parsed> {
    const parsed = await connection.parse(arrival);
    const subject = parsed.summary ?? arrival.summary;
    const found = subject ? await this.#rooms.content.inspect({ subject, parts: [] }) : null;
    return found ? { ...parsed, summary: found.subject } : parsed;
  }

  /**
   * Receipts and echoes of what is being sent can be quicker than the far side's answer that names it. They wait for it:
   * else the receipt would find nothing and the echo would become a second message.
   */
  async #tooEarly(accountId: number, found: InboundEvent[]): Promise<boolean> {
    const { conversations, ports } = this.#rooms;
    const ids = found.flatMap((event) => idOfSent(event) ?? []);
    if (ids.length === 0 || !(await ports.sending(accountId))) return false;
    for (const id of ids) if (!(await conversations.findMessage(accountId, id))) return true;
    return false;
  }

  async #accountOf(arrivalId: number): Promise<number | null> {
    const row = await this.#rooms.database.row<{ account_id: number; status: string }>(
      'select account_id, status from arrival where id = ?',
      [arrivalId],
    );
    return row && row.status === 'accepted' ? row.account_id : null;
  }

  /** Everything the arrival means, and that it is done, in one transaction. */
  async #record(
    account: ChannelAccount,
    arrival: StoredArrival,
    parsed: Readable,
    saved: Saved,
    job: Job,
  ): Promise<void> {
    const { database, events, onStep } = this.#rooms;
    await database.write(async () => {
      for (const event of parsed.events) await this.#apply.event(account, arrival, event, saved.get(event) ?? NOTHING);
      await this.#sealing.notice(account.id, parsed.consent, parsed.events);
      const status = parsed.events.length === 0 ? 'ignored' : 'processed';
      await this.#conclude(arrival, status, parsed.note ?? null, parsed.summary);
      await database.run(`update channel_account set last_inbound_at = ? where id = ?`, [
        arrival.receivedAt.getTime(),
        account.id,
      ]);
      const data = { arrivalId: arrival.id, status };
      await events.add({ type: 'arrival.changed', actor: 'desk', accountId: account.id, data });
      await job.done();
      onStep('inbound.recording');
    }, REPEATABLE);
  }

  async #saveAll(found: InboundEvent[]): Promise<Saved> {
    const saved: Saved = new Map();
    for (const event of found)
      if (event.type === 'message' || event.type === 'edit') saved.set(event, await this.#prepared(event));
    return saved;
  }

  /** Its files on disk, and what of it is dangerous; what the business says itself is not looked through. */
  async #prepared(event: MessageEvent | EditEvent): Promise<Prepared> {
    const { files, content } = this.#rooms;
    const isOwn = event.type === 'message' && event.direction === 'out';
    return {
      media: event.type === 'message' ? await saveMedia(files, event.parts) : [],
      inspection: isOwn ? null : await content.inspect(event),
    };
  }

  /** Nobody reads it before they agree; it keeps its place. False: they have agreed since it was looked at. */
  #seal(accountId: number, arrival: StoredArrival, { consent, summary }: Readable, job: Job): Promise<boolean> {
    const { database, events } = this.#rooms;
    return database.write(async () => {
      if (!(await this.#sealing.isSealed(accountId, consent))) return false;
      await this.#sealing.seal(accountId, arrival, consent!);
      const why = reason('inbound.sealed', 'It is kept unread until they agree to that, for 90 days at most.');
      await this.#conclude(arrival, 'sealed', why, summary);
      const data = { arrivalId: arrival.id, status: 'sealed' };
      await events.add({ type: 'arrival.changed', actor: 'desk', accountId, data });
      await job.done();
      return true;
    }, REPEATABLE);
  }

  #couldNotRecord(account: ChannelAccount, arrival: Named, error: unknown, summary?: string): Promise<void> {
    this.#rooms.log.error({ error, arrival: arrival.id }, 'An arrival could not be recorded');
    const detail = messageOf(error);
    const why = reason('inbound.record_failed', `It could not be recorded: ${detail}`, { detail });
    return this.#quarantine(account.id, arrival, why, summary);
  }

  async #quarantine(accountId: number, arrival: Named, why: Reason, summary?: string): Promise<void> {
    const { database, events, log } = this.#rooms;
    await database.write(async () => {
      await this.#conclude(arrival, 'quarantined', why, summary);
      const data = { arrivalId: arrival.id, status: 'quarantined' };
      await events.add({ type: 'arrival.changed', actor: 'desk', accountId, data });
    });
    log.warn({ arrival: arrival.id, account: accountId, code: why.code }, 'An arrival was put into quarantine');
  }

  async #conclude(arrival: Named, status: string, why: Reason | null, summary?: string): Promise<void> {
    await this.#rooms.database.run(
      `update arrival set status = ?, reason = ?, summary = ?, attempts = attempts + 1, processed_at = ? where id = ?`,
      [
        status,
        why && JSON.stringify(why),
        (summary ?? arrival.summary ?? '').slice(0, 300),
        this.#rooms.clock.now().getTime(),
        arrival.id,
      ],
    );
  }
}

/** The far side's name of something we sent, when the event speaks of nothing else that leads to it. */
function idOfSent(event: InboundEvent): string | undefined {
  if (event.type === 'message') return event.direction === 'out' ? event.id : undefined;
  return event.type === 'receipt' && !event.of.key ? event.of.externalId : undefined;
}

function tooEarly(): Reason {
  return reason('inbound.too_early', 'It speaks of a message that is being sent right now.');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error).slice(0, 300);
}
