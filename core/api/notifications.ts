// API: what you were told, marking it read, and how you want to be told (NT-1).
import type { FastifyRequest } from 'fastify';
import { may } from '../accounts/accounts.ts';
import type { Notification } from '../conversations/conversations.ts';
import { KINDS, MAILS, WAYS, type NotificationSettings } from '../notifications/notifications.ts';
import { Type } from './schema.ts';
import type { ApiRooms } from './rooms.ts';
import type { ApiRoute } from './route.ts';
import { pageOf, Person } from './shapes.ts';

const maybe = (schema: Parameters<typeof Type.Union>[0][number]) => Type.Union([schema, Type.Null()]);
const timeOfDay = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: '`07:30`, in your time zone',
});

const NotificationShape = Type.Object({
  id: Type.Integer(),
  kind: Type.String({ description: 'Explained in docs/notifications.md' }),
  conversation: maybe(Type.String({ description: 'Public id' })),
  messageId: maybe(Type.Integer()),
  accountId: maybe(Type.Integer()),
  by: maybe(Person),
  contact: maybe(Type.String()),
  subject: Type.String(),
  reason: maybe(Type.String()),
  at: Type.String({ format: 'date-time' }),
  read: Type.Boolean(),
});

const oneOfWays = Type.Object(Object.fromEntries(WAYS.map((way) => [way, Type.Boolean()])), {
  additionalProperties: false,
});
const Settings = Type.Object(
  {
    ways: Type.Partial(Type.Object(Object.fromEntries(KINDS.map((kind) => [kind, oneOfWays]))), {
      additionalProperties: false,
    }),
    mail: Type.String({ enum: [...MAILS] }),
    mailAt: timeOfDay,
    quietFrom: maybe(timeOfDay),
    quietTo: maybe(timeOfDay),
    quietDays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { description: '1 is Monday' }),
    pushContent: Type.Boolean({ description: 'Pushes say who and what about' }),
    attentive: Type.Boolean({ description: 'Not told of the conversation that is open before you' }),
  },
  { additionalProperties: false },
);

const Query = Type.Object({
  unread: Type.Optional(Type.Boolean({ default: false })),
  after: Type.Optional(Type.String({ maxLength: 20, pattern: '^[0-9]+$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
});
const Read = Type.Object(
  { ids: Type.Optional(Type.Array(Type.Integer(), { maxItems: 100, description: 'All of them when absent' })) },
  { additionalProperties: false },
);

const ABOUT = { permission: 'conversation.read' as const, tag: 'notifications' };

export function notificationRoutes(rooms: ApiRooms): ApiRoute[] {
  return [
    {
      ...ABOUT,
      method: 'GET',
      url: '/notifications',
      summary: 'What you were told, newest first',
      query: Query,
      answer: pageOf(NotificationShape),
      run: (request) => list(rooms, request),
    },
    {
      ...ABOUT,
      method: 'POST',
      url: '/notifications/read',
      summary: 'Marks notifications as read',
      body: Read,
      answer: Type.Object({ unread: Type.Integer() }),
      run: (request) => read(rooms, request),
    },
    ...settingsRoutes(rooms),
  ];
}

function settingsRoutes(rooms: ApiRooms): ApiRoute[] {
  return [
    {
      ...ABOUT,
      method: 'GET',
      url: '/notifications/settings',
      summary: 'How you want to be told',
      answer: Settings,
      run: ({ viewer }) => rooms.notifications.settings(viewer.userId),
    },
    {
      ...ABOUT,
      permission: 'conversation.manage',
      method: 'PATCH',
      url: '/notifications/settings',
      summary: 'Changes how you want to be told',
      body: Type.Partial(Settings, { additionalProperties: false, minProperties: 1 }),
      answer: Settings,
      async run({ viewer, body }) {
        await rooms.notifications.save(viewer, body as Partial<NotificationSettings>);
        return rooms.notifications.settings(viewer.userId);
      },
    },
  ];
}

async function list({ conversations }: ApiRooms, { viewer, query }: FastifyRequest) {
  const { unread, after, limit } = query as { unread: boolean; after?: string; limit: number };
  const before = after === undefined ? undefined : Number(after);
  const told = await conversations.notifications.list(viewer.userId, { before, limit, unread });
  const visible = told.filter(({ inboxId }) => may(viewer, 'conversation.read', { inboxId }));
  return { items: visible.map(view), next: told.length === limit ? String(told.at(-1)!.id) : null };
}

async function read({ conversations: { notifications } }: ApiRooms, { viewer, body }: FastifyRequest) {
  const { ids } = body as { ids?: number[] };
  if (ids) for (const id of ids) await notifications.markRead(viewer.userId, { id });
  else await notifications.markRead(viewer.userId, 'all');
  return { unread: await notifications.unread(viewer.userId) };
}

function view({ id, kind, conversationKey, messageId, accountId, by, contact, subject, reason, ...one }: Notification) {
  return {
    ...{ id, kind, conversation: conversationKey, messageId, accountId, by, subject },
    contact: contact?.name || null,
    reason: reason?.text ?? null,
    at: one.createdAt.toISOString(),
    read: one.readAt !== null,
  };
}
