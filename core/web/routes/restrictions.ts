// Who sees a pipeline or a type of records: everybody, or chosen people and teams (AD-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Permission, Restrictable } from '../../accounts/accounts.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import { readAccess, seenByFields } from '../present/sharing.ts';
import { namedType } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { everybody } from '../seen-by.ts';
import { presentFor } from './inbox.ts';
import { PIPELINE_MANAGE, pipelineOf, PIPELINES } from './pipelines.ts';
import { OBJECTS, RECORD_MANAGE } from './record-types.ts';

/** What is opened or closed, how it is called, and where one comes from. */
interface Place {
  thing: Restrictable;
  name: string;
  kind: 'pipeline' | 'objects';
  back: string;
}

export function restrictionRoutes(server: FastifyInstance, parts: WebParts): void {
  of(server, parts, `${PIPELINES}/:id/access`, PIPELINE_MANAGE, async (request) => {
    const { id, name } = await pipelineOf(parts, (request.params as { id: string }).id);
    return { thing: { pipelineId: id }, name, kind: 'pipeline', back: `${PIPELINES}/${id}` };
  });
  of(server, parts, `${OBJECTS}/:type/access`, RECORD_MANAGE, async (request) => {
    const { key, plural } = await namedType(parts, request, (request.params as { type: string }).type);
    return { thing: { recordType: key }, name: plural, kind: 'objects', back: OBJECTS };
  });
}

function of(
  server: FastifyInstance,
  parts: WebParts,
  url: string,
  guard: { config: { permission: Permission } },
  placeOf: (request: FastifyRequest) => Promise<Place>,
): void {
  const { rooms, cookies, locales } = parts;
  const { restrictions } = rooms.accounts;

  server.get(url, guard, async (request, reply) => {
    const place = await placeOf(request);
    return ask(parts, request, reply, place, await restrictions.of(place.thing));
  });

  server.put(url, guard, async (request, reply) => {
    const place = await placeOf(request);
    const wanted = readAccess(formOf(request));
    const work = async () => {
      await restrictions.set(request.viewer, place.thing, place.name, wanted);
      cookies.say(reply, 'said.saved');
      return reply.goTo(place.back);
    };
    return orAgain(locales, request, work, (wrong) => ask(parts, request, reply, place, wanted, wrong));
  });
}

async function ask(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { name, kind, back }: Place,
  access: Access,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const fields = seenByFields(presentFor(parts, request), access, await everybody(parts));
  const model = {
    title: say('seen_by.title', { name }),
    text: say(`seen_by.${kind}.text`),
    action: `${request.url.split('?')[0]}?_method=PUT`,
    groups: [{ fields: withWrong(fields, wrong ?? {}) }],
    submit: say('form.save'),
    back,
  };
  return reply.dialog(model, wrong ? 422 : 200);
}
