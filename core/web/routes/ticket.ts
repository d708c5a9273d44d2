// One ticket: what it is, its conversations and linked tickets, its timeline; changed in place or as a whole (TK-1, TK-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may } from '../../accounts/accounts.ts';
import { PRIORITIES, type TicketChanges, type TicketView } from '../../tickets/tickets.ts';
import { formOf, withWrong, type Wrong } from '../forms.ts';
import { text } from '../present/marks.ts';
import { missingFields, readTicket, ticketFields } from '../present/ticket-form.ts';
import { readOwner, ticketAddress, TICKETS, ticketSign } from '../present/tickets.ts';
import { ownAddress } from '../origin.ts';
import type { WebParts } from '../rooms.ts';
import { askFirst, demandStage, editableTicket, ticketWorld, visibleTicket } from '../ticket-world.ts';
import { presentFor, whence } from './inbox.ts';
import { ticketPage } from './ticket-page.ts';
import { ticketForm, typedValues } from './new-ticket.ts';
import { TICKET_EDIT, TICKET_READ } from './tickets.ts';

export type TicketPlace = { Params: { number: string } };

export function ticketRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<TicketPlace>(`${TICKETS}/:number`, TICKET_READ, async (request, reply) => {
    const ticket = await visibleTicket(parts, request.viewer, request.params.number);
    // One that was merged leads on to the one that was kept.
    if (String(ticket.number) !== request.params.number) return reply.goTo(ticketAddress(ticket));
    parts.rooms.accounts.recent.viewed(request.viewer.userId, 'ticket', ticket.id);
    return reply.page('tickets/ticket', await ticketPage(parts, request, ticket));
  });
  editing(server, parts);
  inPlace(server, parts);
}

function editing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.get<TicketPlace>(`${TICKETS}/:number/edit`, TICKET_EDIT, async (request, reply) =>
    editPage(parts, request, reply, await editableTicket(parts, request.viewer, request.params.number)),
  );

  server.patch<TicketPlace>(`${TICKETS}/:number`, TICKET_EDIT, async (request, reply) => {
    const ticket = await editableTicket(parts, request.viewer, request.params.number);
    const changes = readTicket(formOf(request), await ticketWorld(parts, request.viewer));
    const work = async () => {
      const { undo } = await rooms.tickets.change(ticket.id, changes, actorOf(request.viewer));
      if (undo) cookies.say(reply, 'said.ticket-changed', { number: ticket.number, undo: undoAddress(undo) });
      return reply.goTo(ticketAddress(ticket));
    };
    return ticketForm(parts, request, work, (wrong) => editPage(parts, request, reply, ticket, { changes, wrong }));
  });
}

export function undoAddress(step: string): string {
  return `${TICKETS}/steps/${step}?_method=DELETE`;
}

function inPlace(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;
  const change = async (request: FastifyRequest, reply: FastifyReply, changes: TicketChanges) => {
    const ticket = await editableTicket(parts, request.viewer, (request.params as TicketPlace['Params']).number);
    const { undo } = await rooms.tickets.change(ticket.id, changes, actorOf(request.viewer));
    if (undo) cookies.say(reply, 'said.ticket-changed', { number: ticket.number, undo: undoAddress(undo) });
    return reply.goTo(ownAddress(formOf(request).text('back') || whence(request)));
  };

  server.put<TicketPlace>(`${TICKETS}/:number/stage`, TICKET_EDIT, async (request, reply) =>
    setStage(parts, request, reply),
  );
  server.put<TicketPlace>(`${TICKETS}/:number/priority`, TICKET_EDIT, async (request, reply) =>
    change(request, reply, { priority: PRIORITIES.find((one) => one === formOf(request).text('priority')) }),
  );
  server.put<TicketPlace>(`${TICKETS}/:number/owner`, TICKET_EDIT, async (request, reply) =>
    change(request, reply, readOwner(formOf(request).text('owner'))),
  );
  server.delete<{ Params: { step: string } }>(`${TICKETS}/steps/:step`, TICKET_EDIT, async (request, reply) => {
    const { step } = request.params;
    for (const id of await rooms.tickets.undoTouches(step)) {
      const ticket = await rooms.tickets.get(id);
      if (ticket && !may(request.viewer, 'ticket.edit', ticket)) return reply.goTo(TICKETS);
    }
    await rooms.tickets.undo(step, actorOf(request.viewer));
    return reply.goTo(whence(request));
  });
}

