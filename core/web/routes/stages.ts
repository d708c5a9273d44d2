// The stages of a pipeline: added, changed with what they require, ordered, removed with their tickets going elsewhere (TK-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import { OWN_FIELDS, STAGE_KINDS, type Pipeline, type Stage } from '../../tickets/tickets.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import { propertyLabel } from '../present/property-fields.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';
import { PIPELINE_MANAGE, pipelineOf, PIPELINES, placed, type PipelinePlace } from './pipelines.ts';

type StagePlace = { Params: { id: string; stage: string } };
type Typed = Pick<Stage, 'name' | 'kind' | 'required'>;

export function stageRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales } = parts;
  const { pipelines } = rooms.tickets;

  server.get<PipelinePlace>(`${PIPELINES}/:id/stages/new`, PIPELINE_MANAGE, async (request, reply) => {
    const pipeline = await pipelineOf(parts, request.params.id);
    return stagePage(parts, request, reply, pipeline, null, { name: '', kind: 'open', required: [] });
  });

  server.post<PipelinePlace>(`${PIPELINES}/:id/stages`, PIPELINE_MANAGE, async (request, reply) => {
    const pipeline = await pipelineOf(parts, request.params.id);
    const typed = typedIn(request);
    const work = async () => {
      await pipelines.addStage(pipeline.id, typed, actorOf(request.viewer));
      return reply.goTo(`${PIPELINES}/${pipeline.id}`);
    };
    return orAgain(locales, request, work, (wrong) => stagePage(parts, request, reply, pipeline, null, typed, wrong));
  });

  changing(server, parts);
  removing(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { pipelines } = rooms.tickets;

  server.put<PipelinePlace>(`${PIPELINES}/:id/stages/order`, PIPELINE_MANAGE, async (request, reply) => {
    const pipeline = await pipelineOf(parts, request.params.id);
    const order = placed(
      formOf(request),
      pipeline.stages.map(({ id }) => id),
    );
    await pipelines.orderStages(pipeline.id, order, actorOf(request.viewer));
    return reply.goTo(`${PIPELINES}/${pipeline.id}`);
  });

  server.get<StagePlace>(`${PIPELINES}/:id/stages/:stage`, PIPELINE_MANAGE, async (request, reply) => {
    const { pipeline, stage } = await stageOf(parts, request.params);
    return stagePage(parts, request, reply, pipeline, stage, stage);
  });

  server.patch<StagePlace>(`${PIPELINES}/:id/stages/:stage`, PIPELINE_MANAGE, async (request, reply) => {
    const { pipeline, stage } = await stageOf(parts, request.params);
    const typed = typedIn(request);
    const work = async () => {
      await pipelines.changeStage(stage.id, typed, actorOf(request.viewer));
      cookies.say(reply, 'said.saved');
      return reply.goTo(`${PIPELINES}/${pipeline.id}`);
    };
    const again = (wrong: Wrong) => stagePage(parts, request, reply, pipeline, stage, typed, wrong);
    return orAgain(locales, request, work, again, { stage_last: 'kind' });
  });
}

function removing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales } = parts;

  server.get<StagePlace>(`${PIPELINES}/:id/stages/:stage/removal`, PIPELINE_MANAGE, async (request, reply) => {
    const { pipeline, stage } = await stageOf(parts, request.params);
    return removalDialog(parts, request, reply, pipeline, stage);
  });

  server.delete<StagePlace>(`${PIPELINES}/:id/stages/:stage`, PIPELINE_MANAGE, async (request, reply) => {
    const { pipeline, stage } = await stageOf(parts, request.params);
    const work = async () => {
      const to = formOf(request).number('to');
      await rooms.tickets.pipelines.removeStage(stage.id, Number.isNaN(to) ? null : to, actorOf(request.viewer));
      parts.cookies.say(reply, 'said.stage-removed', { name: stage.name });
      return reply.goTo(`${PIPELINES}/${pipeline.id}`);
    };
    const again = (wrong: Wrong) => removalDialog(parts, request, reply, pipeline, stage, wrong);
    return orAgain(locales, request, work, again, { stage_last: 'to' });
  });
}

