// What a ticket is linked to: conversations and other tickets; merged and deleted, with a way back (TK-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may, ticketsSeen } from '../../accounts/accounts.ts';
import { DeskError } from '../../kernel/errors.ts';
import type { TicketView } from '../../tickets/tickets.ts';
import { formOf } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import { text } from '../present/marks.ts';
import { ticketAddress, TICKETS, ticketSign } from '../present/tickets.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { editableTicket } from '../ticket-world.ts';
import { visibleConversation } from './conversation.ts';
import { ticketCard } from './conversation-ticket.ts';
import { presentFor } from './inbox.ts';
import { undoAddress, type TicketPlace } from './ticket.ts';
import { TICKET_EDIT, TICKET_READ } from './tickets.ts';

type Pair = { Params: { number: string; other: string } };
type Place = { Params: { id: string } };

export function ticketLinkRoutes(server: FastifyInstance, parts: WebParts): void {
  const editable = (request: FastifyRequest) =>
    editableTicket(parts, request.viewer, (request.params as TicketPlace['Params']).number);

  for (const verb of ['link', 'merge'] as const) {
    const path = verb === 'link' ? 'links/new' : 'merger';
    server.get<TicketPlace>(`${TICKETS}/:number/${path}`, TICKET_EDIT, async (request, reply) =>
      asks(parts, request, reply, await editable(request), verb),
    );
    server.post<TicketPlace>(
      `${TICKETS}/:number/${verb === 'link' ? 'links' : 'merger'}`,
      TICKET_EDIT,
      (request, reply) => joins(parts, request, reply, verb),
    );
  }

  removing(server, parts);
  ofConversation(server, parts);
}

function removing(server: FastifyInstance, parts: WebParts): void {
  const { rooms } = parts;
  const editable = (request: FastifyRequest) =>
    editableTicket(parts, request.viewer, (request.params as TicketPlace['Params']).number);

  server.delete<Pair>(`${TICKETS}/:number/links/:other`, TICKET_EDIT, async (request, reply) => {
    const ticket = await editable(request);
    const other = await editableTicket(parts, request.viewer, request.params.other);
    const { undo } = await rooms.tickets.unlinkTicket(ticket.id, other.id, actorOf(request.viewer));
    return done(parts, reply, ticket, undo);
  });

  server.delete<Pair>(`${TICKETS}/:number/conversations/:other`, TICKET_EDIT, async (request, reply) => {
    const ticket = await editable(request);
    const head = await visibleConversation(parts, request.viewer, Number(request.params.other));
    const { undo } = await rooms.tickets.unlinkConversation(ticket.id, head.id, actorOf(request.viewer));
    return done(parts, reply, ticket, undo);
  });

  server.delete<TicketPlace>(`${TICKETS}/:number`, TICKET_EDIT, async (request, reply) => {
    const ticket = await editable(request);
    const { undo } = await rooms.tickets.remove(ticket.id, actorOf(request.viewer));
    parts.cookies.say(reply, 'said.ticket-deleted', {
      number: ticket.number,
      ...(undo && { undo: undoAddress(undo) }),
    });
    return reply.goTo(TICKETS);
  });
}

/** The ticket of a conversation: one of the contact's, or any by its number. */
function ofConversation(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;
  const headOf = async (request: FastifyRequest) => {
    const head = await visibleConversation(parts, request.viewer, Number((request.params as Place['Params']).id));
    demand(request.viewer, 'ticket.edit', head);
    return head;
  };

  // The card alone, which the live line makes a page ask for.
  server.get<Place>('/conversations/:id/ticket-card', TICKET_READ, async (request, reply) => {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    const card = isHtmx(request) ? await ticketCard(parts, request, head) : undefined;
    return card ? reply.page('conversation/aside/card', card) : reply.goTo(`/conversations/${head.id}`);
  });

  server.get<Place>('/conversations/:id/ticket', TICKET_EDIT, async (request, reply) => {
    const head = await headOf(request);
    return reply.dialog(await linkQuestion(parts, request, head));
  });

  server.put<Place>('/conversations/:id/ticket', TICKET_EDIT, async (request, reply) => {
    const head = await headOf(request);
    const form = formOf(request);
    const ticket = await named(parts, request, form.text('number') || form.text('ticket'));
    if (!ticket) {
      const wrong = text(presentFor(parts, request), 'wrong.no_ticket');
      return reply.dialog(await linkQuestion(parts, request, head, wrong), 422);
    }
    const { undo } = await rooms.tickets.linkConversation(ticket.id, head.id, actorOf(request.viewer), (one) =>
      may(request.viewer, 'ticket.read', one),
    );
    if (undo) cookies.say(reply, 'said.ticket-linked', { number: ticket.number, undo: undoAddress(undo) });
    return reply.goTo(`/conversations/${head.id}`);
  });
}

