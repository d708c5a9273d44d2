// Companies, deals and all other records: the table with its filters, and a new one by hand (CO-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand, may } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { RecordsPage } from '../models/records.ts';
import { contactAddress } from '../present/contacts.ts';
import { text } from '../present/marks.ts';
import { propertyField, propertyFieldName } from '../present/property-fields.ts';
import { readRecord, recordAddress, recordFields, recordTable, type RecordWorld, type TypeView } from '../present/records.ts';
import { RECORD_BASES, peopleTabs, recordWorld, typeOf } from '../record-world.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';
import { ticketForm } from './tickets.ts';

export const RECORD_READ = { config: { permission: 'record.read' } } as const;
export const RECORD_EDIT = { config: { permission: 'record.edit' } } as const;

const PAGE = 50;
/** Choices one can filter by beside the owner. */
const FILTERS = 3;

type Asked = Record<string, string | undefined>;

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
  const search = (asked.q ?? '').slice(0, 200).toWellFormed();
  const sort = asked.sort === 'name' ? 'name' : 'changed';
  const filter = filterOf(asked, world);
  const { rows, next } = await parts.rooms.records.list({
    ...{ type: type.key, ...filter, search, sort, after: asked.after, limit: PAGE },
  });
  const kept = Object.entries(asked).filter(([name, value]) => name !== 'after' && value) as [string, string][];
  const address = (more: Record<string, string>) =>
    `${type.base}?${new URLSearchParams({ ...Object.fromEntries(kept), ...more })}`;
  const more = next ? address({ after: next }) : undefined;
  const table = recordTable(present, type, world, { rows, more, sort, sorted: (by) => address({ sort: by }) });
  if (kept.some(([name]) => name !== 'sort'))
    table.empty = { title: text(present, 'search.empty.title'), text: text(present, 'records.nothing') };
  const start = { label: text(present, 'records.new', { singular: type.singular }), href: `${type.base}/new` };
  return {
    ...{ title: type.plural, heading: type.plural, base: type.base, query: search, table },
    links: may(request.viewer, 'record.edit') ? [{ ...start, icon: 'plus', primary: true }] : [],
    tabs: await peopleTabs(parts, request, type.key),
    filters: filterFields(parts, request, world, asked),
  };
}

function choicesOf({ properties }: RecordWorld) {
  return properties.filter(({ kind, options }) => kind === 'choice' && options.length > 0).slice(0, FILTERS);
}

function filterOf(asked: Asked, world: RecordWorld) {
  const chosen = choicesOf(world).flatMap(({ key, options }) => {
    const value = asked[propertyFieldName(key)];
    return options.some((one) => one.key === value) ? [[key, value!]] : [];
  });
  const owner = /^\d{1,9}$/.test(asked.owner ?? '') ? Number(asked.owner) : undefined;
  return {
    owner: asked.owner === 'nobody' ? ('nobody' as const) : owner,
    properties: Object.fromEntries(chosen) as Record<string, string>,
  };
}

function filterFields(parts: WebParts, request: FastifyRequest, world: RecordWorld, asked: Asked): FieldModel[] {
  const present = presentFor(parts, request);
  const any = { value: '', label: text(present, 'tickets.any') };
  const owners = [
    { value: 'nobody', label: text(present, 'person.nobody') },
    ...world.users.map(({ id, name }) => ({ value: String(id), label: name })),
  ].map((one) => ({ ...one, current: one.value === asked.owner || undefined }));
  const owner: FieldModel = {
    ...{ kind: 'choice', look: 'select', name: 'owner', label: text(present, 'records.owner'), required: true },
    options: [any, ...owners],
  };
  const sort: FieldModel = {
    ...{ kind: 'choice', look: 'select', name: 'sort', label: text(present, 'records.sort'), required: true },
    options: (['changed', 'name'] as const).map((value) => ({
      ...{ value, label: text(present, `records.sort.${value}`), current: value === asked.sort || undefined },
    })),
  };
  const choices = choicesOf(world).map((property): FieldModel => {
    const field = propertyField(present, property, asked[propertyFieldName(property.key)], world);
    return { ...field, required: true, help: undefined, options: [any, ...(field.options ?? [])] };
  });
  return [...choices, owner, sort];
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
