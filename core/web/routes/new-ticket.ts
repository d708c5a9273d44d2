// A new ticket by hand, out of a conversation, or for a contact (TK-1, TK-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import { DeskError, forbidden } from '../../kernel/errors.ts';
import { formOf, sentences, withWrong, type Wrong } from '../forms.ts';
import { text } from '../present/marks.ts';
import { atPropertyFields, readProperties } from '../present/property-fields.ts';
import { EMPTY_TICKET, readTicket, stageField, ticketFields } from '../present/ticket-form.ts';
import { ticketAddress, TICKETS } from '../present/tickets.ts';
import type { WebParts } from '../rooms.ts';
import { contactAsked, demandStage, ticketWorld } from '../ticket-world.ts';
import { visibleConversation } from './conversation.ts';
import { presentFor } from './inbox.ts';
import { TICKET_EDIT } from './tickets.ts';

export function newTicketRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get(`${TICKETS}/new`, TICKET_EDIT, async (request, reply) => newPage(parts, request, reply));
  server.post(TICKETS, TICKET_EDIT, async (request, reply) => create(parts, request, reply));
}

/** The conversation named by the address or the form, when the person may see it. */
async function conversationFor(parts: WebParts, request: FastifyRequest) {
  const id = (request.query as Record<string, string | undefined>).conversation ?? formOf(request).text('conversation');
  return id ? visibleConversation(parts, request.viewer, Number(id)) : null;
}

function contactKey(request: FastifyRequest): string | undefined {
  return (
    (request.query as Record<string, string | undefined>).contact ?? (formOf(request).text('contact') || undefined)
  );
}

/** Of the column one came from. */
function asksStage(request: FastifyRequest): number | null {
  const { stage } = request.query as Record<string, string | undefined>;
  return /^\d{1,9}$/.test(stage ?? '') ? Number(stage) : null;
}

async function newPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const world = await ticketWorld(parts, request.viewer);
  const conversation = await conversationFor(parts, request);
  const contact = await contactAsked(parts, contactKey(request));
  const { ownerId = null, teamId = null } = conversation ?? {};
  const first = { ...EMPTY_TICKET, name: conversation?.subject || conversation?.snippet || '', ownerId, teamId };
  const typed = wrong ? { ...first, ...typedValues(readTicket(formOf(request), world)) } : first;
  const [name, description, ...rest] = ticketFields(present, typed, world);
  const fields = [name!, description!, stageField(present, world, asksStage(request)), ...rest];
  const heading = text(present, 'tickets.new');
  const back = conversation ? `/conversations/${conversation.id}` : contact ? `/contacts/${contact.publicId}` : TICKETS;
  const form = {
    action: TICKETS,
    hidden: [
      { name: 'boxes', value: '1' },
      ...(conversation ? [{ name: 'conversation', value: String(conversation.id) }] : []),
      ...(contact ? [{ name: 'contact', value: contact.publicId }] : []),
    ],
    groups: [{ fields: withWrong(fields, wrong ?? {}) }],
    submit: text(present, 'tickets.create'),
    back,
  };
  const crumb = { label: text(present, 'tickets.heading'), href: TICKETS };
  return reply.page('tickets/form', { title: heading, heading, crumb, form }, wrong ? 422 : 200);
}

/** As fields show them again; values that are wrong stand as they were typed. */
export function typedValues(changes: ReturnType<typeof readTicket>) {
  return changes as Partial<typeof EMPTY_TICKET>;
}

async function create(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, cookies } = parts;
  const form = formOf(request);
  const conversation = await conversationFor(parts, request);
  demand(request.viewer, 'ticket.edit', { inboxId: conversation?.inboxId });
  const world = await ticketWorld(parts, request.viewer);
  const wanted = readTicket(form, world);
  const stageId = form.number('stage') || null;
  await demandStage(parts, request.viewer, stageId ?? 0);
  const [first] = world.pipelines;
  // Every one is open to others only; a desk without any makes its first.
  if (!first && request.viewer.withheld.pipelineIds.length > 0) throw forbidden('ticket.edit');
  const contact = await contactAsked(parts, contactKey(request));
  const work = async () => {
    const ticket = await rooms.tickets.open({
      ...wanted,
      ...{ name: wanted.name ?? '', source: 'manual' },
      ...{ stageId, pipelineId: stageId === null ? first?.id : null },
      ...{ inboxId: conversation?.inboxId, accountId: conversation?.accountId },
      contactId: conversation?.contactId ?? contact?.id,
      ownerFollows: conversation !== null && wanted.ownerId === conversation.ownerId,
      conversationIds: conversation ? [conversation.id] : [],
      sees: (ticket) => may(request.viewer, 'ticket.read', ticket),
      properties: readProperties(form, world.properties),
      actor: actorOf(request.viewer),
    });
    cookies.say(reply, 'said.ticket-created', { number: ticket.number });
    return reply.goTo(conversation ? `/conversations/${conversation.id}` : ticketAddress(ticket));
  };
  return ticketForm(parts, request, work, (wrong) => newPage(parts, request, reply, wrong));
}

/** Does the work of a form about a ticket; wrong fields come back with their sentences. */
export async function ticketForm(
  { locales }: WebParts,
  request: FastifyRequest,
  work: () => Promise<FastifyReply>,
  again: (wrong: Wrong) => Promise<FastifyReply>,
): Promise<FastifyReply> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DeskError) || error.status !== 422) throw error;
    return again(sentences(locales, request.viewContext.language, atPropertyFields(error.fields), error.params));
  }
}
