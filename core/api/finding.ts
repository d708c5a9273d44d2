// API: search, and what happened after a number.
import type { FastifyRequest } from 'fastify';
import type { Viewer } from '../accounts/accounts.ts';
import type { ToldEvent } from '../events/events.ts';
import { Type } from './schema.ts';
import type { ApiRooms } from './rooms.ts';
import type { ApiRoute } from './route.ts';
import { visibleInboxes } from './scope.ts';
import { Conversation, EventShape, pageOf } from './shapes.ts';
import { conversationView, eventView } from './views.ts';

const Question = Type.Object({
  q: Type.String({ minLength: 1, maxLength: 400 }),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
});
const FoundShape = Type.Object({ items: Type.Array(Conversation), total: Type.Integer(), more: Type.Boolean() });
const Since = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
});

export function findingRoutes(rooms: ApiRooms): ApiRoute[] {
  const { conversations, search, events } = rooms;
  return [
    {
      method: 'GET',
      url: '/search',
      permission: 'search',
      tag: 'search',
      summary: 'Ranked full text with operators',
      query: Question,
      answer: FoundShape,
      run: find,
    },
    {
      method: 'GET',
      url: '/events',
      permission: 'event.read',
      tag: 'events',
      summary: 'What happened after a number, oldest first',
      query: Since,
      answer: pageOf(EventShape),
      run: since,
    },
  ];

  async function find({ query, viewer }: FastifyRequest) {
    const { q, offset, limit } = query as { q: string; offset: number; limit: number };
    const inboxIds = viewer.inboxIds === 'all' ? null : viewer.inboxIds;
    const found = await search.ask({ text: q, offset, limit, inboxIds, userId: viewer.userId });
    const ids = found.hits.map((hit) => hit.conversationId);
    const rows = await conversations.lists.rows(ids, viewer.userId);
    return { items: rows.map(conversationView), total: found.total, more: found.more };
  }

  async function since({ query, viewer }: FastifyRequest) {
    const { after, limit } = query as { after: number; limit: number };
    const visible = new Set((await visibleInboxes(rooms, viewer)).map((one) => one.id));
    const told = await events.since(after, limit);
    const around = told.filter((event) => event.inboxId === null || visible.has(event.inboxId));
    const seen: ToldEvent[] = [];
    for (const event of around) if (!(await isKept(rooms, viewer, event))) seen.push(event);
    const next = told.length > 0 ? String(told.at(-1)!.id) : null;
    return { items: seen.map(eventView), next };
  }
}

/** About a pipeline, a ticket or a record that is kept from the viewer. */
async function isKept({ tickets, records }: ApiRooms, viewer: Viewer, { type, data }: ToldEvent): Promise<boolean> {
  const { pipelineIds, recordTypes } = viewer.withheld;
  if (pipelineIds.length > 0 && typeof data.ticketId === 'number') {
    const ticket = await tickets.get(data.ticketId);
    return ticket !== null && pipelineIds.includes(ticket.pipelineId);
  }
  if (type === 'pipeline.changed') return pipelineIds.includes(Number(data.pipelineId));
  if (recordTypes.length === 0 || typeof data.recordId !== 'number') return false;
  const kind = await records.typeOf(data.recordId);
  return kind !== null && recordTypes.includes(kind);
}
