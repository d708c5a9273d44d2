// Events become deliveries: each webhook has its own place in the row of events, moved in the transaction that writes them.
//
// A delivery is not written with its event: whatever happens would then wait for as many more rows as there are webhooks.
// The event's row is durable already, numbers only grow, and a place that moves together with the rows it stands for
// neither leaves an event out nor takes it twice. It also waits for free when a webhook has enough to do.
import type { ToldEvent } from '../events/events.ts';
import { toJsonOrNull } from '../database/rows.ts';
import { coalescedJob } from '../jobs/jobs.ts';
import { publicId } from '../kernel/ids.ts';
import type { Needs } from './shapes.ts';
import type { Row } from './rows.ts';
import { wake } from './waking.ts';

export const DEAL = 'webhooks.deal';
/** Events that are looked at in one transaction. */
const AT_ONCE = 500;

/** From now on, whatever a webhook asks for makes a job of it, within the same transaction. */
export function dealOut(needs: Needs): { changed(): void } {
  /** What any webhook asks for; null until it is needed. */
  let asked: ReadonlySet<string> | 'all' | null = null;
  const concerns = async (type: string) => {
    asked ??= await askedFor(needs);
    return asked === 'all' || asked.has(type);
  };
  const ask = coalescedJob(needs, { kind: DEAL, orderKey: DEAL }, () => dealAll(needs));
  needs.events.follow(async ({ type }) => {
    if (await concerns(type)) await ask();
  });
  return { changed: () => (asked = null) };
}

export async function addDeal({ jobs }: Pick<Needs, 'jobs'>): Promise<void> {
  await jobs.add({ kind: DEAL, payload: {}, orderKey: DEAL });
}

async function askedFor({ database }: Needs): Promise<ReadonlySet<string> | 'all'> {
  const rows = await database.rows<{ types: unknown }>(`select types from webhook where state = 'active'`);
  const lists = rows.map(({ types }) => toJsonOrNull<string[]>(types));
  return lists.includes(null) ? 'all' : new Set(lists.flatMap((types) => types ?? []));
}

async function dealAll(needs: Needs): Promise<void> {
  const active = await needs.database.rows<{ id: number }>(`select id from webhook where state = 'active'`);
  for (const { id } of active) while (await needs.database.write(() => deal(needs, id)));
}

/** Whether there may be more for it. */
async function deal(needs: Needs, id: number): Promise<boolean> {
  const { database, events } = needs;
  const row = await database.row<Row>(`select * from webhook where id = ? and state = 'active'`, [id]);
  const room = row ? needs.limits.waiting - (await waitingOf(needs, id)) : 0;
  if (!row || room <= 0) return false;
  const told = await events.since(row.cursor as number, AT_ONCE);
  const wanted = told.filter(wantedBy(row)).slice(0, room);
  for (const event of wanted) await insertDelivery(needs, { webhookId: id, eventId: event.id, type: event.type });
  const isFull = wanted.length === room;
  const cursor = isFull ? wanted.at(-1)!.id : told.at(-1)?.id;
  if (cursor !== undefined) await database.run('update webhook set cursor = ? where id = ?', [cursor, id]);
  if (wanted.length > 0) await wake(needs, id);
  return told.length === AT_ONCE && !isFull;
}

async function waitingOf({ database }: Needs, id: number): Promise<number> {
  const row = await database.row<{ count: number }>(
    `select count(*) as count from webhook_delivery where webhook_id = ? and status = 'waiting'`,
    [id],
  );
  return Number(row!.count);
}

function wantedBy(row: Row): (event: ToldEvent) => boolean {
  const types = toJsonOrNull<string[]>(row.types);
  const inboxIds = toJsonOrNull<number[]>(row.inbox_ids);
  return ({ type, inboxId }) =>
    (types === null || types.includes(type)) && (inboxIds === null || inboxId === null || inboxIds.includes(inboxId));
}

interface NewDelivery {
  webhookId: number;
  eventId: number | null;
  type: string;
  body?: string;
}

/** Only inside `write`. Gives the id. */
export async function insertDelivery({ database, clock }: Needs, delivery: NewDelivery): Promise<number> {
  const now = clock.now();
  const row = await database.row<{ id: number }>(
    `insert into webhook_delivery (webhook_id, key, event_id, type, due_at, created_at, body) values (?, ?, ?, ?, ?, ?, ?) returning id`,
    [
      delivery.webhookId,
      `msg_${publicId()}`,
      delivery.eventId,
      delivery.type,
      now.getTime(),
      now.getTime(),
      delivery.body ?? null,
    ],
  );
  return row!.id;
}
