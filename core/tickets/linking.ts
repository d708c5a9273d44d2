// What a ticket is linked to: conversations, of which each has one ticket, and other tickets; two tickets become one.
import type { Actor } from '../events/events.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { act } from './acting.ts';
import { connect, pair, take } from './opening.ts';
import { liveTicket, patchTicket, type Row } from './rows.ts';
import type { Done, Needs, Sees, Ticket } from './shapes.ts';
import type { Tickets } from './verbs.ts';

type Part = Pick<
  Tickets,
  'linkConversation' | 'unlinkConversation' | 'linkTicket' | 'unlinkTicket' | 'merge' | 'remove'
>;

export function createLinking(needs: Needs): Part {
  const { database } = needs;
  return {
    linkConversation: (id, conversationId, actor, sees) =>
      database.write(() => link(needs, id, conversationId, actor, sees)),
    unlinkConversation: (id, conversationId, actor) => database.write(() => unlink(needs, id, conversationId, actor)),
    linkTicket: (id, otherId, actor) => database.write(() => linkTicket(needs, id, otherId, actor)),
    unlinkTicket: (id, otherId, actor) => database.write(() => unlinkTicket(needs, id, otherId, actor)),
    merge: (intoId, fromId, actor) => database.write(() => merge(needs, intoId, fromId, actor)),
    remove: (id, actor) =>
      database.write(async () => {
        await liveTicket(database, id);
        return act(
          needs,
          [id],
          actor,
          async (acting) => {
            await patchTicket(needs, id, { deleted_at: needs.clock.now() });
            await acting.line(id, 'deleted');
          },
          'ticket.deleted',
        );
      }),
  };
}

async function subjectOf({ database }: Needs, id: number): Promise<Row> {
  const row = await database.row<Row>('select * from conversation where id = ?', [id]);
  if (!row) throw notFound('conversation');
  return row;
}

async function link(needs: Needs, ticketId: number, conversationId: number, actor: Actor, sees?: Sees): Promise<Done> {
  const ticket = await liveTicket(needs.database, ticketId);
  const conversation = await subjectOf(needs, conversationId);
  if (await isLinked(needs, ticketId, conversationId)) return { undo: null };
  return act(needs, [ticketId], actor, async (acting) => {
    await take(needs, ticketId, conversationId, sees);
    await patchTicket(needs, ticketId, {
      contact_id: ticket.contactId ?? conversation.contact_id,
      inbox_id: ticket.inboxId ?? conversation.inbox_id,
    });
    await acting.line(ticketId, 'linked', { conversationId, subject: conversation.subject || conversation.snippet });
  });
}

async function unlink(needs: Needs, ticketId: number, conversationId: number, actor: Actor): Promise<Done> {
  if (!(await isLinked(needs, ticketId, conversationId))) return { undo: null };
  const { subject, snippet } = await subjectOf(needs, conversationId);
  return act(needs, [ticketId], actor, async (acting) => {
    const sql = 'delete from ticket_conversation where conversation_id = ? and ticket_id = ?';
    await needs.database.run(sql, [conversationId, ticketId]);
    await acting.line(ticketId, 'unlinked', { conversationId, subject: subject || snippet });
  });
}

async function isLinked({ database }: Needs, ticketId: number, conversationId: number): Promise<boolean> {
  const sql = 'select 1 as here from ticket_conversation where conversation_id = ? and ticket_id = ?';
  return (await database.row(sql, [conversationId, ticketId])) !== undefined;
}

async function linkTicket(needs: Needs, id: number, otherId: number, actor: Actor): Promise<Done> {
  if (id === otherId) throw conflict('link_with_itself', 'A ticket cannot be linked with itself.');
  const [ticket, other] = [await liveTicket(needs.database, id), await liveTicket(needs.database, otherId)];
  return act(needs, [id, otherId], actor, async (acting) => {
    const sql = 'select 1 as here from ticket_link where ticket_id = ? and other_id = ?';
    if (await needs.database.row(sql, pair(id, otherId))) return;
    await connect(needs, id, otherId);
    await acting.line(id, 'ticket linked', signOf(other));
    await acting.line(otherId, 'ticket linked', signOf(ticket));
  });
}

function signOf({ number, name }: Ticket): { number: number; name: string } {
  return { number, name };
}

async function unlinkTicket(needs: Needs, id: number, otherId: number, actor: Actor): Promise<Done> {
  const [ticket, other] = [await liveTicket(needs.database, id), await liveTicket(needs.database, otherId)];
  const sql = 'select 1 as here from ticket_link where ticket_id = ? and other_id = ?';
  if (!(await needs.database.row(sql, pair(id, otherId)))) return { undo: null };
  return act(needs, [id, otherId], actor, async (acting) => {
    await needs.database.run('delete from ticket_link where ticket_id = ? and other_id = ?', pair(id, otherId));
    await acting.line(id, 'ticket unlinked', signOf(other));
    await acting.line(otherId, 'ticket unlinked', signOf(ticket));
  });
}

async function merge(needs: Needs, intoId: number, fromId: number, actor: Actor): Promise<Done> {
  if (intoId === fromId) throw conflict('merge_with_itself', 'A ticket cannot be merged with itself.');
  const [into, from] = [await liveTicket(needs.database, intoId), await liveTicket(needs.database, fromId)];
  const work = async (acting: { line(id: number, kind: string, detail: Record<string, unknown>): Promise<void> }) => {
    const { database } = needs;
    await database.run(
      `delete from ticket_conversation where ticket_id = ? and conversation_id in
        (select conversation_id from ticket_conversation where ticket_id = ?)`,
      [fromId, intoId],
    );
    await database.run('update ticket_conversation set ticket_id = ? where ticket_id = ?', [intoId, fromId]);
    await handLinks(needs, intoId, fromId);
    await fillGaps(needs, into, from);
    await patchTicket(needs, fromId, { merged_into_id: intoId, deleted_at: needs.clock.now() });
    await acting.line(intoId, 'merged', signOf(from));
    await acting.line(fromId, 'merged into', signOf(into));
  };
  return act(needs, [intoId, fromId], actor, work, 'ticket.merged');
}

async function handLinks(needs: Needs, intoId: number, fromId: number): Promise<void> {
  const { database } = needs;
  const rows = await database.rows<{ ticket_id: number; other_id: number }>(
    'select ticket_id, other_id from ticket_link where ticket_id = ? or other_id = ?',
    [fromId, fromId],
  );
  await database.run('delete from ticket_link where ticket_id = ? or other_id = ?', [fromId, fromId]);
  for (const { ticket_id, other_id } of rows) {
    const other = ticket_id === fromId ? other_id : ticket_id;
    if (other !== intoId) await connect(needs, intoId, other);
  }
}

/** What the ticket that stays has nothing of is taken from the other. */
async function fillGaps(needs: Needs, into: Ticket, from: Ticket): Promise<void> {
  const { values } = needs.properties;
  const [mine, theirs] = [into.id, from.id].map((id) => id) as [number, number];
  const known = await values.of('ticket', [mine, theirs]);
  const gaps = Object.entries(known.get(theirs)!).filter(([key]) => known.get(mine)![key] === undefined);
  await values.set('ticket', mine, Object.fromEntries(gaps));
  await patchTicket(needs, into.id, {
    description: [into.description, from.description].filter(Boolean).join('\n\n'),
    contact_id: into.contactId ?? from.contactId,
    ...(into.ownerId === null && into.teamId === null && { owner_id: from.ownerId, team_id: from.teamId }),
  });
}
