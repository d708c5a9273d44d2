// Settings → Ticket properties: what administrators add to tickets, the categories among it (TK-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import { PROPERTY_KINDS, type Property, type PropertyKind } from '../../properties/properties.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import { propertyLabel } from '../present/property-fields.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';
import { PIPELINE_MANAGE, placed } from './pipelines.ts';

const PROPERTIES = '/settings/properties';
type Place = { Params: { id: string } };
/** `options`: one label a line. */
interface Typed {
  label: string;
  help: string;
  kind: PropertyKind;
  options: string;
}

export function propertyRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales, pages } = parts;
  const { definitions } = rooms.properties;

  server.get(PROPERTIES, PIPELINE_MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const links = [{ label: say('properties.new'), href: `${PROPERTIES}/new`, icon: 'plus', primary: true }];
    const content = { heading: say('properties.heading'), text: say('properties.text'), links };
    return pages.settings(request, reply, 'properties', { ...content, sections: await lists(parts, request, reply) });
  });

  server.get(`${PROPERTIES}/new`, PIPELINE_MANAGE, async (request, reply) =>
    propertyPage(parts, request, reply, null, { label: '', help: '', kind: 'text', options: '' }),
  );

  server.post(PROPERTIES, PIPELINE_MANAGE, async (request, reply) => {
    const typed = typedIn(request);
    const work = async () => {
      await definitions.create({ ...typed, object: 'ticket', options: linesOf(typed.options) });
      cookies.say(reply, 'said.saved');
      return reply.goTo(PROPERTIES);
    };
    return orAgain(locales, request, work, (wrong) => propertyPage(parts, request, reply, null, typed, wrong));
  });

  server.put(`${PROPERTIES}/order`, PIPELINE_MANAGE, async (request, reply) => {
    const ids = (await definitions.list('ticket')).map(({ id }) => id);
    await definitions.order('ticket', placed(formOf(request), ids));
    return reply.goTo(PROPERTIES);
  });
  changing(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { definitions } = rooms.properties;

  server.get<Place>(`${PROPERTIES}/:id`, PIPELINE_MANAGE, async (request, reply) => {
    const property = await propertyOf(parts, request.params.id);
    return propertyPage(parts, request, reply, property, shown(property));
  });

  server.patch<Place>(`${PROPERTIES}/:id`, PIPELINE_MANAGE, async (request, reply) => {
    const property = await propertyOf(parts, request.params.id);
    const typed = { ...typedIn(request), kind: property.kind };
    const work = async () => {
      const options = linesOf(typed.options).map((label) => ({ label, key: keyOf(property, label) }));
      const kept = property.key === 'category' && options.length === 0 ? {} : { options };
      await definitions.change(property.id, { label: typed.label, help: typed.help, ...kept });
      cookies.say(reply, 'said.saved');
      return reply.goTo(PROPERTIES);
    };
    return orAgain(locales, request, work, (wrong) => propertyPage(parts, request, reply, property, typed, wrong));
  });

  server.post<Place>(`${PROPERTIES}/:id/archive`, PIPELINE_MANAGE, async (request, reply) => {
    const property = await propertyOf(parts, request.params.id);
    await definitions.archive(property.id, true);
    const undo = `${PROPERTIES}/${property.id}/archive?_method=DELETE`;
    cookies.say(reply, 'said.property-archived', { name: property.label, undo });
    return reply.goTo(PROPERTIES);
  });

  server.delete<Place>(`${PROPERTIES}/:id/archive`, PIPELINE_MANAGE, async (request, reply) => {
    await definitions.archive((await propertyOf(parts, request.params.id)).id, false);
    return reply.goTo(PROPERTIES);
  });
}

async function propertyOf({ rooms }: WebParts, id: string): Promise<Property> {
  const property = /^\d{1,9}$/.test(id) ? await rooms.properties.definitions.get(Number(id)) : null;
  if (property?.object !== 'ticket') throw notFound('property');
  return property;
}

function typedIn(request: FastifyRequest): Typed {
  const form = formOf(request);
  const kind = PROPERTY_KINDS.find((one) => one === form.text('kind')) ?? 'text';
  return { label: form.text('label'), help: form.text('help'), kind, options: form.text('options') };
}

