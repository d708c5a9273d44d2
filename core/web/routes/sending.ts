// After sending: taking back what is held, sending again what failed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import type { DraftPlace, ThreadItem } from '../../conversations/conversations.ts';
import { jsonAt } from '../../database/words.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import { filesOfMessage, fillDraft, joined, templateIntoDraft } from '../into-draft.ts';
import { writeAddressee } from '../present/addressees.ts';
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
    const sql = `select id, conversation_id, ${jsonAt('details', 'passesOn')} as passes_on from message where public_id = ?`;
    const row = await database.row<{ id: number; conversation_id: number; passes_on: number | null }>(sql, [key]);
    if (!row) throw notFound('message');
    const head = await answerable(request, row.conversation_id);
    const item = await conversations.thread.item(row.id);
    if (!item || !(await outbound.cancel(row.id, actorOf(request.viewer))))
      throw conflict('sent_already', 'It has left already.');
    const fresh = head.messageCount === 1 && head.lastDirection === 'out';
    await intoDraft(item, request.viewer.userId, fresh, row.passes_on);
    if (fresh) return beginAgain(request, reply, head.id);
    parts.cookies.say(reply, 'said.taken_back');
    return back(request, reply, head);
  }

  /** What was to begin a conversation: it has never been one. */
  async function beginAgain(request: FastifyRequest, reply: FastifyReply, conversationId: number) {
    await conversations.trash(conversationId, actorOf(request.viewer));
    parts.cookies.say(reply, 'said.taken_back');
    return reply.goTo('/conversations/new');
  }

  /** Words, pictures, files and recipients as they were before sending; what was begun since then follows them. */
  function intoDraft(item: ThreadItem, userId: number, fresh: boolean, passesOn: number | null): Promise<void> {
    const files = filesOfMessage(item);
    const place: DraftPlace = fresh
      ? { userId, conversationId: null, kind: 'new' }
      : { userId, conversationId: item.conversationId, kind: 'reply' };
    const template = item.parts.find((part) => part.type === 'template');
    if (template && item.accountId !== null)
      return templateIntoDraft(parts, { ...place, kind: 'template' }, template, files, item.accountId);
    const words = item.parts.find((part) => part.type === 'text');
    const people = (role: string) =>
      item.addresses.filter((one) => one.role === role).map(({ name, address }) => writeAddressee({ name, address }));
    const body = {
      text: words?.text ?? '',
      html: words?.html,
      to: people('to'),
      cc: people('cc'),
      bcc: people('bcc'),
      subject: item.subject || undefined,
      accountId: item.accountId,
      replyToMessageId: item.inReplyToId,
      passesOn: passesOn ?? undefined,
    };
    return fillDraft(parts, place, files, (since) => ({ ...body, ...joined(body, since ?? {}) }));
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
