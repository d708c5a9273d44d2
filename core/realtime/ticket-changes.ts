// Tickets that changed: a page with one ticket is drawn anew, tables and boards ask for their part again.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Batch, TicketPlaces } from './batch.ts';
import type { Stage, Telling } from './stage.ts';
import { TICKETS_TOPIC, ticketTopic } from './topics.ts';

export async function tellTickets(
  { pages, rooms }: Stage,
  { outbox, listeners }: Telling,
  { tickets }: Batch,
): Promise<void> {
  for (const id of tickets.keys()) for (const line of listeners(ticketTopic(id))) outbox.reset(line);
  if (tickets.size === 0) return;
  const lines = listeners(TICKETS_TOPIC);
  // Only where it makes a difference to somebody who listens.
  if (lines.some(({ viewer }) => viewer.withheld.pipelineIds.length > 0))
    for (const [id, { pipelineIds }] of tickets) pipelineIds.add((await rooms.tickets.get(id))?.pipelineId ?? 0);
  const concerns = (viewer: Viewer) => [...tickets.values()].some((places) => isSeen(viewer, places));
  for (const line of lines) if (concerns(line.viewer)) outbox.add(line, pages.ticketsChanged());
}

/** Also where it is no more: it leaves the page of whoever saw it there. */
function isSeen(viewer: Viewer, { inboxIds, pipelineIds }: TicketPlaces): boolean {
  const pipelines = pipelineIds.size > 0 ? [...pipelineIds] : [undefined];
  return [...inboxIds].some((inboxId) =>
    pipelines.some((pipelineId) => may(viewer, 'ticket.read', { inboxId, pipelineId })),
  );
}
