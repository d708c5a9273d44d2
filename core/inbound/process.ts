// One arrival becomes what it means: parsed outside any transaction, recorded in exactly one.
import type { InboundEvent, MessageEvent, Parsed, StoredArrival } from '../contract/inbound.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { JobResult } from '../jobs/jobs.ts';
import { createApply } from './apply.ts';
import type { InboundRooms } from './inbound.ts';
import type { Journal } from './journal.ts';
import { createMediaSaver, type SavedMedia } from './media.ts';

/** A plugin that takes longer than this to read one arrival is wrong; the arrival is kept and can be replayed. */
const PARSE_LIMIT = 60_000;

export function createProcessor(rooms: InboundRooms, journal: Journal) {
  const { database, events, clock, log, onStep, ports } = rooms;
  const apply = createApply(rooms);
  const save = createMediaSaver(rooms.files);

  async function run(arrivalId: number): Promise<JobResult> {
    const accountId = await accountOf(arrivalId);
    if (accountId === null) return undefined;
    const live = ports.account(accountId);
    if (!live) return { retry: reason('inbound.no_plugin', 'The channel of this account is not running.'), after: 60 };
    const arrival = await journal.arrival(arrivalId);
    if (!arrival) return undefined;
    const parsed = await parse(live.connection.parse.bind(live.connection), arrival);
    onStep('inbound.parsed');
    if ('quarantine' in parsed) return quarantine(accountId, arrival, parsed.quarantine, parsed.summary);
    const saved = await saveAll(parsed.events);
    onStep('inbound.media-saved');
    try {
      await record(accountId, arrival, parsed, saved);
    } catch (error) {
      log.error({ error, arrival: arrivalId }, 'An arrival could not be recorded');
      return quarantine(
        accountId,
        arrival,
        reason('inbound.record_failed', `It could not be recorded: ${messageOf(error)}`),
        parsed.summary,
      );
    }
    onStep('inbound.recorded');
    return undefined;
  }

  async function accountOf(arrivalId: number): Promise<number | null> {
    const row = await database.row<{ account_id: number; status: string }>(
      'select account_id, status from arrival where id = ?',
      [arrivalId],
    );
    return row && row.status === 'accepted' ? row.account_id : null;
  }

  async function parse(work: (arrival: StoredArrival) => Promise<Parsed>, arrival: StoredArrival): Promise<Parsed> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<Parsed>((go) => {
      timer = setTimeout(
        () => go({ quarantine: reason('inbound.parse_slow', 'Reading it took too long.') }),
        PARSE_LIMIT,
      );
    });
    try {
      return await Promise.race([Promise.resolve().then(() => work(arrival)), limit]);
    } catch (error) {
      return { quarantine: reason('inbound.parse_failed', `It could not be read: ${messageOf(error)}`) };
    } finally {
      clearTimeout(timer);
    }
  }

  async function saveAll(found: InboundEvent[]): Promise<Map<MessageEvent, SavedMedia[]>> {
    const saved = new Map<MessageEvent, SavedMedia[]>();
    for (const event of found) if (event.type === 'message') saved.set(event, await save(event.parts));
    return saved;
  }

  /** Everything the arrival means, and that it is done, in one transaction. */
  async function record(
    accountId: number,
    arrival: StoredArrival,
    parsed: Extract<Parsed, { events: unknown }>,
    saved: Map<MessageEvent, SavedMedia[]>,
  ): Promise<void> {
    await database.write(async () => {
      for (const event of parsed.events)
        await apply(accountId, arrival, event, event.type === 'message' ? saved.get(event)! : []);
      const status = parsed.events.length === 0 ? 'ignored' : 'processed';
      await conclude(arrival.id, status, parsed.note ?? null, parsed.summary ?? arrival.summary ?? '');
      await database.run(`update channel_account set last_inbound_at = ? where id = ?`, [
        arrival.receivedAt.getTime(),
        accountId,
      ]);
      await events.add({ type: 'arrival.changed', actor: 'desk', accountId, data: { arrivalId: arrival.id, status } });
    });
  }

  async function quarantine(
    accountId: number,
    arrival: StoredArrival,
    why: Reason,
    summary?: string,
  ): Promise<JobResult> {
    await database.write(async () => {
      await conclude(arrival.id, 'quarantined', why, summary ?? arrival.summary ?? '');
      await events.add({
        type: 'arrival.changed',
        actor: 'desk',
        accountId,
        data: { arrivalId: arrival.id, status: 'quarantined' },
      });
    });
    log.warn({ arrival: arrival.id, account: accountId, code: why.code }, 'An arrival was put into quarantine');
    return undefined;
  }

  async function conclude(id: number, status: string, why: Reason | null, summary: string): Promise<void> {
    await database.run(
      `update arrival set status = ?, reason = ?, summary = ?, attempts = attempts + 1, processed_at = ? where id = ?`,
      [status, why && JSON.stringify(why), summary.slice(0, 300), clock.now().getTime(), id],
    );
  }

  return { run };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 300) : String(error).slice(0, 300);
}
