// After sending: taking back what is held, sending again what failed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import type { MediaKind } from '../../contract/part.ts';
import type { DraftPlace, ThreadItem } from '../../conversations/conversations.ts';
import type { DraftBody } from '../../database/entities/conversation.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import { asParagraphs } from '../composing.ts';
import { writeAddressee } from '../present/addressees.ts';
import { withPictures } from '../present/parts.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';

interface FileRow {
  kind: MediaKind;
  name: string;
  type: string;
  bytes: number;
  fileId: number;
  contentId: string | null;
}

const FILES_SQL = `select kind, name, type, bytes, file_id as "fileId", content_id as "contentId" from attachment
  where message_id = ? and file_id is not null order by position`;

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
    // Gone with the message.
    const files = await database.rows<FileRow>(FILES_SQL, [row.id]);
    if (!item || !(await outbound.cancel(row.id, actorOf(request.viewer))))
      throw conflict('sent_already', 'It has left already.');
    const fresh = head.messageCount === 1 && head.lastDirection === 'out';
    await intoDraft(item, files, request.viewer.userId, fresh);
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
  async function intoDraft(item: ThreadItem, files: FileRow[], userId: number, fresh: boolean): Promise<void> {
    const place: DraftPlace = fresh
      ? { userId, conversationId: null, kind: 'new' }
      : { userId, conversationId: item.conversationId, kind: 'reply' };
    const words = item.parts.find((part) => part.type === 'text');
    const people = (role: string) =>
      item.addresses.filter((one) => one.role === role).map(({ name, address }) => writeAddressee({ name, address }));
    const body: DraftBody = {
      text: words?.text ?? '',
      to: people('to'),
      cc: people('cc'),
      bcc: people('bcc'),
      subject: item.subject || undefined,
      accountId: item.accountId,
      replyToMessageId: item.inReplyToId,
    };
    const since = (await conversations.drafts.get(place))?.body;
    const draft = await conversations.drafts.save(place, body);
    const kept = [];
    for (const file of files) kept.push(await conversations.drafts.attach(draft.id, { ...file, inline: false }));
    const html = words?.html && withPictures(words.html, kept);
    await conversations.drafts.save(place, { ...body, ...joined({ text: body.text, html }, since) });
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

type Words = Pick<DraftBody, 'text' | 'html'>;

function joined(words: Words, since: Words | undefined): Words {
  if (!since?.text?.trim() && !since?.html) return words;
  const asHtml = ({ text = '', html }: Words) => html ?? asParagraphs(text);
  return {
    text: `${words.text ?? ''}\n\n${since.text ?? ''}`,
    html: words.html || since.html ? asHtml(words) + asHtml(since) : undefined,
  };
}
