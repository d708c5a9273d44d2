// Tickets that changed: a page with one ticket is drawn anew, tables and boards ask for their part again.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Batch } from './batch.ts';
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
  const pipelineOf = new Map<number, number>();
  // Only where it makes a difference to somebody who listens.
  if (lines.some(({ viewer }) => viewer.withheld.pipelineIds.length > 0))
    for (const id of tickets.keys()) pipelineOf.set(id, (await rooms.tickets.get(id))?.pipelineId ?? 0);
  const concerns = (viewer: Viewer) =>
    [...tickets].some(([id, inboxIds]) =>
      [...inboxIds].some((inboxId) => may(viewer, 'ticket.read', { inboxId, pipelineId: pipelineOf.get(id) })),
    );
  for (const line of lines) if (concerns(line.viewer)) outbox.add(line, pages.ticketsChanged());
}
