// API: the team's reaction to what a customer wrote.
import type { FastifyRequest } from 'fastify';
import { Type } from './schema.ts';
import { demand } from '../accounts/accounts.ts';
import { DeskError, notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { conversationOf } from './scope.ts';
import { Message } from './shapes.ts';
import { messageView } from './views.ts';

const NewReaction = Type.Object({ emoji: Type.String({ maxLength: 40 }) }, { additionalProperties: false });

export function reactionRoutes(rooms: ApiRooms): ApiRoute[] {
  return [
    {
      method: 'POST',
      url: '/conversations/:key/messages/:message/reaction',
      permission: 'conversation.answer',
      tag: 'messages',
      summary: 'React to what a customer wrote, on channels that can; an empty emoji takes it back',
      body: NewReaction,
      answer: Message,
      run: react,
    },
  ];

  async function react(request: FastifyRequest) {
    const { conversations, database, outbound } = rooms;
    const found = await conversationOf(rooms, request.viewer, keyOf(request));
    demand(request.viewer, 'conversation.answer', { inboxId: found.inboxId });
    const { message } = request.params as { message: string };
    const sql = 'select id from message where public_id = ? and conversation_id = ?';
    const row = await database.row<{ id: number }>(sql, [message, found.id]);
    if (!row) throw notFound('message');
    const { emoji } = request.body as { emoji: string };
    const done = await outbound.react(row.id, request.viewer.userId, emoji);
    if (!done.ok) throw new DeskError(done.why.code, 422, done.why.text, { params: done.why.params });
    return messageView((await conversations.thread.item(row.id))!);
  }
}
