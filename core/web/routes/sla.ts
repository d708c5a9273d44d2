// Settings → Service levels: what is promised for which tickets, in the order in which it is looked at (TK-4).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import type { Policy } from '../../sla/sla.ts';
import { formOf } from '../forms.ts';
import type { Section } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import { policyLine } from '../present/sla.ts';
import { presentFor, timingFor } from '../reader.ts';
import type { WebParts } from '../rooms.ts';
import { PIPELINE_MANAGE, placed } from './pipelines.ts';

export const SLA = '/settings/sla';
export type SlaPlace = { Params: { id: string } };

export function slaRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, pages } = parts;
  const { sla } = rooms;

  server.get(SLA, PIPELINE_MANAGE, async (request, reply) => {
    const say = pages.say(request);
    const policies = await sla.policies();
    const lines = linesOf(parts, request, policies);
    const order = { label: say('sla.heading'), action: `${SLA}/order?_method=PUT`, lines };
    const empty = { title: say('sla.none'), text: say('sla.none.text') };
    const sections: Section[] =
      policies.length > 0
        ? [{ html: trusted(reply.view('tickets/order', order)) }]
        : [{ card: true, table: { label: say('sla.heading'), columns: [], rows: [], empty } }];
    return pages.settings(request, reply, 'sla', {
      ...{ heading: say('sla.heading'), text: say('sla.text'), sections },
      links: [{ label: say('sla.new'), href: `${SLA}/new`, icon: 'plus', primary: true }],
    });
  });

  server.put(`${SLA}/order`, PIPELINE_MANAGE, async (request, reply) => {
    const ids = (await sla.policies()).map(({ id }) => id);
    await sla.order(placed(formOf(request), ids));
    return reply.goTo(SLA);
  });

  removal(server, parts);
}

function removal(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, pages } = parts;
  const { sla } = rooms;

  server.get<SlaPlace>(`${SLA}/:id/removal`, PIPELINE_MANAGE, async (request, reply) => {
    const { id, name } = await policyOf(parts, request.params.id);
    const say = pages.say(request);
    return reply.dialog({
      ...{ title: say('sla.removal.title', { name }), text: say('sla.removal.text'), danger: true },
      ...{ action: `${SLA}/${id}?_method=DELETE`, submit: say('sla.removal.submit'), back: `${SLA}/${id}` },
    });
  });

  server.delete<SlaPlace>(`${SLA}/:id`, PIPELINE_MANAGE, async (request, reply) => {
    const { id, name } = await policyOf(parts, request.params.id);
    await sla.remove(id);
    await rooms.accounts.audit.write(request.viewer, 'sla_policy.deleted', `sla_policy:${id}`, { name });
    cookies.say(reply, 'said.saved');
    return reply.goTo(SLA);
  });
}

export async function policyOf({ rooms }: WebParts, id: string): Promise<Policy> {
  const policy = /^\d{1,9}$/.test(id) ? await rooms.sla.policy(Number(id)) : null;
  if (!policy) throw notFound('sla_policy');
  return policy;
}

function linesOf(parts: WebParts, request: FastifyRequest, policies: Policy[]) {
  const present = presentFor(parts, request);
  const { writer } = timingFor(parts, request);
  return policies.map((policy) => ({
    id: policy.id,
    label: policy.name,
    href: `${SLA}/${policy.id}`,
    detail: policyLine(present, writer, policy),
  }));
}
