// After sending: taking back what is held, sending again what failed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';

export function sending(server: FastifyInstance, parts: WebParts): void {
  const { conversations, outbound, database } = parts.rooms;
  const config = { permission: 'conversation.answer' as const };
  server.delete('/messages/:key/sending', { config }, takeBack);
  server.post('/deliveries/:id/attempts', { config }, again);

  async function takeBack(request: FastifyRequest, reply: FastifyReply) {
    const { key } = request.params as { key: string };
    const sql = 'select id, conversation_id from message where public_id = ?';
    const row = await database.row<{ id: number; conversation_id: number }>(sql, [key]);
    if (!row) throw notFound('message');
    const head = await answerable(request, row.conversation_id);
    const item = await conversations.thread.item(row.id);
    const words = item?.parts.find((part) => part.type === 'text');
    if (!(await outbound.cancel(row.id, actorOf(request.viewer))))
      throw conflict('sent_already', 'It has left already.');
    const place = { userId: request.viewer.userId, conversationId: head.id, kind: 'reply' as const };
    await conversations.drafts.save(place, { html: words?.html, text: words?.text ?? '' });
    parts.cookies.say(reply, 'said.taken_back');
    return back(request, reply, head);
  }

  async function again(request: FastifyRequest, reply: FastifyReply) {
    const id = Number((request.params as { id: string }).id);
    const sql = 'select conversation_id from delivery where id = ?';
    const row = await database.row<{ conversation_id: number }>(sql, [id]);
    if (!row) throw notFound('delivery');
    const head = await answerable(request, row.conversation_id);
    await outbound.retry(id, actorOf(request.viewer));
    return back(request, reply, head);
  }

  async function answerable(request: FastifyRequest, conversationId: number) {
    const head = await visibleConversation(parts, request.viewer, conversationId);
    demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
    return head;
  }
}