async function linkQuestion(
  parts: WebParts,
  request: FastifyRequest,
  head: { id: number; contactId: number | null },
  wrong?: string,
) {
  const present = presentFor(parts, request);
  const back = `/conversations/${head.id}`;
  const { tickets } = parts.rooms;
  const known =
    head.contactId === null
      ? []
      : (
          await tickets.list({
            ...ticketsSeen(request.viewer),
            contactId: head.contactId,
            state: 'all',
            limit: 8,
          })
        ).rows;
  const options = known.map((one) => ({
    value: String(one.number),
    label: `${ticketSign(one)} · ${one.name}`,
    detail: one.stage.name,
  }));
  const label = text(present, 'ticket.link.known');
  const choice: FieldModel[] =
    options.length > 0 ? [{ kind: 'choice', look: 'cards', name: 'ticket', label, options }] : [];
  return {
    title: text(present, 'ticket.link.title'),
    text: text(present, 'ticket.link.text'),
    action: `${back}/ticket?_method=PUT`,
    groups: [{ fields: [...choice, numberField(parts, request, wrong, options.length === 0)] }],
    submit: text(present, 'ticket.link.submit'),
    back,
  };
}

function numberField(parts: WebParts, request: FastifyRequest, error: string | undefined, focus = true): FieldModel {
  const present = presentFor(parts, request);
  const words = { label: text(present, 'ticket.number.of'), help: text(present, 'ticket.number.help') };
  return { kind: 'text', name: 'number', ...words, maximum: 12, placeholder: 'T-12', error, focus };
}

async function named(parts: WebParts, request: FastifyRequest, typed: string): Promise<TicketView | null> {
  const [, number] = /^\s*(?:t-?)?\s*#?(\d{1,9})\s*$/i.exec(typed) ?? [];
  if (!number) return null;
  try {
    return await editableTicket(parts, request.viewer, number);
  } catch (error) {
    if (error instanceof DeskError && error.status < 500) return null;
    throw error;
  }
}

async function asks(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: TicketView,
  verb: 'link' | 'merge',
  wrong?: string,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const at = ticketAddress(ticket);
  const key = verb === 'link' ? 'ticket.connect' : 'ticket.merging';
  const model = {
    title: text(present, `${key}.title`),
    text: text(present, `${key}.text`, { number: ticket.number }),
    action: `${at}/${verb === 'link' ? 'links' : 'merger'}`,
    groups: [{ fields: [numberField(parts, request, wrong)] }],
    submit: text(present, `${key}.submit`),
    back: at,
  };
  return reply.dialog(model, wrong ? 422 : 200);
}

async function joins(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  verb: 'link' | 'merge',
): Promise<FastifyReply> {
  const { tickets } = parts.rooms;
  const ticket = await editableTicket(parts, request.viewer, (request.params as TicketPlace['Params']).number);
  const other = await named(parts, request, formOf(request).text('number'));
  const key = !other ? 'wrong.no_ticket' : other.id === ticket.id ? 'wrong.same_ticket' : null;
  if (!other || key) return asks(parts, request, reply, ticket, verb, text(presentFor(parts, request), key!));
  const actor = actorOf(request.viewer);
  const { undo } =
    verb === 'link'
      ? await tickets.linkTicket(ticket.id, other.id, actor)
      : await tickets.merge(other.id, ticket.id, actor);
  return done(parts, reply, verb === 'link' ? ticket : other, undo);
}

function done({ cookies }: WebParts, reply: FastifyReply, ticket: TicketView, undo: string | null): FastifyReply {
  if (undo) cookies.say(reply, 'said.ticket-changed', { number: ticket.number, undo: undoAddress(undo) });
  return reply.goTo(ticketAddress(ticket));
}
