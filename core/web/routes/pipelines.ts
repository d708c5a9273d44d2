// Settings → Pipelines: several, each with its stages in order, and what tickets and conversations do to each other (TK-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Pipeline } from '../../tickets/tickets.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import { trusted } from '../models/shared.ts';
import { usualStages } from '../first-inbox.ts';
import type { WebParts } from '../rooms.ts';
import { seenBy } from '../seen-by.ts';

export const PIPELINES = '/settings/pipelines';
export const PIPELINE_MANAGE = { config: { permission: 'pipeline.manage' } } as const;
export type PipelinePlace = { Params: { id: string } };

export function pipelineRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales, pages } = parts;
  const { pipelines } = rooms.tickets;

  server.get(PIPELINES, PIPELINE_MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const links = [{ label: say('pipelines.new'), href: `${PIPELINES}/new`, icon: 'plus', primary: true }];
    const sections = await pipelineSections(parts, request, reply);
    return pages.settings(request, reply, 'pipelines', {
      ...{ heading: say('pipelines.heading'), text: say('pipelines.text'), links, sections },
    });
  });

  server.get(`${PIPELINES}/new`, PIPELINE_MANAGE, async (request, reply) => newPage(parts, request, reply));

  server.post(PIPELINES, PIPELINE_MANAGE, async (request, reply) => {
    const name = formOf(request).text('name');
    const work = async () => {
      const { stages } = usualStages(locales, request.viewContext.language);
      const made = await pipelines.create({ name, stages }, actorOf(request.viewer));
      return reply.goTo(`${PIPELINES}/${made.id}`);
    };
    return orAgain(locales, request, work, (wrong) => newPage(parts, request, reply, wrong));
  });

  changing(server, parts);
  archiving(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { pipelines } = rooms.tickets;

  server.put(`${PIPELINES}/order`, PIPELINE_MANAGE, async (request, reply) => {
    const known = await pipelines.list({ archived: true });
    await pipelines.order(
      placed(
        formOf(request),
        known.map(({ id }) => id),
      ),
      actorOf(request.viewer),
    );
    return reply.goTo(PIPELINES);
  });

  server.get<PipelinePlace>(`${PIPELINES}/:id`, PIPELINE_MANAGE, async (request, reply) =>
    pipelinePage(parts, request, reply, await pipelineOf(parts, request.params.id)),
  );

  server.patch<PipelinePlace>(`${PIPELINES}/:id`, PIPELINE_MANAGE, async (request, reply) => {
    const pipeline = await pipelineOf(parts, request.params.id);
    const form = formOf(request);
    const changes = { name: form.text('name'), reopens: form.on('reopens'), closes: form.on('closes') };
    const work = async () => {
      await pipelines.change(pipeline.id, changes, actorOf(request.viewer));
      cookies.say(reply, 'said.saved');
      return reply.goTo(`${PIPELINES}/${pipeline.id}`);
    };
    return orAgain(locales, request, work, (wrong) =>
      pipelinePage(parts, request, reply, { ...pipeline, ...changes }, wrong),
    );
  });
}

function archiving(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;

  server.post<PipelinePlace>(`${PIPELINES}/:id/archive`, PIPELINE_MANAGE, async (request, reply) => {
    const pipeline = await pipelineOf(parts, request.params.id);
    const open = await rooms.tickets.pipelines.list();
    if (open.every(({ id }) => id === pipeline.id)) {
      const say = pages.say(request);
      const back = `${PIPELINES}/${pipeline.id}`;
      return reply.dialog({ title: say('pipelines.archive'), text: say('error.pipeline_last'), back }, 409);
    }
    await rooms.tickets.pipelines.archive(pipeline.id, true, actorOf(request.viewer));
    cookies.say(reply, 'said.pipeline-archived', {
      name: pipeline.name,
      undo: `${PIPELINES}/${pipeline.id}/archive?_method=DELETE`,
    });
    return reply.goTo(PIPELINES);
  });

  server.delete<PipelinePlace>(`${PIPELINES}/:id/archive`, PIPELINE_MANAGE, async (request, reply) => {
    const pipeline = await pipelineOf(parts, request.params.id);
    await rooms.tickets.pipelines.archive(pipeline.id, false, actorOf(request.viewer));
    return reply.goTo(PIPELINES);
  });
}

export async function pipelineOf({ rooms }: WebParts, id: string): Promise<Pipeline> {
  const pipeline = /^\d{1,9}$/.test(id) ? await rooms.tickets.pipelines.get(Number(id)) : null;
  if (!pipeline) throw notFound('pipeline');
  return pipeline;
}

