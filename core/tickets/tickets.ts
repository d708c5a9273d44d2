// The door to tickets: pipelines and stages, tickets with what they are linked to, and how conversations move them along.
import { createAnswering } from './answering.ts';
import { createChanging } from './changing.ts';
import { followConversations } from './following.ts';
import { createLinking } from './linking.ts';
import { createListing } from './listing.ts';
import { createOpening } from './opening.ts';
import { createPipelines } from './pipelines.ts';
import { createStaging } from './staging.ts';
import { createUndoing } from './undoing.ts';
import type { Needs } from './shapes.ts';
import type { Tickets } from './verbs.ts';

export { PRIORITIES, STAGE_KINDS } from './shapes.ts';
export { ticketConditions } from './conditions.ts';
export { besideConversations } from './ports.ts';
export { OWN_FIELDS } from './stages.ts';
export type {
  Missing,
  NewTicket,
  Pipeline,
  Pipelines,
  Priority,
  Stage,
  StageAnswer,
  StageKind,
  Ticket,
  TicketChange,
  TicketChanges,
  TicketConversation,
  TicketQuery,
  TicketView,
} from './shapes.ts';
export type { Tickets } from './verbs.ts';

/** Builds the room; from then on it follows what happens to conversations. */
export function createTickets(needs: Needs): Tickets {
  followConversations(needs);
  return {
    pipelines: createPipelines(needs),
    ...createOpening(needs),
    ...createListing(needs),
    ...createChanging(needs),
    ...createStaging(needs),
    ...createLinking(needs),
    ...createAnswering(needs),
    ...createUndoing(needs),
  };
}
