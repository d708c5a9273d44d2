// The ticket that goes with a conversation to whoever gets it: the one it has, or the one it will become (CH-5, WS-4).
import type { Database } from '../database/database.ts';
import type { TicketDefaults } from '../database/entities/inbox.ts';
import { toBoolean, toJson } from '../database/rows.ts';
import type { Place } from './assignment.ts';

export interface TicketNeeds {
  database: Database;
  /** The pipeline a ticket with these defaults begins in; null while there is none. */
  beginsIn(wanted: Pick<TicketDefaults, 'pipelineId' | 'stageId'>): Promise<number | null>;
}

const NONE = { withTicket: false, pipelineId: null };

export async function placeOf(
  needs: TicketNeeds,
  { id: accountId, inboxId }: { id: number; inboxId: number },
  conversationId = 0,
): Promise<Place> {
  const ticket = (await ticketThere(needs, conversationId)) ?? (await ticketToCome(needs, accountId));
  return { id: conversationId, inboxId, ...ticket };
}

/** Null without one. A ticket whose owner does not follow the conversation's stays where it is. */
async function ticketThere({ database }: TicketNeeds, conversationId: number): Promise<typeof NONE | Ticketed | null> {
  const row = await database.row<{ pipeline_id: number; owner_follows: unknown }>(
    `select pipeline_id, owner_follows from ticket_conversation join ticket on ticket.id = ticket_id
     where conversation_id = ? and deleted_at is null`,
    [conversationId],
  );
  if (!row) return null;
  return toBoolean(row.owner_follows) ? { withTicket: true, pipelineId: row.pipeline_id } : NONE;
}

interface Ticketed {
  withTicket: true;
  pipelineId: number | null;
}

async function ticketToCome({ database, beginsIn }: TicketNeeds, accountId: number): Promise<typeof NONE | Ticketed> {
  const row = await database.row<{ ticket_defaults: unknown; kind: string }>(
    `select channel_account.ticket_defaults, inbox.kind from channel_account
     join inbox on inbox.id = channel_account.inbox_id where channel_account.id = ?`,
    [accountId],
  );
  if (!row) return NONE;
  const { asTicket, owner = 'conversation', pipelineId, stageId } = toJson<TicketDefaults>(row.ticket_defaults);
  if ((!asTicket && row.kind !== 'help desk') || owner !== 'conversation') return NONE;
  return { withTicket: true, pipelineId: await beginsIn({ pipelineId, stageId }) };
}
