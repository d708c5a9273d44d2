// API: service levels, and what is promised about a ticket (TK-4, OP-7).
import type { FastifyRequest } from 'fastify';
import { may, seesPipeline, type Viewer } from '../accounts/accounts.ts';
import type { Condition, Filter, Group } from '../conditions/conditions.ts';
import { notFound } from '../kernel/errors.ts';
import type { NewPolicy, Policy, Target } from '../sla/sla.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import {
  NewSlaPolicy,
  SlaPolicy,
  SlaPolicyChange,
  SlaTarget,
  type NewSlaPolicyBody,
  type SlaPolicyChangeBody,
} from './sla-shapes.ts';

const NOBODY = { notify: [], raise: false, assign: '', comment: '' };
const EMPTY: NewPolicy = {
  ...{ name: '', active: true, filter: { match: 'all', groups: [] }, hours: null, holidays: [], warnPercent: 0 },
  ...{ targets: { first: null, next: null, resolution: null }, onWarning: NOBODY, onBreach: NOBODY },
};

export function slaRoutes(rooms: ApiRooms): ApiRoute[] {
  const { accounts, sla, tickets } = rooms;
  const items = Type.Object({ items: Type.Array(SlaPolicy) });
  const targets = Type.Object({ items: Type.Array(SlaTarget) });
  const read = { method: 'GET' as const, permission: 'ticket.read' as const, tag: 'service levels' };
  const manage = { permission: 'pipeline.manage' as const, tag: 'service levels', answer: SlaPolicy };
  const one = { ...manage, url: '/sla-policies/:id' };
  const make = { ...manage, url: '/sla-policies', summary: 'Add a service level, behind all others' };
  return [
    { ...read, url: '/sla-policies', summary: 'Service levels, the first that fits holds', answer: items, run: list },
    { ...make, method: 'POST', body: NewSlaPolicy, status: 201, run: add },
    { ...one, method: 'PATCH', summary: 'Change a service level, or its place', body: SlaPolicyChange, run: change },
    { ...one, method: 'DELETE', summary: 'Remove a service level; its tickets get the next that fits', run: remove },
    { ...read, url: '/tickets/:number/targets', summary: 'What is promised about it', answer: targets, run: promised },
  ];

  async function list({ viewer }: FastifyRequest) {
    return { items: (await sla.policies()).filter((policy) => !isKept(viewer, policy)).map(shown) };
  }

  /** It speaks of a pipeline that is kept from the viewer. */
  function isKept(viewer: Viewer, { filter }: Policy): boolean {
    return filter.groups
      .flatMap(({ conditions }) => conditions)
      .some(
        ({ property, values }) =>
          property === 'ticket_pipeline' && !values.every((id) => seesPipeline(viewer, Number(id))),
      );
  }

  async function named(request: FastifyRequest): Promise<Policy> {
    const policy = /^\d{1,9}$/.test(keyOf(request)) ? await sla.policy(Number(keyOf(request))) : null;
    if (!policy) throw notFound('sla_policy');
    return policy;
  }

  async function add({ body, viewer }: FastifyRequest) {
    const made = await sla.create(merged(EMPTY, body as NewSlaPolicyBody));
    await accounts.audit.write(viewer, 'sla_policy.created', `sla_policy:${made.id}`, { name: made.name });
    return shown(made);
  }

  async function change(request: FastifyRequest) {
    const before = await named(request);
    const { position, ...changes } = request.body as SlaPolicyChangeBody;
    return rooms.database.write(async () => {
      await sla.change(before.id, merged(before, changes));
      if (position !== undefined) await place(before.id, position);
      const { id, name } = before;
      await accounts.audit.write(request.viewer, 'sla_policy.changed', `sla_policy:${id}`, { name });
      return shown((await sla.policy(id))!);
    });
  }

  async function place(id: number, position: number): Promise<void> {
    const others = (await sla.policies()).map((policy) => policy.id).filter((other) => other !== id);
    await sla.order(others.toSpliced(position, 0, id));
  }

  async function remove(request: FastifyRequest) {
    const policy = await named(request);
    await sla.remove(policy.id);
    await accounts.audit.write(request.viewer, 'sla_policy.deleted', `sla_policy:${policy.id}`, { name: policy.name });
    return shown(policy);
  }

  async function promised({ params, viewer }: FastifyRequest) {
    const { number } = params as { number: string };
    const ticket = /^\d{1,9}$/.test(number) ? await tickets.byNumber(Number(number)) : null;
    if (!ticket || !may(viewer, 'ticket.read', ticket)) throw notFound('ticket');
    return { items: (await sla.targetsOf(ticket.id)).map(targetShown) };
  }
}

type LooseFilter = Omit<Filter, 'groups'> & {
  groups: (Omit<Group, 'conditions'> & { conditions: (Omit<Condition, 'values'> & { values?: string[] })[] })[];
};

/** Operators that stand alone come without values. */
function wholeFilter({ match, groups }: LooseFilter): Filter {
  const whole = groups.map((group) => ({
    ...group,
    conditions: group.conditions.map((one) => ({ ...one, values: one.values ?? [] })),
  }));
  return { match, groups: whole };
}

/** What is not said stays as it is. */
function merged(
  before: NewPolicy,
  { targets, onWarning, onBreach, holidays, filter, ...changes }: Partial<NewSlaPolicyBody>,
): NewPolicy {
  return {
    ...before,
    ...(changes as Partial<NewPolicy>),
    ...(filter && { filter: wholeFilter(filter as LooseFilter) }),
    ...(holidays && { holidays: holidays.map(({ day, name = '' }) => ({ day, name })) }),
    targets: { ...before.targets, ...targets },
    onWarning: { ...before.onWarning, ...onWarning },
    onBreach: { ...before.onBreach, ...onBreach },
  };
}

function shown({ id, name, active, position, filter, targets, hours, holidays, ...rest }: Policy) {
  const { warnPercent, onWarning, onBreach } = rest;
  return { id, name, active, position, filter, targets, hours, holidays, warnPercent, onWarning, onBreach };
}

function targetShown({ kind, policy, minutes, left, ...times }: Target) {
  const text = (at: Date | null) => at?.toISOString() ?? null;
  return {
    ...{ kind, policy, minutes, minutesLeft: left === null ? null : Math.floor(left / 60_000) },
    ...{ startedAt: times.startedAt.toISOString(), dueAt: text(times.dueAt), metAt: text(times.metAt) },
    ...{ warnedAt: text(times.warnedAt), breachedAt: text(times.breachedAt) },
  };
}
