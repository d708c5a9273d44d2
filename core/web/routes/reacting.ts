// A reaction of the team to what a customer wrote, on channels that can: chosen in a dialog, taken back in the same one.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import type { ThreadItem } from '../../conversations/conversations.ts';
import { formOf } from '../forms.ts';
import { trusted } from '../models/shared.ts';
import { reasonText } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { visibleItem } from './content.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';
import { presentFor } from './inbox.ts';

const config = { permission: 'conversation.answer' as const };

/** What people mean most often; each is one that phones show. */
const EMOJIS = ['👍', '❤️', '😂', '😮', '😢', '🙏', '🎉', '👏', '✅', '👀', '🔥', '👎'];

export function reacting(server: FastifyInstance, parts: WebParts): void {
  server.get('/messages/:key/reaction', { config }, async (request, reply) => {
    const item = await answerable(parts, request);
    const say = parts.pages.say(request);
    const ours = item.reactions.find(({ by }) => by.startsWith('user:'))?.emoji;
    const others = ours && !EMOJIS.includes(ours) ? [ours] : [];
    const choices = [...others, ...EMOJIS].map((emoji) => ({
      emoji,
      value: emoji === ours ? '' : emoji,
      current: emoji === ours,
    }));
    const model = { action: `/messages/${item.publicId}/reaction`, choices };
    return reply.dialog({
      title: say('message.react'),
      text: ours ? say('message.react.back') : say('message.react.text'),
      html: trusted(reply.view('conversation/reactions', model)),
      back: `/conversations/${item.conversationId}`,
    });
  });

  server.post('/messages/:key/reaction', { config }, async (request, reply) => {
    const item = await answerable(parts, request);
    const done = await parts.rooms.outbound.react(item.id, request.viewer.userId, formOf(request).text('emoji'));
    if (done.ok) return back(request, reply, { id: item.conversationId });
    const title = parts.pages.say(request)('message.amend.no');
    const text = reasonText(presentFor(parts, request), done.why, item.channel);
    return reply.dialog({ title, text, back: `/conversations/${item.conversationId}` }, 409);
  });
}

async function answerable(parts: WebParts, request: FastifyRequest): Promise<ThreadItem> {
  const item = await visibleItem(parts, request);
  const head = await visibleConversation(parts, request.viewer, item.conversationId);
  demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
  return item;
}
