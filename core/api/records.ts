// API: companies, deals and other records, with what they are linked with (CO-2, OP-7).
import type { FastifyRequest } from 'fastify';
import { actorOf, may, seesType, type Viewer } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import { objectOf, OWN_TYPES, type Link, type LinkKind, type RecordView } from '../records/records.ts';
import {
  LinkShape,
  NewRecord,
  RecordChangeShape,
  RecordLinks,
  RecordShape,
  RecordTypeShape,
  type NewRecordBody,
  type RecordChangeBody,
  type RecordLinksBody,
} from './record-shapes.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { pageOf } from './shapes.ts';

const Query = Type.Object({
  type: Type.String({ maxLength: 60 }),
  owner: Type.Optional(Type.Integer()),
  search: Type.Optional(Type.String({ maxLength: 200 })),
  sort: Type.Optional(Type.String({ enum: ['changed', 'name'], default: 'changed' })),
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
const Types = Type.Object({ items: Type.Array(RecordTypeShape) });
const Links = Type.Object({ items: Type.Array(LinkShape) });
const TABLE = { url: '/records', summary: 'Records of a type', query: Query, answer: pageOf(RecordShape) };

export function recordRoutes(rooms: ApiRooms): ApiRoute[] {
  const { records } = rooms;
  const get = { method: 'GET' as const, permission: 'record.read' as const, tag: 'records' };
  const edit = { permission: 'record.edit' as const, tag: 'records' };
  const LINK = { url: '/records/:key/links', summary: 'Link or unlink', body: RecordLinks, answer: Links };
  return [
    { ...get, url: '/record-types', summary: 'Types with their properties', answer: Types, run: types },
    { ...get, ...TABLE, run: list },
    { ...get, url: '/records/:key', summary: 'One record', answer: RecordShape, run: one },
    { ...get, url: '/records/:key/links', summary: 'What it is linked with', answer: Links, run: linksOf },
    {
      ...{ ...edit, method: 'POST', url: '/records', summary: 'Create a record', body: NewRecord },
      ...{ answer: RecordShape, status: 201, run: create },
    },
    {
      ...{ ...edit, method: 'PATCH', url: '/records/:key', summary: 'Change or delete', body: RecordChangeShape },
      ...{ answer: RecordShape, run: change },
    },
    { ...edit, ...LINK, method: 'PATCH', run: link },
  ];

  async function recordNamed({ viewer }: Pick<FastifyRequest, 'viewer'>, key: string): Promise<RecordView> {
    const record = await records.byPublicId(key.slice(0, 60));
    if (!record || !seesType(viewer, record.type)) throw notFound('record');
    return record;
  }

  async function types({ viewer }: FastifyRequest) {
    const defined = await records.types.list();
    const own = OWN_TYPES.map((key) => ({ key, singular: null, plural: null }));
    const every = [...own, ...defined.map(({ key, singular, plural }) => ({ key, singular, plural }))];
    const all = every.filter(({ key }) => seesType(viewer, key));
    const properties = (key: string) => rooms.properties.definitions.list(objectOf(key));
    return { items: await Promise.all(all.map(async (one) => ({ ...one, properties: await properties(one.key) }))) };
  }

  async function list({ query, viewer }: FastifyRequest) {
    if (!seesType(viewer, (query as { type: string }).type)) return { items: [], next: null };
    const page = await records.list(query as Parameters<typeof records.list>[0]);
    return { items: page.rows.map(recordView), next: page.next };
  }

  async function one(request: FastifyRequest) {
    return recordView(await recordNamed(request, keyOf(request)));
  }

  async function create({ viewer, body }: FastifyRequest) {
    if (!seesType(viewer, (body as NewRecordBody).type)) throw notFound('record type');
    const made = await records.create(body as NewRecordBody, actorOf(viewer));
    return recordView((await records.view(made.id))!);
  }

  async function change(request: FastifyRequest) {
    const { id } = await recordNamed(request, keyOf(request));
    const { deleted, ...changes } = request.body as RecordChangeBody;
    const actor = actorOf(request.viewer);
    // All of it or nothing.
    return rooms.database.write(async () => {
      if (Object.keys(changes).length > 0) await records.change(id, changes, actor);
      const answer = recordView((await records.view(id))!);
      if (deleted) await records.remove([id], actor);
      return answer;
    });
  }

  async function endsIn({ contact, record, ticket }: RecordLinksBody, viewer: Viewer) {
    const ends: { kind: LinkKind; id: number }[] = [];
    if (contact !== undefined) {
      const found = may(viewer, 'contact.read') ? await rooms.contacts.byPublicId(contact) : null;
      if (!found) throw notFound('contact');
      ends.push({ kind: 'contact', id: found.id });
    }
    if (record !== undefined) ends.push({ kind: 'record', id: (await recordNamed({ viewer }, record)).id });
    if (ticket !== undefined) {
      const found = await rooms.tickets.byNumber(ticket);
      if (!found || !may(viewer, 'ticket.read', found)) throw notFound('ticket');
      ends.push({ kind: 'ticket', id: found.id });
    }
    return ends;
  }

  async function link(request: FastifyRequest) {
    const { id } = await recordNamed(request, keyOf(request));
    const body = request.body as RecordLinksBody;
    const ends = await endsIn(body, request.viewer);
    const actor = actorOf(request.viewer);
    await rooms.database.write(async () => {
      for (const end of ends)
        await (body.remove ? records.unlink(id, end, actor) : records.link(id, end, body.label ?? '', actor));
    });
    return linksOf(request);
  }

  async function linksOf(request: FastifyRequest) {
    const found = await records.links((await recordNamed(request, keyOf(request))).id);
    const items = await Promise.all(found.map((each) => shownLink(each, request.viewer)));
    return { items: items.flatMap((each) => each ?? []) };
  }

  async function shownLink({ kind, id, label, main }: Link, viewer: Viewer) {
    if (kind === 'contact') {
      const contact = may(viewer, 'contact.read') ? await rooms.contacts.get(id) : null;
      return contact && { contact: contact.publicId, label, main };
    }
    if (kind === 'record') {
      const record = await records.view(id);
      return record && seesType(viewer, record.type) ? { record: record.publicId, label, main } : null;
    }
    const ticket = await rooms.tickets.get(id);
    return ticket && !ticket.deletedAt && may(viewer, 'ticket.read', ticket)
      ? { ticket: ticket.number, label, main }
      : null;
  }
}

export function recordView({ publicId, type, name, domain, owner, properties, createdAt, changedAt }: RecordView) {
  return {
    ...{ key: publicId, type, name, domain, owner, properties },
    createdAt: createdAt.toISOString(),
    changedAt: changedAt.toISOString(),
  };
}
