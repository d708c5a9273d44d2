// API: pipelines with their stages, and the properties of tickets.
import type { FastifyRequest } from 'fastify';
import { actorOf } from '../accounts/accounts.ts';
import type { NewProperty as Wanted, Property as Definition } from '../properties/properties.ts';
import type { Pipeline as Kept, StageKind } from '../tickets/tickets.ts';
import type { ApiRooms } from './rooms.ts';
import type { ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { NewPipeline, NewProperty, Pipeline, Property } from './ticket-shapes.ts';

export function pipelineRoutes({ tickets, properties }: ApiRooms): ApiRoute[] {
  const get = { method: 'GET' as const, permission: 'ticket.read' as const, tag: 'pipelines' };
  const add = {
    method: 'POST' as const,
    permission: 'pipeline.manage' as const,
    tag: 'pipelines',
    status: 201 as const,
  };
  const list = (schema: Parameters<typeof Type.Array>[0]) => Type.Object({ items: Type.Array(schema) });
  return [
    {
      ...get,
      url: '/pipelines',
      summary: 'Pipelines with their stages, in order',
      answer: list(Pipeline),
      run: async () => ({ items: (await tickets.pipelines.list()).map(pipelineView) }),
    },
    { ...add, url: '/pipelines', summary: 'Add a pipeline', body: NewPipeline, answer: Pipeline, run: addPipeline },
    {
      ...get,
      url: '/ticket-properties',
      summary: 'What tickets can have besides their own fields',
      answer: list(Property),
      run: async () => ({ items: (await properties.definitions.list('ticket')).map(propertyView) }),
    },
    {
      ...add,
      url: '/ticket-properties',
      summary: 'Add a property',
      body: NewProperty,
      answer: Property,
      run: addProperty,
    },
  ];

  async function addPipeline({ body, viewer }: FastifyRequest) {
    const wanted = body as { name: string; stages?: { name: string; kind: StageKind }[] };
    return pipelineView(await tickets.pipelines.create(wanted, actorOf(viewer)));
  }

  async function addProperty({ body }: FastifyRequest) {
    return propertyView(await properties.definitions.create({ ...(body as Omit<Wanted, 'object'>), object: 'ticket' }));
  }
}

function pipelineView({ id, name, reopens, closes, stages }: Kept) {
  const shown = stages.map((stage) => ({ id: stage.id, name: stage.name, kind: stage.kind, required: stage.required }));
  return { id, name, reopens, closes, stages: shown };
}

function propertyView({ key, label, help, kind, options }: Definition) {
  const offered = options.filter(({ archived }) => !archived);
  return { key, label, help, kind, options: offered.map((one) => ({ key: one.key, label: one.label })) };
}
