// API: the properties of tickets and of contacts, made, changed and put away; values that were given stay.
import type { FastifyRequest } from 'fastify';
import type { Permission } from '../accounts/accounts.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import type { NewProperty as Wanted, Property as Definition } from '../properties/properties.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { NewProperty, Property, PropertyChange, type PropertyChangeBody } from './ticket-shapes.ts';

interface Place {
  object: 'ticket' | 'contact';
  url: string;
  tag: string;
  read: Permission;
  manage: Permission;
  /** What `GET` is about. */
  listed: string;
}

const TICKETS: Place = {
  ...{ object: 'ticket', url: '/ticket-properties', tag: 'pipelines', read: 'ticket.read', manage: 'pipeline.manage' },
  listed: 'What tickets can have besides their own fields',
};
const CONTACTS: Place = {
  ...{ object: 'contact', url: '/contact-properties', tag: 'contacts', read: 'contact.read', manage: 'record.manage' },
  listed: 'What contacts can have besides their own fields',
};

export function propertyRoutes(rooms: ApiRooms): ApiRoute[] {
  return [...routesOf(rooms, TICKETS), ...routesOf(rooms, CONTACTS)];
}

function routesOf({ properties }: ApiRooms, { object, url, tag, read, manage, listed }: Place): ApiRoute[] {
  const one = { permission: manage, tag, url: `${url}/:key`, answer: Property };
  const add = { permission: manage, tag, url, answer: Property, body: NewProperty, status: 201 as const };
  const items = Type.Object({ items: Type.Array(Property) });
  return [
    { method: 'GET', url, permission: read, tag, summary: listed, answer: items, run: list },
    { ...add, method: 'POST', summary: 'Add a property', run: create },
    { ...one, method: 'PATCH', summary: 'Change a property', body: PropertyChange, run: change },
    { ...one, method: 'DELETE', summary: 'Put a property away; its values stay', run: archive },
  ];

  async function list() {
    return { items: (await properties.definitions.list(object)).map(propertyView) };
  }

  async function named(request: FastifyRequest): Promise<Definition> {
    const property = await properties.definitions.byKey(object, keyOf(request));
    if (!property || property.archivedAt) throw notFound('property');
    return property;
  }

  async function create({ body }: FastifyRequest) {
    return propertyView(await properties.definitions.create({ ...(body as Omit<Wanted, 'object'>), object }));
  }

  async function change(request: FastifyRequest) {
    const { id } = await named(request);
    return propertyView(await properties.definitions.change(id, request.body as PropertyChangeBody));
  }

  async function archive(request: FastifyRequest) {
    const property = await named(request);
    if (object === 'ticket' && property.key === 'category')
      throw conflict('property_own', 'Every desk has categories; this property stays.');
    await properties.definitions.archive(property.id, true);
    return propertyView(property);
  }
}

function propertyView({ key, label, help, kind, options }: Definition) {
  const offered = options.filter(({ archived }) => !archived);
  return { key, label, help, kind, options: offered.map((one) => ({ key: one.key, label: one.label })) };
}
