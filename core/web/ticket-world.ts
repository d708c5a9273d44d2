// What pages about tickets are made from, and who may see or change one.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { demand, may, seesPipeline, type Seers, type Viewer } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import type { TicketView } from '../tickets/tickets.ts';
import type { DialogModel } from './models/forms.ts';
import type { TicketWorld } from './present/tickets.ts';
import { isForDialog, isHtmx } from './replies.ts';
import type { WebParts } from './rooms.ts';

/** Of pipelines those that the viewer sees; `about`: a ticket, which not everybody may see. */
export async function ticketWorld(
  { rooms }: WebParts,
  viewer: Viewer,
  about?: { pipelineId: number; owner?: TicketView['owner'] },
): Promise<TicketWorld> {
  const { accounts, tickets, properties, sla } = rooms;
  const pipelines = (await tickets.pipelines.list()).filter(({ id }) => seesPipeline(viewer, id));
  return {
    pipelines,
    properties: await properties.definitions.list('ticket'),
    users: await accounts.users.whoMay('conversation.take'),
    teams: await accounts.teams.list(),
    seers: about && (await accounts.restrictions.seersOf(about.pipelineId)),
    unowned: about?.owner ? await unownedIn(rooms, about.owner, about.pipelineId, pipelines) : undefined,
    promises: await sla.isUsed(),
  };
}

async function unownedIn(
  { accounts }: WebParts['rooms'],
  owner: { id: number; name: string },
  currentId: number,
  pipelines: { id: number }[],
): Promise<TicketWorld['unowned']> {
  const pipelineIds: number[] = [];
  for (const { id } of pipelines)
    if (id !== currentId && (await accounts.restrictions.seersOf(id))?.has(owner.id) === false) pipelineIds.push(id);
  return { name: owner.name, pipelineIds };
}

/** Who sees a ticket that goes along to whoever is given its conversation; null: everybody, or none goes along. */
export async function seersBeside({ rooms }: WebParts, ticket: TicketView | null): Promise<Seers> {
  return ticket?.ownerFollows ? rooms.accounts.restrictions.seersOf(ticket.pipelineId) : null;
}

/** The ticket of that number when the viewer may see it; otherwise there is none for them. */
export async function visibleTicket({ rooms }: WebParts, viewer: Viewer, number: string): Promise<TicketView> {
  const found = /^\d{1,9}$/.test(number) ? await rooms.tickets.byNumber(Number(number)) : null;
  const ticket = found && (await rooms.tickets.view(found.id));
  if (!ticket || !may(viewer, 'ticket.read', ticket)) throw notFound('ticket');
  return ticket;
}

/** The same, where the viewer may change it. */
export async function editableTicket(parts: WebParts, viewer: Viewer, number: string): Promise<TicketView> {
  const ticket = await visibleTicket(parts, viewer, number);
  demand(viewer, 'ticket.edit', ticket);
  return ticket;
}

/** A stage that a form names must be the viewer's to see; where there is none such, the room of tickets says so. */
export async function demandStage({ rooms }: WebParts, viewer: Viewer, stageId: number): Promise<void> {
  const stage = await rooms.tickets.pipelines.stage(stageId);
  if (stage && !seesPipeline(viewer, stage.pipelineId)) throw notFound('stage');
}

/** The contact an address or a form names; null when there is none. */
export async function contactAsked({ rooms }: WebParts, key: string | undefined) {
  const contact = key ? await rooms.contacts.byPublicId(key.slice(0, 60)) : null;
  return contact && rooms.contacts.summary(contact.id);
}

/** Asks in the page's dialog what a form that was sent lacks; without script it is a page of its own. */
export function askFirst(
  request: FastifyRequest,
  reply: FastifyReply,
  model: DialogModel,
  status?: number,
): FastifyReply {
  if (!isHtmx(request) || isForDialog(request)) return reply.dialog(model, status);
  return reply.partials([{ target: '#dialog', swap: 'innerHTML', html: reply.view('shared/dialog', model) }]);
}
