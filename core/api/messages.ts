// API: messages of a conversation: reading, answering, commenting; search and events.
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { demand } from '../accounts/accounts.ts';
import type { Person } from '../contract/address.ts';
import { conflict, DeskError } from '../kernel/errors.ts';
import type { SendAnswer } from '../outbound/outbound.ts';
import type { ApiRooms } from './rooms.ts';
import { conversationOf, visibleInboxes } from './conversations.ts';
import { Conversation, EventShape, Message, NewMessage, pageOf, type NewMessageBody } from './shapes.ts';
import { conversationView, messageView } from './views.ts';

type ByKey = { key: string };

export function messageRoutes(scope: FastifyInstance, rooms: ApiRooms): void {
  const { conversations, outbound, search, events } = rooms;
  const read = { permission: 'conversation.read' as const };
  const answer = { permission: 'conversation.answer' as const };

  const query = Type.Object({
    before: Type.Optional(Type.Integer()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  });
  scope.get(
    '/conversations/:key/messages',
    {
      config: read,
      schema: {
        tags: ['messages'],
        summary: 'Messages, comments and events, oldest first',
        querystring: query,
        response: { 200: Type.Object({ items: Type.Array(Message), earlier: Type.Boolean() }) },
      },
    },
    async (request) => {
      const found = await conversationOf(rooms, request.viewer, (request.params as ByKey).key);
      const { before, limit } = request.query as { before?: number; limit: number };
      const page = await conversations.thread.read(found.id, { before, limit, userId: request.viewer.userId });
      return { items: page!.items.map(messageView), earlier: page!.earlier };
    },
  );

  scope.post(
    '/conversations/:key/messages',
    { config: answer, schema: { tags: ['messages'], summary: 'Answer', body: NewMessage, response: { 201: Message } } },
    async (request, reply) => {
      const found = await conversationOf(rooms, request.viewer, (request.params as ByKey).key);
      demand(request.viewer, 'conversation.answer', { inboxId: found.inboxId });
      const sent = await outbound.send({
        conversationId: found.id,
        userId: request.viewer.userId,
        ...bodyOf(request.body as NewMessageBody),
      });
      return reply.code(201).send(messageView((await conversations.thread.item(accepted(sent).messageId))!));
    },
  );

  const fresh = Type.Object({ ...NewMessage.properties, accountId: Type.Integer() }, { additionalProperties: false });
  scope.post(
    '/conversations',
    {
      config: answer,
      schema: { tags: ['messages'], summary: 'Begin a conversation', body: fresh, response: { 201: Conversation } },
    },
    async (request, reply) => {
      const body = request.body as NewMessageBody & { accountId: number };
      const account = await rooms.channels.accountById(body.accountId);
      if (!account || account.deletedAt) throw new DeskError('not_found', 404, 'There is no such account.');
      demand(request.viewer, 'conversation.answer', { inboxId: account.inboxId });
      const sent = accepted(
        await outbound.send({
          conversationId: null,
          accountId: account.id,
          userId: request.viewer.userId,
          ...bodyOf(body),
        }),
      );
      return reply
        .code(201)
        .send(conversationView((await conversations.lists.row(sent.conversationId, request.viewer.userId))!));
    },
  );

  const comment = Type.Object(
    { html: Type.String({ minLength: 1, maxLength: 200_000 }), mentions: Type.Optional(Type.Array(Type.Integer())) },
    { additionalProperties: false },
  );
  scope.post(
    '/conversations/:key/comments',
    {
      config: answer,
      schema: {
        tags: ['messages'],
        summary: 'Comment: only the team sees it',
        body: comment,
        response: { 201: Message },
      },
    },
    async (request, reply) => {
      const found = await conversationOf(rooms, request.viewer, (request.params as ByKey).key);
      demand(request.viewer, 'conversation.answer', { inboxId: found.inboxId });
      const { html, mentions } = request.body as { html: string; mentions?: number[] };
      const made = await conversations.comment(found.id, request.viewer.userId, html, mentions);
      return reply.code(201).send(messageView((await conversations.thread.item(made.id))!));
    },
  );

  const asked = Type.Object({
    q: Type.String({ minLength: 1, maxLength: 400 }),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  });
  scope.get(
    '/search',
    {
      config: { permission: 'search' },
      schema: {
        tags: ['search'],
        summary: 'Ranked full text with operators',
        querystring: asked,
        response: {
          200: Type.Object({ items: Type.Array(Conversation), total: Type.Integer(), more: Type.Boolean() }),
        },
      },
    },
    async (request) => {
      const { q, offset, limit } = request.query as { q: string; offset: number; limit: number };
      const { viewer } = request;
      const found = await search.ask({
        text: q,
        offset,
        limit,
        inboxIds: viewer.inboxIds === 'all' ? null : viewer.inboxIds,
        userId: viewer.userId,
      });
      const rows = await conversations.lists.rows(
        found.hits.map((hit) => hit.conversationId),
        viewer.userId,
      );
      return { items: rows.map(conversationView), total: found.total, more: found.more };
    },
  );

  const since = Type.Object({
    after: Type.Optional(Type.Integer({ default: 0 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  });
  scope.get(
    '/events',
    {
      config: { permission: 'event.read' },
      schema: {
        tags: ['events'],
        summary: 'What happened after a number, oldest first',
        querystring: since,
        response: { 200: pageOf(EventShape) },
      },
    },
    async (request) => {
      const { after, limit } = request.query as { after: number; limit: number };
      const visible = new Set((await visibleInboxes(rooms, request.viewer)).map((one) => one.id));
      const told = await events.since(after, limit);
      const seen = told.filter((event) => event.inboxId === null || visible.has(event.inboxId));
      return {
        items: seen.map((event) => ({ ...event, at: event.at.toISOString() })),
        next: told.length > 0 ? String(told.at(-1)!.id) : null,
      };
    },
  );
}

function bodyOf(body: NewMessageBody) {
  const people = (list?: string[]) =>
    list?.map((value): Person => ({ address: { kind: value.startsWith('+') ? 'phone' : 'email', value } }));
  return {
    text: body.text,
    html: body.html,
    subject: body.subject,
    to: people(body.to),
    cc: people(body.cc),
    bcc: people(body.bcc),
    seenMessageId: body.seenMessageId,
    anyway: body.anyway,
    sendAt: body.sendAt ? new Date(body.sendAt) : undefined,
  };
}

/** RE-9 holds for programs too: 409 `stale` when somebody answered meanwhile, 422 with the channel's sentence when refused. */
function accepted(answer: SendAnswer): Extract<SendAnswer, { ok: true }> {
  if (answer.ok) return answer;
  if (answer.kind === 'stale')
    throw conflict('stale', 'Somebody has written since. Read it, or send anyway.', { newestId: answer.newestId });
  throw new DeskError(answer.why.code, 422, answer.why.text, { params: answer.why.params });
}
