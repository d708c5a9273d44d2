// Conversations that become one, and two again: the ticket goes along, or two tickets are linked.
import type { ToldEvent } from '../events/events.ts';
import { addLine, tellTicket } from './acting.ts';
import { leaveDeleted } from './opening.ts';
import { ticketById, ticketsOfConversation } from './rows.ts';
import type { Needs, Ticket } from './shapes.ts';

/** The conversation that stays has the ticket from now on, unless it has one: then the two tickets are linked. */
export async function merged(
  needs: Needs,
  ticket: Ticket,
  { actor, conversationId }: ToldEvent,
  intoId: number,
): Promise<void> {
  const { database, clock } = needs;
  const others = await ticketsOfConversation(database, intoId);
  if (others.some(({ id }) => id === ticket.id)) return;
  const [other] = others;
  if (!other) {
    await leaveDeleted(needs, intoId);
    await database.run('insert into ticket_conversation (conversation_id, ticket_id, linked_at) values (?, ?, ?)', [
      intoId,
      ticket.id,
      clock.now(),
    ]);
    await addLine(needs, ticket.id, actor, 'linked', { conversationId: intoId, because: 'merge' });
    return tellTicket(needs, 'ticket.changed', ticket.id, actor);
  }
  await linkBecause(needs, [ticket, other], actor, [conversationId!, intoId]);
}

/** Two tickets that were linked before stay so without a word, also when the merging is undone. */
async function linkBecause(
  needs: Needs,
  [one, two]: [Ticket, Ticket],
  actor: string,
  conversationIds: number[],
): Promise<void> {
  const { database, clock } = needs;
  const pair = [Math.min(one.id, two.id), Math.max(one.id, two.id)];
  if (await database.row('select 1 as here from ticket_link where ticket_id = ? and other_id = ?', pair)) return;
  await database.run('insert into ticket_link (ticket_id, other_id, linked_at) values (?, ?, ?)', [
    ...pair,
    clock.now(),
  ]);
  for (const [mine, { number, name, id }] of [
    [one, two],
    [two, one],
  ] as const) {
    const detail = { number, name, ticketId: id, because: 'merge', conversationIds };
    await addLine(needs, mine.id, actor, 'ticket linked', detail);
    await tellTicket(needs, 'ticket.changed', mine.id, actor);
  }
}

export async function partAgain(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  await unlinkAgain(needs, ticket, event);
  const last = await lastLine(needs, ticket.id, 'linked');
  if (last?.because !== 'merge' || last.conversationId !== event.conversationId) return;
  const sql = 'delete from ticket_conversation where conversation_id = ? and ticket_id = ?';
  await needs.database.run(sql, [event.conversationId, ticket.id]);
  await addLine(needs, ticket.id, event.actor, 'unlinked', { conversationId: event.conversationId, because: 'undo' });
  await tellTicket(needs, 'ticket.changed', ticket.id, event.actor);
}

async function unlinkAgain(needs: Needs, ticket: Ticket, { actor, conversationId }: ToldEvent): Promise<void> {
  const last = await lastLine(needs, ticket.id, 'ticket linked');
  const ids = (last?.conversationIds ?? []) as (number | null)[];
  const other = ids.includes(conversationId) ? await ticketById(needs.database, last!.ticketId as number) : null;
  if (!other) return;
  const pair = [Math.min(ticket.id, other.id), Math.max(ticket.id, other.id)];
  await needs.database.run('delete from ticket_link where ticket_id = ? and other_id = ?', pair);
  for (const [mine, { number, name }] of [
    [ticket, other],
    [other, ticket],
  ] as const) {
    await addLine(needs, mine.id, actor, 'ticket unlinked', { number, name, because: 'undo' });
    await tellTicket(needs, 'ticket.changed', mine.id, actor);
  }
}

/** The newest line of the timeline, when it is of this kind. */
export async function lastLine(
  { database }: Needs,
  ticketId: number,
  kind: string,
): Promise<Record<string, unknown> | null> {
  const row = await database.row<{ kind: string; detail: string }>(
    'select kind, detail from ticket_change where ticket_id = ? order by id desc limit 1',
    [ticketId],
  );
  return row?.kind === kind ? (JSON.parse(row.detail) as Record<string, unknown>) : null;
}
