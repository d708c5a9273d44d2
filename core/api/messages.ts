// API: messages of a conversation: reading, answering, commenting.
import type { FastifyRequest } from 'fastify';
import { Type } from './schema.ts';
import { demand, type Viewer } from '../accounts/accounts.ts';
import type { Person } from '../contract/address.ts';
import { conflict, DeskError, invalid, notFound } from '../kernel/errors.ts';
import { idOf } from '../kernel/ids.ts';
import type { SendAnswer } from '../outbound/outbound.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { conversationOf } from './scope.ts';
import { Conversation, Message, NewMessage, type NewMessageBody } from './shapes.ts';
import { templateChoice } from './template-files.ts';
import { conversationView, messageView } from './views.ts';

/** A file of 16 MB, the largest that templates take besides documents, in base64. */
const MOST_BYTES = 24 * 1024 * 1024;

const Query = Type.Object({
  before: Type.Optional(Type.Integer()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
const Thread = Type.Object({ items: Type.Array(Message), earlier: Type.Boolean() });
const First = Type.Object({ ...NewMessage.properties, accountId: Type.Integer() }, { additionalProperties: false });
const NewComment = Type.Object(
  { html: Type.String({ minLength: 1, maxLength: 200_000 }), mentions: Type.Optional(Type.Array(Type.Integer())) },
  { additionalProperties: false },
);

export function messageRoutes(rooms: ApiRooms): ApiRoute[] {
  const { conversations, outbound } = rooms;
  const write = {
    method: 'POST' as const,
    permission: 'conversation.answer' as const,
    tag: 'messages',
    status: 201 as const,
    once: true,
    bodyLimit: MOST_BYTES,
  };
  const below = '/conversations/:key';
  return [
    {
      method: 'GET',
      url: `${below}/messages`,
      permission: 'conversation.read',
      tag: 'messages',
      summary: 'Messages, comments and events, oldest first',
      query: Query,
      answer: Thread,
      run: read,
    },
    { ...write, url: `${below}/messages`, summary: 'Answer', body: NewMessage, answer: Message, run: answer },
    { ...write, url: '/conversations', summary: 'Begin a conversation', body: First, answer: Conversation, run: begin },
    {
      ...write,
      url: `${below}/comments`,
      summary: 'Comment: only the team sees it',
      body: NewComment,
      answer: Message,
      run: comment,
    },
  ];

  async function read(request: FastifyRequest) {
    const found = await conversationOf(rooms, request.viewer, keyOf(request));
    const { before, limit } = request.query as { before?: number; limit: number };
    const page = await conversations.thread.read(found.id, { before, limit, userId: request.viewer.userId });
    return { items: page!.items.map(messageView), earlier: page!.earlier };
  }

  async function answerable(request: FastifyRequest) {
    const found = await conversationOf(rooms, request.viewer, keyOf(request));
    demand(request.viewer, 'conversation.answer', { inboxId: found.inboxId });
    return found;
  }

  async function answer(request: FastifyRequest) {
    const found = await answerable(request);
    const sent = await outbound.send({
      conversationId: found.id,
      userId: request.viewer.userId,
      ...(await bodyOf(rooms, request.viewer, request.body as NewMessageBody)),
      formKey: onceKeyOf(request),
    });
    return messageView((await conversations.thread.item(accepted(sent).messageId))!);
  }

  async function begin(request: FastifyRequest) {
    const body = request.body as NewMessageBody & { accountId: number };
    const account = await rooms.channels.accountById(body.accountId);
    if (!account || account.deletedAt) throw notFound('account');
    demand(request.viewer, 'conversation.answer', { inboxId: account.inboxId });
    const sent = accepted(
      await outbound.send({
        conversationId: null,
        accountId: account.id,
        userId: request.viewer.userId,
        ...(await bodyOf(rooms, request.viewer, body)),
        formKey: onceKeyOf(request),
      }),
    );
    return conversationView((await conversations.lists.row(sent.conversationId, request.viewer.userId))!);
  }

  async function comment(request: FastifyRequest) {
    const found = await answerable(request);
    const { html, mentions = [] } = request.body as { html: string; mentions?: number[] };
    const readers = new Set((await rooms.accounts.users.whoMay('conversation.read', found)).map(({ id }) => id));
    const made = await conversations.comment(
      found.id,
      request.viewer.userId,
      html,
      mentions.filter((id) => readers.has(id)),
      onceKeyOf(request),
    );
    return messageView((await conversations.thread.item(made.id))!);
  }
}

/**
 * Of the header `Idempotency-Key`: what a program sends again under the same key within the same conversation is written
 * once, whatever became of the first answer (draft-ietf-httpapi-idempotency-key-header).
 */
function onceKeyOf(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return null;
  if (key.length > 200) throw invalid({ 'idempotency-key': 'wrong.too_long' });
  return idOf(JSON.stringify(['api', request.viewer.userId, request.url.split('?')[0], key]));
}

async function bodyOf(rooms: ApiRooms, viewer: Viewer, body: NewMessageBody) {
  const { text, html, subject, to, cc, bcc, seenMessageId, anyway, sendAt, template } = body;
  const people = (list?: string[]) =>
    list?.map((value): Person => ({ address: { kind: value.startsWith('+') ? 'phone' : 'email', value } }));
  return {
    text,
    html,
    subject,
    to: people(to),
    cc: people(cc),
    bcc: people(bcc),
    seenMessageId,
    anyway,
    sendAt: sendAt ? new Date(sendAt) : undefined,
    template: template && (await templateChoice(rooms, viewer, template)),
  };
}

/** RE-9 holds for programs too: 409 `stale` when somebody answered meanwhile, 422 with the channel's sentence when refused. */
function accepted(answer: SendAnswer): Extract<SendAnswer, { ok: true }> {
  if (answer.ok) return answer;
  if (answer.kind === 'stale')
    throw conflict('stale', 'Somebody has written since. Read it, or send anyway.', { newestId: answer.newestId });
  throw new DeskError(answer.why.code, 422, answer.why.text, { params: answer.why.params });
}