async function stageOf(parts: WebParts, params: StagePlace['Params']): Promise<{ pipeline: Pipeline; stage: Stage }> {
  const pipeline = await pipelineOf(parts, params.id);
  const stage = pipeline.stages.find(({ id }) => String(id) === params.stage);
  if (!stage) throw notFound('stage');
  return { pipeline, stage };
}

function typedIn(request: FastifyRequest): Typed {
  const form = formOf(request);
  const kind = STAGE_KINDS.find((one) => one === form.text('kind')) ?? 'open';
  return { name: form.text('name'), kind, required: form.texts('required') };
}

async function stagePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  pipeline: Pipeline,
  stage: Stage | null,
  typed: Typed,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const at = `${PIPELINES}/${pipeline.id}`;
  const fields = await stageFields(parts, request, typed);
  const content = {
    heading: stage?.name ?? say('stage.new'),
    crumb: { label: pipeline.name, href: at },
    acts: stage ? [{ label: say('stage.remove'), action: '', asks: `${at}/stages/${stage.id}/removal` }] : [],
    narrow: true,
    sections: [
      {
        form: {
          action: stage ? `${at}/stages/${stage.id}?_method=PATCH` : `${at}/stages`,
          groups: [{ fields: withWrong(fields, wrong ?? {}) }],
          back: at,
        },
      },
    ],
  };
  return parts.pages.settings(request, reply, 'pipelines', content, wrong ? 422 : 200);
}

async function stageFields(parts: WebParts, request: FastifyRequest, typed: Typed): Promise<FieldModel[]> {
  const say = parts.pages.say(request);
  return [
    {
      kind: 'text',
      name: 'name',
      label: say('field.name'),
      required: true,
      maximum: 60,
      value: typed.name,
      focus: true,
    },
    {
      kind: 'choice',
      look: 'cards',
      name: 'kind',
      label: say('stage.kind'),
      options: STAGE_KINDS.map((value) => ({
        value,
        label: say(`stage.kind.${value}`),
        detail: say(`stage.kind.${value}.detail`),
        current: value === typed.kind,
      })),
    },
    await requiredField(parts, request, typed.required),
  ];
}

async function requiredField(parts: WebParts, request: FastifyRequest, required: string[]): Promise<FieldModel> {
  const present = presentFor(parts, request);
  const say = parts.pages.say(request);
  const properties = await parts.rooms.properties.definitions.list('ticket');
  const options = [
    ...OWN_FIELDS.map((value) => ({ value, label: say(`ticket.${value}`) })),
    ...properties.map((one) => ({ value: `property.${one.key}`, label: propertyLabel(present, one) })),
  ];
  return {
    kind: 'several',
    name: 'required',
    label: say('stage.required'),
    help: say('stage.required.help'),
    options: options.map((one) => ({ ...one, current: required.includes(one.value) })),
  };
}

async function removalDialog(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  pipeline: Pipeline,
  stage: Stage,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const count = await parts.rooms.tickets.pipelines.countIn(stage.id);
  const at = `${PIPELINES}/${pipeline.id}/stages/${stage.id}`;
  const others = pipeline.stages.filter(({ id }) => id !== stage.id);
  const to: FieldModel = {
    kind: 'choice',
    look: 'select',
    name: 'to',
    label: say('stage.removal.to'),
    required: true,
    options: others.map(({ id, name }) => ({ value: String(id), label: name })),
  };
  const model = {
    title: say('stage.removal.title', { name: stage.name }),
    text: say('stage.removal.text', { count }),
    error: count === 0 ? wrong?.to : undefined,
    action: `${at}?_method=DELETE`,
    groups: count > 0 ? [{ fields: withWrong([to], wrong ?? {}) }] : [],
    submit: say('stage.removal.submit'),
    danger: true,
    back: at,
  };
  return reply.dialog(model, wrong ? 422 : 200);
}
