// When the customer first had an answer: kept as it happens, or read from what was said before there was a ticket.
import type { Database } from '../database/database.ts';
import { toDateOrNull } from '../database/rows.ts';
import { jsonAt } from '../database/words.ts';
import { patchTicket } from './rows.ts';
import type { Needs, Ticket } from './shapes.ts';

export async function responded(needs: Needs, ticket: Ticket): Promise<void> {
  if (ticket.firstResponseAt === null) await patchTicket(needs, ticket.id, { first_response_at: needs.clock.now() });
}

/** Whoever took a call was not there after all: it was no response, and there may be no other. */
export async function unanswered(needs: Needs, ticket: Ticket): Promise<void> {
  const other = await needs.database.row(
    `select 1 as here from ticket_conversation join conversation on conversation.id = conversation_id
     where ticket_id = ? and has_outbound = true limit 1`,
    [ticket.id],
  );
  if (!other) await patchTicket(needs, ticket.id, { first_response_at: null });
}

/** What people wrote, and calls that somebody took; what was taken back is none. */
export async function firstAnswer(database: Database, conversationId: number): Promise<Date | null> {
  const row = await database.row<{ at: unknown }>(
    `select min(at) as at from message where conversation_id = ? and kind = 'message' and automatic is null
       and deleted_at is null and coalesce(${jsonAt('details', 'answered')}, direction = 'out')`,
    [conversationId],
  );
  return toDateOrNull(row?.at ?? null);
}
