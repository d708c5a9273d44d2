// Settings → Contacts and objects: what contacts and records have, and types of records of the desk's own making (CO-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import type { RecordType } from '../../records/records.ts';
import { formOf, orAgain, withWrong, type Form, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section, TableModel } from '../models/forms.ts';
import { INBOX_ICONS } from '../present/inbox-form.ts';
import { allTypes } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { seenBy } from '../seen-by.ts';

export const OBJECTS = '/settings/objects';
export const RECORD_MANAGE = { config: { permission: 'record.manage' } } as const;

type Place = { Params: { type: string } };
type Typed = Pick<RecordType, 'singular' | 'plural' | 'icon' | 'nameLabel'>;

export function recordTypeRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales, pages } = parts;
  const { types } = rooms.records;

  server.get(OBJECTS, RECORD_MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const links = [{ label: say('objects.new'), href: `${OBJECTS}/new`, icon: 'plus', primary: true }];
    const content = { heading: say('objects.heading'), text: say('objects.text'), links };
    return pages.settings(request, reply, 'objects', { ...content, sections: await sections(parts, request) });
  });

  server.get(`${OBJECTS}/new`, RECORD_MANAGE, async (request, reply) =>
    typePage(parts, request, reply, null, { singular: '', plural: '', icon: 'bike', nameLabel: '' }),
  );

  server.post(OBJECTS, RECORD_MANAGE, async (request, reply) => {
    const typed = typedIn(formOf(request));
    const work = async () => {
      const made = await types.create(typed);
      return reply.goTo(`${OBJECTS}/${made.key}/properties`);
    };
    return orAgain(locales, request, work, (wrong) => typePage(parts, request, reply, null, typed, wrong));
  });

  server.put(`${OBJECTS}/by-domain`, RECORD_MANAGE, async (request, reply) => {
    await rooms.records.setLinksByDomain(formOf(request).on('on'));
    cookies.say(reply, 'said.saved');
    return reply.goTo(OBJECTS);
  });
  changing(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { types } = rooms.records;
  const typeNamed = async (request: FastifyRequest) => {
    const type = await types.get((request.params as Place['Params']).type);
    if (!type) throw notFound('record type');
    return type;
  };

  server.get<Place>(`${OBJECTS}/:type`, RECORD_MANAGE, async (request, reply) => {
    const type = await typeNamed(request);
    return typePage(parts, request, reply, type, type);
  });

  server.patch<Place>(`${OBJECTS}/:type`, RECORD_MANAGE, async (request, reply) => {
    const type = await typeNamed(request);
    const typed = typedIn(formOf(request));
    const work = async () => {
      await types.change(type.key, typed);
      cookies.say(reply, 'said.saved');
      return reply.goTo(OBJECTS);
    };
    return orAgain(locales, request, work, (wrong) => typePage(parts, request, reply, type, typed, wrong));
  });

  server.post<Place>(`${OBJECTS}/:type/archive`, RECORD_MANAGE, async (request, reply) => {
    const { key, plural } = await typeNamed(request);
    await types.archive(key, true);
    cookies.say(reply, 'said.property-archived', { name: plural, undo: `${OBJECTS}/${key}/archive?_method=DELETE` });
    return reply.goTo(OBJECTS);
  });

  server.delete<Place>(`${OBJECTS}/:type/archive`, RECORD_MANAGE, async (request, reply) => {
    await types.archive((await typeNamed(request)).key, false);
    return reply.goTo(OBJECTS);
  });
}

