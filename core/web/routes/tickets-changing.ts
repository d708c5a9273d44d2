// Tickets changed from their table: one field of one in a dialog, and many at once with one way back (TK-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may } from '../../accounts/accounts.ts';
import { AT_ONCE, PRIORITIES, type ManyChange } from '../../tickets/tickets.ts';
import { formOf, type Form } from '../forms.ts';
import { text } from '../present/marks.ts';
import { readOwner, ticketAddress, TICKETS, ticketPicks, ticketSign } from '../present/tickets.ts';
import type { WebParts } from '../rooms.ts';
import { editableTicket, ticketWorld } from '../ticket-world.ts';
import { presentFor, whence } from './inbox.ts';
import { undoAddress, type TicketPlace } from './ticket.ts';
import { TICKET_EDIT } from './tickets.ts';

export function ticketsChangingRoutes(server: FastifyInstance, parts: WebParts): void {
  for (const field of ['stage', 'priority', 'owner'])
    server.get<TicketPlace>(`${TICKETS}/:number/${field}`, TICKET_EDIT, async (request, reply) =>
      asks(parts, request, reply, field),
    );
  server.put(`${TICKETS}/many`, TICKET_EDIT, async (request, reply) => changeMany(parts, request, reply));
}

async function asks(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  field: string,
): Promise<FastifyReply> {
  const ticket = await editableTicket(parts, request.viewer, (request.params as TicketPlace['Params']).number);
  const present = presentFor(parts, request);
  const picks = ticketPicks(present, ticket, await ticketWorld(parts), true);
  const { action, name, label, options } = picks.find((one) => one.name === field)!;
  const back = whence(request);
  return reply.dialog({
    title: `${ticketSign(ticket)} · ${label}`,
    text: ticket.name,
    action,
    hidden: [{ name: 'back', value: back }],
    groups: [{ fields: [{ kind: 'choice', look: 'select', name, label, required: true, focus: true, options }] }],
    submit: text(present, 'form.save'),
    back: back === ticketAddress(ticket) ? TICKETS : back,
  });
}

/** What the form leaves empty stays. */
function changesIn(form: Form): ManyChange[] {
  const stageId = form.number('stage');
  const priority = PRIORITIES.find((one) => one === form.text('priority'));
  const owner = form.text('owner');
  const fields: ManyChange = { ...(priority && { priority }), ...(owner && readOwner(owner)) };
  return [
    ...(Object.keys(fields).length > 0 ? [fields] : []),
    ...(Number.isSafeInteger(stageId) && stageId > 0 ? [{ stageId }] : []),
  ];
}

async function changeMany(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, cookies } = parts;
  const form = formOf(request);
  const ids: number[] = [];
  for (const id of form.numbers('ticket').slice(0, AT_ONCE)) {
    const ticket = await rooms.tickets.get(id);
    if (ticket && may(request.viewer, 'ticket.edit', ticket)) ids.push(id);
  }
  const done = await rooms.tickets.changeMany(ids, changesIn(form), actorOf(request.viewer));
  const { changed, asking, undo } = done;
  const way: Record<string, string> = undo ? { undo: undoAddress(undo) } : {};
  if (asking.length > 0) cookies.say(reply, 'said.tickets-asking', { count: changed, asking: asking.length, ...way });
  else if (undo) cookies.say(reply, 'said.tickets-changed', { count: changed, ...way });
  return reply.goTo(whence(request));
}
