// API: pipelines with their stages.
import type { FastifyRequest } from 'fastify';
import { actorOf, seesPipeline } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import type { Pipeline as Kept, Stage as Step, StageKind } from '../tickets/tickets.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import {
  NewPipeline,
  NewStage,
  Pipeline,
  PipelineChange,
  Stage,
  StageChange,
  type NewStageBody,
  type PipelineChangeBody,
  type StageChangeBody,
} from './ticket-shapes.ts';

/** Where tickets of a stage go that is removed. */
const To = Type.Object({ to: Type.Optional(Type.Integer({ description: 'Stage that takes its tickets' })) });

export function pipelineRoutes(rooms: ApiRooms): ApiRoute[] {
  const { tickets } = rooms;
  const items = Type.Object({ items: Type.Array(Pipeline) });
  const read = { permission: 'ticket.read' as const, tag: 'pipelines', answer: items };
  const manage = { permission: 'pipeline.manage' as const, tag: 'pipelines', answer: Pipeline };
  const one = { ...manage, url: '/pipelines/:id' };
  return [
    { ...read, method: 'GET', url: '/pipelines', summary: 'Pipelines with their stages, in order', run: list },
    {
      ...manage,
      method: 'POST',
      url: '/pipelines',
      summary: 'Add a pipeline',
      body: NewPipeline,
      status: 201,
      run: add,
    },
    { ...one, method: 'PATCH', summary: 'Change a pipeline, order its stages', body: PipelineChange, run: change },
    { ...one, method: 'DELETE', summary: 'Put a pipeline away; its tickets stay', run: archive },
    ...stageRoutes(rooms),
  ];

  async function list({ viewer }: FastifyRequest) {
    const all = await tickets.pipelines.list();
    return { items: all.filter(({ id }) => seesPipeline(viewer, id)).map(pipelineView) };
  }

  async function named(request: FastifyRequest): Promise<Kept> {
    const pipeline = await tickets.pipelines.get(idOf(request));
    if (!pipeline || pipeline.archivedAt) throw notFound('pipeline');
    return pipeline;
  }

  async function add({ body, viewer }: FastifyRequest) {
    const wanted = body as { name: string; stages?: { name: string; kind: StageKind }[] };
    return pipelineView(await tickets.pipelines.create(wanted, actorOf(viewer)));
  }

  async function change(request: FastifyRequest) {
    const { id, stages: now } = await named(request);
    const { stages, ...changes } = request.body as PipelineChangeBody;
    const actor = actorOf(request.viewer);
    return rooms.database.write(async () => {
      await tickets.pipelines.change(id, changes, actor);
      if (stages) await tickets.pipelines.orderStages(id, inOrder(now, stages), actor);
      return pipelineView((await tickets.pipelines.get(id))!);
    });
  }

  async function archive(request: FastifyRequest) {
    const pipeline = await named(request);
    await tickets.pipelines.archive(pipeline.id, true, actorOf(request.viewer));
    return pipelineView(pipeline);
  }
}

function stageRoutes({ tickets }: ApiRooms): ApiRoute[] {
  const manage = { permission: 'pipeline.manage' as const, tag: 'pipelines', answer: Stage };
  const adding = { url: '/pipelines/:id/stages', summary: 'Add a stage', body: NewStage, status: 201 as const };
  return [
    { ...manage, ...adding, method: 'POST', run: add },
    { ...manage, method: 'PATCH', url: '/stages/:id', summary: 'Change a stage', body: StageChange, run: change },
    { ...manage, method: 'DELETE', url: '/stages/:id', summary: 'Remove a stage', query: To, run: remove },
  ];

  async function add(request: FastifyRequest) {
    const pipeline = await tickets.pipelines.get(idOf(request));
    if (!pipeline) throw notFound('pipeline');
    const wanted = request.body as NewStageBody & { kind: StageKind };
    return stageView(await tickets.pipelines.addStage(pipeline.id, wanted, actorOf(request.viewer)));
  }

  async function change(request: FastifyRequest) {
    const changes = request.body as StageChangeBody & { kind?: StageKind };
    return stageView(await tickets.pipelines.changeStage(idOf(request), changes, actorOf(request.viewer)));
  }

  async function remove(request: FastifyRequest) {
    const stage = await tickets.pipelines.stage(idOf(request));
    if (!stage) throw notFound('stage');
    const { to } = request.query as { to?: number };
    await tickets.pipelines.removeStage(stage.id, to ?? null, actorOf(request.viewer));
    return stageView(stage);
  }
}

/** Zero for what is no number: there is none of that id. */
function idOf(request: FastifyRequest): number {
  const key = keyOf(request);
  return /^\d{1,9}$/.test(key) ? Number(key) : 0;
}

/** Stages that are not named follow those that are. */
function inOrder(now: Step[], wanted: number[]): number[] {
  const known = now.map(({ id }) => id);
  return [...wanted.filter((id) => known.includes(id)), ...known.filter((id) => !wanted.includes(id))];
}

function pipelineView({ id, name, reopens, closes, stages }: Kept) {
  return { id, name, reopens, closes, stages: stages.map(stageView) };
}

function stageView({ id, name, kind, required }: Step) {
  return { id, name, kind, required };
}
