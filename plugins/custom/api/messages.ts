// Messages of a channel: published, followed, changed, reacted to. Nothing is answered that is not on disk.
import type { AccountContext } from '../../../core/contract/context.ts';
import { partyOf, type Meta } from '../inbound.ts';
import type { Channel } from '../store/channels.ts';
import { keepBody, keepMessage, keepStatus, messageOf, type StoredMessage } from '../store/messages.ts';
import { usesThreads } from '../wire/capabilities.ts';
import { missing, WireError } from '../wire/errors.ts';
import { addressOf, personOf, type Party } from '../wire/identifiers.ts';
import { idOf, newId } from '../wire/ids.ts';
import { publicMessage, publishedAs, type PublishedMessage } from '../wire/message.ts';
import { askedChannel, bodyOf, runningAccount, type Asked, type Route } from './asking.ts';

const MESSAGE = '/:channelId/messages/:messageId';

export const messageRoutes: Route[] = [
  { method: 'POST', url: '/:channelId/messages', answer: publish },
  { method: 'GET', url: MESSAGE, answer: async (asked) => publicMessage((await messageFor(asked)).message) },
  { method: 'PATCH', url: MESSAGE, answer: change },
  { method: 'DELETE', url: MESSAGE, answer: takeBack },
  { method: 'POST', url: `${MESSAGE}/reactions`, answer: react },
  { method: 'POST', url: '/:channelId/typing', answer: typing },
];

/** The same idempotency id on the same account is the same message for ever, whatever is said with it. */
async function publish(asked: Asked): Promise<object> {
  const { registry, bridge, reply } = asked;
  const channel = await askedChannel(asked);
  const body = await bodyOf<PublishedMessage>(asked, 'newMessage');
  const account = runningAccount(asked, channel, body.channelAccountId);
  const message = soundMessage(channel, body);
  const { publicId, id: accountId } = account.account;
  const id = message.integrationIdempotencyId ? idOf(publicId, message.integrationIdempotencyId) : newId();
  const customer = message.messageDirection === 'INCOMING' ? message.senders[0] : message.recipients[0];
  const person = customer ? addressOf(customer.deliveryIdentifier).value : '';
  await take(account, { kind: 'message', id }, message, { key: `message:${id}`, person });
  const { context } = registry;
  const thread = idOf(accountId, message.integrationThreadId || person);
  const about = { id, thread, channelId: channel.id, bridgeId: bridge.id, now: context.now() };
  const facts = { channelId: channel.id, accountId, key: '', direction: message.messageDirection, thread, person };
  await keepMessage(context, { ...facts, id, body: publishedAs(message, about) });
  reply.code(201);
  return publicMessage((await messageOf(context, channel.id, id))!);
}

/** Clients write identifiers as objects or texts, ids as texts or numbers, and times as either. */
function soundMessage(channel: Channel, body: PublishedMessage): PublishedMessage {
  const at = new Date(body.timestamp);
  if (Number.isNaN(at.getTime())) throw invalid('timestamp', 'must be a time (ISO 8601)');
  const isThreaded = usesThreads(channel.capabilities);
  if (isThreaded && !body.integrationThreadId)
    throw invalid('integrationThreadId', 'is required: the threading model of the channel is INTEGRATION_THREAD_ID');
  if (body.messageDirection === 'OUTGOING' && body.recipients.length === 0)
    throw invalid('recipients', 'must name who it was sent to');
  const parties = (all: unknown[]): Party[] => all.flatMap((one) => partyOf(one) ?? []);
  return {
    ...body,
    channelAccountId: String(body.channelAccountId),
    timestamp: at.toISOString(),
    senders: parties(body.senders),
    recipients: parties(body.recipients),
    attachments: body.attachments.map((one) => ({
      ...one,
      ...(one.fileId !== undefined && { fileId: String(one.fileId) }),
    })),
  };
}

function invalid(place: string, what: string): WireError {
  return new WireError('VALIDATION_ERROR', `Invalid input JSON: ${place} ${what}.`, [
    { message: `${place} ${what}`, in: place },
  ]);
}

