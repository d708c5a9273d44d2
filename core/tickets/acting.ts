// How every change of a ticket goes: change rows, write the timeline, tell others, keep what undoes all of it.
import { undoable, type Watched } from '../database/undo.ts';
import { addTimelineLine } from '../database/timeline.ts';
import { userOf, type Actor, type EventType } from '../events/events.ts';
import { conversationsOf, ticketById } from './rows.ts';
import type { Done, Needs, Ticket } from './shapes.ts';

const TICKET_COLUMNS =
  `name description pipeline_id stage_id stage_kind priority owner_id team_id owner_follows inbox_id contact_id
  merged_into_id closed_at first_response_at deleted_at hidden place`.split(/\s+/);

/** What an act has done besides, to be undone with it. */
export interface Acting {
  /** Writes a line of the timeline. */
  line(ticketId: number, kind: string, detail?: Record<string, unknown>): Promise<void>;
  /** Steps of conversations that went along. */
  along(done: Done): void;
}

/** Inside `write`. `ticketIds` are watched whole; nothing is kept when nothing has changed. */
export async function act(
  needs: Needs,
  ticketIds: number[],
  actor: Actor,
  work: (acting: Acting) => Promise<void>,
  type: EventType = 'ticket.changed',
): Promise<Done> {
  const lines: number[] = [];
  const steps: string[] = [];
  const data = { ticketIds, steps };
  const acting: Acting = {
    async line(ticketId, kind, detail = {}) {
      lines.push(await addLine(needs, ticketId, actor, kind, detail));
    },
    along: ({ undo }) => void (undo && steps.push(undo)),
  };
  const step = { kind: 'ticket', userId: userOf(actor), data, watch: watch(needs, ticketIds, lines) };
  const before = await placesOf(needs, ticketIds);
  const { undo } = await undoable(needs, step, () => work(acting));
  if (undo) for (const id of ticketIds) await tellTicket(needs, type, id, actor, {}, before.get(id));
  return { undo };
}

export function addLine(
  { database, clock }: Needs,
  ticketId: number,
  actor: Actor,
  kind: string,
  detail: Record<string, unknown> = {},
): Promise<number> {
  return addTimelineLine(database, 'ticket', ticketId, { at: clock.now(), actor, kind, detail });
}

/** What decides who sees a ticket. */
export type Place = Pick<Ticket, 'inboxId' | 'pipelineId'>;

export async function placesOf({ database }: Needs, ticketIds: number[]): Promise<Map<number, Place>> {
  const rows = await database.rows<Place & { id: number }>(
    'select id, inbox_id as "inboxId", pipeline_id as "pipelineId" from ticket where id in (?)',
    [ticketIds],
  );
  return new Map(rows.map(({ id, inboxId, pipelineId }) => [id, { inboxId, pipelineId }]));
}

/**
 * Also for every conversation of it, so that pages showing one hear of its ticket. `before`: the event says where it
 * was when it is elsewhere now, so that it leaves the pages of those who do not see it any more.
 */
export async function tellTicket(
  needs: Needs,
  type: EventType,
  ticketId: number,
  actor: Actor,
  more: Record<string, unknown> = {},
  before?: Place,
): Promise<void> {
  const { database, events } = needs;
  const ticket = await ticketById(database, ticketId);
  const { inboxId = null, contactId = null } = ticket ?? {};
  const moved = ticket && before && (before.inboxId !== inboxId || before.pipelineId !== ticket.pipelineId);
  const data = { ticketId, ...more, ...(moved && { was: { inboxId: before.inboxId, pipelineId: before.pipelineId } }) };
  const conversationIds = await conversationsOf(database, ticketId);
  for (const conversationId of conversationIds.length > 0 ? conversationIds : [null])
    await events.add({ type, actor, inboxId, contactId, conversationId, data });
}

function watch({ properties }: Needs, ticketIds: number[], lines: number[]): Watched[] {
  return [
    {
      table: 'ticket',
      key: ['id'],
      columns: TICKET_COLUMNS,
      where: 'id in (?)',
      params: () => [ticketIds],
      firm: ['merged_into_id', 'deleted_at'],
    },
    {
      table: 'ticket_conversation',
      key: ['conversation_id', 'ticket_id'],
      columns: ['conversation_id', 'ticket_id', 'closed_with', 'linked_at'],
      where: 'ticket_id in (?)',
      params: () => [ticketIds],
    },
    {
      table: 'ticket_link',
      key: ['ticket_id', 'other_id'],
      columns: ['ticket_id', 'other_id', 'linked_at'],
      where: 'ticket_id in (?) or other_id in (?)',
      params: () => [ticketIds, ticketIds],
    },
    properties.values.watch('ticket', () => ticketIds),
    // An empty list would be looked for in the whole table.
    {
      table: 'ticket_change',
      key: ['id'],
      columns: ['id'],
      where: 'id in (?)',
      params: () => [lines.length > 0 ? lines : [0]],
    },
  ];
}
