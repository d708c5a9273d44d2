// Tickets: the table with its filters (TK-1, TK-2).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may, ticketsSeen } from '../../accounts/accounts.ts';
import type { TicketView } from '../../tickets/tickets.ts';
import type { TicketsPage } from '../models/tickets.ts';
import { contactName, text, type Present } from '../present/marks.ts';
import { filterFields, filterOf, type Asked } from '../present/ticket-filters.ts';
import { sortOf, ticketColumns, ticketTable, USUAL } from '../present/ticket-table.ts';
import { TICKETS } from '../present/tickets.ts';
import { timingFor } from '../reader.ts';
import { isHtmx } from '../replies.ts';
import { searched } from '../table-filters.ts';
import { carryLinks, chosenColumns, columnsDialog, keepColumns } from '../table-tools.ts';
import type { WebParts } from '../rooms.ts';
import { contactAsked, ticketWorld } from '../ticket-world.ts';
import { formOf } from '../forms.ts';
import { presentFor, tableBefore } from './inbox.ts';

export const TICKET_READ = { config: { permission: 'ticket.read' } } as const;
export const TICKET_EDIT = { config: { permission: 'ticket.edit' } } as const;

const PAGE = 50;

export function ticketsRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get(TICKETS, TICKET_READ, async (request, reply) => {
    const page = await ticketsPage(parts, request);
    if (!isHtmx(request) || request.headers['hx-request-type'] === 'full') return reply.page('tickets/page', page);
    if ((request.query as Asked).after) return reply.page('shared/table-rows', page.table);
    return reply.page('tickets/found', page);
  });

  server.get(`${TICKETS}/columns`, TICKET_READ, async (request, reply) => {
    const present = presentFor(parts, request);
    const all = ticketColumns(present, await ticketWorld(parts, request.viewer));
    const shown = await chosenColumns(parts, request, 'ticket', all, USUAL);
    return reply.dialog(columnsDialog(present, TICKETS, all, shown));
  });

  server.put(`${TICKETS}/columns`, TICKET_READ, async (request, reply) => {
    await keepColumns(parts, request, 'ticket', formOf(request).texts('columns'));
    return reply.goTo(tableBefore(request, TICKETS));
  });
}

async function ticketsPage(parts: WebParts, request: FastifyRequest): Promise<TicketsPage> {
  const present = presentFor(parts, request);
  const asked = request.query as Asked;
  const world = await ticketWorld(parts, request.viewer);
  const contact = await contactAsked(parts, asked.contact);
  const { rows, next } = await parts.rooms.tickets.list({
    ...filterOf(asked, world),
    ...ticketsSeen(request.viewer),
    search: searched(asked),
    sort: sortOf(asked),
    after: asked.after,
    contactId: contact?.id,
    limit: Math.max(PAGE, shownAlready(asked)),
  });
  const kept = keptOf(asked);
  const query = new URLSearchParams([...kept, ...(next ? [['after', next]] : [])] as [string, string][]);
  const all = ticketColumns(present, world);
  const columns = await chosenColumns(parts, request, 'ticket', all, USUAL);
  const timing = timingFor(parts, request);
  const edits = (ticket: TicketView) => may(request.viewer, 'ticket.edit', ticket);
  const about = { present, world, asked, columns, timing, edits };
  const head = ticketsHead(present, asked, 'table', may(request.viewer, 'ticket.edit'));
  const table = ticketTable(about, rows, next ? `${TICKETS}?${query}` : undefined);
  if (kept.length > 0)
    table.empty = { title: text(present, 'search.empty.title'), text: text(present, 'tickets.nothing') };
  return {
    ...head,
    links: [...carryLinks(present, request.viewer, TICKETS, 'ticket'), ...head.links],
    text: contact ? text(present, 'tickets.of', { name: contactName(present, contact) }) : undefined,
    filters: filterFields(present, world, asked, 'table'),
    table,
    many: rows.some(about.edits) ? { action: `${TICKETS}/many` } : undefined,
  };
}

/** How far somebody has read who asks again, as the live line makes a page do. */
export function shownAlready({ rows = '' }: { rows?: string }): number {
  return /^\d{1,3}$/.test(rows) ? Number(rows) : 0;
}

/** What of an address is kept when one reads on or goes from the table to the board. */
export function keptOf(asked: Asked): [string, string][] {
  const passing = new Set(['after', 'rows', 'column']);
  return Object.entries(asked).filter((one): one is [string, string] => !passing.has(one[0]) && !!one[1]);
}

/** Heading, search, and the way from one shape to the other. */
export function ticketsHead(present: Present, asked: Asked, shape: 'table' | 'board', edits: boolean) {
  const heading = text(present, 'tickets.heading');
  const kept = new URLSearchParams(keptOf(asked));
  const to = (name: 'board' | 'table', href: string) => ({
    label: text(present, `tickets.${name}`),
    href: kept.size > 0 ? `${href}?${kept}` : href,
    icon: name,
    current: name === shape || undefined,
  });
  const choose = { label: text(present, 'tables.columns'), href: `${TICKETS}/columns`, icon: 'table', dialog: true };
  const start = { label: text(present, 'tickets.new'), href: `${TICKETS}/new`, icon: 'plus', primary: true };
  return {
    title: heading,
    heading,
    topics: 'tickets',
    query: searched(asked),
    kept: ['contact', ...(shape === 'table' ? ['sort'] : [])].flatMap((name) =>
      asked[name] ? [{ name, value: asked[name] }] : [],
    ),
    address: shape === 'board' ? `${TICKETS}/board` : TICKETS,
    shapes: { label: text(present, 'tickets.shape'), items: [to('board', `${TICKETS}/board`), to('table', TICKETS)] },
    links: [...(shape === 'table' ? [choose] : []), ...(edits ? [start] : [])],
  };
}
