// API: a message as it came, of which something is held back for its content (WA-12).
import type { FastifyRequest } from 'fastify';
import { demand } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { conversationOf } from './scope.ts';
import { Type } from './schema.ts';

const Revelation = Type.Object({
  subject: Type.String(),
  text: Type.String({ description: 'As it came, files left out' }),
  held: Type.Array(Type.Object({ code: Type.String(), text: Type.String() })),
});

export function revealingRoutes(rooms: ApiRooms): ApiRoute[] {
  return [
    {
      method: 'POST',
      url: '/messages/:key/revelation',
      permission: 'message.reveal',
      tag: 'messages',
      summary: 'A message as it came, of which something is held back; written down in the audit log (WA-12)',
      answer: Revelation,
      run: reveal,
    },
  ];

  async function reveal(request: FastifyRequest) {
    const sql = `select message.id, conversation.public_id as conversation from message
      join conversation on conversation.id = message.conversation_id where message.public_id = ?`;
    const row = await rooms.database.row<{ id: number; conversation: string }>(sql, [keyOf(request)]);
    if (!row) throw notFound('message');
    const { inboxId } = await conversationOf(rooms, request.viewer, row.conversation);
    demand(request.viewer, 'message.reveal', { inboxId });
    const held = await rooms.conversations.held.of(row.id);
    if (!held) throw notFound('message');
    const why = [...new Set(held.reasons.map(({ code }) => code))];
    await rooms.accounts.audit.write(request.viewer, 'message.revealed', `message:${keyOf(request)}`, { why });
    const words = held.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [JSON.stringify(part)]));
    return {
      subject: held.subject,
      text: words.join('\n\n'),
      held: held.reasons.map(({ code, text }) => ({ code, text })),
    };
  }
}
