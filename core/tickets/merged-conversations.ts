// Conversations that become one, and two again: their tickets go along, or are linked with those of the other.
import type { ToldEvent } from '../events/events.ts';
import { addLine, tellTicket } from './acting.ts';
import { leaveDeleted, pair } from './opening.ts';
import { ticketById, ticketsOfConversation } from './rows.ts';
import type { Needs, Ticket } from './shapes.ts';

/**
 * The conversation that stays has the tickets from now on: more than one where some are kept from those who opened
 * others. Where it has tickets of its own, they are linked with those.
 */
export async function merged(
  needs: Needs,
  tickets: Ticket[],
  { actor, conversationId: fromId }: ToldEvent,
  intoId: number,
): Promise<void> {
  const there = await ticketsOfConversation(needs.database, intoId);
  const isAmong = (some: Ticket[]) => (ticket: Ticket) => some.some(({ id }) => id === ticket.id);
  const coming = tickets.filter((ticket) => !isAmong(there)(ticket));
  const others = there.filter((ticket) => !isAmong(tickets)(ticket));
  for (const ticket of coming) {
    if (others.length === 0) await goAlong(needs, ticket, actor, [fromId!, intoId]);
    for (const other of others) await linkBecause(needs, [ticket, other], actor, [fromId!, intoId]);
  }
}

async function goAlong(needs: Needs, ticket: Ticket, actor: string, [fromId, intoId]: [number, number]) {
  await leaveDeleted(needs, intoId);
  await needs.database.run('insert into ticket_conversation (conversation_id, ticket_id, linked_at) values (?, ?, ?)', [
    ...[intoId, ticket.id],
    needs.clock.now(),
  ]);
  await addLine(needs, ticket.id, actor, 'linked', { conversationId: intoId, fromId, because: 'merge' });
  await tellTicket(needs, 'ticket.changed', ticket.id, actor);
}

/** Two tickets that were linked before stay so without a word, also when the merging is undone. */
async function linkBecause(
  needs: Needs,
  [one, two]: [Ticket, Ticket],
  actor: string,
  conversationIds: [number, number],
): Promise<void> {
  const { database, clock } = needs;
  const both = pair(one.id, two.id);
  if (await database.row('select 1 as here from ticket_link where ticket_id = ? and other_id = ?', both)) return;
  await database.run('insert into ticket_link (ticket_id, other_id, linked_at) values (?, ?, ?)', [
    ...both,
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

/** What the merging did to a ticket is given back, whatever has become of the ticket since. */
export async function partAgain(needs: Needs, ticket: Ticket, event: ToldEvent): Promise<void> {
  await unlinkAgain(needs, ticket, event);
  const lines = await linesOf(needs, ticket.id, ['linked', 'unlinked']);
  const last = lines.find(({ detail }) => detail.conversationId === event.conversationId);
  if (last?.kind !== 'linked' || last.detail.because !== 'merge') return;
  if (!(await isApart(needs, last.detail.fromId))) return;
  const sql = 'delete from ticket_conversation where conversation_id = ? and ticket_id = ?';
  await needs.database.run(sql, [event.conversationId, ticket.id]);
  await addLine(needs, ticket.id, event.actor, 'unlinked', { conversationId: event.conversationId, because: 'undo' });
  await tellTicket(needs, 'ticket.changed', ticket.id, event.actor);
}

async function unlinkAgain(needs: Needs, ticket: Ticket, { actor, conversationId }: ToldEvent): Promise<void> {
  const lines = await linesOf(needs, ticket.id, ['ticket linked', 'ticket unlinked']);
  const newest = lines.filter(
    ({ detail }, index) => lines.findIndex((one) => one.detail.number === detail.number) === index,
  );
  for (const { kind, detail } of newest) {
    const ids = (detail.conversationIds ?? []) as (number | null)[];
    if (kind !== 'ticket linked' || !ids.includes(conversationId) || !(await isApart(needs, ids[0]))) continue;
    const other = await ticketById(needs.database, detail.ticketId as number);
    if (other) await unlink(needs, [ticket, other], actor);
  }
}

async function unlink(needs: Needs, [one, two]: [Ticket, Ticket], actor: string): Promise<void> {
  const sql = 'delete from ticket_link where ticket_id = ? and other_id = ?';
  await needs.database.run(sql, pair(one.id, two.id));
  for (const [mine, { number, name }] of [
    [one, two],
    [two, one],
  ] as const) {
    await addLine(needs, mine.id, actor, 'ticket unlinked', { number, name, because: 'undo' });
    await tellTicket(needs, 'ticket.changed', mine.id, actor);
  }
}

/** Another merging into the same conversation stands. Lines of before did not say which one they came by. */
async function isApart({ database }: Needs, fromId: unknown): Promise<boolean> {
  const sql = 'select 1 as here from conversation where id = ? and merged_into_id is not null';
  return (await database.row(sql, [fromId ?? 0])) === undefined;
}

interface Line {
  kind: string;
  detail: Record<string, unknown>;
}

/** Newest first. */
async function linesOf({ database }: Needs, ticketId: number, kinds: string[]): Promise<Line[]> {
  const rows = await database.rows<{ kind: string; detail: string }>(
    'select kind, detail from ticket_change where ticket_id = ? and kind in (?) order by id desc',
    [ticketId, kinds],
  );
  return rows.map(({ kind, detail }) => ({ kind, detail: JSON.parse(detail) as Line['detail'] }));
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
