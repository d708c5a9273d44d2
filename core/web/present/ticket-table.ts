// The table of tickets: which columns it shows, in which order, what of a row is changed in place, rows that are chosen.
import { TICKET_SORTS, type TicketSort, type TicketView } from '../../tickets/tickets.ts';
import type { Cell, TableModel, TableRow } from '../models/forms.ts';
import type { Link } from '../models/shared.ts';
import { contactName, contactPerson, text, type Present } from './marks.ts';
import { propertyLabel, propertyWords } from './property-fields.ts';
import type { Asked } from './ticket-filters.ts';
import { sourceText, ticketAddress, ticketPicks, TICKETS, ticketSign, type TicketWorld } from './tickets.ts';

/** Number and name stand in every table. */
const CHOICE = ['stage', 'priority', 'owner', 'contact', 'created', 'changed', 'pipeline', 'source', 'team'];
const USUAL = ['stage', 'priority', 'owner', 'contact', 'changed'];
const SORTS: Record<string, TicketSort> = { number: 'number', priority: 'priority', changed: 'changed' };

export interface TableAbout {
  present: Present;
  world: TicketWorld;
  asked: Asked;
  /** Whether the reader may change this ticket. */
  edits(ticket: TicketView): boolean;
}

/** As the address says: `columns=owner,created,property.frame`; unknown names are left out. */
export function columnsOf({ columns }: Asked, world: TicketWorld): string[] {
  if (columns === undefined) return USUAL;
  const wanted = columns.split(',');
  return choiceOf(world).filter((key) => wanted.includes(key));
}

export function sortOf({ sort }: Asked): TicketSort {
  return TICKET_SORTS.find((one) => one === sort) ?? 'changed';
}

function choiceOf({ properties }: TicketWorld): string[] {
  return [...CHOICE, ...properties.map(({ key }) => `property.${key}`)];
}

/** The table's address with something else in it. */
function addressWith(asked: Asked, changes: Record<string, string>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...changes, after: '', rows: '' }))
    if (value) query.set(name, value);
  return query.size > 0 ? `${TICKETS}?${query}` : TICKETS;
}

export function ticketTable(about: TableAbout, rows: TicketView[], more: string | undefined): TableModel {
  const { present, world, asked } = about;
  const columns = columnsOf(asked, world);
  const picks = rows.some((row) => about.edits(row));
  const heads = ['number', 'name', ...columns].map((key) => ({ label: labelOf(about, key), ...sorting(asked, key) }));
  return {
    id: 'tickets',
    label: text(present, 'tickets.heading'),
    columns: [...(picks ? [{ label: text(present, 'tickets.choose'), hidden: true }] : []), ...heads],
    rows: rows.map((row) => rowOf(about, row, columns, picks)),
    more,
    empty: { title: text(present, 'tickets.none'), text: text(present, 'tickets.none.text') },
  };
}

/** A way to put each column into the table or out of it. */
export function columnLinks(about: TableAbout): Link[] {
  const { world, asked } = about;
  const shown = columnsOf(asked, world);
  return choiceOf(world).map((key) => {
    const current = shown.includes(key);
    const columns = current ? shown.filter((one) => one !== key) : [...shown, key];
    // None at all is said too: nothing would mean the usual ones.
    const href = addressWith(asked, { columns: columns.join(',') || 'none' });
    return { label: labelOf(about, key), href, current: current || undefined };
  });
}

function labelOf({ present, world }: TableAbout, key: string): string {
  const property = world.properties.find((one) => `property.${one.key}` === key);
  return property ? propertyLabel(present, property) : text(present, `ticket.${key}`);
}

/** Again on the same column turns its order round. */
function sorting(asked: Asked, key: string): { sort?: string; sorted?: boolean } {
  const sort = SORTS[key];
  if (!sort) return {};
  const now = sortOf(asked);
  const next = now === sort ? `-${sort}` : sort;
  return { sort: addressWith(asked, { sort: next }), sorted: now.replace('-', '') === sort };
}

function rowOf(about: TableAbout, ticket: TicketView, columns: string[], picks: boolean): TableRow {
  const edits = about.edits(ticket);
  const label = text(about.present, 'tickets.pick', { sign: ticketSign(ticket) });
  const box: Cell = edits ? { check: { name: 'ticket', value: String(ticket.id), label, form: 'many' } } : {};
  return {
    id: `ticket-${ticket.id}`,
    cells: [
      ...(picks ? [box] : []),
      { text: ticketSign(ticket), mono: true, href: ticketAddress(ticket) },
      { text: ticket.name, href: ticketAddress(ticket) },
      ...columns.map((key) => cellOf(about, ticket, key, edits)),
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
      const { shown, chip, person, priority, label } = ticketPicks(present, ticket, world, false).find(
        ({ name }) => name === key,
      )!;
      const href = edits ? `${ticketAddress(ticket)}/${key}` : undefined;
      return { pick: { shown, chip, person, priority, label: `${ticketSign(ticket)}: ${label}`, href } };
    }
    case 'contact':
      return contact
        ? {
            person: contactPerson(present, contact),
            text: contactName(present, contact),
            href: `/contacts/${contact.publicId}`,
          }
        : { text: '' };
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
