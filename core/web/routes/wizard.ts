// The wizard: the channel's own steps, then details with a preview, routing, tickets, and what comes next (CH-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FlowView } from '../../channels/channels.ts';
import type { ConnectInput } from '../../contract/connect.ts';
import { readFields } from '../fields.ts';
import { formOf } from '../forms.ts';
import type { WizardPage } from '../models/channels.ts';
import { CHANNELS } from '../present/accounts.ts';
import { text } from '../present/marks.ts';
import { nextLabel, stepModel } from '../present/wizard.ts';
import { slotHtml } from '../plugin-pages.ts';
import type { WebParts } from '../rooms.ts';
import { MANAGE } from './channels.ts';
import { presentFor } from './inbox.ts';
import { settle, settlingPage } from './settling.ts';
import { addressOf, flowOf, frameOf, type FlowPlace } from './wizard-frame.ts';

export function wizardRoutes(server: FastifyInstance, parts: WebParts): void {
  const { flows } = parts.rooms.channels;

  server.get<FlowPlace>('/settings/connections/:key', MANAGE, async (request, reply) => {
    const flow = await flowOf(parts, request, request.params.key);
    return showFlow(parts, request, reply, flow, request.query.page);
  });

  server.post<FlowPlace>('/settings/connections/:key', MANAGE, async (request, reply) => {
    const flow = await flowOf(parts, request, request.params.key);
    if (flow.page !== 'connect') return settle(parts, request, reply, flow);
    const input = inputFor(flow, request);
    if (!input) return reply.goTo(addressOf(flow));
    const { userId, language } = request.viewer;
    const next = await flows.answer(flow.publicId, userId, input, language);
    if (next && isRefused(next)) return showFlow(parts, request, reply, next, undefined, 422);
    return reply.goTo(addressOf(flow));
  });

  server.post<FlowPlace>('/settings/connections/:key/waiting', MANAGE, async (request, reply) => {
    const flow = await flowOf(parts, request, request.params.key);
    if (flow.step.step !== 'show' || flow.page !== 'connect') return reply.goTo(addressOf(flow));
    const { userId, language } = request.viewer;
    const next = await flows.answer(flow.publicId, userId, { kind: 'show' }, language);
    const same = next?.step.step === 'show' && next.step.id === flow.step.id;
    return same ? reply.code(204).send() : reply.goTo(addressOf(flow));
  });

  server.post<FlowPlace>('/settings/connections/:key/back', MANAGE, async (request, reply) => {
    const flow = await flowOf(parts, request, request.params.key);
    return reply.goTo(flow.page === 'connect' ? await startOver(parts, request, flow) : addressOf(flow));
  });

  server.delete<FlowPlace>('/settings/connections/:key', MANAGE, async (request, reply) => {
    await flows.drop(request.params.key, request.viewer.userId);
    return reply.goTo(CHANNELS);
  });
}

function isRefused({ step }: FlowView): boolean {
  if (step.step === 'choose') return step.error !== undefined;
  return step.step === 'form' && Object.keys(step.errors ?? {}).length > 0;
}

/** What the person did on the step that waits; null when the form is of another one (sent twice, or an old page). */
function inputFor({ step }: FlowView, request: FastifyRequest): ConnectInput | null {
  const form = formOf(request);
  if (!('id' in step) || form.text('step') !== step.id) return null;
  if (step.step === 'form')
    return { kind: 'form', values: readFields(step.fields, request.body as Record<string, unknown>) };
  if (step.step === 'choose') return { kind: 'choose', ids: form.texts('ids') };
  return step.step === 'show' ? { kind: 'show' } : null;
}

/** To the first of the channel's steps; from there, back to choosing. */
async function startOver(parts: WebParts, request: FastifyRequest, flow: FlowView): Promise<string> {
  const { flows } = parts.rooms.channels;
  const { userId, language } = request.viewer;
  const { channel, purpose, inboxId, accountId } = flow;
  const anew = await flows.begin({ channel, purpose, inboxId, accountId, userId, language });
  await flows.drop(flow.publicId, userId);
  const first = 'id' in anew.step && 'id' in flow.step && anew.step.id === flow.step.id;
  if (!first) return addressOf(anew);
  await flows.drop(anew.publicId, userId);
  return accountId ? `${CHANNELS}/${accountId}` : `${CHANNELS}/new/${channel}?inbox=${inboxId ?? ''}`;
}

async function showFlow(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  flow: FlowView,
  page?: string,
  status = 200,
): Promise<FastifyReply> {
  if (flow.page !== 'connect') return settlingPage(parts, request, reply, flow, page);
  const present = presentFor(parts, request);
  const step = stepModel(present, flow, addressOf(flow));
  const help = await slotHtml(parts, request, 'connect help', { channel: flow.channel, accountId: flow.accountId });
  const model: WizardPage = {
    ...(await frameOf(parts, request, flow, 'account')),
    step,
    next: nextLabel(present, flow),
    backAction: step.kind === 'stop' ? undefined : `${addressOf(flow)}/back`,
    note: text(present, 'wizard.kept'),
    help,
  };
  return reply.page('channels/wizard', model, status);
}
