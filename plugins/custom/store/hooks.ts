// What was told to bridges, and what is still to be: the log of deliveries, each of which can be sent again.
import type { PluginContext } from '../../../core/contract/context.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import type { Posted } from '../remote.ts';

/** `sending`: the desk's own queue sends it and tries again. */
export type HookStatus = 'waiting' | 'sending' | 'delivered' | 'failed';

export interface NewHook {
  /** The same at every try. */
  eventId: string;
  channelId: number;
  accountId: number | null;
  type: string;
  /** Value of the customer's address; empty where it is about nobody. */
  person: string;
  body: string;
}

export interface Hook extends NewHook {
  id: number;
  status: HookStatus;
  attempts: number;
  answer: number | null;
  why: Reason | null;
  createdAt: Date;
  dueAt: Date | null;
  endedAt: Date | null;
}

type Needs = Pick<PluginContext, 'store' | 'now'>;

/** Seconds until the next try after each: eight tries in a day. */
const PAUSES = [5, 30, 120, 600, 3600, 3 * 3600, 8 * 3600, 12 * 3600];
/** Days for which the log is kept. */
export const HOOK_DAYS = 14;

/** What is `waiting` the plugin sends itself, from now on; a second time changes nothing but that it is tried now. */
export async function addHook({ store, now }: Needs, hook: NewHook, status: 'waiting' | 'sending'): Promise<void> {
  const { eventId, channelId, accountId, type, person, body } = hook;
  const at = now().getTime();
  await store.run(
    `insert into custom_hook (event_id, channel_id, account_id, type, person, body, status, attempts, created_at, due_at)
     values (?, ?, ?, ?, ?, ?, ?, 0, ?, ?) on conflict (event_id) do update set status = excluded.status, due_at = excluded.due_at`,
    [eventId, channelId, accountId, type, person, body, status, at, status === 'waiting' ? at : null],
  );
}

/** What came of a try. What waits is tried again until its tries are used up. */
export async function keepOutcome({ store, now }: Needs, eventId: string, posted: Posted): Promise<void> {
  const at = now().getTime();
  const row = await store.row<{ attempts: number; status: HookStatus }>(
    'select attempts, status from custom_hook where event_id = ?',
    [eventId],
  );
  if (!row) return;
  const isTaken = posted.outcome === 'taken';
  const pause = PAUSES[row.attempts];
  const again = row.status === 'waiting' && !isTaken && posted.outcome !== 'refused' && pause !== undefined;
  const after = posted.outcome === 'later' ? Math.max(posted.after ?? 0, pause ?? 0) : (pause ?? 0);
  await store.run(
    `update custom_hook set status = ?, attempts = attempts + 1, answer = ?, why = ?, due_at = ?, ended_at = ? where event_id = ?`,
    [
      again ? 'waiting' : isTaken ? 'delivered' : 'failed',
      posted.status,
      isTaken ? null : JSON.stringify((posted as { why: Reason }).why),
      again ? at + after * 1000 : null,
      again ? null : at,
      eventId,
    ],
  );
}

export async function dueHooks({ store, now }: Needs, most: number): Promise<Hook[]> {
  const sql = `select * from custom_hook where status = 'waiting' and due_at <= ? order by due_at, id limit ?`;
  return (await store.rows<Row>(sql, [now().getTime(), most])).map(told);
}

export interface HookQuery {
  channelIds: number[];
  status?: HookStatus;
  accountId?: number;
  /** Only those before this one. */
  before?: number;
  most: number;
}

/** Newest first. */
export async function listHooks(
  { store }: Needs,
  { channelIds, status, accountId, before, most }: HookQuery,
): Promise<Hook[]> {
  if (channelIds.length === 0) return [];
  const conditions = [
    'channel_id = ?',
    ...(status ? ['status = ?'] : []),
    ...(accountId ? ['account_id = ?'] : []),
    ...(before ? ['id < ?'] : []),
  ];
  const params = [...(status ? [status] : []), ...(accountId ? [accountId] : []), ...(before ? [before] : []), most];
  // Each channel's own are read from the index in their order; only what one page may show is put together.
  const stretch = `select * from (select * from custom_hook where ${conditions.join(' and ')} order by id desc limit ?)`;
  const sql = `${channelIds.map(() => stretch).join(' union all ')} order by id desc limit ?`;
  const all = channelIds.flatMap((channelId) => [channelId, ...params]);
  return (await store.rows<Row>(sql, [...all, most])).map(told);
}

export async function hookOf({ store }: Needs, channelIds: number[], id: number): Promise<Hook | null> {
  const row = await store.row<Row>('select * from custom_hook where id = ? and channel_id in (?)', [id, channelIds]);
  return row ? told(row) : null;
}

/** Sent once more, with all its tries, under its old id. */
export async function replayHook({ store, now }: Needs, id: number, status: 'waiting' | 'sending'): Promise<void> {
  const sql = 'update custom_hook set status = ?, attempts = 0, due_at = ?, ended_at = null where id = ?';
  await store.run(sql, [status, status === 'waiting' ? now().getTime() : null, id]);
}

export async function sweepHooks({ store, now }: Needs): Promise<void> {
  const before = now().getTime() - HOOK_DAYS * 86_400_000;
  await store.run(`delete from custom_hook where created_at < ? and status <> 'waiting'`, [before]);
}

interface Row {
  id: number;
  event_id: string;
  channel_id: number;
  account_id: number | null;
  type: string;
  person: string;
  body: string;
  status: HookStatus;
  attempts: number;
  answer: number | null;
  why: string | null;
  created_at: number;
  due_at: number | null;
  ended_at: number | null;
}

function told(row: Row): Hook {
  const at = (value: number | null) => (value === null ? null : new Date(value));
  const { id, type, person, body, status, attempts, answer } = row;
  return {
    ...{ id, type, person, body, status, attempts, answer },
    eventId: row.event_id,
    channelId: row.channel_id,
    accountId: row.account_id,
    why: row.why === null ? null : (JSON.parse(row.why) as Reason),
    createdAt: new Date(row.created_at),
    dueAt: at(row.due_at),
    endedAt: at(row.ended_at),
  };
}
