// Making and changing a service level, with an invented ticket beside it that shows when it would be due (TK-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { areHours } from '../../kernel/hours.ts';
import { TARGETS, type Policy } from '../../sla/sla.ts';
import { formOf, orAgain, type Wrong } from '../forms.ts';
import { isOutdated, SEEN, seenField } from '../meanwhile.ts';
import type { SlaFormPage, SlaPreview } from '../models/sla.ts';
import { conditionsModel } from '../present/list-view-form.ts';
import { text, type Present } from '../present/marks.ts';
import { momentOf, previewModel, usualSample, zoneOf } from '../present/sla.ts';
import {
  aboutFields,
  draftOf,
  freshPolicy,
  readDraft,
  restGroups,
  targetFields,
  type SlaDraft,
} from '../present/sla-form.ts';
import { presentFor } from '../reader.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { ticketWorld } from '../ticket-world.ts';
import { isReshaped, wholeFilter } from '../view-draft.ts';
import { viewWorld, type ViewWorld } from '../view-world.ts';
import { PIPELINE_MANAGE } from './pipelines.ts';
import { policyOf, SLA, type SlaPlace } from './sla.ts';

const DRAFT = `${SLA}/draft`;

export function slaFormRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get(`${SLA}/new`, PIPELINE_MANAGE, async (request, reply) => {
    const { timeZone } = await parts.rooms.accounts.workspace.get();
    return formPage(parts, request, reply, { policy: null, draft: draftOf(freshPolicy(timeZone)) });
  });

  server.get<SlaPlace>(`${SLA}/:id`, PIPELINE_MANAGE, async (request, reply) => {
    const policy = await policyOf(parts, request.params.id);
    return formPage(parts, request, reply, { policy, draft: draftOf(policy) });
  });

  server.post(DRAFT, PIPELINE_MANAGE, async (request, reply) => redraw(parts, request, reply));
  saving(server, parts);
}

function saving(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const kept = async (request: FastifyRequest, reply: FastifyReply, done: string, { id, name }: Policy) => {
    await rooms.accounts.audit.write(request.viewer, `sla_policy.${done}`, `sla_policy:${id}`, { name });
    cookies.say(reply, 'said.saved');
    return reply.goTo(SLA);
  };

  server.post(SLA, PIPELINE_MANAGE, async (request, reply) => {
    const typed = await typedIn(parts, request, null);
    const work = async () => kept(request, reply, 'created', await rooms.sla.create(wholeOf(typed.draft)));
    return orAgain(locales, request, work, (wrong) => formPage(parts, request, reply, typed, wrong));
  });

  server.patch<SlaPlace>(`${SLA}/:id`, PIPELINE_MANAGE, async (request, reply) => {
    const policy = await policyOf(parts, request.params.id);
    const typed = await typedIn(parts, request, policy);
    const work = async () => kept(request, reply, 'changed', await rooms.sla.change(policy.id, wholeOf(typed.draft)));
    const again = (wrong: Wrong) => formPage(parts, request, reply, typed, wrong);
    if (isOutdated(formOf(request).text(SEEN), shownOf(policy)))
      return again({ seen: parts.pages.say(request)('form.outdated') });
    return orAgain(locales, request, work, again);
  });
}

function aboutTickets(present: Present) {
  return { address: DRAFT, asked: text(present, 'sla.match'), none: text(present, 'sla.conditions.text') };
}

interface Typed {
  policy: Policy | null;
  draft: SlaDraft;
  /** The mark of the form that is drawn anew. */
  seen?: string;
}

function wholeOf({ typed: _typed, days: _days, sample: _sample, ...policy }: SlaDraft) {
  return { ...policy, filter: wholeFilter(policy.filter) };
}

/** What a form of it is drawn from; its place in the order is not. */
function shownOf({ position: _position, ...policy }: Policy) {
  return policy;
}

async function typedIn(parts: WebParts, request: FastifyRequest, policy: Policy | null): Promise<Typed> {
  const { timeZone } = await parts.rooms.accounts.workspace.get();
  return { policy, draft: readDraft(formOf(request), request.body, await slaWorld(parts, request), timeZone) };
}

/** What conditions choose from; of whom a property is stands before its name. */
async function slaWorld(parts: WebParts, request: FastifyRequest): Promise<ViewWorld> {
  const present = presentFor(parts, request);
  const all = await parts.rooms.sla.conditions.properties();
  const properties = all.map((one) =>
    one.topic === 'ticket' || !one.label
      ? one
      : { ...one, label: text(present, `sla.condition.${one.topic}`, { name: one.label }) },
  );
  return { ...(await viewWorld(parts, request)), properties };
}

/** With script only the conditions and what follows; without it the whole page. */
async function redraw(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const id = formOf(request).text('policy');
  const typed = await typedIn(parts, request, id ? await policyOf(parts, id) : null);
  if (!isHtmx(request)) return formPage(parts, request, reply, { ...typed, seen: formOf(request).text(SEEN) });
  const world = await slaWorld(parts, request);
  const present = presentFor(parts, request);
  const conditions = conditionsModel(present, world, typed.draft, {}, aboutTickets(present));
  const isDrawn = isReshaped(formOf(request), typed.draft.filter);
  return reply.partials([
    ...(isDrawn ? [{ target: '#view-conditions', html: reply.view('list-views/conditions', conditions) }] : []),
    { target: '#view-preview', html: reply.view('sla/preview', previewOf(parts, request, typed.draft)) },
  ]);
}

async function formPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { policy, draft, seen }: Typed,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const { timeZone } = await parts.rooms.accounts.workspace.get();
  const heading = policy ? policy.name : text(present, 'sla.new');
  const world = await slaWorld(parts, request);
  const model: SlaFormPage = {
    ...{ title: heading, heading, lists: parts.pages.lists(request, 'sla'), draft: DRAFT },
    crumb: { label: text(present, 'sla.heading'), href: SLA },
    acts: policy ? [{ label: text(present, 'sla.remove'), action: '', asks: `${SLA}/${policy.id}/removal` }] : [],
    action: policy ? `${SLA}/${policy.id}?_method=PATCH` : SLA,
    hidden: policy ? [{ name: 'policy', value: String(policy.id) }, seenField(shownOf(policy), seen)] : [],
    error: wrong.seen,
    about: aboutFields(present, draft, wrong),
    targets: targetFields(present, draft, wrong),
    conditions: conditionsModel(present, world, draft, wrong, aboutTickets(present)),
    groups: restGroups(present, draft, await ticketWorld(parts, request.viewer), timeZone, wrong),
    submit: text(present, policy ? 'form.save' : 'sla.create'),
    ...{ back: SLA, preview: previewOf(parts, request, draft) },
  };
  return reply.page('sla/form', model, Object.keys(wrong).length > 0 ? 422 : 200);
}

function previewOf(parts: WebParts, request: FastifyRequest, draft: SlaDraft): SlaPreview {
  const { rooms, renderer } = parts;
  const present = presentFor(parts, request);
  const writer = renderer.writer(present.language, zoneOf(draft, present.timeZone));
  const now = rooms.clock.now();
  const sample = momentOf(writer, draft.sample) ? draft.sample : usualSample(writer, now);
  const at = momentOf(writer, sample)!;
  const isWhole =
    TARGETS.every((kind) => !Number.isNaN(draft.targets[kind])) && (draft.hours === null || areHours(draft.hours));
  return previewModel(present, writer, { sample, at, due: isWhole ? rooms.sla.preview(draft, at) : null });
}
