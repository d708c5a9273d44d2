// The ticket beside its conversation: a card of the side bar, a mark in the header, and stages to send with (RE-1, RE-4).
import type { FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { TicketView } from '../../tickets/tickets.ts';
import type { AsideCard } from '../models/aside.ts';
import type { SendModel } from '../models/composer.ts';
import { text } from '../present/marks.ts';
import { propertyFacts, stageOptions, ticketAddress, ticketPicks, ticketSign } from '../present/tickets.ts';
import type { WebParts } from '../rooms.ts';
import { seersBeside, ticketWorld } from '../ticket-world.ts';
import { presentFor } from './inbox.ts';

/** Its ticket, when the reader may see it. */
export async function ticketOf(
  { rooms }: WebParts,
  request: FastifyRequest,
  conversationId: number,
): Promise<TicketView | null> {
  return rooms.tickets.ofConversation(conversationId, (ticket) => may(request.viewer, 'ticket.read', ticket));
}

/** The same for the header, with who sees it when it goes along. */
export async function ticketBeside(parts: WebParts, request: FastifyRequest, conversationId: number) {
  const ticket = await ticketOf(parts, request, conversationId);
  return { ticket, seers: await seersBeside(parts, ticket) };
}

export async function ticketCard(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
): Promise<AsideCard | undefined> {
  if (!may(request.viewer, 'ticket.read')) return undefined;
  const present = presentFor(parts, request);
  const ticket = await ticketOf(parts, request, head.id);
  if (!ticket) return may(request.viewer, 'ticket.edit', head) ? emptyCard(parts, request, head.id) : undefined;
  const world = await ticketWorld(parts, request.viewer, ticket);
  return {
    id: 'ticket',
    title: `${text(present, 'ticket.ticket')} ${ticketSign(ticket)}`,
    open: true,
    picks: ticketPicks(present, ticket, world, may(request.viewer, 'ticket.edit', ticket)),
    facts: propertyFacts(present, ticket, world),
    links: [{ label: text(present, 'ticket.open'), href: ticketAddress(ticket) }],
  };
}

function emptyCard(parts: WebParts, request: FastifyRequest, id: number): AsideCard {
  const present = presentFor(parts, request);
  const create = { label: text(present, 'tickets.new'), href: `/tickets/new?conversation=${id}` };
  const link = { label: text(present, 'ticket.link'), href: `/conversations/${id}/ticket`, dialog: true };
  return { id: 'ticket', title: text(present, 'ticket.ticket'), links: [create, link] };
}

/** Stages of the ticket's pipeline, where the reader may set them. */
export async function sendStages(
  parts: WebParts,
  request: FastifyRequest,
  conversationId: number,
): Promise<SendModel['stages']> {
  const ticket = await ticketOf(parts, request, conversationId);
  if (!ticket || !may(request.viewer, 'ticket.edit', ticket)) return undefined;
  const pipeline = await parts.rooms.tickets.pipelines.get(ticket.pipelineId);
  return pipeline ? stageOptions([pipeline], ticket.stageId) : undefined;
}
