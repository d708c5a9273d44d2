// What was sent is changed or taken back by who wrote it, on channels that can; the dialog says why not where it cannot be.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import type { Reason } from '../../contract/reason.ts';
import type { ThreadItem } from '../../conversations/conversations.ts';
import { asParagraphs } from '../composing.ts';
import { formOf } from '../forms.ts';
import { reasonText } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { visibleItem } from './content.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';
import { presentFor } from './inbox.ts';

const config = { permission: 'conversation.answer' as const };

export function amending(server: FastifyInstance, parts: WebParts): void {
  const { outbound } = parts.rooms;

  removing(server, parts);

  server.get('/messages/:key/edit', { config }, async (request, reply) => {
    const item = await own(parts, request);
    const why = await outbound.amendObstacle(item.id, request.viewer.userId, 'edit');
    return why ? refuse(parts, request, reply, item, why) : editor(parts, request, reply, item, { text: item.text });
  });

  server.post('/messages/:key/edit', { config }, async (request, reply) => {
    const item = await own(parts, request);
    const text = formOf(request).text('text');
    const words = { text, html: asParagraphs(text) };
    const done = await outbound.edit(item.id, request.viewer.userId, words);
    if (!done.ok) return editor(parts, request, reply, item, { text, error: sentence(parts, request, item, done.why) });
    parts.cookies.say(reply, 'said.message_edited');
    return back(request, reply, { id: item.conversationId });
  });
}

function removing(server: FastifyInstance, parts: WebParts): void {
  const { outbound } = parts.rooms;

  server.get('/messages/:key/removal', { config }, async (request, reply) => {
    const item = await own(parts, request);
    const why = await outbound.amendObstacle(item.id, request.viewer.userId, 'delete');
    if (why) return refuse(parts, request, reply, item, why);
    const say = parts.pages.say(request);
    return reply.dialog({
      title: say('message.removal.title'),
      text: say('message.removal.text'),
      action: `/messages/${item.publicId}?_method=DELETE`,
      submit: say('message.remove'),
      danger: true,
      back: `/conversations/${item.conversationId}`,
    });
  });

  server.delete('/messages/:key', { config }, async (request, reply) => {
    const item = await own(parts, request);
    const done = await outbound.delete(item.id, request.viewer.userId);
    if (!done.ok) return refuse(parts, request, reply, item, done.why);
    parts.cookies.say(reply, 'said.message_removed');
    return back(request, reply, { id: item.conversationId });
  });
}

async function own(parts: WebParts, request: FastifyRequest): Promise<ThreadItem> {
  const item = await visibleItem(parts, request);
  const head = await visibleConversation(parts, request.viewer, item.conversationId);
  demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
  return item;
}

function sentence(parts: WebParts, request: FastifyRequest, item: ThreadItem, why: Reason): string {
  return reasonText(presentFor(parts, request), why, item.channel);
}

function refuse(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  item: ThreadItem,
  why: Reason,
): FastifyReply {
  const title = parts.pages.say(request)('message.amend.no');
  const at = `/conversations/${item.conversationId}`;
  return reply.dialog({ title, text: sentence(parts, request, item, why), back: at }, 409);
}

function editor(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  item: ThreadItem,
  { text, error }: { text: string; error?: string },
): FastifyReply {
  const say = parts.pages.say(request);
  const field = { kind: 'long-text' as const, rows: 6, name: 'text', label: say('message.words'), value: text };
  const model = {
    title: say('message.edit'),
    text: say('message.edit.text'),
    groups: [{ fields: [{ ...field, required: true, focus: true, error }] }],
    action: `/messages/${item.publicId}/edit`,
    submit: say('message.edit.submit'),
    back: `/conversations/${item.conversationId}`,
  };
  return reply.dialog(model, error ? 422 : 200);
}
