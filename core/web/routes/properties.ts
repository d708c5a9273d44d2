// Settings: what administrators add to tickets, contacts and records, the categories of tickets among it (TK-1, CO-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Permission } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import type { ObjectKind, Property } from '../../properties/properties.ts';
import { objectOf } from '../../records/records.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { Section } from '../models/forms.ts';
import { trusted, type Link } from '../models/shared.ts';
import { text, type Present } from '../present/marks.ts';
import { propertyLabel } from '../present/property-fields.ts';
import {
  linesOf,
  optionsIn,
  propertyFormFields,
  readProperty,
  shownProperty,
  type PropertyTyped,
} from '../present/property-form.ts';
import { namedType } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import type { SettingsPlace } from '../settings-nav.ts';
import { presentFor } from './inbox.ts';
import { PIPELINE_MANAGE, placed } from './pipelines.ts';
import { OBJECTS, RECORD_MANAGE } from './record-types.ts';

/** Whose properties a page is about, and where it stands. */
interface Place {
  at: string;
  object: ObjectKind;
  nav: SettingsPlace;
  heading: string;
  words: string;
  crumb?: Link;
}
type Guard = { config: { permission: Permission } };
const params = (request: FastifyRequest) => request.params as { id: string; type?: string };

export function propertyRoutes(server: FastifyInstance, parts: WebParts): void {
  of(server, parts, '/settings/properties', PIPELINE_MANAGE);
  of(server, parts, `${OBJECTS}/:type/properties`, RECORD_MANAGE);
}

async function placeOf(parts: WebParts, request: FastifyRequest): Promise<Place> {
  const say = parts.pages.say(request);
  const { type } = params(request);
  if (type === undefined) {
    const named = { heading: say('properties.heading'), words: say('properties.text') };
    return { at: '/settings/properties', object: 'ticket', nav: 'properties', ...named };
  }
  const at = `${OBJECTS}/${encodeURIComponent(type)}/properties`;
  const crumb = { label: say('objects.heading'), href: OBJECTS };
  const of = (plural: string) => ({
    ...{ at, nav: 'objects' as const, crumb, heading: say('objects.properties', { plural }) },
    words: say('objects.properties.text'),
  });
  if (type === 'contact') return { ...of(say('contacts.heading')), object: 'contact' };
  const { key, plural } = await namedType(parts, request, type);
  return { ...of(plural), object: objectOf(key) };
}

function of(server: FastifyInstance, parts: WebParts, at: string, guard: Guard): void {
  const { rooms, cookies, locales, pages } = parts;
  const { definitions } = rooms.properties;

  server.get(at, guard, async (request, reply) => {
    const place = await placeOf(parts, request);
    const links = [
      { label: pages.say(request)('properties.new'), href: `${place.at}/new`, icon: 'plus', primary: true },
    ];
    const { heading, words, crumb } = place;
    const sections = await lists(parts, request, reply, place);
    return pages.settings(request, reply, place.nav, { heading, text: words, crumb, links, sections });
  });

  server.get(`${at}/new`, guard, async (request, reply) => {
    const typed: PropertyTyped = { label: '', help: '', kind: 'text', options: '' };
    return propertyPage(parts, request, reply, await placeOf(parts, request), { property: null, typed });
  });

  server.post(at, guard, async (request, reply) => {
    const place = await placeOf(parts, request);
    const typed = readProperty(formOf(request));
    const work = async () => {
      await definitions.create({ ...typed, object: place.object, options: linesOf(typed.options) });
      cookies.say(reply, 'said.saved');
      return reply.goTo(place.at);
    };
    return orAgain(locales, request, work, (wrong) =>
      propertyPage(parts, request, reply, place, { property: null, typed, wrong }),
    );
  });

  changing(server, parts, at, guard);
  arranging(server, parts, at, guard);
}

function changing(server: FastifyInstance, parts: WebParts, at: string, guard: Guard): void {
  const { rooms, cookies, locales } = parts;
  const { definitions } = rooms.properties;

  server.get(`${at}/:id`, guard, async (request, reply) => {
    const place = await placeOf(parts, request);
    const property = await propertyOf(parts, request, place);
    return propertyPage(parts, request, reply, place, {
      property,
      typed: shownAs(presentFor(parts, request), property),
    });
  });

  server.patch(`${at}/:id`, guard, async (request, reply) => {
    const place = await placeOf(parts, request);
    const property = await propertyOf(parts, request, place);
    const typed = { ...readProperty(formOf(request)), kind: property.kind };
    const work = async () => {
      const options = optionsIn(typed, property);
      const kept = isCategory(property) && options.length === 0 ? {} : { options };
      // A name that every reader sees in their language is not made one of this language.
      const isSame = typed.label.trim() === propertyLabel(presentFor(parts, request), property);
      const label = isSame ? property.label : typed.label;
      await definitions.change(property.id, { label, help: typed.help, ...kept });
      cookies.say(reply, 'said.saved');
      return reply.goTo(place.at);
    };
    return orAgain(locales, request, work, (wrong) =>
      propertyPage(parts, request, reply, place, { property, typed, wrong }),
    );
  });
}

