// API: tables as CSV, and contacts and companies that are likely one (CO-3, CH-15).
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import type { DuplicateObject } from '../duplicates/duplicates.ts';
import type { ExportAsked, ExportWords } from '../exports/exports.ts';
import { notFound } from '../kernel/errors.ts';
import { Judged, Judgement, PairShape, type JudgementBody } from './import-shapes.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { visibleInboxes } from './scope.ts';
import { pageOf } from './shapes.ts';

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
  return [
    { ...about, url: '/exports/:key', summary, query: Query, gives: 'text/csv', run: file },
    ...duplicateRoutes(rooms),
  ];

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
    const { inboxIds } = viewer;
    if (table === 'contact') {
      demand(viewer, 'contact.read');
      return { table, filter: { search, owner } };
    }
    if (table === 'ticket') {
      demand(viewer, 'ticket.read');
      return { table, filter: { search, owner, state: 'all', inboxIds: inboxIds === 'all' ? null : inboxIds } };
    }
    if (table === 'conversation') {
      demand(viewer, 'conversation.read');
      const found = view === undefined ? null : await rooms.views.get(view, viewer);
      if (!found) throw notFound('view');
      const seen = (await visibleInboxes(rooms, viewer)).map(({ id }) => id);
      return { table, view: found, viewer, inboxIds: seen };
    }
    demand(viewer, 'record.read');
    if (!(await rooms.records.types.exists(table))) throw notFound('table');
    return { table: 'record', filter: { type: table, search, owner } };
  }
}

interface Asked {
  search?: string;
  owner?: number;
  view?: number;
}

const Page = Type.Object({
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
});

function duplicateRoutes(rooms: ApiRooms): ApiRoute[] {
  return [
    ...routesOf(rooms, 'contact', '/duplicates/contacts', 'contact.read', 'contact.edit'),
    ...routesOf(rooms, 'company', '/duplicates/companies', 'record.read', 'record.edit'),
  ];
}

function routesOf(
  rooms: ApiRooms,
  object: DuplicateObject,
  url: string,
  read: ApiRoute['permission'],
  edit: ApiRoute['permission'],
): ApiRoute[] {
  const { duplicates, contacts, records } = rooms;
  const tag = 'duplicates';
  return [
    {
      tag,
      method: 'GET',
      url,
      permission: read,
      summary: 'Likely one, the likeliest first',
      query: Page,
      answer: pageOf(PairShape),
      run: list,
    },
    {
      tag,
      method: 'POST',
      url,
      permission: edit,
      summary: 'Merge two, or say that they are two',
      body: Judgement,
      answer: Judged,
      run: judge,
    },
    {
      tag,
      method: 'DELETE',
      url: `${url}/:key`,
      permission: edit,
      summary: 'Part two that were merged, by its step',
      answer: Judged,
      run: part,
    },
  ];

  async function nameOf(id: number) {
    if (object === 'contact') {
      const contact = await contacts.summary(id);
      return contact && !contact.mergedIntoId ? { key: contact.publicId, name: contact.title } : null;
    }
    const record = await records.view(id);
    return record && { key: record.publicId, name: record.name };
  }

  async function list({ query }: FastifyRequest) {
    const { rows, next } = await duplicates.list(object, query as { after?: string; limit: number });
    const items = await Promise.all(
      rows.map(async ({ oneId, otherId, reasons }) => ({
        one: await nameOf(oneId),
        other: await nameOf(otherId),
        reasons,
      })),
    );
    return { items: items.filter(({ one, other }) => one && other), next };
  }

  async function idOf(key: string): Promise<number> {
    const record = object === 'company' ? await records.byPublicId(key.slice(0, 60)) : null;
    const found =
      object === 'contact' ? await contacts.byPublicId(key.slice(0, 60)) : record?.type === 'company' ? record : null;
    if (!found) throw notFound(object);
    return found.id;
  }

  async function judge({ body, viewer }: FastifyRequest) {
    const { keep, other, same, fields = [], properties = [] } = body as JudgementBody;
    const ids = [await idOf(keep), await idOf(other)] as const;
    const actor = actorOf(viewer);
    if (!same) {
      await duplicates.dismiss(object, ...ids, true, actor);
      return { keep, step: null };
    }
    const merge = object === 'contact' ? contacts.merge : records.merge;
    return { keep, step: await merge(...ids, actor, { fields, properties }) };
  }

  async function part(request: FastifyRequest) {
    const step = keyOf(request);
    await (object === 'contact' ? contacts : records).unmerge(step, actorOf(request.viewer));
    return { keep: '', step: null };
  }
}
