// What customers are told of the team's side: that their words were read, that their conversation was closed, which flows greet them.
import type { Address } from '../contract/address.ts';
import { authorOf } from '../conversations/conversations.ts';
import type { ToldEvent } from '../events/events.ts';
import type { LiveAccounts } from './live.ts';
import type { ChannelRooms } from './rooms.ts';

/** Returns how to stop, which waits for what is under way. */
export function tellCustomers(rooms: ChannelRooms, live: LiveAccounts): () => Promise<void> {
  const { events, log } = rooms;
  const working = new Set<Promise<void>>();
  const told = new Map<number, string>();
  const stop = events.listen((event) => {
    const work = WORKS[event.type];
    if (!work) return;
    const running: Promise<void> = work(rooms, live, event, told)
      .catch((error: unknown) => log.warn({ error }, 'A customer could not be told'))
      .finally(() => working.delete(running));
    working.add(running);
  });
  return async () => {
    stop();
    await Promise.all(working);
  };
}

type Work = (rooms: ChannelRooms, live: LiveAccounts, event: ToldEvent, told: Map<number, string>) => Promise<void>;

const WORKS: Partial<Record<ToldEvent['type'], Work>> = {
  'conversation.read': wasRead,
  'conversation.closed': wasClosed,
  'chatflow.changed': flowsChanged,
};

/** Conversations of which it is remembered up to where their customers know; the longest unseen is forgotten first. */
const REMEMBERED = 5000;

async function wasRead(rooms: ChannelRooms, live: LiveAccounts, event: ToldEvent, told: Map<number, string>) {
  const { conversationId, data } = event;
  if (conversationId === null) return;
  const row = await rooms.database.row<{ external_id: string; account_id: number; addresses: unknown }>(
    `select external_id, account_id, addresses from message where conversation_id = ? and id <= ? and kind = 'message' and direction = 'in'
     and external_id is not null and automatic is null order by id desc limit 1`,
    [conversationId, Number(data.upTo)],
  );
  const connection = row && live.get(row.account_id)?.connection;
  const by = row && authorOf(row.addresses);
  if (!connection?.markRead || !by || told.get(conversationId) === row.external_id) return;
  told.delete(conversationId);
  told.set(conversationId, row.external_id);
  if (told.size > REMEMBERED) told.delete(told.keys().next().value!);
  await connection.markRead(row.external_id, by);
}

async function flowsChanged(_rooms: ChannelRooms, live: LiveAccounts, { accountId }: ToldEvent): Promise<void> {
  await (accountId === null ? undefined : live.get(accountId)?.connection.chatflowsChanged?.());
}

async function wasClosed({ database }: ChannelRooms, live: LiveAccounts, { conversationId, accountId }: ToldEvent) {
  const connection = accountId === null ? undefined : live.get(accountId)?.connection;
  if (!connection?.concluded) return;
  const conversation = await database.row<{ public_id: string }>('select public_id from conversation where id = ?', [
    conversationId,
  ]);
  const people = await database.rows<Pick<Address, 'kind' | 'value'>>(
    'select kind, value from participant where conversation_id = ?',
    [conversationId],
  );
  await connection.concluded(conversation!.public_id, people);
}