async function sections(parts: WebParts, request: FastifyRequest): Promise<Section[]> {
  const { records } = parts.rooms;
  const say = parts.pages.say(request);
  const contact = { key: 'contact', plural: say('contacts.heading'), icon: 'users' };
  const defined = new Set((await records.types.list()).map(({ key }) => key));
  const seen = await seenBy(parts, request);
  const all = await Promise.all(
    [contact, ...(await allTypes(parts, request))].map(async (one) => ({
      ...one,
      seen: await seen({ recordType: one.key }),
    })),
  );
  const table: TableModel = {
    id: 'types',
    label: say('objects.heading'),
    columns: [
      { label: say('objects.type') },
      { label: say('seen_by.label') },
      { label: say('tickets.edit'), hidden: true },
    ],
    rows: all.map(({ key, plural, icon, seen }) => ({
      id: `type-${key}`,
      cells: [
        { icon, text: plural, href: `${OBJECTS}/${key}/properties` },
        key === 'contact'
          ? { text: say('access.everyone') }
          : { text: seen ?? say('access.everyone'), edit: `${OBJECTS}/${key}/access` },
        { text: defined.has(key) ? say('tickets.edit') : '', href: defined.has(key) ? `${OBJECTS}/${key}` : undefined },
      ],
    })),
  };
  const archived = (await records.types.list({ archived: true })).filter(({ archivedAt }) => archivedAt);
  return [
    { card: true, table },
    ...(archived.length === 0 ? [] : [archivedSection(say, archived)]),
    domainSection(say, await records.linksByDomain()),
  ];
}

function domainSection(say: (key: string) => string, value: boolean): Section {
  const label = say('objects.by_domain');
  const field: FieldModel = { kind: 'switch', name: 'on', label, help: say('objects.by_domain.help'), value };
  const action = `${OBJECTS}/by-domain?_method=PUT`;
  const form = { id: 'by-domain', action, groups: [{ fields: [field] }], quiet: true };
  return { title: say('records.company.heading'), form };
}

function archivedSection(say: (key: string) => string, archived: RecordType[]): Section {
  return {
    title: say('properties.archived'),
    card: true,
    table: {
      id: 'archived',
      columns: [{ label: say('objects.type') }, { label: say('properties.unarchive'), hidden: true }],
      rows: archived.map(({ key, plural, icon }) => ({
        cells: [
          { icon, text: plural },
          { acts: [{ label: say('properties.unarchive'), action: `${OBJECTS}/${key}/archive?_method=DELETE` }] },
        ],
      })),
    },
  };
}

function typedIn(form: Form): Typed {
  const icon = INBOX_ICONS.find((one) => one === form.text('icon')) ?? 'bike';
  return { singular: form.text('singular'), plural: form.text('plural'), nameLabel: form.text('nameLabel'), icon };
}

function typePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  type: RecordType | null,
  typed: Typed,
  wrong?: Wrong,
): FastifyReply {
  const say = parts.pages.say(request);
  const at = `${OBJECTS}/${type?.key}`;
  const content = {
    heading: type?.plural ?? say('objects.new'),
    crumb: { label: say('objects.heading'), href: OBJECTS },
    text: type ? say('properties.key', { key: type.key }) : undefined,
    acts: type && !type.archivedAt ? [{ label: say('properties.archive'), action: `${at}/archive` }] : [],
    narrow: true,
    sections: [
      {
        form: {
          action: type ? `${at}?_method=PATCH` : OBJECTS,
          groups: [{ fields: withWrong(typeFields(say, typed), wrong ?? {}) }],
          back: OBJECTS,
        },
      },
    ],
  };
  return parts.pages.settings(request, reply, 'objects', content, wrong ? 422 : 200);
}

function typeFields(say: (key: string) => string, typed: Typed): FieldModel[] {
  const words = (name: 'singular' | 'plural' | 'nameLabel'): FieldModel => ({
    ...{ kind: 'text', name, label: say(`objects.${name}`), help: say(`objects.${name}.help`) },
    ...{ required: true, maximum: 60, value: typed[name], focus: name === 'singular' },
  });
  const icons = INBOX_ICONS.map((icon) => ({
    ...{ value: icon, label: say(`inboxes.icon.${icon}`), icon, current: icon === typed.icon },
  }));
  const icon: FieldModel = { kind: 'choice', look: 'icons', name: 'icon', label: say('inboxes.icon'), options: icons };
  return [words('singular'), words('plural'), words('nameLabel'), icon];
}
