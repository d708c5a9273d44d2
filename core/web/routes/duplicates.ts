// Duplicates: likely pairs of contacts and companies, side by side, merged with what a person chooses, or told apart (CH-15, CO-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may, type Permission } from '../../accounts/accounts.ts';
import type { DuplicateObject, Pair } from '../../duplicates/duplicates.ts';
import { compareRows, sideReader, sidesAt, type Side, type SideReader } from '../duplicate-sides.ts';
import { formOf, type Form } from '../forms.ts';
import type { PairModel } from '../models/duplicates.ts';
import { reasonText, text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

interface Place {
  object: DuplicateObject;
  base: string;
  /** The table they stand in. */
  table: string;
  read: Permission;
  edit: Permission;
}

const PLACES: Place[] = [
  { object: 'contact', base: '/duplicates/contacts', table: '/contacts', read: 'contact.read', edit: 'contact.edit' },
  { object: 'company', base: '/duplicates/companies', table: '/companies', read: 'record.read', edit: 'record.edit' },
];
const PAGE = 20;
/** Of those that have changed, looked at before the page is drawn; the rest follows within minutes. */
const LOOKED_AT = 200;

export function duplicatesRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get('/duplicates', { config: { permission: 'contact.read' } }, async (_request, reply) =>
    reply.goTo(PLACES[0]!.base),
  );
  for (const place of PLACES) of(server, parts, place);
}

function of(server: FastifyInstance, parts: WebParts, place: Place): void {
  const { base, read, edit } = place;
  const EDIT = { config: { permission: edit } };
  server.get(base, { config: { permission: read } }, async (request, reply) => listPage(parts, request, reply, place));
  server.get(`${base}/:one/:other`, EDIT, async (request, reply) => comparePage(parts, request, reply, place));
  merging(server, parts, place);
  distinguishing(server, parts, place);
}

function merging(server: FastifyInstance, parts: WebParts, { object, base, edit }: Place): void {
  const EDIT = { config: { permission: edit } };
  const { rooms, cookies } = parts;
  const { contacts, records } = rooms;

  server.post(`${base}/:one/:other/merger`, EDIT, async (request, reply) => {
    const sides = await sidesAt(parts, request, object);
    const form = formOf(request);
    const isSecond = form.text('keep') === sides[1].key;
    const [keep, gone] = isSecond ? [sides[1], sides[0]] : sides;
    const merge = object === 'contact' ? contacts.merge : records.merge;
    const step = await merge(keep.id, gone.id, actorOf(request.viewer), takenFrom(form, gone));
    const undo = `${base}/mergers/${step}?_method=DELETE`;
    cookies.say(reply, 'said.contacts-merged', { name: gone.name, undo, seconds: 30 });
    return reply.goTo(base);
  });

  server.delete<{ Params: { step: string } }>(`${base}/mergers/:step`, EDIT, async (request, reply) => {
    const part = object === 'contact' ? contacts.unmerge : records.unmerge;
    await part(request.params.step, actorOf(request.viewer));
    cookies.say(reply, 'said.undone');
    return reply.goTo(base);
  });
}

function distinguishing(server: FastifyInstance, parts: WebParts, { object, base, edit }: Place): void {
  const { rooms, cookies } = parts;
  const url = `${base}/:one/:other/distinction`;
  for (const [method, denied] of [
    ['POST', true],
    ['DELETE', false],
  ] as const)
    server.route({
      ...{ config: { permission: edit }, method, url },
      handler: async (request, reply) => {
        const [one, other] = await sidesAt(parts, request, object);
        await rooms.duplicates.dismiss(object, one.id, other.id, denied, actorOf(request.viewer));
        const undo = `${base}/${one.key}/${other.key}/distinction?_method=DELETE`;
        if (denied) cookies.say(reply, 'said.pair-apart', { undo, seconds: 30 });
        else cookies.say(reply, 'said.undone');
        return reply.goTo(base);
      },
    });
}

/** What of the one that goes was chosen. */
function takenFrom(form: Form, gone: Side): { fields: string[]; properties: string[] } {
  const chosen = Object.keys(gone.facts).filter((name) => gone.facts[name] !== '' && form.text(name) === gone.key);
  const properties = chosen.flatMap((name) => (name.startsWith('property.') ? [name.slice('property.'.length)] : []));
  return { fields: chosen.filter((name) => !name.startsWith('property.')), properties };
}

async function listPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const { after } = request.query as { after?: string };
  if (after === undefined) await parts.rooms.duplicates.refresh(LOOKED_AT);
  const { rows, next } = await parts.rooms.duplicates.list(place.object, { after, limit: PAGE });
  const read = await sideReader(parts, request, place.object);
  const found = await Promise.all(rows.map((pair) => pairModel(parts, request, place, { read, pair })));
  const pairs = found.flatMap((one) => one ?? []);
  const more = next ? `${place.base}?after=${next}` : undefined;
  if (after !== undefined && request.headers['hx-request-type'] === 'partial')
    return reply.page('duplicates/pairs', { pairs, more });
  const heading = text(present, 'duplicates.heading');
  const names = { contact: 'contacts.heading', company: 'records.company.heading' };
  const seen = PLACES.filter(({ object, read }) => may(request.viewer, read, { type: object }));
  const tabs = seen.map(({ object, base }) => ({
    ...{ label: text(present, names[object]), href: base, current: object === place.object },
  }));
  return reply.page('duplicates/page', {
    ...{ title: heading, heading, text: text(present, 'duplicates.text'), tabs, pairs, more },
    crumb: { label: text(present, names[place.object]), href: place.table },
    empty: { title: text(present, 'duplicates.none'), text: text(present, 'duplicates.none.text') },
  });
}

async function pairModel(
  parts: WebParts,
  request: FastifyRequest,
  { base, edit }: Place,
  { read, pair }: { read: SideReader; pair: Pair },
): Promise<PairModel | null> {
  const present = presentFor(parts, request);
  const [one, other] = [await read(pair.oneId), await read(pair.otherId)];
  if (!one || !other) return null;
  const at = `${base}/${one.key}/${other.key}`;
  return {
    ...{ id: `${pair.oneId}-${pair.otherId}`, one, other },
    reasons: pair.reasons.map((why) => reasonText(present, why)),
    ...(may(request.viewer, edit) && {
      compare: { label: text(present, 'duplicates.compare'), href: at },
      apart: { label: text(present, 'duplicates.apart'), action: `${at}/distinction` },
    }),
  };
}

async function comparePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { object, base }: Place,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const sides = await sidesAt(parts, request, object);
  const pair = await parts.rooms.duplicates.pair(object, sides[0].id, sides[1].id);
  const heading = text(present, 'duplicates.compare.title');
  return reply.page('duplicates/compare', {
    ...{ title: heading, heading, text: text(present, 'duplicates.compare.text') },
    crumb: { label: text(present, 'duplicates.heading'), href: base },
    action: `${base}/${sides[0].key}/${sides[1].key}/merger`,
    back: base,
    sides: sides.map((side, index) => ({ ...side, kept: index === 0 || undefined })),
    reasons: (pair?.reasons ?? []).map((why) => reasonText(present, why)),
    rows: await compareRows(parts, request, object, sides),
    note: text(present, 'contacts.duplicate.note'),
  });
}
