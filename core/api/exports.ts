// API: tables as CSV (CO-3).
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { demand, may, seesType, ticketsSeen, type Viewer } from '../accounts/accounts.ts';
import type { ExportAsked, ExportWords } from '../exports/exports.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { visibleInboxes } from './scope.ts';

const Query = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200 })),
  owner: Type.Optional(Type.Integer()),
  view: Type.Optional(Type.Integer({ description: 'Of `conversation`: whose conversations' })),
});

/** As they are kept: programs have words of their own. */
const PLAIN: ExportWords = { time: (at) => at.toISOString(), yes: 'true', no: 'false', word: (_kind, value) => value };

export function exportRoutes(rooms: ApiRooms): ApiRoute[] {
  const summary = 'A table as CSV: `contact`, `ticket`, `conversation` of a view, or a type of record';
  const about = { method: 'GET' as const, permission: 'export' as const, tag: 'exports', answer: Type.String() };
  return [{ ...about, url: '/exports/:key', summary, query: Query, gives: 'text/csv', run: file }];

  async function file(request: FastifyRequest) {
    const table = keyOf(request);
    const query = request.query as Asked;
    const asked = await askedFor(request.viewer, table, query);
    const type = asked.table === 'record' ? table : undefined;
    const columns = (await rooms.exports.columns({ table: asked.table, type })).map(({ key }) => ({ key, label: key }));
    await rooms.accounts.audit.write(request.viewer, 'export.made', table, { columns: columns.length, ...query });
    return Readable.from(rooms.exports.file(asked, columns, PLAIN));
  }

  async function askedFor(viewer: Viewer, table: string, { search, owner, view }: Asked): Promise<ExportAsked> {
    if (table === 'contact') {
      demand(viewer, 'contact.read');
      const companies = may(viewer, 'record.read', { type: 'company' });
      return { table, filter: { search, owner }, companies };
    }
    if (table === 'ticket') {
      demand(viewer, 'ticket.read');
      return { table, filter: { search, owner, state: 'all', ...ticketsSeen(viewer) } };
    }
    if (table === 'conversation') {
      demand(viewer, 'conversation.read');
      const found = view === undefined ? null : await rooms.views.get(view, viewer);
      if (!found) throw notFound('view');
      const seen = (await visibleInboxes(rooms, viewer)).map(({ id }) => id);
      return { table, view: found, viewer, inboxIds: seen };
    }
    demand(viewer, 'record.read');
    if (!seesType(viewer, table) || !(await rooms.records.types.exists(table))) throw notFound('table');
    return { table: 'record', filter: { type: table, search, owner } };
  }
}

interface Asked {
  search?: string;
  owner?: number;
  view?: number;
}
