// What a person asks to carry out: a table as its page shows it, filters and columns included.
import type { FastifyRequest } from 'fastify';
import { demand, may, ticketsSeen } from '../accounts/accounts.ts';
import type { ExportAsked, ExportColumn, ExportWords } from '../exports/exports.ts';
import { contactColumns, contactUsual, contactWorld } from './contact-table.ts';
import { inboxIdsIn } from './list-order.ts';
import { channelMark, text, type Present } from './present/marks.ts';
import { propertyLabel } from './present/property-fields.ts';
import { recordColumns, usualColumns } from './present/records.ts';
import { filterOf as ticketFilterOf } from './present/ticket-filters.ts';
import { sortOf, ticketColumns, USUAL } from './present/ticket-table.ts';
import { priorityText, sourceText } from './present/tickets.ts';
import { recordWorld, typeOf } from './record-world.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';
import { filterOf, searched, type Asked } from './table-filters.ts';
import { chosenColumns } from './table-tools.ts';
import { contactAsked, ticketWorld } from './ticket-world.ts';

/** What may be carried out, where the person may see it. */
export interface Exported {
  asked: ExportAsked;
  /** Of the file, without its ending. */
  name: string;
  /** Columns that the page shows now. */
  shown: string[];
  type?: string;
}

export async function contactExport(parts: WebParts, request: FastifyRequest): Promise<Exported> {
  demand(request.viewer, 'contact.read');
  const asked = request.query as Asked;
  const world = await contactWorld(parts);
  const sort = asked.sort === 'name' ? ('name' as const) : ('recent' as const);
  const filter = { ...filterOf(asked, world), search: searched(asked), sort };
  const all = contactColumns(presentFor(parts, request), world);
  const chosen = await chosenColumns(parts, request, 'contact', all, contactUsual(world));
  const companies = may(request.viewer, 'record.read', { type: 'company' });
  return {
    asked: { table: 'contact', filter, companies },
    name: 'contacts',
    shown: ['name', ...chosen.map(({ key }) => key)],
  };
}

export async function recordExport(parts: WebParts, request: FastifyRequest): Promise<Exported> {
  demand(request.viewer, 'record.read');
  const asked = request.query as Asked;
  const type = await typeOf(parts, request);
  const world = await recordWorld(parts, type);
  const sort = asked.sort === 'name' ? ('name' as const) : ('changed' as const);
  const filter = { type: type.key, ...filterOf(asked, world), search: searched(asked), sort };
  const all = recordColumns(presentFor(parts, request), type, world);
  const chosen = await chosenColumns(parts, request, type.key, all, usualColumns(world));
  const name = type.base.replace(/^.*\//, '');
  return { asked: { table: 'record', filter }, name, type: type.key, shown: ['name', ...chosen.map(({ key }) => key)] };
}

export async function ticketExport(parts: WebParts, request: FastifyRequest): Promise<Exported> {
  demand(request.viewer, 'ticket.read');
  const asked = request.query as Asked;
  const world = await ticketWorld(parts, request.viewer);
  const contact = await contactAsked(parts, asked.contact);
  const filter = {
    ...ticketFilterOf(asked, world),
    ...{ ...ticketsSeen(request.viewer), search: searched(asked), sort: sortOf(asked), contactId: contact?.id },
  };
  const all = ticketColumns(presentFor(parts, request), world);
  const chosen = await chosenColumns(parts, request, 'ticket', all, USUAL);
  const shown = ['number', 'name', ...chosen.map(({ key }) => key)];
  return { asked: { table: 'ticket', filter }, name: 'tickets', shown };
}

export async function viewExport(parts: WebParts, request: FastifyRequest): Promise<Exported | null> {
  demand(request.viewer, 'conversation.read');
  const { viewer } = request;
  const id = Number((request.params as { id: string }).id);
  const view = Number.isSafeInteger(id) ? await parts.rooms.views.get(id, viewer) : null;
  if (!view) return null;
  const inboxIds = await inboxIdsIn(parts, request, { inboxId: 0 });
  return { asked: { table: 'conversation', view, viewer, inboxIds }, name: 'conversations', shown: [] };
}

/** All columns of the table, or those it shows; the key always stands first, so that the rows can be brought back. */
export async function exportColumns(
  parts: WebParts,
  request: FastifyRequest,
  { asked, type, shown }: Exported,
  all: boolean,
): Promise<ExportColumn[]> {
  const present = presentFor(parts, request);
  const known = await parts.rooms.exports.columns({ table: asked.table, type });
  const labelled = known.map(({ key, label }) => ({
    key,
    label: label === undefined ? columnLabel(present, key) : propertyLabel(present, { key: key.slice(9), label }),
  }));
  if (all || shown.length === 0) return labelled;
  // Tables have one column for the address that counts.
  const rest = shown.filter((key) => !labelled.some((one) => one.key === key));
  const extra = rest.map((key) => ({ key, label: columnLabel(present, key) }));
  const wanted = [...labelled, ...extra].filter(({ key }) => key === 'key' || shown.includes(key));
  return wanted.toSorted((one, other) => shown.indexOf(one.key) - shown.indexOf(other.key));
}

function columnLabel(present: Present, key: string): string {
  return text(present, `exports.column.${key}`);
}

/** Moments as spreadsheets understand them, in the reader's time zone. */
export function exportWords(present: Present): ExportWords {
  const { timeZone } = present;
  const options = { dateStyle: 'short', timeStyle: 'medium', timeZone } as const;
  // Swedish writes them as 2026-12-31 23:59:00.
  const moment = new Intl.DateTimeFormat('sv-SE', options);
  return {
    time: (at) => moment.format(at),
    yes: text(present, 'property.yes'),
    no: text(present, 'property.no'),
    word(kind, value) {
      if (kind === 'channel') return channelMark(present, value).name;
      if (kind === 'source') return sourceText(present, value);
      if (kind === 'priority') return priorityText(present, value as Parameters<typeof priorityText>[1]);
      return text(present, `exports.status.${value}`);
    },
  };
}