function shownAs(present: Present, property: Property): PropertyTyped {
  return { ...shownProperty(property), label: propertyLabel(present, property) };
}

function arranging(server: FastifyInstance, parts: WebParts, at: string, guard: Guard): void {
  const { rooms, cookies } = parts;
  const { definitions } = rooms.properties;

  server.put(`${at}/order`, guard, async (request, reply) => {
    const place = await placeOf(parts, request);
    const ids = (await definitions.list(place.object)).map(({ id }) => id);
    await definitions.order(place.object, placed(formOf(request), ids));
    return reply.goTo(place.at);
  });
  server.post(`${at}/:id/archive`, guard, async (request, reply) => {
    const place = await placeOf(parts, request);
    const property = await propertyOf(parts, request, place);
    await definitions.archive(property.id, true);
    const undo = `${place.at}/${property.id}/archive?_method=DELETE`;
    cookies.say(reply, 'said.property-archived', { name: property.label, undo });
    return reply.goTo(place.at);
  });

  server.delete(`${at}/:id/archive`, guard, async (request, reply) => {
    const place = await placeOf(parts, request);
    await definitions.archive((await propertyOf(parts, request, place)).id, false);
    return reply.goTo(place.at);
  });
}

async function propertyOf({ rooms }: WebParts, request: FastifyRequest, { object }: Place): Promise<Property> {
  const { id } = params(request);
  const property = /^\d{1,9}$/.test(id) ? await rooms.properties.definitions.get(Number(id)) : null;
  if (property?.object !== object) throw notFound('property');
  return property;
}

/** Every desk has categories of tickets. */
function isCategory({ object, key }: Property): boolean {
  return object === 'ticket' && key === 'category';
}

async function lists(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { at, object, heading }: Place,
): Promise<Section[]> {
  const present = presentFor(parts, request);
  const all = await parts.rooms.properties.definitions.list(object, { archived: true });
  const lines = (some: Property[]) =>
    some.map((one) => ({
      id: one.id,
      label: propertyLabel(present, one),
      href: `${at}/${one.id}`,
      detail: [
        text(present, `property.kind.${one.kind.replaceAll(' ', '_')}`),
        shownProperty(one).options.replaceAll('\n', ', '),
      ]
        .filter(Boolean)
        .join(' · '),
    }));
  const open = lines(all.filter(({ archivedAt }) => !archivedAt));
  const archived = lines(all.filter(({ archivedAt }) => archivedAt));
  if (open.length + archived.length === 0) return [{ text: text(present, 'objects.properties.none') }];
  const action = `${at}/order?_method=PUT`;
  const section = { html: trusted(reply.view('tickets/order', { label: heading, action, lines: open })) };
  if (archived.length === 0) return [section];
  const html = trusted(reply.view('tickets/order', { label: heading, lines: archived }));
  return [section, { title: text(present, 'properties.archived'), html }];
}

function propertyPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  place: Place,
  { property, typed, wrong }: { property: Property | null; typed: PropertyTyped; wrong?: Wrong },
): FastifyReply {
  const say = parts.pages.say(request);
  const at = `${place.at}/${property?.id}`;
  const archive = property?.archivedAt
    ? { label: say('properties.unarchive'), action: `${at}/archive?_method=DELETE` }
    : { label: say('properties.archive'), action: `${at}/archive` };
  const content = {
    heading: property ? propertyLabel(presentFor(parts, request), property) : say('properties.new'),
    crumb: { label: place.heading, href: place.at },
    text: property ? say('properties.key', { key: property.key }) : undefined,
    acts: property && !isCategory(property) ? [archive] : [],
    narrow: true,
    sections: [
      {
        form: {
          action: property ? `${at}?_method=PATCH` : place.at,
          groups: [{ fields: withWrong(propertyFormFields(say, property, typed), wrong ?? {}) }],
          back: place.at,
        },
      },
    ],
  };
  return parts.pages.settings(request, reply, place.nav, content, wrong ? 422 : 200);
}
