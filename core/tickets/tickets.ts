// The door to tickets: pipelines and stages, tickets with what they are linked to, and how conversations move them along.
import { createAnswering } from './answering.ts';
import { createBoard } from './board.ts';
import { createChanging } from './changing.ts';
import { createDue } from './due-keeping.ts';
import { followConversations } from './following.ts';
import { createLinking } from './linking.ts';
import { createListing } from './listing.ts';
import { createMany } from './many.ts';
import { createOpening } from './opening.ts';
import { createPipelines } from './pipelines.ts';
import { createStagedMessages } from './staged-messages.ts';
import { createStaging } from './staging.ts';
import { createUndoing } from './undoing.ts';
import type { Needs } from './shapes.ts';
import type { Tickets } from './verbs.ts';

export { PRIORITIES, STAGE_KINDS, TICKET_SORTS } from './shapes.ts';
export { DUES, NEVER, type DueFilter, type TicketDue } from './due.ts';
export { AT_ONCE } from './many.ts';
export { CLOSED_DAYS, COUNTED } from './board.ts';
export { ticketConditions, ticketOfConversationFor } from './conditions.ts';
export { besideConversations } from './ports.ts';
export { OWN_FIELDS } from './stages.ts';
export type {
  Beginning,
  Column,
  ManyChange,
  Missing,
  NewTicket,
  Pipeline,
  Priority,
  Stage,
  StageAnswer,
  StageKind,
  Ticket,
  TicketChange,
  TicketChanges,
  TicketConversation,
  TicketFilters,
  TicketQuery,
  TicketSight,
  TicketSort,
  TicketView,
} from './shapes.ts';
export type { Pipelines, Tickets } from './verbs.ts';

/** Builds the room; from then on it follows what happens to conversations. */
export function createTickets(needs: Needs): Tickets {
  followConversations(needs);
  return {
    pipelines: createPipelines(needs),
    ...createOpening(needs),
    ...createListing(needs),
    ...createBoard(needs),
    ...createMany(needs),
    ...createChanging(needs),
    ...createStaging(needs),
    ...createStagedMessages(needs),
    ...createLinking(needs),
    ...createAnswering(needs),
    ...createDue(needs),
    ...createUndoing(needs),
  };
}
