// Messages of a thread with what stands between them: read in their order, answered, and commented on for the team.
import type { OfferedLine } from '../../../core/contract/offers.ts';
import { messageOf, messagesOf, type StoredMessage } from '../store/messages.ts';
import type { Thread } from '../store/threads.ts';
import { missing, WireError } from '../wire/errors.ts';
import { idOf } from '../wire/ids.ts';
import { publicLine } from '../wire/line.ts';
import { publicMessage } from '../wire/message.ts';
import { userIn } from './actors.ts';
import {
  askedChannelOf,
  bodyOf,
  endIn,
  endOf,
  runningAccount,
  type Asked,
  type PageEnd,
  type Route,
} from './asking.ts';
import { filesIn } from './sending-files.ts';
import { demandTaken, placeOf, threadFor } from './threads.ts';

const MESSAGE = '/threads/:threadId/messages/:messageId';

export const threadMessageRoutes: Route[] = [
  { method: 'GET', url: '/threads/:threadId/messages', answer: list },
  { method: 'POST', url: '/threads/:threadId/messages', answer: write },
  { method: 'GET', url: MESSAGE, answer: one },
  { method: 'GET', url: `${MESSAGE}/original-content`, answer: content },
];

const MOST = 100;

/** Messages the bridge knows, and between them what stands in the conversation beside messages. */
async function list(asked: Asked): Promise<object> {
  const { query } = asked.request;
  const thread = await threadFor(asked);
  const most = Math.min(Math.max(Math.trunc(Number(query.limit)) || MOST, 1), MOST);
  const before = endIn(query.after);
  const found = [
    ...(await messagesOf(asked.registry.context, thread.id, { before, most: most + 1 })).map((message) => ({
      ...{ at: message.createdAt.getTime(), id: message.id, shown: publicMessage(message) },
    })),
    ...(await linesOf(asked, thread, before, most + 1)).map((line) => ({
      ...{ at: line.at.getTime(), id: line.id, shown: publicLine(line, thread.id) },
    })),
  ].toSorted((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1));
  const page = found.slice(0, most);
  const results = page.map(({ shown }) => shown);
  return { results, ...(found.length > most && { paging: { next: { after: endOf(page.at(-1)!) } } }) };
}

function linesOf({ registry }: Asked, thread: Thread, before: PageEnd | undefined, limit: number) {
  const place = before && { at: new Date(before.at), id: before.id };
  return registry.offers.conversations.lines(placeOf(thread), { before: place, limit });
}

/** A message of the thread, or a line beside its messages. */
async function foundFor(asked: Asked): Promise<{ message: StoredMessage } | { line: OfferedLine; thread: Thread }> {
  const { messageId = '' } = asked.request.params;
  const thread = await threadFor(asked);
  const { context, offers } = asked.registry;
  const message = await messageOf(context, thread.channelId, messageId);
  if (message?.thread === thread.id) return { message };
  const line = await offers.conversations.line(placeOf(thread), messageId);
  if (!line) throw missing('message', messageId);
  return { line, thread };
}

async function one(asked: Asked): Promise<object> {
  const found = await foundFor(asked);
  return 'message' in found ? publicMessage(found.message) : publicLine(found.line, found.thread.id);
}

async function content(asked: Asked): Promise<object> {
  const found = await foundFor(asked);
  if ('message' in found) {
    const { text, richText } = found.message.body;
    return { text, ...(richText && { richText }) };
  }
  const { line } = found;
  if (line.kind !== 'comment') throw missing('message with words', line.id);
  return { text: line.text, ...(line.html && { richText: line.html }) };
}

interface Written {
  type: 'MESSAGE' | 'COMMENT';
  text: string;
  richText?: string | null;
  attachments?: Record<string, unknown>[];
  senderActorId?: string;
}

async function write(asked: Asked): Promise<object> {
  const thread = await threadFor(asked);
  const body = await bodyOf<Written>(asked, 'threadMessage');
  if (body.type === 'COMMENT' && body.attachments?.length)
    throw new WireError('VALIDATION_ERROR', 'Comments carry no files. Write it without them.', [
      { message: 'attachments of comments must be empty', in: 'attachments' },
    ]);
  await demandTaken(asked, thread);
  asked.reply.code(201);
  return body.type === 'COMMENT' ? comment(asked, thread, body) : answer(asked, thread, body);
}

/** Sent by the desk's queue like every answer: the webhook is told of it under this very id. */
async function answer(asked: Asked, thread: Thread, body: Written): Promise<object> {
  const { conversations } = asked.registry.offers;
  const channel = await askedChannelOf(asked, thread.channelId);
  const { account } = runningAccount(asked, channel, thread.accountId);
  const userId = body.senderActorId === undefined ? null : await userIn(asked, body.senderActorId, 'senderActorId');
  const files = await filesIn(asked, channel, body.attachments ?? []);
  const said = { userId, text: body.text, ...(body.richText && { html: body.richText }), files };
  const sent = await conversations.answer(placeOf(thread), said);
  if ('refused' in sent) throw new WireError('CONFLICT', sent.refused.text);
  const at = asked.registry.context.now().toISOString();
  return {
    ...written(asked, thread, { id: idOf(account.publicId, sent.key), at, body }),
    ...{ type: 'MESSAGE', channelId: String(channel.id), channelAccountId: String(account.id), direction: 'OUTGOING' },
    ...{ truncationStatus: 'NOT_TRUNCATED', status: { statusType: 'SENT' } },
  };
}

async function comment(asked: Asked, thread: Thread, body: Written): Promise<object> {
  if (body.senderActorId === undefined)
    throw new WireError('VALIDATION_ERROR', 'A comment is somebody’s of the team.', [
      { message: 'senderActorId is required for comments', in: 'senderActorId' },
    ]);
  const userId = await userIn(asked, body.senderActorId, 'senderActorId');
  const html = body.richText || `<p>${escaped(body.text).replaceAll('\n', '<br>')}</p>`;
  const { id, at } = await asked.registry.offers.conversations.comment(placeOf(thread), userId, html);
  return { ...written(asked, thread, { id, at: at.toISOString(), body }), type: 'COMMENT' };
}

function written({ bridge }: Asked, thread: Thread, { id, at, body }: { id: string; at: string; body: Written }) {
  const { text, richText, attachments = [], senderActorId: actorId = 'S-hubdesk' } = body;
  return {
    ...{ id, conversationsThreadId: thread.id, createdAt: at, updatedAt: at, createdBy: actorId, archived: false },
    client: { clientType: 'INTEGRATION', integrationAppId: bridge.id },
    ...{ senders: [{ actorId }], recipients: [], attachments, text },
    ...(richText && { richText }),
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);
}
