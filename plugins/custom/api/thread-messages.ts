// Messages of a thread: read in the order they were said, answered, and commented on for the team.
import type { StoredMessage } from '../store/messages.ts';
import { messageOf, messagesOf } from '../store/messages.ts';
import type { Thread } from '../store/threads.ts';
import { missing, WireError } from '../wire/errors.ts';
import { idOf } from '../wire/ids.ts';
import { publicMessage } from '../wire/message.ts';
import { userIn } from './actors.ts';
import { askedChannelOf, bodyOf, runningAccount, type Asked, type Route } from './asking.ts';
import { demandTaken, placeOf, threadFor } from './threads.ts';

const MESSAGE = '/threads/:threadId/messages/:messageId';

export const threadMessageRoutes: Route[] = [
  { method: 'GET', url: '/threads/:threadId/messages', answer: list },
  { method: 'POST', url: '/threads/:threadId/messages', answer: write },
  { method: 'GET', url: MESSAGE, answer: async (asked) => publicMessage(await messageFor(asked)) },
  { method: 'GET', url: `${MESSAGE}/original-content`, answer: content },
];

const MOST = 100;

async function list(asked: Asked): Promise<object> {
  const { query } = asked.request;
  const { id } = await threadFor(asked);
  const most = Math.min(Math.max(Math.trunc(Number(query.limit)) || MOST, 1), MOST);
  const before = typeof query.after === 'string' ? query.after : undefined;
  const found = await messagesOf(asked.registry.context, id, { before, most: most + 1 });
  const results = found.slice(0, most).map(publicMessage);
  return { results, ...(found.length > most && { paging: { next: { after: found[most - 1]!.id } } }) };
}

async function messageFor(asked: Asked): Promise<StoredMessage> {
  const { messageId = '' } = asked.request.params;
  const { id, channelId } = await threadFor(asked);
  const found = await messageOf(asked.registry.context, channelId, messageId);
  if (found?.thread !== id) throw missing('message', messageId);
  return found;
}

async function content(asked: Asked): Promise<object> {
  const { text, richText } = (await messageFor(asked)).body;
  return { text, ...(richText && { richText }) };
}

interface Written {
  type: 'MESSAGE' | 'COMMENT';
  text: string;
  richText?: string | null;
  attachments?: unknown[];
  senderActorId?: string;
}

async function write(asked: Asked): Promise<object> {
  const thread = await threadFor(asked);
  const body = await bodyOf<Written>(asked, 'threadMessage');
  if (body.attachments?.length)
    throw new WireError('VALIDATION_ERROR', 'Files cannot be sent by this address. Write the message without them.', [
      { message: 'attachments must be empty', in: 'attachments' },
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
  const said = { userId, text: body.text, ...(body.richText && { html: body.richText }) };
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
  const { text, richText, senderActorId: actorId = 'S-hubdesk' } = body;
  return {
    ...{ id, conversationsThreadId: thread.id, createdAt: at, updatedAt: at, createdBy: actorId, archived: false },
    client: { clientType: 'INTEGRATION', integrationAppId: bridge.id },
    ...{ senders: [{ actorId }], recipients: [], attachments: [], text },
    ...(richText && { richText }),
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign]!);
}