/** Asks for what the stage needs, then sets it; the form comes back with what was typed. */
async function setStage(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, cookies } = parts;
  const ticket = await editableTicket(parts, request.viewer, (request.params as TicketPlace['Params']).number);
  const form = formOf(request);
  const stageId = form.number('stage') || 0;
  await demandStage(parts, request.viewer, stageId);
  const back = ownAddress(form.text('back') || whence(request));
  const filled = form.has('filled') ? readTicket(form, await ticketWorld(parts, request.viewer)) : undefined;
  const work = async () => {
    const set = await rooms.tickets.setStage(ticket.id, stageId, actorOf(request.viewer), filled);
    if (!set.ok) return stageQuestion(parts, request, reply, { ticket, stageId, back, action: '', hidden: [] });
    const named = { number: ticket.number, stage: (await rooms.tickets.view(ticket.id))!.stage.name };
    const said = set.unowned === undefined ? 'said.ticket-staged' : 'said.ticket-unowned';
    if (set.undo) cookies.say(reply, said, { ...named, name: set.unowned ?? '', undo: undoAddress(set.undo) });
    return reply.goTo(back);
  };
  return ticketForm(parts, request, work, (wrong) =>
    stageQuestion(parts, request, reply, { ticket, stageId, back, action: '', hidden: [], wrong }),
  );
}

interface Question {
  ticket: TicketView;
  stageId: number;
  back: string;
  /** Where the answers go; empty: they only set the stage. */
  action: string;
  hidden: { name: string; value: string }[];
  /** Nothing is sent with it. */
  sets?: boolean;
  wrong?: Wrong;
}

/** RE-4: a small form with what the stage asks for. */
export async function stageQuestion(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { ticket, stageId, back, action, hidden, sets = action === '', wrong }: Question,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const { tickets } = parts.rooms;
  const stage = (await tickets.pipelines.stage(stageId))!;
  const missing = await tickets.missing(ticket.id, stageId);
  const fields = missingFields(present, missing, ticket, await ticketWorld(parts, request.viewer, stage));
  const question = {
    title: text(present, 'ticket.asks.title', { stage: stage.name }),
    text: text(present, 'ticket.asks.text', { number: ticket.number }),
    action: action || `${ticketAddress(ticket)}/stage?_method=PUT`,
    hidden: [
      { name: 'stage', value: String(stageId) },
      { name: 'filled', value: '1' },
      { name: 'back', value: back },
      ...hidden,
    ],
    groups: [{ fields: withWrong(fields, wrong ?? {}) }],
    submit: text(present, sets ? 'ticket.asks.submit' : 'ticket.asks.send', { stage: stage.name }),
    back,
  };
  return askFirst(request, reply, question, wrong && 422);
}

async function editPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: TicketView,
  typed?: { changes: TicketChanges; wrong: Wrong },
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const shown = typed ? { ...ticket, ...typedValues(typed.changes) } : ticket;
  const fields = ticketFields(present, shown, await ticketWorld(parts, request.viewer, ticket));
  const at = ticketAddress(ticket);
  const heading = text(present, 'tickets.edit');
  const form = {
    action: `${at}?_method=PATCH`,
    hidden: [{ name: 'boxes', value: '1' }],
    groups: [{ fields: withWrong(fields, typed?.wrong ?? {}) }],
    back: at,
  };
  const crumb = { label: `${ticketSign(ticket)} · ${ticket.name}`, href: at };
  return reply.page('tickets/form', { title: heading, heading, crumb, form }, typed ? 422 : 200);
}
