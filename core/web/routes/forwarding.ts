// Passing a message on: a new conversation begins with its words and files (EM-7).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { filesOfMessage, fillDraft, joined } from '../into-draft.ts';
import { passedOn, passedOnSubject } from '../present/passed-on.ts';
import type { WebParts } from '../rooms.ts';
import { visibleItem } from './content.ts';
import { presentFor } from './inbox.ts';

export function forwarding(server: FastifyInstance, parts: WebParts): void {
  server.post('/messages/:key/forwarding', { config: { permission: 'conversation.answer' } }, forward);

  /** What was begun already stays, above what is passed on. */
  async function forward(request: FastifyRequest, reply: FastifyReply) {
    const item = await visibleItem(parts, request);
    const place = { userId: request.viewer.userId, conversationId: null, kind: 'new' as const };
    // What is held back goes with it only when this person has looked at it, which was written down (WA-12).
    const isRevealed = parts.revealed.shown(request.viewer.userId, item.publicId);
    const leftOut = isRevealed ? [] : item.attachments.filter(({ held }) => held !== null);
    const passed = item.attachments.filter((one) => !leftOut.includes(one));
    const words = await passedOn(presentFor(parts, request), item, leftOut);
    await fillDraft(parts, place, filesOfMessage({ attachments: passed }), (begun = {}) => ({
      ...begun,
      accountId: item.accountId,
      subject: begun.subject || passedOnSubject(item.subject),
      ...joined(begun, words),
      passesOn: item.id,
    }));
    return reply.goTo('/conversations/new');
  }
}
