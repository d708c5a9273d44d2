// API: the properties of tickets, made, changed and put away; values in tickets stay.
import type { FastifyRequest } from 'fastify';
import { conflict, notFound } from '../kernel/errors.ts';
import type { NewProperty as Wanted, Property as Definition } from '../properties/properties.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { NewProperty, Property, PropertyChange, type PropertyChangeBody } from './ticket-shapes.ts';

const ALL = '/ticket-properties';
const ONE = '/ticket-properties/:key';

export function ticketPropertyRoutes({ properties }: ApiRooms): ApiRoute[] {
  const tag = 'pipelines';
  const manage = { permission: 'pipeline.manage' as const, tag, answer: Property };
  const items = Type.Object({ items: Type.Array(Property) });
  const listed = { summary: 'What tickets can have besides their own fields', answer: items };
  return [
    { method: 'GET', url: ALL, permission: 'ticket.read', tag, ...listed, run: list },
    { ...manage, method: 'POST', url: ALL, summary: 'Add a property', body: NewProperty, status: 201, run: add },
    { ...manage, method: 'PATCH', url: ONE, summary: 'Change a property', body: PropertyChange, run: change },
    { ...manage, method: 'DELETE', url: ONE, summary: 'Put a property away; its values stay', run: archive },
  ];

  async function list() {
    return { items: (await properties.definitions.list('ticket')).map(propertyView) };
  }

  async function named(request: FastifyRequest): Promise<Definition> {
    const property = await properties.definitions.byKey('ticket', keyOf(request));
    if (!property || property.archivedAt) throw notFound('property');
    return property;
  }

  async function add({ body }: FastifyRequest) {
    return propertyView(await properties.definitions.create({ ...(body as Omit<Wanted, 'object'>), object: 'ticket' }));
  }

  async function change(request: FastifyRequest) {
    const { id } = await named(request);
    return propertyView(await properties.definitions.change(id, request.body as PropertyChangeBody));
  }

  async function archive(request: FastifyRequest) {
    const property = await named(request);
    if (property.key === 'category') throw conflict('property_own', 'Every desk has categories; this property stays.');
    await properties.definitions.archive(property.id, true);
    return propertyView(property);
  }
}

function propertyView({ key, label, help, kind, options }: Definition) {
  const offered = options.filter(({ archived }) => !archived);
  return { key, label, help, kind, options: offered.map((one) => ({ key: one.key, label: one.label })) };
}
