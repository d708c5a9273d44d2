// The board of tickets: stages of one pipeline side by side, cards moved between and within them (TK-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may, ticketsSeen } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Pipeline, Stage, TicketFilters } from '../../tickets/tickets.ts';
import { formOf } from '../forms.ts';
import type { BoardModel, BoardPage, ColumnModel } from '../models/tickets.ts';
import { ownAddress } from '../origin.ts';
import { columnModel, type BoardAbout } from '../present/board.ts';
import { contactName, text } from '../present/marks.ts';
import { readTicket } from '../present/ticket-form.ts';
import { filterFields, filterOf, type Asked } from '../present/ticket-filters.ts';
import { sortOf } from '../present/ticket-table.ts';
import { TICKETS, type TicketWorld } from '../present/tickets.ts';
import { timingFor } from '../reader.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { searched } from '../table-filters.ts';
import { contactAsked, demandStage, editableTicket, ticketWorld } from '../ticket-world.ts';
import { presentFor, whence } from './inbox.ts';
import { ticketForm } from './new-ticket.ts';
import { stageQuestion, undoAddress } from './ticket.ts';
import { keptOf, shownAlready, TICKET_EDIT, TICKET_READ, ticketsHead } from './tickets.ts';

export const BOARD = `${TICKETS}/board`;

const PAGE = 20;
const MOST = 200;

export function boardRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get(BOARD, TICKET_READ, async (request, reply) => {
    const found = await boardOf(parts, request);
    // A desk without a ticket yet: the table says how one comes about.
    if (!found) return reply.goTo(TICKETS);
    const { column } = request.query as Asked;
    if (!isHtmx(request) || request.headers['hx-request-type'] === 'full')
      return reply.page('tickets/board-page', await boardPage(parts, request, found));
    if (column) return reply.page('tickets/cards', await readOn(parts, request, found, column));
    return reply.page('tickets/board', await boardModel(parts, request, found));
  });

  server.put(`${TICKETS}/places`, TICKET_EDIT, async (request, reply) => move(parts, request, reply));
}

interface Found {
  world: TicketWorld;
  pipeline: Pipeline;
  filters: TicketFilters;
  contactName?: string;
}

async function boardOf(parts: WebParts, request: FastifyRequest): Promise<Found | null> {
  const asked = request.query as Asked;
  const world = await ticketWorld(parts, request.viewer);
  const { state: _, pipelineId, ...filter } = filterOf(asked, world);
  const pipeline = world.pipelines.find(({ id }) => id === pipelineId) ?? world.pipelines[0];
  if (!pipeline) return null;
  const contact = await contactAsked(parts, asked.contact);
  const filters = { ...filter, ...ticketsSeen(request.viewer), contactId: contact?.id, search: searched(asked) };
  return {
    world,
    pipeline,
    filters,
    contactName: contact ? contactName(presentFor(parts, request), contact) : undefined,
  };
}

function aboutOf(parts: WebParts, request: FastifyRequest, { world, pipeline }: Found): BoardAbout {
  const { viewer } = request;
  const moves: BoardAbout['moves'] = (ticket) => may(viewer, 'ticket.edit', ticket);
  const timing = timingFor(parts, request);
  return { present: presentFor(parts, request), world, pipeline, timing, moves, edits: may(viewer, 'ticket.edit') };
}

async function boardPage(parts: WebParts, request: FastifyRequest, found: Found): Promise<BoardPage> {
  const present = presentFor(parts, request);
  const asked = request.query as Asked;
  const head = ticketsHead(present, asked, 'board', may(request.viewer, 'ticket.edit'));
  const { name } = found.pipeline;
  return {
    ...head,
    title: `${head.title} · ${name}`,
    text: found.contactName ? text(present, 'tickets.of', { name: found.contactName }) : name,
    filters: filterFields(present, found.world, { ...asked, pipeline: String(found.pipeline.id) }, 'board'),
    board: await boardModel(parts, request, found),
  };
}

async function boardModel(parts: WebParts, request: FastifyRequest, found: Found): Promise<BoardModel> {
  const limit = Math.min(Math.max(PAGE, shownAlready(request.query as Asked)), MOST);
  const columns: ColumnModel[] = [];
  for (const stage of found.pipeline.stages) columns.push(await columnOf(parts, request, found, stage, { limit }));
  return { edits: may(request.viewer, 'ticket.edit'), columns };
}

function readOn(parts: WebParts, request: FastifyRequest, found: Found, column: string): Promise<ColumnModel> {
  const stage = found.pipeline.stages.find(({ id }) => String(id) === column);
  if (!stage) throw notFound('stage');
  return columnOf(parts, request, found, stage, { after: (request.query as Asked).after, limit: PAGE });
}

async function columnOf(
  parts: WebParts,
  request: FastifyRequest,
  found: Found,
  stage: Stage,
  page: { after?: string; limit: number },
): Promise<ColumnModel> {
  const sort = (request.query as Asked).sort === '-due' ? ('-due' as const) : undefined;
  const column = await parts.rooms.tickets.column({ ...found.filters, stage, sort, ...page });
  const kept = keptOf(request.query as Asked);
  const query = new URLSearchParams([...kept, ['column', String(stage.id)], ['after', column.next ?? '']]);
  return columnModel(aboutOf(parts, request, found), stage, column, column.next ? `${BOARD}?${query}` : undefined);
}

/** A board in the order of what is due has no place to put a card at. */
function isByDue(address: string): boolean {
  const asked = new URLSearchParams(address.split('?')[1]);
  return sortOf(Object.fromEntries(asked)) === '-due';
}

/** What a stage asks for is asked before the card stays there. */
async function move(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, cookies } = parts;
  const form = formOf(request);
  const ticket = await editableTicket(parts, request.viewer, form.text('ticket'));
  const stageId = form.number('stage') || 0;
  await demandStage(parts, request.viewer, stageId);
  const back = ownAddress(form.text('back') || whence(request));
  const below = form.text('below');
  const filled = form.has('filled') ? readTicket(form, await ticketWorld(parts, request.viewer)) : undefined;
  const ask = (wrong?: Record<string, string>) => {
    const action = `${TICKETS}/places?_method=PUT`;
    const hidden = [
      { name: 'ticket', value: String(ticket.number) },
      { name: 'below', value: below },
    ];
    return stageQuestion(parts, request, reply, { ticket, stageId, back, action, hidden, wrong, sets: true });
  };
  const work = async () => {
    if (stageId === ticket.stageId && isByDue(back)) {
      cookies.say(reply, 'said.board-by-due');
      return reply.goTo(back);
    }
    const above = below === '' ? null : await editableTicket(parts, request.viewer, below);
    const set = await rooms.tickets.putOnBoard(ticket.id, stageId, above?.id ?? null, actorOf(request.viewer), filled);
    if (!set.ok) return ask();
    const { stage } = (await rooms.tickets.view(ticket.id))!;
    const staged = set.unowned === undefined ? 'said.ticket-staged' : 'said.ticket-unowned';
    const said = stage.id === ticket.stageId ? 'said.ticket-placed' : staged;
    const named = { number: ticket.number, stage: stage.name, name: set.unowned ?? '' };
    if (set.undo) cookies.say(reply, said, { ...named, undo: undoAddress(set.undo) });
    return reply.goTo(back);
  };
  return ticketForm(parts, request, work, ask);
}
