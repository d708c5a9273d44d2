// API: contacts and companies that are likely one, merged, parted, told apart (CH-15, CO-3).
import type { FastifyRequest } from 'fastify';
import { actorOf, seesType, type Viewer } from '../accounts/accounts.ts';
import type { DuplicateObject, Pair } from '../duplicates/duplicates.ts';
import { notFound } from '../kernel/errors.ts';
import { Judged, Judgement, PairShape, type JudgementBody } from './import-shapes.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { pageOf } from './shapes.ts';

const Page = Type.Object({
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
});

export function duplicateRoutes(rooms: ApiRooms): ApiRoute[] {
  return [
    ...routesOf(rooms, 'contact', { url: '/duplicates/contacts', read: 'contact.read', edit: 'contact.edit' }),
    ...routesOf(rooms, 'company', { url: '/duplicates/companies', read: 'record.read', edit: 'record.edit' }),
  ];
}

interface Place {
  url: string;
  read: ApiRoute['permission'];
  edit: ApiRoute['permission'];
}

function routesOf(rooms: ApiRooms, object: DuplicateObject, { url, read, edit }: Place): ApiRoute[] {
  const about = { tag: 'duplicates', url };
  const changing = { ...about, permission: edit, answer: Judged };
  const { judge, part } = judging(rooms, object);
  return [
    {
      ...{ ...about, method: 'GET', permission: read, summary: 'Likely one, the likeliest first', query: Page },
      ...{ answer: pageOf(PairShape), run: (request) => list(rooms, object, request) },
    },
    { ...changing, method: 'POST', summary: 'Merge two, or say that they are two', body: Judgement, run: judge },
    { ...changing, method: 'DELETE', url: `${url}/:key`, summary: 'Part two that were merged, by its step', run: part },
  ];
}

async function list(rooms: ApiRooms, object: DuplicateObject, { query, viewer }: FastifyRequest) {
  demandSeen(viewer, object);
  const { rows, next } = await rooms.duplicates.list(object, query as { after?: string; limit: number });
  const items = await Promise.all(rows.map((pair) => shown(rooms, object, pair)));
  return { items: items.flatMap((item) => item ?? []), next };
}

function demandSeen(viewer: Viewer, object: DuplicateObject): void {
  if (!seesType(viewer, object)) throw notFound('record type');
}

/** Null when one of them has gone since. */
async function shown(rooms: ApiRooms, object: DuplicateObject, { oneId, otherId, reasons }: Pair) {
  const [one, other] = [await named(rooms, object, oneId), await named(rooms, object, otherId)];
  return one && other && { one, other, reasons };
}

async function named({ contacts, records }: ApiRooms, object: DuplicateObject, id: number) {
  if (object === 'contact') {
    const contact = await contacts.summary(id);
    return contact && !contact.mergedIntoId ? { key: contact.publicId, name: contact.title } : null;
  }
  const record = await records.view(id);
  return record && { key: record.publicId, name: record.name };
}

function judging({ duplicates, contacts, records }: ApiRooms, object: DuplicateObject) {
  return { judge, part };

  async function idOf(key: string): Promise<number> {
    const record = object === 'company' ? await records.byPublicId(key.slice(0, 60)) : null;
    const contact = object === 'contact' ? await contacts.byPublicId(key.slice(0, 60)) : null;
    const found = record?.type === 'company' ? record : contact;
    if (!found) throw notFound(object);
    return found.id;
  }

  async function judge({ body, viewer }: FastifyRequest) {
    demandSeen(viewer, object);
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
    demandSeen(request.viewer, object);
    await (object === 'contact' ? contacts : records).unmerge(keyOf(request), actorOf(request.viewer));
    return { keep: null, step: null };
  }
}
