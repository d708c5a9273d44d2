// The table of tickets: which columns it shows, in which order, what of a row is changed in place, rows that are chosen.
import { TICKET_SORTS, type TicketSort, type TicketView } from '../../tickets/tickets.ts';
import type { Cell, TableModel, TableRow } from '../models/forms.ts';
import type { TableColumn } from '../table-tools.ts';
import { contactName, contactPerson, text, type Present } from './marks.ts';
import { propertyLabel, propertyWords } from './property-fields.ts';
import { dueChip, type Timing } from './due.ts';
import type { Asked } from './ticket-filters.ts';
import { sourceText, ticketAddress, ticketPicks, TICKETS, ticketSign, type TicketWorld } from './tickets.ts';

/** Number and name stand in every table. */
const CHOICE = ['stage', 'priority', 'due', 'owner', 'contact', 'created', 'changed', 'pipeline', 'source', 'team'];
export const USUAL = ['stage', 'priority', 'due', 'owner', 'contact', 'changed'];
const SORTS: Record<string, TicketSort> = { number: 'number', priority: 'priority', due: '-due', changed: 'changed' };

export interface TableAbout {
  present: Present;
  world: TicketWorld;
  asked: Asked;
  /** What stands behind number and name. */
  columns: TableColumn[];
  timing: Timing;
  /** Whether the reader may change this ticket. */
  edits(ticket: TicketView): boolean;
}

/** All that the table can show; what is due is of no use where nothing is promised. */
export function ticketColumns(present: Present, world: TicketWorld): TableColumn[] {
  const own = world.promises ? CHOICE : CHOICE.filter((key) => key !== 'due');
  return [
    ...own.map((key) => ({ key, label: text(present, `ticket.${key}`) })),
    ...world.properties.map((one) => ({ key: `property.${one.key}`, label: propertyLabel(present, one) })),
  ];
}

export function sortOf({ sort, due }: Asked): TicketSort {
  const isByDue = due === 'overdue' || due === 'day' || due === 'week';
  return isByDue ? '-due' : (TICKET_SORTS.find((one) => one === sort) ?? 'changed');
}

/** The table's address with something else in it. */
function addressWith(asked: Asked, changes: Record<string, string>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...changes, after: '', rows: '' }))
    if (value) query.set(name, value);
  return query.size > 0 ? `${TICKETS}?${query}` : TICKETS;
}

export function ticketTable(about: TableAbout, rows: TicketView[], more: string | undefined): TableModel {
  const { present, asked, columns } = about;
  const first = ['number', 'name'].map((key) => ({ key, label: text(present, `ticket.${key}`) }));
  return {
    id: 'tickets',
    label: text(present, 'tickets.heading'),
    columns: [...first, ...columns].map(({ key, label }) => ({ label, ...sorting(asked, key) })),
    rows: rows.map((row) => rowOf(about, row)),
    more,
    empty: { title: text(present, 'tickets.none'), text: text(present, 'tickets.none.text') },
  };
}

/** Again on the same column turns its order round. */
function sorting(asked: Asked, key: string): { sort?: string; sorted?: boolean } {
  const sort = SORTS[key];
  if (!sort) return {};
  const now = sortOf(asked);
  // What is due last is nobody's question: again on it leads back to the usual order.
  const turned = sort === '-due' ? '' : `-${sort}`;
  const next = now === sort ? turned : sort;
  return { sort: addressWith(asked, { sort: next }), sorted: now.replace('-', '') === sort.replace('-', '') };
}

function rowOf(about: TableAbout, ticket: TicketView): TableRow {
  const edits = about.edits(ticket);
  return {
    id: `ticket-${ticket.id}`,
    cells: [
      { text: ticketSign(ticket), mono: true, href: ticketAddress(ticket), ...(edits && { pick: ticket.id }) },
      { text: ticket.name, href: ticketAddress(ticket), walk: true },
      ...about.columns.map(({ key }) => cellOf(about, ticket, key, edits)),
    ],
  };
}

function cellOf(about: TableAbout, ticket: TicketView, key: string, edits: boolean): Cell {
  const { present, world } = about;
  const { contact } = ticket;
  switch (key) {
    case 'stage':
    case 'priority':
    case 'owner': {
      const found = ticketPicks(present, ticket, world, false).find(({ name }) => name === key)!;
      const { shown, chip, person, priority } = found;
      const edit = edits ? `${ticketAddress(ticket)}/${key}` : undefined;
      return chip ? { chips: [chip], edit } : { person, priority, text: shown, edit };
    }
    case 'contact':
      return contact
        ? {
            person: contactPerson(present, contact),
            text: contactName(present, contact),
            href: `/contacts/${contact.publicId}`,
          }
        : { text: '' };
    case 'due': {
      const due = dueChip(present, about.timing, ticket.due);
      return { chips: due ? [due] : [] };
    }
    case 'created':
      return { at: ticket.createdAt };
    case 'changed':
      return { at: ticket.changedAt };
    case 'pipeline':
      return { text: ticket.pipeline.name };
    case 'team':
      return { text: ticket.team?.name ?? '' };
    case 'source':
      return { text: sourceText(present, ticket.source) };
    default:
      return { text: propertyText(about, ticket, key) };
  }
}

function propertyText({ present, world }: TableAbout, ticket: TicketView, key: string): string {
  const property = world.properties.find((one) => `property.${one.key}` === key);
  const value = property && ticket.properties[property.key];
  return property && value !== undefined ? propertyWords(present, property, value, world) : '';
}
