// Threads as bridges know them: one for each thread of theirs, or person, with its newest message.
import type { PluginContext } from '../../../core/contract/context.ts';

export interface Thread {
  id: string;
  channelId: number;
  accountId: number;
  /** The newest message that the desk has, or is about to have, under this id. */
  message: string;
  /** Of that message, where the team wrote it: the desk's key of its delivery; else empty. */
  key: string;
  createdAt: Date;
  changedAt: Date;
  receivedAt: Date | null;
  sentAt: Date | null;
}

interface Row {
  id: string;
  channel_id: number;
  account_id: number;
  message_id: string;
  key: string | null;
  created_at: number;
  changed_at: number;
  received_at: number | null;
  sent_at: number | null;
}

type Needs = Pick<PluginContext, 'store'>;

const KEY = '(select key from custom_message where custom_message.id = message_id) as key';
type Touch = Pick<Thread, 'id' | 'channelId' | 'accountId' | 'message'> & {
  direction: 'INCOMING' | 'OUTGOING';
  /** Written by the team: the desk knows it by its id only when it is taken. */
  isPlanned: boolean;
};

/** Inside `write`. */
export async function touchThread(
  { store, now }: Pick<PluginContext, 'store' | 'now'>,
  { id, channelId, accountId, message, direction, isPlanned }: Touch,
): Promise<void> {
  const at = now().getTime();
  await store.run(
    `insert into custom_thread (id, channel_id, account_id, message_id, created_at, changed_at, received_at, sent_at)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update
       set message_id = case when ? = 1 then message_id else excluded.message_id end,
       changed_at = excluded.changed_at, received_at = coalesce(excluded.received_at, received_at),
       sent_at = coalesce(excluded.sent_at, sent_at)`,
    [
      id,
      channelId,
      accountId,
      message,
      at,
      at,
      direction === 'INCOMING' ? at : null,
      direction === 'OUTGOING' ? at : null,
      isPlanned ? 1 : 0,
    ],
  );
}

/** A message of the team was taken: the thread goes on where it stands, unless something newer was said since. */
export async function leadThread({ store }: Needs, id: string, message: string): Promise<void> {
  await store.run(
    `update custom_thread set message_id = ? where id = ? and not exists (
       select 1 from custom_message newer join custom_message taken on newer.created_at > taken.created_at
       where newer.id = custom_thread.message_id and taken.id = ?)`,
    [message, id, message],
  );
}

export async function threadOf({ store }: Needs, channelIds: number[], id: string): Promise<Thread | null> {
  const sql = `select *, ${KEY} from custom_thread where id = ? and channel_id in (?)`;
  const row = await store.row<Row>(sql, [id, channelIds]);
  return row ? told(row) : null;
}

/** Newest first: those before a place (when it was changed last, in milliseconds, and its id), or changed since then. */
export async function listThreads(
  { store }: Needs,
  {
    channelIds,
    before,
    since,
    most,
  }: { channelIds: number[]; before?: { at: number; id: string }; since: number; most: number },
): Promise<Thread[]> {
  if (channelIds.length === 0) return [];
  const earlier = before ? 'and (changed_at, id) < (?, ?)' : '';
  // Each channel's own are read from the index in their order.
  const stretch = `select * from (select * from custom_thread where channel_id = ? and changed_at >= ? ${earlier}
    order by changed_at desc, id desc limit ?)`;
  const sql = `select *, ${KEY} from (${channelIds.map(() => stretch).join(' union all ')}) order by changed_at desc, id desc limit ?`;
  const place = before ? [before.at, before.id] : [];
  const all = channelIds.flatMap((channelId) => [channelId, since, ...place, most]);
  return (await store.rows<Row>(sql, [...all, most])).map(told);
}

export async function sweepThreads({ store }: Needs, before: number): Promise<void> {
  await store.run('delete from custom_thread where changed_at < ?', [before]);
}

function told(row: Row): Thread {
  const at = (value: number | null) => (value === null ? null : new Date(value));
  return {
    ...{ id: row.id, channelId: row.channel_id, accountId: row.account_id },
    ...{ message: row.message_id, key: row.key ?? '' },
    ...{ createdAt: new Date(row.created_at), changedAt: new Date(row.changed_at) },
    ...{ receivedAt: at(row.received_at), sentAt: at(row.sent_at) },
  };
}
