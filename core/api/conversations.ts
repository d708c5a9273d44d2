// API: inboxes and conversations, read and changed.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { actorOf, demand, may, type Viewer } from '../accounts/accounts.ts';
import type { Conversation as ConversationFacts, ListName } from '../conversations/conversations.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { Conversation, ConversationChange, Inbox, pageOf, type ConversationChangeBody } from './shapes.ts';
import { conversationView } from './views.ts';

const LISTS = ['unassigned', 'mine', 'open', 'snoozed', 'closed', 'sent', 'spam', 'trash', 'all'];

/** The conversation of a public id, when the viewer may see it. */
export async function conversationOf(rooms: ApiRooms, viewer: Viewer, key: string): Promise<ConversationFacts> {
  const found = await rooms.conversations.byPublicId(key);
  if (!found || !may(viewer, 'conversation.read', { inboxId: found.inboxId })) throw notFound('conversation');
  return found;
}

export async function visibleInboxes(rooms: ApiRooms, viewer: Viewer) {
  const all = await rooms.conversations.inboxes.list();
  return viewer.inboxIds === 'all' ? all : all.filter((inbox) => (viewer.inboxIds as number[]).includes(inbox.id));
}

export function conversationRoutes(scope: FastifyInstance, rooms: ApiRooms): void {
  const { conversations } = rooms;
  const read = { permission: 'conversation.read' as const };

  scope.get(
    '/inboxes',
    {
      config: read,
      schema: {
        tags: ['conversations'],
        summary: 'Inboxes you can see',
        response: { 200: Type.Object({ items: Type.Array(Inbox) }) },
      },
    },
    async (request) => {
      const items = (await visibleInboxes(rooms, request.viewer)).map((one) => ({
        id: one.id,
        key: one.publicId,
        name: one.name,
        kind: one.kind,
      }));
      return { items };
    },
  );

  const query = Type.Object({
    list: Type.Optional(Type.String({ enum: LISTS, default: 'open' })),
    inbox: Type.Optional(Type.Integer()),
    after: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  });
  scope.get(
    '/conversations',
    {
      config: read,
      schema: {
        tags: ['conversations'],
        summary: 'A list, newest first',
        querystring: query,
        response: { 200: pageOf(Conversation) },
      },
    },
    async (request) => {
      const { list, inbox, after, limit } = request.query as {
        list: ListName;
        inbox?: number;
        after?: string;
        limit: number;
      };
      const { viewer } = request;
      const ids = (await visibleInboxes(rooms, viewer)).map((one) => one.id);
      if (inbox !== undefined && !ids.includes(inbox)) throw notFound('inbox');
      const page = await conversations.lists.page({
        userId: viewer.userId,
        teamIds: viewer.teamIds,
        inboxIds: inbox === undefined ? ids : [inbox],
        list,
        after,
        limit,
      });
      return { items: page.rows.map(conversationView), next: page.next };
    },
  );

  scope.get(
    '/conversations/:key',
    { config: read, schema: { tags: ['conversations'], summary: 'One conversation', response: { 200: Conversation } } },
    async (request: FastifyRequest) => {
      const found = await conversationOf(rooms, request.viewer, (request.params as { key: string }).key);
      return conversationView((await conversations.lists.row(found.id, request.viewer.userId))!);
    },
  );

  scope.patch(
    '/conversations/:key',
    {
      config: { permission: 'conversation.manage' },
      schema: {
        tags: ['conversations'],
        summary: 'Close, assign, tag, move …',
        body: ConversationChange,
        response: { 200: Conversation },
      },
    },
    async (request) => {
      const found = await conversationOf(rooms, request.viewer, (request.params as { key: string }).key);
      demand(request.viewer, 'conversation.manage', { inboxId: found.inboxId });
      await rooms.database.write(() => change(rooms, request.viewer, found, request.body as ConversationChangeBody));
      return conversationView((await conversations.lists.row(found.id, request.viewer.userId))!);
    },
  );
}

async function change(
  { conversations }: ApiRooms,
  viewer: Viewer,
  found: ConversationFacts,
  wanted: ConversationChangeBody,
): Promise<void> {
  const { id } = found;
  const actor = actorOf(viewer);
  if (wanted.status === 'closed') await conversations.close(id, actor);
  if (wanted.status === 'open') await conversations.reopen(id, actor);
  if (wanted.snoozedUntil) await conversations.snooze(id, new Date(wanted.snoozedUntil), actor);
  if (wanted.snoozedUntil === null) await conversations.wake(id, actor);
  if (wanted.ownerId !== undefined || wanted.teamId !== undefined)
    await conversations.assign(id, { userId: wanted.ownerId, teamId: wanted.teamId }, null, actor);
  if (wanted.subject !== undefined) await conversations.rename(id, wanted.subject, actor);
  if (wanted.place === 'spam') await conversations.spam(id, actor);
  if (wanted.place === 'trash') await conversations.trash(id, actor);
  if (wanted.place === 'inbox')
    await (found.place === 'spam' ? conversations.notSpam(id, actor) : conversations.restore(id, actor));
  if (wanted.inboxId !== undefined) {
    demand(viewer, 'conversation.manage', { inboxId: wanted.inboxId });
    await conversations.moveToInbox(id, wanted.inboxId, actor);
  }
  if (wanted.tags) {
    const before = (await conversations.thread.head(id, viewer.userId))!.tags.map((tag) => tag.name);
    for (const name of before) if (!wanted.tags.includes(name)) await conversations.untag(id, name, actor);
    for (const name of wanted.tags) if (!before.includes(name)) await conversations.tag(id, name, actor);
  }
}
