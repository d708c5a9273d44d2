// Tickets that changed: a page with one ticket is drawn anew, tables and boards ask for their part again.
import { may } from '../accounts/accounts.ts';
import type { Batch } from './batch.ts';
import type { Stage, Telling } from './stage.ts';
import { TICKETS_TOPIC, ticketTopic } from './topics.ts';

export function tellTickets({ pages }: Stage, { outbox, listeners }: Telling, { tickets }: Batch): void {
  for (const id of tickets.keys()) for (const line of listeners(ticketTopic(id))) outbox.reset(line);
  if (tickets.size === 0) return;
  const inboxIds = new Set([...tickets.values()].flatMap((all) => [...all]));
  for (const line of listeners(TICKETS_TOPIC))
    if ([...inboxIds].some((inboxId) => may(line.viewer, 'ticket.read', { inboxId })))
      outbox.add(line, pages.ticketsChanged());
}
