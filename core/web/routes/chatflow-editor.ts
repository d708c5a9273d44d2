// The editor of a chatflow: steps added, changed, moved and taken out, published; tried out beside them (AU-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  addStep,
  findStep,
  freeId,
  putStep,
  removeStep,
  replaceStep,
  shiftStep,
  STEP_KINDS,
  type DraftAnswer,
  type FlowDefinition,
  type FlowStep,
  type Slot,
} from '../../chatflows/chatflows.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { formOf, type Form } from '../forms.ts';
import { readStep } from '../present/chatflow-fields.ts';
import { newStep } from '../present/new-step.ts';
import { reasonText } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { MANAGE } from './channels.ts';
import { flowPage, type Opened } from './chatflow-page.ts';
import { FLOWS, wantedFlow, type FlowsPlace } from './chatflows.ts';
import { presentFor } from './inbox.ts';

const FLOW = `${FLOWS}/:flow`;
type Place = FlowsPlace;
type Found = Awaited<ReturnType<typeof wantedFlow>>;

export function chatflowEditorRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<Place>(FLOW, MANAGE, async (request, reply) => {
    const found = await wantedFlow(parts, request, request.params);
    return flowPage(parts, request, reply, found, { step: findStep(found.flow.draft.steps, request.query.step ?? '') });
  });
  adding(server, parts);
  changing(server, parts);
  moving(server, parts);
  publishing(server, parts);
}

/** Does the change, or shows the page again with what is wrong; nothing is changed then. */
async function change(
  parts: WebParts,
  request: FastifyRequest,
  found: Found,
  work: (draft: FlowDefinition) => FlowDefinition,
): Promise<DraftAnswer> {
  const { chatflows } = parts.rooms;
  return chatflows.saveDraft(found.flow.id, formOf(request).number('revision'), request.viewer.userId, work);
}

function refused(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  found: Found,
  { answer, ...opened }: Opened & { answer: Extract<DraftAnswer, { ok: false }> },
): Promise<FastifyReply> {
  const { step, field, why } = answer;
  const wrong = { step, field, text: reasonText(presentFor(parts, request), why) };
  return flowPage(parts, request, reply, found, { ...opened, wrong });
}

function adding(server: FastifyInstance, parts: WebParts): void {
  server.post<Place>(`${FLOW}/steps`, MANAGE, async (request, reply) => {
    const found = await wantedFlow(parts, request, request.params);
    const form = formOf(request);
    const kind = STEP_KINDS.find((one) => one === form.text('kind'));
    if (!kind) throw invalid({ kind: 'wrong.choice' });
    const id = freeId(found.flow.draft.steps);
    const words = parts.pages.say(request);
    const language = found.flow.language ?? request.viewContext.language;
    const step = newStep(kind, id, (key) => parts.locales.text(language, `chatflow.words.${key}`));
    const answer = await change(parts, request, found, (draft) => ({
      ...draft,
      steps: addStep(draft.steps, slotIn(form), step),
    }));
    if (!answer.ok) return refused(parts, request, reply, found, { step: null, answer });
    parts.cookies.say(reply, 'said.step-added', {
      kind: words(`chatflow.kind.${kind}`),
      undo: undoAddress(found, answer),
    });
    return reply.goTo(`${found.address}?step=${id}#step-${id}`);
  });
}

function changing(server: FastifyInstance, parts: WebParts): void {
  server.put<Place>(`${FLOW}/steps/:step`, MANAGE, async (request, reply) => {
    const { found, step } = await wantedStep(parts, request, request.params);
    const typed = readStep(step, formOf(request));
    const answer = await change(parts, request, found, (draft) => ({
      ...draft,
      steps: replaceStep(draft.steps, withInside(draft.steps, typed)),
    }));
    if (!answer.ok) return refused(parts, request, reply, found, { step: typed, answer });
    parts.cookies.say(reply, 'said.saved', answer.undo ? { undo: undoAddress(found, answer) } : {});
    return reply.goTo(`${found.address}#step-${step.id}`);
  });

  server.delete<Place>(`${FLOW}/steps/:step`, MANAGE, async (request, reply) => {
    const { found, step } = await wantedStep(parts, request, request.params);
    const answer = await change(parts, request, found, (draft) => ({
      ...draft,
      steps: removeStep(draft.steps, step.id),
    }));
    if (!answer.ok) return refused(parts, request, reply, found, { step: null, answer });
    parts.cookies.say(reply, 'said.step-removed', { undo: undoAddress(found, answer), seconds: 30 });
    return reply.goTo(found.address);
  });

  server.post<Place>(`${FLOW}/undo/:step`, MANAGE, async (request, reply) => {
    const found = await wantedFlow(parts, request, request.params);
    await parts.rooms.chatflows.undo(found.flow.id, request.params.step, request.viewer.userId);
    parts.cookies.say(reply, 'said.undone');
    return reply.goTo(found.address);
  });
}

/** Forms say nothing about the steps inside a branch: those of the draft as it is now stay. */
function withInside(steps: FlowStep[], typed: FlowStep): FlowStep {
  const now = findStep(steps, typed.id);
  return typed.kind === 'branch' && now?.kind === 'branch' ? { ...typed, yes: now.yes, no: now.no } : typed;
}

function moving(server: FastifyInstance, parts: WebParts): void {
  server.post<Place>(`${FLOW}/places`, MANAGE, async (request, reply) => {
    const found = await wantedFlow(parts, request, request.params);
    const form = formOf(request);
    const id = form.text('step');
    const way = form.text('way');
    const answer = await change(parts, request, found, (draft) => ({
      ...draft,
      steps: way === 'up' || way === 'down' ? shiftStep(draft.steps, id, way) : putStep(draft.steps, id, slotIn(form)),
    }));
    if (!answer.ok) return refused(parts, request, reply, found, { step: null, answer });
    return reply.goTo(`${found.address}#step-${findStep(found.flow.draft.steps, id)?.id ?? ''}`);
  });
}

function publishing(server: FastifyInstance, parts: WebParts): void {
  server.post<Place>(`${FLOW}/publication`, MANAGE, async (request, reply) => {
    const found = await wantedFlow(parts, request, request.params);
    const { chatflows } = parts.rooms;
    const revision = formOf(request).number('revision');
    const answer = await chatflows.publish(found.flow.id, revision, request.viewer.userId);
    if (!answer.ok) return refused(parts, request, reply, found, { step: null, answer });
    parts.cookies.say(reply, 'said.chatflow-published', { name: found.flow.name });
    return reply.goTo(found.address);
  });
}

function slotIn(form: Form): Slot {
  const list = (['steps', 'yes', 'no'] as const).find((one) => one === form.text('list')) ?? 'steps';
  const index = form.number('index');
  return { parent: form.text('parent'), list, index: Number.isInteger(index) && index >= 0 ? index : 1000 };
}

async function wantedStep(
  parts: WebParts,
  request: FastifyRequest,
  params: Place['Params'],
): Promise<{ found: Found; step: FlowStep }> {
  const found = await wantedFlow(parts, request, params);
  const step = findStep(found.flow.draft.steps, params.step);
  if (!step) throw notFound('step');
  return { found, step };
}

function undoAddress({ address }: Found, answer: Extract<DraftAnswer, { ok: true }>): string {
  return `${address}/undo/${answer.undo ?? ''}`;
}
