// API: tickets, with what they are linked to and their timeline (OP-7).
import type { FastifyRequest } from 'fastify';
import { actorOf, demand, may, seesPipeline, ticketsSeen, type Viewer } from '../accounts/accounts.ts';
import { DeskError, forbidden, notFound } from '../kernel/errors.ts';
import {
  DUES,
  PRIORITIES,
  STAGE_KINDS,
  TICKET_SORTS,
  type ManyChange,
  type Priority,
  type TicketChanges,
  type TicketQuery,
  type TicketView,
} from '../tickets/tickets.ts';
import type { ApiRooms } from './rooms.ts';
import type { ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { conversationOf } from './scope.ts';
import { pageOf } from './shapes.ts';
import {
  ManyChanged,
  ManyTickets,
  NewTicket,
  Ticket,
  TicketChange,
  TicketLine,
  TicketLinks,
  type ManyTicketsBody,
  type NewTicketBody,
  type TicketChangeBody,
  type TicketLinksBody,
} from './ticket-shapes.ts';

const Query = Type.Object({
  state: Type.Optional(Type.String({ enum: ['active', ...STAGE_KINDS, 'all'], default: 'active' })),
  pipeline: Type.Optional(Type.Integer()),
  stage: Type.Optional(Type.Integer()),
  priority: Type.Optional(Type.String({ enum: [...PRIORITIES] })),
  owner: Type.Optional(Type.Integer()),
  team: Type.Optional(Type.Integer()),
  due: Type.Optional(
    Type.String({ enum: [...DUES], description: 'By the service level; what is due first comes first' }),
  ),
  sort: Type.Optional(Type.String({ enum: [...TICKET_SORTS], default: 'changed' })),
  search: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});

const Lines = Type.Object({ items: Type.Array(TicketLine) });
/** Of the table. */
const TABLE = { url: '/tickets', summary: 'Tickets, last changed first', query: Query, answer: pageOf(Ticket) };
const MANY = { url: '/tickets', summary: 'Change many at once', body: ManyTickets, answer: ManyChanged };
/** Of changes of one. */
const CHANGE = { url: '/tickets/:number', summary: 'Change, stage, delete', body: TicketChange };
const LINKS = { url: '/tickets/:number/links', summary: 'Link or unlink', body: TicketLinks };

export function ticketRoutes(rooms: ApiRooms): ApiRoute[] {
  const { tickets } = rooms;
  const shown = (ticket: TicketView, viewer: Viewer) => ticketView(rooms, ticket, viewer);
  const get = { method: 'GET' as const, permission: 'ticket.read' as const, tag: 'tickets' };
  const edit = { permission: 'ticket.edit' as const, tag: 'tickets', answer: Ticket };
  return [
    { ...get, ...TABLE, run: list },
    { ...get, url: '/tickets/:number', summary: 'One ticket', answer: Ticket, run: one },
    { ...get, url: '/tickets/:number/history', summary: 'Its timeline, newest first', answer: Lines, run: lines },
    { ...edit, method: 'POST', url: '/tickets', summary: 'Open a ticket', body: NewTicket, status: 201, run: open },
    { ...edit, ...MANY, method: 'PATCH', run: changeMany },
    { ...edit, ...CHANGE, method: 'PATCH', run: change },
    { ...edit, ...LINKS, method: 'PATCH', run: link },
  ];

  async function ticketOf(viewer: Viewer, number: unknown): Promise<TicketView> {
    const found = /^\d{1,9}$/.test(String(number)) ? await tickets.byNumber(Number(number)) : null;
    const ticket = found && (await tickets.view(found.id));
    if (!ticket || !may(viewer, 'ticket.read', ticket)) throw notFound('ticket');
    return ticket;
  }

  function named({ viewer, params }: FastifyRequest): Promise<TicketView> {
    return ticketOf(viewer, (params as { number: string }).number);
  }

  async function list({ query, viewer }: FastifyRequest) {
    const { pipeline, stage, team, ...rest } = query as Record<string, never> & { limit: number };
    const asked = {
      ...rest,
      pipelineId: pipeline,
      stageId: stage,
      teamId: team,
      ...ticketsSeen(viewer),
    } as TicketQuery;
    const page = await tickets.list(asked);
    return { items: await Promise.all(page.rows.map((row) => shown(row, viewer))), next: page.next };
  }

  async function one(request: FastifyRequest) {
    return shown(await named(request), request.viewer);
  }

  async function lines(request: FastifyRequest) {
    const found = await tickets.history((await named(request)).id, {
      ...{ limit: 200, sees: (other) => may(request.viewer, 'ticket.read', other) },
    });
    return {
      items: found.map(({ id, at, actorName, kind, detail }) => ({
        id,
        at: at.toISOString(),
        by: actorName,
        kind,
        detail,
      })),
    };
  }

  async function open({ viewer, body }: FastifyRequest) {
    const { conversation: key, contact, priority, properties, ...rest } = body as NewTicketBody;
    const conversation = key === undefined ? null : await conversationOf(rooms, viewer, key);
    demand(viewer, 'ticket.edit', { inboxId: conversation?.inboxId });
    const known = contact === undefined ? null : await rooms.contacts.byPublicId(contact);
    if (contact !== undefined && !known) throw notFound('contact');
    const made = await tickets.open({
      ...rest,
      ...(await placeFor(viewer, rest.stageId)),
      ...{ priority: priority as Priority | undefined, properties, source: 'api' },
      contactId: known?.id ?? conversation?.contactId ?? null,
      ...{ inboxId: conversation?.inboxId, accountId: conversation?.accountId },
      conversationIds: conversation ? [conversation.id] : [],
      sees: (ticket) => may(viewer, 'ticket.read', ticket),
      ownerFollows: rest.ownerId === undefined && rest.teamId === undefined,
      actor: actorOf(viewer),
    });
    return shown((await tickets.view(made.id))!, viewer);
  }

  async function change(request: FastifyRequest) {
    const { viewer } = request;
    const ticket = await named(request);
    demand(viewer, 'ticket.edit', ticket);
    const { stageId, deleted, ...rest } = request.body as TicketChangeBody;
    const changes = rest as TicketChanges;
    // All of it or nothing.
    return rooms.database.write(async () => {
      // Whoever it is given along with a stage has to see it there, not where it was.
      if (stageId !== undefined) await stage(ticket, stageId, viewer, changes);
      else if (Object.keys(changes).length > 0) await tickets.change(ticket.id, changes, actorOf(viewer));
      const answer = await shown((await tickets.view(ticket.id))!, viewer);
      if (deleted) await tickets.remove(ticket.id, actorOf(viewer));
      return answer;
    });
  }

  async function changeMany({ body, viewer }: FastifyRequest) {
    const { numbers, ...change } = body as ManyTicketsBody;
    if (change.stageId !== undefined) await demandStage(viewer, change.stageId);
    const numberOf = new Map<number, number>();
    for (const number of numbers) {
      const ticket = await tickets.byNumber(number);
      if (ticket && may(viewer, 'ticket.edit', ticket)) numberOf.set(ticket.id, ticket.number);
    }
    const { changed, asking, unseen, unowned } = await tickets.changeMany(
      [...numberOf.keys()],
      change as ManyChange,
      actorOf(viewer),
    );
    const named = (ids: number[]) => ids.map((id) => numberOf.get(id)!);
    return { changed, asking: named(asking), unseen: named(unseen), unowned: named(unowned) };
  }

  /** Where none is named: the first pipeline that the viewer sees. */
  async function placeFor(viewer: Viewer, stageId: number | undefined) {
    if (stageId !== undefined) {
      await demandStage(viewer, stageId);
      return {};
    }
    const [first] = (await tickets.pipelines.list()).filter(({ id }) => seesPipeline(viewer, id));
    // Every one is open to others only; a desk without any makes its first.
    if (!first && viewer.withheld.pipelineIds.length > 0) throw forbidden('ticket.edit');
    return { pipelineId: first?.id };
  }

  async function demandStage(viewer: Viewer, stageId: number): Promise<void> {
    const stage = await tickets.pipelines.stage(stageId);
    if (stage && !seesPipeline(viewer, stage.pipelineId)) throw notFound('stage');
  }

  async function stage(ticket: TicketView, stageId: number, viewer: Viewer, changes: TicketChanges): Promise<void> {
    await demandStage(viewer, stageId);
    const set = await tickets.setStage(ticket.id, stageId, actorOf(viewer), changes);
    if (set.ok) return;
    const fields = Object.fromEntries(set.missing.map(({ key }) => [key, 'wrong.empty']));
    throw new DeskError('stage_asks', 422, 'The stage asks for more than the ticket has.', { fields });
  }

  async function link(request: FastifyRequest) {
    const { viewer } = request;
    const ticket = await named(request);
    demand(viewer, 'ticket.edit', ticket);
    const { conversation: key, ticket: number, remove } = request.body as TicketLinksBody;
    const actor = actorOf(viewer);
    await rooms.database.write(async () => {
      if (key !== undefined) {
        const { id } = await conversationOf(rooms, viewer, key);
        await (remove
          ? tickets.unlinkConversation(ticket.id, id, actor)
          : tickets.linkConversation(ticket.id, id, actor, (one) => may(viewer, 'ticket.read', one)));
      }
      if (number !== undefined) {
        const { id } = await ticketOf(viewer, number);
        await (remove ? tickets.unlinkTicket(ticket.id, id, actor) : tickets.linkTicket(ticket.id, id, actor));
      }
    });
    return shown((await tickets.view(ticket.id))!, viewer);
  }
}

/** As the viewer may see it. */
export async function ticketView({ tickets }: Pick<ApiRooms, 'tickets'>, ticket: TicketView, viewer: Viewer) {
  const all = await tickets.conversations(ticket.id);
  const { number, name, description, pipeline, stage: at, priority, owner, team, source, inboxId, properties } = ticket;
  return {
    ...{ number, name, description, pipeline, stage: at, priority, owner, team, source, inboxId, properties },
    contact: ticket.contact && { key: ticket.contact.publicId, name: ticket.contact.name },
    conversations: all.filter((each) => may(viewer, 'conversation.read', each)).map(({ publicId }) => publicId),
    createdAt: ticket.createdAt.toISOString(),
    changedAt: ticket.changedAt.toISOString(),
    closedAt: ticket.closedAt?.toISOString() ?? null,
    firstResponseAt: ticket.firstResponseAt?.toISOString() ?? null,
    due: ticket.due && { target: ticket.due.kind, at: ticket.due.at?.toISOString() ?? null },
  };
}
