// Messages change their conversation: the rows that go along, and what is watched so that they can go back.
import type { Placement } from '../database/entities/message.ts';
import { toJsonOrNull } from '../database/rows.ts';
import type { Watched } from '../database/undo.ts';
import { watchConversations, watchLines } from './acting.ts';
import { isHushed } from './facts.ts';
import { addParticipants } from './recording.ts';
import { messageFrom, type Row } from './rows.ts';
import { watchTags } from './tags.ts';
import type { Needs } from './shapes.ts';

/** Everything that a merge, a split or a move touches. Conversations first: what points at them is taken away before. */
export function watchMoves(conversationIds: () => number[], lines: () => number[]): Watched[] {
  const within = { where: 'conversation_id in (?)', params: () => [conversationIds()] };
  return [
    watchConversations(conversationIds),
    watchTags(conversationIds),
    {
      table: 'message',
      key: ['id'],
      columns: ['conversation_id', 'original_conversation_id', 'placement'],
      where: 'conversation_id in (?) and id not in (?)',
      params: () => [conversationIds(), lines()],
      firm: ['conversation_id'],
    },
    watchLines(lines),
    { table: 'delivery', key: ['id'], columns: ['conversation_id'], ...within },
    {
      table: 'participant',
      key: ['conversation_id', 'kind', 'value'],
      columns: ['conversation_id', 'kind', 'value', 'name', 'contact_id'],
      ...within,
    },
    {
      table: 'read_mark',
      key: ['conversation_id', 'user_id'],
      columns: ['conversation_id', 'user_id', 'message_id'],
      ...within,
    },
    { table: 'draft', key: ['id'], columns: ['conversation_id'], ...within },
  ];
}

/** Every message says that it was moved, by which rule it was placed before, and where it came in. */
export async function relocate(needs: Needs, messageIds: number[], to: number): Promise<void> {
  if (messageIds.length === 0) return;
  const { database, clock } = needs;
  const rows = await database.rows<Row>('select id, kind, placement from message where id in (?)', [messageIds]);
  const groups = Map.groupBy(rows, (row) => String(row.kind === 'message' ? row.placement : 'none'));
  for (const group of groups.values()) {
    const was = toJsonOrNull<Placement>(group[0]!.placement);
    const placement = group[0]!.kind === 'message' ? JSON.stringify({ rule: 'moved', detail: was?.rule ?? '' }) : null;
    await database.run(
      `update message set original_conversation_id = coalesce(original_conversation_id, conversation_id), conversation_id = ?,
        placement = ?, changed_at = ? where id in (?)`,
      [to, placement, clock.now(), group.map((row) => row.id)],
    );
  }
  await database.run('update delivery set conversation_id = ? where message_id in (?)', [to, messageIds]);
}

/** Whoever stands on the messages takes part in the conversation. */
export async function joinWriters(needs: Needs, conversationId: number, messageIds: number[]): Promise<void> {
  if (messageIds.length === 0) return;
  const rows = await needs.database.rows<Row>(
    `select * from message where id in (?) and kind = 'message' order by id`,
    [messageIds],
  );
  for (const message of rows.map(messageFrom).filter((one) => !isHushed(one.automatic))) {
    const people = message.addresses.map((one) => ({
      ...one,
      contactId: one.role === 'from' ? message.authorContactId : null,
    }));
    await addParticipants(needs, conversationId, message.accountId, people);
  }
}

/** Who has read both to the end has read the whole; everybody else begins where they had not read yet. */
export async function joinReadMarks(
  needs: Needs,
  intoId: number,
  fromId: number,
  newest: [number, number],
): Promise<void> {
  const rows = await needs.database.rows<Row>('select * from read_mark where conversation_id in (?)', [
    [intoId, fromId],
  ]);
  for (const [userId, marks] of Map.groupBy(rows, (row) => row.user_id as number)) {
    const read = [intoId, fromId].map((id) => Number(marks.find((row) => row.conversation_id === id)?.message_id ?? 0));
    const behind = read.filter((mark, index) => mark < newest[index]!);
    await needs.database.run(
      `insert into read_mark (user_id, conversation_id, message_id) values (?, ?, ?)
       on conflict (conversation_id, user_id) do update set message_id = excluded.message_id`,
      [userId, intoId, behind.length === 0 ? Math.max(...read) : Math.min(...behind)],
    );
  }
}
