// Raw rows of tickets, pipelines and stages turned into plain data, and changes turned into one statement.
import type { Database } from '../database/database.ts';
import { toBoolean, toDate, toDateOrNull, toJson } from '../database/rows.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { dueFrom } from './due.ts';
import { PRIORITIES, type Needs, type Pipeline, type Stage, type Ticket } from './shapes.ts';

export type Row = Record<string, unknown>;

export function ticketFrom(row: Row): Ticket {
  return {
    id: row.id as number,
    number: row.number as number,
    name: row.name as string,
    description: row.description as string,
    pipelineId: row.pipeline_id as number,
    stageId: row.stage_id as number,
    stageKind: row.stage_kind as Ticket['stageKind'],
    priority: PRIORITIES[row.priority as number] ?? 'none',
    ownerId: row.owner_id as number | null,
    teamId: row.team_id as number | null,
    ownerFollows: toBoolean(row.owner_follows),
    source: row.source as string,
    inboxId: row.inbox_id as number | null,
    accountId: row.account_id as number | null,
    contactId: row.contact_id as number | null,
    mergedIntoId: row.merged_into_id as number | null,
    createdAt: toDate(row.created_at),
    changedAt: toDate(row.changed_at),
    closedAt: toDateOrNull(row.closed_at),
    firstResponseAt: toDateOrNull(row.first_response_at),
    deletedAt: toDateOrNull(row.deleted_at),
    hidden: toBoolean(row.hidden),
    place: row.place as number,
    due: dueFrom(row),
    version: row.version as number,
  };
}

export function stageFrom(row: Row): Stage {
  return {
    id: row.id as number,
    pipelineId: row.pipeline_id as number,
    name: row.name as string,
    kind: row.kind as Stage['kind'],
    position: row.position as number,
    required: toJson(row.required),
  };
}

export function pipelineFrom(row: Row, stages: Stage[]): Pipeline {
  return {
    id: row.id as number,
    name: row.name as string,
    position: row.position as number,
    reopens: toBoolean(row.reopens),
    closes: toBoolean(row.closes),
    archivedAt: toDateOrNull(row.archived_at),
    stages,
  };
}

export async function ticketById(database: Database, id: number): Promise<Ticket | null> {
  const row = await database.row<Row>('select * from ticket where id = ?', [id]);
  return row ? ticketFrom(row) : null;
}

/** Throws `not_found`, or `ticket_merged` for one that is only a sign towards another. */
export async function liveTicket(database: Database, id: number): Promise<Ticket> {
  const ticket = await ticketById(database, id);
  if (!ticket || (ticket.deletedAt && !ticket.mergedIntoId)) throw notFound('ticket');
  if (ticket.mergedIntoId) throw conflict('ticket_merged', 'This ticket has been merged into another one.');
  return ticket;
}

/** Oldest first; more than one only where one of them is kept from whoever opened another. */
export async function ticketsOfConversation(database: Database, conversationId: number): Promise<Ticket[]> {
  const rows = await database.rows<Row>(
    `select ticket.* from ticket_conversation join ticket on ticket.id = ticket_id
     where conversation_id = ? and ticket.deleted_at is null`,
    [conversationId],
  );
  return rows.map(ticketFrom).toSorted((one, other) => one.id - other.id);
}

export async function ticketOfConversation(database: Database, conversationId: number): Promise<Ticket | null> {
  return (await ticketsOfConversation(database, conversationId))[0] ?? null;
}

export async function conversationsOf(database: Database, ticketId: number): Promise<number[]> {
  const rows = await database.rows<{ id: number }>(
    'select conversation_id as id from ticket_conversation where ticket_id = ? order by linked_at, conversation_id',
    [ticketId],
  );
  return rows.map(({ id }) => id);
}

/** Those that somebody can be given: one that went into another is only remembered. */
export async function liveConversationsOf(database: Database, ticketId: number): Promise<number[]> {
  const rows = await database.rows<{ id: number }>(
    `select conversation.id from ticket_conversation join conversation on conversation.id = conversation_id
     where ticket_id = ? and merged_into_id is null order by linked_at, conversation.id`,
    [ticketId],
  );
  return rows.map(({ id }) => id);
}

/** Sets columns of a ticket and counts its version up. */
export async function patchTicket(needs: Pick<Needs, 'database' | 'clock'>, id: number, columns: Row): Promise<void> {
  const names = Object.keys(columns).map((name) => `${name} = ?, `);
  await needs.database.run(`update ticket set ${names.join('')} changed_at = ?, version = version + 1 where id = ?`, [
    ...Object.values(columns),
    needs.clock.now(),
    id,
  ]);
}
