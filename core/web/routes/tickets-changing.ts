// Tickets changed from their table: one field of one in a dialog, and many at once with one way back (TK-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may } from '../../accounts/accounts.ts';
import { AT_ONCE, PRIORITIES, type ManyChange } from '../../tickets/tickets.ts';
import { formOf, type Form } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import { ownAddress } from '../origin.ts';
import { text, type Present } from '../present/marks.ts';
import {
  ownerOptions,
  priorityText,
  readOwner,
  stageOptions,
  ticketAddress,
  ticketPicks,
  TICKETS,
  ticketSign,
  type TicketWorld,
} from '../present/tickets.ts';
import type { WebParts } from '../rooms.ts';
import { askFirst, demandStage, editableTicket, ticketWorld } from '../ticket-world.ts';
import { presentFor, whence } from './inbox.ts';
import { undoAddress, type TicketPlace } from './ticket.ts';
import { TICKET_EDIT } from './tickets.ts';

export function ticketsChangingRoutes(server: FastifyInstance, parts: WebParts): void {
  for (const field of ['stage', 'priority', 'owner'])
    server.get<TicketPlace>(`${TICKETS}/:number/${field}`, TICKET_EDIT, async (request, reply) =>
      asks(parts, request, reply, field),
    );
  server.post(`${TICKETS}/many`, TICKET_EDIT, async (request, reply) => asksMany(parts, request, reply));
  server.patch(`${TICKETS}/many`, TICKET_EDIT, async (request, reply) => changeMany(parts, request, reply));
}

async function asks(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  field: string,
): Promise<FastifyReply> {
  const ticket = await editableTicket(parts, request.viewer, (request.params as TicketPlace['Params']).number);
  const present = presentFor(parts, request);
  const picks = ticketPicks(present, ticket, await ticketWorld(parts, request.viewer, ticket), true);
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

async function asksMany(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const ids = formOf(request).numbers('row').slice(0, AT_ONCE);
  const back = whence(request);
  if (ids.length === 0) return reply.goTo(back);
  const present = presentFor(parts, request);
  const world = await ticketWorld(parts, request.viewer);
  return askFirst(request, reply, {
    title: text(present, 'tables.many.title', { count: ids.length }),
    text: text(present, (await isOneKept(parts, world)) ? 'tables.many.text.kept' : 'tables.many.text'),
    action: `${TICKETS}/many?_method=PATCH`,
    hidden: [{ name: 'back', value: back }, ...ids.map((id) => ({ name: 'row', value: String(id) }))],
    groups: [{ fields: manyFields(present, world) }],
    submit: text(present, 'tables.many.submit'),
    back,
  });
}

/** Not everybody sees the tickets of each of these pipelines. */
async function isOneKept({ rooms }: WebParts, { pipelines }: TicketWorld): Promise<boolean> {
  for (const { id } of pipelines) if (await rooms.accounts.restrictions.seersOf(id)) return true;
  return false;
}

/** What many tickets can be given at once. */
function manyFields(present: Present, world: TicketWorld): FieldModel[] {
  const nobody = { value: 'nobody', label: text(present, 'person.nobody') };
  const priorities = PRIORITIES.map((value) => ({ value, label: priorityText(present, value) }));
  const choices = {
    stage: stageOptions(world.pipelines, null),
    priority: priorities,
    owner: [nobody, ...ownerOptions(present, world, '')],
  };
  return Object.entries(choices).map(([name, options]) => ({
    ...{ kind: 'choice', look: 'select', name, label: text(present, `ticket.${name}`), options },
    placeholder: text(present, 'tables.unchanged'),
  }));
}

/** What the form leaves empty stays. */
function changeIn(form: Form): ManyChange {
  const stageId = form.number('stage');
  const priority = PRIORITIES.find((one) => one === form.text('priority'));
  const owner = form.text('owner');
  return {
    ...(priority && { priority }),
    ...(owner && readOwner(owner)),
    ...(Number.isSafeInteger(stageId) && stageId > 0 && { stageId }),
  };
}

async function changeMany(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, cookies } = parts;
  const form = formOf(request);
  const ids: number[] = [];
  await demandStage(parts, request.viewer, form.number('stage') || 0);
  for (const id of form.numbers('row').slice(0, AT_ONCE)) {
    const ticket = await rooms.tickets.get(id);
    if (ticket && may(request.viewer, 'ticket.edit', ticket)) ids.push(id);
  }
  const done = await rooms.tickets.changeMany(ids, changeIn(form), actorOf(request.viewer));
  const { changed, undo } = done;
  const stayed = { asking: done.asking.length, unseen: done.unseen.length };
  const counts = { count: changed, ...stayed, unowned: done.unowned.length };
  if (undo || stayed.asking + stayed.unseen > 0)
    cookies.say(reply, 'said.tickets-changed', { ...counts, ...(undo && { undo: undoAddress(undo) }) });
  return reply.goTo(ownAddress(form.text('back') || whence(request)));
}