/** The order after one was dropped at a place (`item`, `index`) or moved by one (`item`, `way`). */
export function placed(form: { number(name: string): number; text(name: string): string }, ids: number[]): number[] {
  const item = form.number('item');
  const at = ids.indexOf(item);
  if (at === -1) return ids;
  const way = form.text('way');
  const index = way === 'up' ? at - 1 : way === 'down' ? at + 1 : form.number('index');
  if (!Number.isSafeInteger(index)) return ids;
  const rest = ids.filter((id) => id !== item);
  // A place is counted with the item still standing where it was.
  const wanted = way === '' && index > at ? index - 1 : index;
  return rest.toSpliced(Math.max(0, Math.min(wanted, rest.length)), 0, item);
}

async function pipelineSections(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<Section[]> {
  const say = parts.pages.say(request);
  const found = await parts.rooms.tickets.pipelines.list({ archived: true });
  const seen = await seenBy(parts, request);
  const all = await Promise.all(found.map(async (one) => ({ ...one, seen: await seen({ pipelineId: one.id }) })));
  const lines = (some: typeof all) =>
    some.map((one) => ({
      id: one.id,
      label: one.name,
      href: `${PIPELINES}/${one.id}`,
      detail: [one.stages.map(({ name }) => name).join(' → '), one.seen].filter(Boolean).join(' · '),
    }));
  const open = all.filter(({ archivedAt }) => !archivedAt);
  const archived = all.filter(({ archivedAt }) => archivedAt);
  const html = reply.view('tickets/order', {
    label: say('pipelines.heading'),
    action: `${PIPELINES}/order?_method=PUT`,
    lines: lines(open),
  });
  const sections: Section[] = [{ html: trusted(html) }];
  if (archived.length > 0)
    sections.push({
      title: say('pipelines.archived'),
      html: trusted(reply.view('tickets/order', { label: say('pipelines.archived'), lines: lines(archived) })),
    });
  return sections;
}

function newPage(parts: WebParts, request: FastifyRequest, reply: FastifyReply, wrong?: Wrong): FastifyReply {
  const say = parts.pages.say(request);
  const fields = withWrong([nameField(say, formOf(request).text('name'))], wrong ?? {});
  const content = {
    heading: say('pipelines.new'),
    text: say('pipelines.new.text'),
    crumb: { label: say('pipelines.heading'), href: PIPELINES },
    narrow: true,
    sections: [{ form: { action: PIPELINES, groups: [{ fields }], submit: say('pipelines.create'), back: PIPELINES } }],
  };
  return parts.pages.settings(request, reply, 'pipelines', content, wrong ? 422 : 200);
}

function nameField(say: Say, value: string): FieldModel {
  return { kind: 'text', name: 'name', label: say('field.name'), required: true, maximum: 60, value };
}

async function pipelinePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  pipeline: Pipeline,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const at = `${PIPELINES}/${pipeline.id}`;
  const action = `${at}/stages/order?_method=PUT`;
  const order = { label: say('pipelines.stages'), action, lines: stageLines(say, pipeline) };
  const toggles = [toggle(say, 'reopens', pipeline), toggle(say, 'closes', pipeline)];
  const fields = withWrong([nameField(say, pipeline.name), ...toggles], wrong ?? {});
  const content = {
    heading: pipeline.name,
    crumb: { label: say('pipelines.heading'), href: PIPELINES },
    text: (await (await seenBy(parts, request))({ pipelineId: pipeline.id })) ?? say('seen_by.everyone'),
    links: [{ label: say('seen_by.label'), href: `${at}/access`, icon: 'eye', dialog: true }],
    acts: pipeline.archivedAt
      ? [{ label: say('pipelines.unarchive'), action: `${at}/archive?_method=DELETE` }]
      : [{ label: say('pipelines.archive'), action: `${at}/archive` }],
    narrow: true,
    sections: [
      {
        title: say('pipelines.stages'),
        links: [{ label: say('stage.new'), href: `${at}/stages/new`, icon: 'plus' }],
        html: trusted(reply.view('tickets/order', order)),
      },
      { form: { action: `${at}?_method=PATCH`, groups: [{ fields }], back: PIPELINES } },
    ],
  };
  return parts.pages.settings(request, reply, 'pipelines', content, wrong ? 422 : 200);
}

function toggle(say: Say, name: 'reopens' | 'closes', pipeline: Pipeline): FieldModel {
  const words = { label: say(`pipelines.${name}`), help: say(`pipelines.${name}.help`) };
  return { kind: 'switch', name, ...words, value: pipeline[name] };
}

function stageLines(say: Say, { id: pipelineId, stages }: Pipeline) {
  return stages.map(({ id, name, kind, required }) => ({
    id,
    label: name,
    href: `${PIPELINES}/${pipelineId}/stages/${id}`,
    detail: [say(`stage.kind.${kind}`), required.length > 0 && say('stage.requires', { count: required.length })]
      .filter(Boolean)
      .join(' · '),
  }));
}