/** Resolves when it is on disk; what follows of one person follows one another. */
async function take(
  account: AccountContext,
  meta: Meta,
  body: object,
  { key, person }: { key: string; person: string },
): Promise<void> {
  await account.receive({
    key,
    type: 'application/json',
    body: Buffer.from(JSON.stringify(body)),
    meta,
    orderKey: person,
    from: person,
    summary: 'text' in body && typeof body.text === 'string' ? body.text.slice(0, 100) : meta.kind,
  });
}

async function messageFor(asked: Asked): Promise<{ channel: Channel; message: StoredMessage }> {
  const { messageId = '' } = asked.request.params;
  const channel = await askedChannel(asked);
  const message = await messageOf(asked.registry.context, channel.id, messageId);
  if (!message) throw missing('message', messageId);
  return { channel, message };
}

interface MessageChange {
  statusType?: string;
  errorMessage?: string | null;
  text?: string;
  richText?: string | null;
  attachments?: Record<string, unknown>[];
}

/** What became of an outgoing one, or other words of an incoming one. */
async function change(asked: Asked): Promise<object> {
  const { registry } = asked;
  const { channel, message } = await messageFor(asked);
  const body = await bodyOf<MessageChange>(asked, 'message');
  if (body.statusType !== undefined) await follow(asked, channel, message, body);
  else {
    if (message.direction === 'OUTGOING' && message.key !== '')
      throw new WireError('CONFLICT', 'Only what the bridge published can be changed by it.');
    await deed(asked, channel, message, 'edit', body);
    const { text = '', richText, attachments = [] } = body;
    await keepBody(registry.context, message.id, {
      ...message.body,
      text,
      richText: richText ?? undefined,
      attachments,
    });
  }
  return publicMessage((await messageOf(registry.context, channel.id, message.id))!);
}

async function follow(asked: Asked, channel: Channel, message: StoredMessage, body: MessageChange): Promise<void> {
  const { context } = asked.registry;
  const status = body.statusType!;
  const { id, key, person } = message;
  if (key !== '') {
    const account = runningAccount(asked, channel, message.accountId);
    const meta: Meta = { kind: 'status', id: key, at: context.now().toISOString() };
    const arrival = { key: `deed:${id}:${status}:${idOf(body.errorMessage ?? '')}`, person };
    await take(account, meta, { statusType: status, errorMessage: body.errorMessage ?? '' }, arrival);
  }
  await keepStatus(context, id, status, body.errorMessage ?? '');
}

async function takeBack(asked: Asked): Promise<undefined> {
  const { channel, message } = await messageFor(asked);
  await deed(asked, channel, message, 'delete', {});
  void asked.reply.code(204).send();
  return undefined;
}

async function react(asked: Asked): Promise<object> {
  const { channel, message } = await messageFor(asked);
  const body = await bodyOf<{ emoji: string; sender: unknown }>(asked, 'reaction');
  await deed(asked, channel, message, 'reaction', { emoji: body.emoji, sender: partyOf(body.sender) });
  asked.reply.code(202);
  return { messageId: message.id };
}

async function deed(
  asked: Asked,
  channel: Channel,
  { id, accountId, person }: StoredMessage,
  kind: 'edit' | 'delete' | 'reaction',
  body: object,
): Promise<void> {
  const account = runningAccount(asked, channel, accountId);
  const at = asked.registry.context.now().toISOString();
  await take(account, { kind, id, at }, body, { key: `deed:${id}:${kind}:${newId()}`, person });
}

/** Lasts a moment and is written nowhere. */
async function typing(asked: Asked): Promise<undefined> {
  const channel = await askedChannel(asked);
  const body = await bodyOf<{
    channelAccountId: string;
    sender: unknown;
    on?: boolean;
    integrationThreadId?: string;
  }>(asked, 'typing');
  const account = runningAccount(asked, channel, body.channelAccountId);
  const thread =
    usesThreads(channel.capabilities) && body.integrationThreadId ? { thread: body.integrationThreadId } : {};
  const by = personOf(partyOf(body.sender)!);
  account.happens({ type: 'typing', by, thread: { ...thread, joinOpen: true }, on: body.on ?? true });
  void asked.reply.code(204).send();
  return undefined;
}
