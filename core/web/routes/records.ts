// Companies, deals and all other records: the table with its filters, and a new one by hand (CO-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf, withWrong, type Wrong } from '../forms.ts';
import type { RecordsPage } from '../models/records.ts';
import { contactAddress } from '../present/contacts.ts';
import { text } from '../present/marks.ts';
import {
  readRecord,
  recordAddress,
  recordColumns,
  recordFields,
  recordTable,
  usualColumns,
  type RecordWorld,
  type TypeView,
} from '../present/records.ts';
import { RECORD_BASES, peopleTabs, recordWorld, typeOf } from '../record-world.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { filterFields, filterOf, searched, type Asked } from '../table-filters.ts';
import { carryLinks, chosenColumns } from '../table-tools.ts';
import { presentFor } from './inbox.ts';
import { ticketForm } from './new-ticket.ts';

export const RECORD_READ = { config: { permission: 'record.read' } } as const;
export const RECORD_EDIT = { config: { permission: 'record.edit' } } as const;

const PAGE = 50;

export function recordsRoutes(server: FastifyInstance, parts: WebParts): void {
  for (const base of RECORD_BASES) {
    server.get(base, RECORD_READ, async (request, reply) => {
      const page = await recordsPage(parts, request);
      if (!isHtmx(request) || request.headers['hx-request-type'] === 'full') return reply.page('records/page', page);
      if ((request.query as Asked).after) return reply.page('shared/table-rows', page.table);
      return reply.page('records/found', page);
    });
    server.get(`${base}/new`, RECORD_EDIT, async (request, reply) => newPage(parts, request, reply));
    server.post(base, RECORD_EDIT, async (request, reply) => create(parts, request, reply));
  }
}

async function recordsPage(parts: WebParts, request: FastifyRequest): Promise<RecordsPage> {
  const present = presentFor(parts, request);
  const type = await typeOf(parts, request);
  const world = await recordWorld(parts, type);
  const asked = request.query as Asked;
  const search = searched(asked);
  const sort = asked.sort === 'name' ? 'name' : 'changed';
  const filter = filterOf(asked, world);
  const { rows, next } = await parts.rooms.records.list({
    ...{ type: type.key, ...filter, search, sort, after: asked.after, limit: PAGE },
  });
  const kept = Object.entries(asked).filter(([name, value]) => name !== 'after' && value) as [string, string][];
  const address = (more: Record<string, string>) =>
    `${type.base}?${new URLSearchParams({ ...Object.fromEntries(kept), ...more })}`;
  const more = next ? address({ after: next }) : undefined;
  const edits = may(request.viewer, 'record.edit');
  const all = recordColumns(present, type, world);
  const columns = await chosenColumns(parts, request, type.key, all, usualColumns(world));
  const sorted = (by: string) => address({ sort: by });
  const table = recordTable(present, type, world, { rows, columns, edits, more, sort, sorted });
  if (kept.some(([name]) => name !== 'sort'))
    table.empty = { title: text(present, 'search.empty.title'), text: text(present, 'records.nothing') };
  const start = { label: text(present, 'records.new', { singular: type.singular }), href: `${type.base}/new` };
  return {
    ...{ title: type.plural, heading: type.plural, base: type.base, query: search, table },
    searchLabel: text(present, type.key === 'company' ? 'records.search' : 'records.search.name'),
    links: [
      { label: text(present, 'tables.columns'), href: `${type.base}/columns`, icon: 'table', dialog: true },
      ...carryLinks(present, request.viewer, type.base, type.key),
      ...(edits ? [{ ...start, icon: 'plus', primary: true }] : []),
    ],
    ...(edits && { many: { action: `${type.base}/many`, remove: true } }),
    tabs: await peopleTabs(parts, request, type.key),
    filters: filterFields(present, world, asked, ['changed', 'name']),
  };
}

/** The contact a new record is made for, named by the address or the form. */
async function contactFor({ rooms }: WebParts, request: FastifyRequest) {
  const key = (request.query as Asked).contact ?? formOf(request).text('contact');
  if (!key) return null;
  demand(request.viewer, 'contact.read');
  const contact = await rooms.contacts.byPublicId(key.slice(0, 60));
  if (!contact) throw notFound('contact');
  return contact;
}

async function newPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const type = await typeOf(parts, request);
  const world = await recordWorld(parts, type);
  const contact = await contactFor(parts, request);
  const first = { name: '', domain: null, ownerId: contact?.ownerId ?? request.viewer.userId, properties: {} };
  const typed = wrong ? shownAgain(formOf(request), world) : first;
  const heading = text(present, 'records.new', { singular: type.singular });
  const form = {
    action: type.base,
    hidden: contact ? [{ name: 'contact', value: contact.publicId }] : [],
    groups: [{ fields: withWrong(recordFields(present, type, typed, world), wrong ?? {}) }],
    submit: text(present, 'records.create'),
    back: contact ? contactAddress(contact) : type.base,
  };
  const crumb = { label: type.plural, href: type.base };
  return reply.page('contacts/form', { title: heading, heading, crumb, form }, wrong ? 422 : 200);
}

/** What was typed, wrong values among it. */
export function shownAgain(form: ReturnType<typeof formOf>, world: RecordWorld) {
  const typed = readRecord(form, world);
  return { ...typed, properties: typed.properties as Record<string, string> };
}

async function create(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { rooms, cookies } = parts;
  const type: TypeView = await typeOf(parts, request);
  const world = await recordWorld(parts, type);
  const contact = await contactFor(parts, request);
  const actor = actorOf(request.viewer);
  const work = async () => {
    const made = await rooms.database.write(async () => {
      const record = await rooms.records.create({ type: type.key, ...readRecord(formOf(request), world) }, actor);
      if (contact) await rooms.records.link(record.id, { kind: 'contact', id: contact.id }, '', actor);
      return record;
    });
    cookies.say(reply, 'said.record-created', { name: made.name });
    return reply.goTo(contact ? contactAddress(contact) : recordAddress(type, made));
  };
  return ticketForm(parts, request, work, (wrong) => newPage(parts, request, reply, wrong));
}
