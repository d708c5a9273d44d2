// Calls of the person on every page: what rings, taking it, holding, passing it on, what came of it (CA-3, CA-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import { formOf } from '../forms.ts';
import type { CallsNow } from '../models/calls.ts';
import { callCard } from '../present/calls.ts';
import { textToHtml } from '../plain-text.ts';
import { isForDialog, isHtmx, CLOSE_DIALOG } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';
import { transferDialog, transferOf, type CallPlace } from './call-transfer.ts';

export const ANSWER = { config: { permission: 'conversation.answer' } } as const;

/** Earlier conversations shown beside a ring. */
const EARLIER = 3;

export function callRoutes(server: FastifyInstance, parts: WebParts): void {
  const { calls } = parts.rooms;
  type Verb = (request: FastifyRequest<CallPlace>) => Promise<unknown> | void;

  const does = (method: 'POST' | 'PUT' | 'DELETE', path: string, verb: Verb) =>
    server.route<CallPlace>({
      ...{ method, url: `/calls/:id${path}`, config: ANSWER.config },
      async handler(request, reply) {
        await verb(request);
        return shown(parts, request, reply);
      },
    });
  const on = (request: FastifyRequest) => formOf(request).on('on');

  server.get('/calls/current', ANSWER, async (request, reply) =>
    reply.page('calling/now', await callsNow(parts, request)),
  );
  does('POST', '/acceptance', (request) =>
    calls.accept(request.viewer, request.params.id, formOf(request).text('device')),
  );
  does('DELETE', '/ring', ({ viewer, params }) => calls.decline(viewer, params.id));
  does('DELETE', '/line', ({ viewer, params }) => calls.hangUp(viewer, params.id));
  does('PUT', '/hold', (request) => calls.hold(request.viewer, request.params.id, on(request)));
  does('PUT', '/muting', (request) => calls.mute(request.viewer, request.params.id, on(request)));
  does('PUT', '/description', (request) => describe(parts, request));
  does('DELETE', '/card', ({ viewer, params }) => calls.wrapUp(viewer, params.id));
  does('PUT', '/transfer', ({ viewer, params }) => calls.passOn(viewer, params.id));
  does('DELETE', '/transfer', ({ viewer, params }) => calls.takeBack(viewer, params.id));
  does('POST', '/transfer', (request) =>
    calls.transfer(request.viewer, request.params.id, transferOf(formOf(request))),
  );
  server.get<CallPlace>('/calls/:id/transfer', ANSWER, async (request, reply) =>
    reply.dialog(await transferDialog(parts, request)),
  );
}

/** With `done` the card goes as well; the notes are then said in the conversation, for whoever reads it next. */
async function describe({ rooms }: WebParts, request: FastifyRequest<CallPlace>): Promise<void> {
  const form = formOf(request);
  const { viewer, params } = request;
  const change = {
    ...(form.has('notes') && { notes: form.text('notes') }),
    ...(form.has('outcome') && { outcome: form.text('outcome') }),
  };
  const call = await rooms.calls.describe(viewer, params.id, change);
  if (!form.on('done')) return;
  rooms.calls.wrapUp(viewer, params.id);
  await rooms.calls.sayNotes(viewer, params.id, textToHtml(call.notes));
}

/** The cards as they stand now; a browser without script goes to the log. */
export async function shown(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (!isHtmx(request)) return reply.goTo('/calls');
  const model = await callsNow(parts, request);
  const cards = { target: '#calls-now', html: reply.view('calling/now', model) };
  return reply.partials(isForDialog(request) ? [CLOSE_DIALOG, cards] : [cards]);
}

async function callsNow(parts: WebParts, request: FastifyRequest): Promise<CallsNow> {
  const { calls, contacts, conversations } = parts.rooms;
  const { viewer } = request;
  const present = presentFor(parts, request);
  const cards = [];
  for (const call of calls.of(viewer.userId)) {
    const contact = call.contactId === null ? null : await contacts.summary(call.contactId);
    const inboxIds =
      viewer.inboxIds === 'all' ? (await conversations.inboxes.list()).map(({ id }) => id) : viewer.inboxIds;
    const others = { inboxIds, except: call.conversationId ?? 0, limit: EARLIER };
    const earlier = contact ? await conversations.thread.ofContact(contact.id, others) : [];
    const mayReadContacts = may(viewer, 'contact.read');
    const iceServers = calls.iceServers(call, viewer.userId);
    const recorder = calls.recorder(call, viewer.userId);
    const where = { elsewhere: calls.isElsewhere(call), phone: calls.isPhone(call, viewer.userId), recorder };
    cards.push(
      callCard(present, { call, ...where, userId: viewer.userId, contact, earlier, mayReadContacts, iceServers }),
    );
  }
  return { calls: cards };
}
