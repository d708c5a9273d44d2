// An account moves to another inbox or help desk: what goes along, what becomes of it there, and the way back (WS-6).
import type { Database } from '../database/database.ts';
import { toNumber } from '../database/rows.ts';
import { takeStep, writeStep } from '../database/undo.ts';
import { userOf } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import type { ChannelRooms } from './rooms.ts';

export interface MoveReport {
  conversations: number;
  /** Conversations that became tickets because they are in a help desk now. */
  tickets: number;
  fromInboxId: number;
  /** For `undoMove`. */
  undo: string;
}

/** What a move would do. */
export interface MovePreview {
  /** Open and snoozed ones; those move with it, closed ones stay where they were. */
  open: number;
  closed: number;
  /** Open ones that would become tickets, were it a help desk. */
  withoutTicket: number;
}

type Rooms = Pick<ChannelRooms, 'database' | 'events' | 'clock' | 'tickets'>;

const KIND = 'move account';

export async function movePreview(database: Database, accountId: number): Promise<MovePreview> {
  const row = await database.row<Record<keyof MovePreview, unknown>>(
    `select sum(conversation.status <> 'closed') as open, sum(conversation.status = 'closed') as closed,
       sum(conversation.status <> 'closed' and place = 'inbox' and not exists
         (select 1 from ticket_conversation where conversation_id = conversation.id)) as "withoutTicket"
     from conversation join channel_account on channel_account.id = account_id
     where account_id = ? and conversation.inbox_id = channel_account.inbox_id and place in ('inbox', 'spam', 'trash')`,
    [accountId],
  );
  const { open, closed, withoutTicket } = row ?? { open: 0, closed: 0, withoutTicket: 0 };
  return { open: toNumber(open ?? 0), closed: toNumber(closed ?? 0), withoutTicket: toNumber(withoutTicket ?? 0) };
}

/** Inside `write`. */
export async function moveAccount(
  rooms: Rooms,
  accountId: number,
  inboxId: number,
  actor: string,
): Promise<MoveReport> {
  const { database, clock } = rooms;
  const from = await database.row<{ inbox_id: number }>('select inbox_id from channel_account where id = ?', [
    accountId,
  ]);
  const fromInboxId = from!.inbox_id;
  const moved = await moveRows(rooms, { accountId, fromInboxId, inboxId }, actor);
  const made: number[] = [];
  const to = await database.row<{ kind: string }>('select kind from inbox where id = ?', [inboxId]);
  if (to?.kind === 'help desk')
    for (const id of moved) {
      const ticket = await rooms.tickets.fromConversation(id);
      if (ticket) made.push(ticket.id);
    }
  const data = { accountId, fromInboxId, inboxId, made };
  const undo = await writeStep(rooms, { kind: KIND, userId: userOf(actor) }, data, clock.now());
  return { conversations: moved.length, tickets: made.length, fromInboxId, undo };
}

/**
 * Inside `write`. The account goes back with its open conversations, also those that came since; the tickets that the
 * move made go, the others stay. Refused when it has been moved again.
 */
export async function undoMove(rooms: Rooms, stepPublicId: string, actor: string): Promise<number> {
  const { database, tickets } = rooms;
  const step = await takeStep(rooms, stepPublicId, userOf(actor));
  if (step.kind !== KIND) throw conflict('undo_elsewhere', 'This step belongs to another page.');
  const { accountId, fromInboxId, inboxId, made } = step.data as Record<string, number> & { made: number[] };
  const account = await database.row<{ inbox_id: number }>(
    'select inbox_id from channel_account where id = ? and deleted_at is null',
    [accountId],
  );
  if (account?.inbox_id !== inboxId)
    throw conflict('undo_outdated', 'This cannot be undone any more: it has been changed again since.');
  await moveRows(rooms, { accountId: accountId!, fromInboxId: inboxId!, inboxId: fromInboxId! }, actor);
  for (const id of made) if ((await tickets.get(id))?.deletedAt === null) await tickets.remove(id, actor);
  return accountId!;
}

/** Gives the conversations that moved. Their tickets are at home where they are. */
async function moveRows(
  { database, events, clock }: Rooms,
  { accountId, fromInboxId, inboxId }: { accountId: number; fromInboxId: number; inboxId: number },
  actor: string,
): Promise<number[]> {
  await database.run('update channel_account set inbox_id = ? where id = ?', [inboxId, accountId]);
  const rows = await database.rows<{ id: number }>(
    `update conversation set inbox_id = ?, changed_at = ? where account_id = ? and inbox_id = ? and status <> 'closed' returning id`,
    [inboxId, clock.now(), accountId, fromInboxId],
  );
  const moved = rows.map(({ id }) => id);
  await database.run(
    `update ticket set inbox_id = ? where account_id = ? and inbox_id = ? and id in
      (select ticket_id from ticket_conversation join conversation on conversation.id = conversation_id
       where conversation.account_id = ? and conversation.inbox_id = ?)`,
    [inboxId, accountId, fromInboxId, accountId, inboxId],
  );
  const data = { what: 'moved', fromInboxId, conversations: moved.length };
  await events.add({ type: 'account.changed', actor, accountId, inboxId, data });
  return moved;
}
