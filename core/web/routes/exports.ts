// Tables carried out as CSV: contacts, companies, deals, objects, tickets, and the conversations of a view (CO-3).
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import {
  contactExport,
  exportColumns,
  exportWords,
  recordExport,
  ticketExport,
  viewExport,
  type Exported,
} from '../exporting.ts';
import { text } from '../present/marks.ts';
import { TICKETS } from '../present/tickets.ts';
import { RECORD_BASES, typeOf } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { CONTACTS } from './contacts.ts';
import { presentFor, whence } from './inbox.ts';
import { VIEWS } from './list-views.ts';

const EXPORT = { config: { permission: 'export' } } as const;

type Source = (parts: WebParts, request: FastifyRequest) => Promise<Exported>;

export function exportsRoutes(server: FastifyInstance, parts: WebParts): void {
  of(server, parts, CONTACTS, contactExport);
  of(server, parts, TICKETS, ticketExport);
  for (const base of RECORD_BASES) of(server, parts, base, recordExport);

  server.get(`${VIEWS}/:id/export.csv`, EXPORT, async (request, reply) => {
    const exported = await viewExport(parts, request);
    if (!exported) throw notFound('view');
    return send(parts, request, reply, exported, true);
  });
}

function of(server: FastifyInstance, parts: WebParts, base: string, source: Source): void {
  server.get(`${base}/export`, EXPORT, async (request, reply) => {
    if ((RECORD_BASES as readonly string[]).includes(base)) await typeOf(parts, request);
    const present = presentFor(parts, request);
    const [at] = request.url.split('?');
    const query = filtersOf(request, at!.replace(/\/export$/, ''));
    const file = (all: string) => `${at}.csv?${new URLSearchParams([...query, ['all', all]])}`;
    const link = (key: string, all: string) => ({ label: text(present, key), href: file(all), download: true });
    return reply.dialog({
      title: text(present, 'exports.title'),
      text: text(present, query.length > 0 ? 'exports.text.filtered' : 'exports.text'),
      links: [link('exports.shown', '0'), link('exports.all', '1')],
      back: at!.replace(/\/export$/, ''),
    });
  });

  server.get(`${base}/export.csv`, EXPORT, async (request, reply) => {
    const exported = await source(parts, request);
    return send(parts, request, reply, exported, (request.query as { all?: string }).all === '1');
  });
}

/** Those of the page one is on: its filters change without the page being drawn anew. */
function filtersOf(request: FastifyRequest, base: string): [string, string][] {
  const from = URL.parse(whence(request), 'http://desk');
  const own = Object.entries(request.query as Record<string, string>);
  const all = from?.pathname === base ? [...from.searchParams] : own;
  return all.filter(([name, value]) => name !== 'after' && value !== '');
}

async function send(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  exported: Exported,
  all: boolean,
): Promise<FastifyReply> {
  const { accounts, exports, clock } = parts.rooms;
  const columns = await exportColumns(parts, request, exported, all);
  const { name, asked } = exported;
  const filter = asked.table === 'conversation' ? { view: asked.view.name } : used(asked.filter);
  await accounts.audit.write(request.viewer, 'export.made', exported.type ?? asked.table, {
    columns: columns.length,
    ...filter,
  });
  const lines = exports.file(asked, columns, exportWords(presentFor(parts, request)));
  const day = clock.now().toISOString().slice(0, 10);
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}-${day}.csv"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(lines));
}

/** What it was narrowed down by, for the audit log. */
function used(filter: object): Record<string, unknown> {
  const given = Object.entries(filter).filter(([name]) =>
    ['search', 'owner', 'state', 'properties', 'pipelineId'].includes(name),
  );
  return Object.fromEntries(given.flatMap(([name, value]) => (isEmpty(value) ? [] : [[name, written(value)]])));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
}

function written(value: unknown): unknown {
  return typeof value === 'object' ? JSON.stringify(value) : value;
}
