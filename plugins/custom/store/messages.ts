// Messages as a bridge knows them: by the ids it was given, with what became of them.
import type { PluginContext } from '../../../core/contract/context.ts';
import type { PublicMessage } from '../wire/message.ts';
import { sweepThreads, touchThread } from './threads.ts';

export interface StoredMessage {
  /** What the bridge calls it. */
  id: string;
  channelId: number;
  accountId: number;
  /** Written by the team: the desk's key of the delivery; else empty. */
  key: string;
  direction: 'INCOMING' | 'OUTGOING';
  thread: string;
  /** Value of the customer's address, for finding what was said with them. */
  person: string;
  body: PublicMessage;
  /** Empty while nothing was told. */
  status: string;
  error: string;
  createdAt: Date;
  updatedAt: Date | null;
}

export type NewMessage = Omit<StoredMessage, 'status' | 'error' | 'createdAt' | 'updatedAt'>;

type Needs = Pick<PluginContext, 'store' | 'now'>;

interface Row extends Omit<StoredMessage, 'channelId' | 'accountId' | 'body' | 'createdAt' | 'updatedAt'> {
  channel_id: number;
  account_id: number;
  body: string;
  created_at: number;
  updated_at: number | null;
}

/** Days after which a bridge is not told of a message any more; the desk keeps it for ever. */
export const MESSAGE_DAYS = 90;

/** A second time changes nothing. */
export async function keepMessage({ store, now }: Needs, message: NewMessage): Promise<void> {
  const { id, channelId, accountId, key, direction, thread, person, body } = message;
  await store.write(async () => {
    const added = await store.row(
      `insert into custom_message (id, channel_id, account_id, key, direction, thread, person, body, status, error, created_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, '', '', ?) on conflict do nothing returning id`,
      [id, channelId, accountId, key, direction, thread, person, JSON.stringify(body), now().getTime()],
    );
    if (!added) return;
    const touched = { id: thread, channelId, accountId, message: id, direction, isPlanned: key !== '' };
    await touchThread({ store, now }, touched);
  });
}

export async function messageOf({ store }: Needs, channelId: number, id: string): Promise<StoredMessage | null> {
  const row = await store.row<Row>('select * from custom_message where id = ? and channel_id = ?', [id, channelId]);
  return row ? told(row) : null;
}

/** Of a thread, newest first; those before a place (when it was kept, in milliseconds, and an id). */
export async function messagesOf(
  { store }: Needs,
  thread: string,
  { before, most }: { before?: { at: number; id: string }; most: number },
): Promise<StoredMessage[]> {
  const earlier = before ? 'and (created_at, id) < (?, ?)' : '';
  const sql = `select * from custom_message where thread = ? ${earlier} order by created_at desc, id desc limit ?`;
  return (await store.rows<Row>(sql, [thread, ...(before ? [before.at, before.id] : []), most])).map(told);
}

function told(row: Row): StoredMessage {
  const { channel_id: channel, account_id: accountId, body, created_at: createdAt, updated_at: updatedAt } = row;
  return {
    ...row,
    channelId: channel,
    accountId,
    body: JSON.parse(body) as PublicMessage,
    createdAt: new Date(createdAt),
    updatedAt: updatedAt === null ? null : new Date(updatedAt),
  };
}

export async function keepStatus({ store, now }: Needs, id: string, status: string, error: string): Promise<void> {
  const sql = 'update custom_message set status = ?, error = ?, updated_at = ? where id = ?';
  await store.run(sql, [status, error, now().getTime(), id]);
}

export async function keepBody({ store, now }: Needs, id: string, body: PublicMessage): Promise<void> {
  const sql = 'update custom_message set body = ?, updated_at = ? where id = ?';
  await store.run(sql, [JSON.stringify(body), now().getTime(), id]);
}

export async function sweepMessages({ store, now }: Needs): Promise<void> {
  const before = now().getTime() - MESSAGE_DAYS * 86_400_000;
  await store.run('delete from custom_message where created_at < ?', [before]);
  await sweepThreads({ store }, before);
}
