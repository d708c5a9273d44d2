// API: inboxes and conversations, read and changed.
import type { FastifyRequest } from 'fastify';
import { Type } from './schema.ts';
import { demand, type Viewer } from '../accounts/accounts.ts';
import type { ListName } from '../conversations/conversations.ts';
import { notFound } from '../kernel/errors.ts';
import { changeConversation } from './conversation-change.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { conversationOf, visibleInboxes } from './scope.ts';
import { Conversation, ConversationChange, Inbox, pageOf, type ConversationChangeBody } from './shapes.ts';
import { conversationView } from './views.ts';

const LISTS = ['unassigned', 'mine', 'open', 'snoozed', 'closed', 'sent', 'spam', 'trash', 'all'];
const Query = Type.Object({
  list: Type.Optional(Type.String({ enum: LISTS, default: 'open' })),
  inbox: Type.Optional(Type.Integer()),
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});

export function conversationRoutes(rooms: ApiRooms): ApiRoute[] {
  const { conversations } = rooms;
  const read = { method: 'GET' as const, permission: 'conversation.read' as const, tag: 'conversations' };
  return [
    {
      ...read,
      url: '/inboxes',
      summary: 'Inboxes you can see',
      answer: Type.Object({ items: Type.Array(Inbox) }),
      run: inboxes,
    },
    {
      ...read,
      url: '/conversations',
      summary: 'A list, newest first',
      query: Query,
      answer: pageOf(Conversation),
      run: list,
    },
    { ...read, url: '/conversations/:key', summary: 'One conversation', answer: Conversation, run: one },
    {
      ...read,
      method: 'PATCH',
      permission: 'conversation.manage',
      url: '/conversations/:key',
      summary: 'Close, assign, tag, move …',
      body: ConversationChange,
      answer: Conversation,
      run: change,
    },
  ];

  async function inboxes({ viewer }: FastifyRequest) {
    const all = await visibleInboxes(rooms, viewer);
    return { items: all.map(({ id, publicId, name, kind }) => ({ id, key: publicId, name, kind })) };
  }

  async function list({ query, viewer }: FastifyRequest) {
    const {
      list: name,
      inbox,
      after,
      limit,
    } = query as { list: ListName; inbox?: number; after?: string; limit: number };
    const ids = (await visibleInboxes(rooms, viewer)).map((each) => each.id);
    if (inbox !== undefined && !ids.includes(inbox)) throw notFound('inbox');
    const inboxIds = inbox === undefined ? ids : [inbox];
    const page = await conversations.lists.page({
      userId: viewer.userId,
      teamIds: viewer.teamIds,
      inboxIds,
      list: name,
      after,
      limit,
    });
    return { items: page.rows.map(conversationView), next: page.next };
  }

  async function shown(id: number, viewer: Viewer) {
    return conversationView((await conversations.lists.row(id, viewer.userId))!);
  }

  async function one(request: FastifyRequest) {
    const found = await conversationOf(rooms, request.viewer, keyOf(request));
    return shown(found.id, request.viewer);
  }

  async function change(request: FastifyRequest) {
    const found = await conversationOf(rooms, request.viewer, keyOf(request));
    demand(request.viewer, 'conversation.manage', { inboxId: found.inboxId });
    // All of it or nothing.
    await rooms.database.write(() =>
      changeConversation(rooms, request.viewer, found, request.body as ConversationChangeBody),
    );
    return shown(found.id, request.viewer);
  }
}