function linesOf(options: string): string[] {
  return options
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** An option put away before comes back as the one it was. */
function keyOf({ options }: Property, label: string): string | undefined {
  return options.find((one) => one.label.toLowerCase() === label.toLowerCase())?.key;
}

function shown({ label, help, kind, options }: Property): Typed {
  const offered = options.filter(({ archived }) => !archived).map((one) => one.label);
  return { label, help, kind, options: offered.join('\n') };
}

async function lists(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<Section[]> {
  const present = presentFor(parts, request);
  const say = parts.pages.say(request);
  const all = await parts.rooms.properties.definitions.list('ticket', { archived: true });
  const lines = (some: Property[]) =>
    some.map((one) => ({
      id: one.id,
      label: propertyLabel(present, one),
      href: `${PROPERTIES}/${one.id}`,
      detail: [say(`property.kind.${one.kind.replaceAll(' ', '_')}`), shown(one).options.replaceAll('\n', ', ')]
        .filter(Boolean)
        .join(' · '),
    }));
  const label = say('properties.heading');
  const action = `${PROPERTIES}/order?_method=PUT`;
  const open = { label, action, lines: lines(all.filter(({ archivedAt }) => !archivedAt)) };
  const archived = { label, lines: lines(all.filter(({ archivedAt }) => archivedAt)) };
  const section = { html: trusted(reply.view('tickets/order', open)) };
  if (archived.lines.length === 0) return [section];
  return [section, { title: say('properties.archived'), html: trusted(reply.view('tickets/order', archived)) }];
}

function propertyPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  property: Property | null,
  typed: Typed,
  wrong?: Wrong,
): FastifyReply {
  const say = parts.pages.say(request);
  const present = presentFor(parts, request);
  const at = `${PROPERTIES}/${property?.id}`;
  const archive = property?.archivedAt
    ? { label: say('properties.unarchive'), action: `${at}/archive?_method=DELETE` }
    : { label: say('properties.archive'), action: `${at}/archive` };
  const content = {
    heading: property ? propertyLabel(present, property) : say('properties.new'),
    crumb: { label: say('properties.heading'), href: PROPERTIES },
    text: property ? say('properties.key', { key: property.key }) : undefined,
    // Every desk has categories.
    acts: property && property.key !== 'category' ? [archive] : [],
    narrow: true,
    sections: [
      {
        form: {
          action: property ? `${at}?_method=PATCH` : PROPERTIES,
          groups: [{ fields: withWrong(propertyFields(say, property, typed), wrong ?? {}) }],
          back: PROPERTIES,
        },
      },
    ],
  };
  return parts.pages.settings(request, reply, 'properties', content, wrong ? 422 : 200);
}

function propertyFields(say: (key: string) => string, property: Property | null, typed: Typed): FieldModel[] {
  const label = (key: string) => say(`properties.${key}`);
  const kind: FieldModel = {
    kind: 'choice',
    look: 'select',
    name: 'kind',
    label: label('kind'),
    help: label('kind.help'),
    required: true,
    options: PROPERTY_KINDS.map((value) => ({
      value,
      label: say(`property.kind.${value.replaceAll(' ', '_')}`),
      current: value === typed.kind,
    })),
  };
  const isChoice = property?.kind.startsWith('choice') ?? true;
  return [
    {
      kind: 'text',
      name: 'label',
      label: label('label'),
      required: true,
      maximum: 80,
      value: typed.label,
      focus: true,
    },
    { kind: 'text', name: 'help', label: label('help'), maximum: 300, value: typed.help },
    ...(property ? [] : [kind]),
    ...(isChoice ? [optionsField(say, property === null, typed.options)] : []),
  ];
}

/** Of a new property it is there while a choice is chosen as its kind. */
function optionsField(say: (key: string) => string, isNew: boolean, value: string): FieldModel {
  return {
    kind: 'list',
    name: 'options',
    label: say('properties.options'),
    help: say('properties.options.help'),
    rows: 6,
    value,
    ...(isNew && { showWhen: { field: 'kind', is: 'choice|choices' } }),
  };
}
