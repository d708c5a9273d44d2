// What goes out: a planned message, and what is done to it afterwards, as events that the bridge is told.
import type { Address } from '../../core/contract/address.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Attempt, OutboundMessage, SendResult } from '../../core/contract/outbound.ts';
import type { TextPart } from '../../core/contract/part.ts';
import { identifierIn } from './connect.ts';
import type { Posted } from './remote.ts';
import { fileAddress } from './registry/media.ts';
import type { Registry } from './registry/registry.ts';
import type { Channel } from './store/channels.ts';
import { keepMessage } from './store/messages.ts';
import { leadThread } from './store/threads.ts';
import { attachmentOf } from './wire/attachments.ts';
import { usesThreads } from './wire/capabilities.ts';
import { identifierOf } from './wire/identifiers.ts';
import { idOf, newId } from './wire/ids.ts';
import type { PublicMessage, PublicParty } from './wire/message.ts';

export class Outbound {
  readonly #registry: Registry;
  readonly #channel: Channel;
  readonly #context: AccountContext;

  constructor(registry: Registry, channel: Channel, context: AccountContext) {
    this.#registry = registry;
    this.#channel = channel;
    this.#context = context;
  }

  /** The same message and event at every try: a bridge that has it already says so again. */
  async send(message: OutboundMessage, { signal }: Pick<Attempt, 'signal'>): Promise<SendResult> {
    const body = await this.#publicMessage(message);
    const { id: accountId } = this.#context.account;
    const person = message.to[0]?.address.value ?? '';
    const { id: channelId } = this.#channel;
    const about = { channelId, accountId, key: message.key, direction: 'OUTGOING' as const, person };
    await keepMessage(this.#context, { ...about, id: body.id, thread: body.conversationsThreadId, body });
    const threads = this.#threadsOf(message);
    const hook = this.#registry.hookOf(channelId, {
      type: 'OUTGOING_CHANNEL_MESSAGE_CREATED',
      eventId: `message-${body.id}`,
      accountId,
      person,
      about: { channelIntegrationThreadIds: threads, message: { ...body, channelIntegrationThreadIds: threads } },
    });
    const posted = await this.#registry.ask(hook, signal);
    if (posted.outcome === 'taken') await leadThread(this.#context, body.conversationsThreadId, body.id);
    return resultOf(posted, body.id);
  }

  async edit(id: string, message: OutboundMessage, signal: AbortSignal): Promise<SendResult> {
    const body = { ...(await this.#publicMessage(message)), id };
    return this.#tell('OUTGOING_CHANNEL_MESSAGE_UPDATED', id, { message: body }, signal);
  }

  async takeBack(id: string, message: OutboundMessage, signal: AbortSignal): Promise<SendResult> {
    const channelIntegrationThreadIds = this.#threadsOf(message);
    return this.#tell('OUTGOING_CHANNEL_MESSAGE_DELETED', id, { channelIntegrationThreadIds, message: { id } }, signal);
  }

  react(id: string, emoji: string, signal: AbortSignal): Promise<SendResult> {
    return this.#tell('OUTGOING_CHANNEL_MESSAGE_REACTION', id, { message: { id }, emoji }, signal);
  }

  async markRead(id: string): Promise<void> {
    const { id: accountId } = this.#context.account;
    const about = { channelAccountId: String(accountId), message: { id } };
    await this.#registry.say(this.#channel.id, {
      type: 'INCOMING_CHANNEL_MESSAGE_READ',
      eventId: `read-${id}`,
      accountId,
      about,
    });
  }

  /** What lasts a moment is written nowhere and told once. */
  async typing(to: Address, on: boolean): Promise<void> {
    const { id: accountId } = this.#context.account;
    const recipient = { deliveryIdentifier: this.#identifier(to) };
    const about = { channelAccountId: String(accountId), recipients: [recipient], on };
    const event = { type: 'OUTGOING_CHANNEL_TYPING', eventId: newId(), accountId, about };
    await this.#registry.post(this.#registry.hookOf(this.#channel.id, event), AbortSignal.timeout(5_000));
  }

  async #tell(type: string, id: string, about: object, signal: AbortSignal): Promise<SendResult> {
    const { id: accountId } = this.#context.account;
    const whole = { channelAccountId: String(accountId), ...about };
    const hook = this.#registry.hookOf(this.#channel.id, {
      type,
      eventId: `${type}-${newId()}`,
      accountId,
      about: whole,
    });
    const posted = await this.#registry.ask(hook, signal);
    return posted.outcome === 'taken' ? { outcome: 'accepted', id } : resultOf(posted, id);
  }

  /** The bridge's own thread; where the team began, a token that brings the answer back to the conversation. */
  #threadsOf({ conversation, threadToken }: OutboundMessage): string[] {
    if (!usesThreads(this.#channel.capabilities)) return [];
    const thread = conversation.thread || threadToken;
    return thread ? [thread] : [];
  }

  #identifier(address: Address) {
    return identifierOf(address, this.#channel.capabilities.deliveryIdentifierTypes ?? []);
  }

  async #publicMessage(message: OutboundMessage): Promise<PublicMessage> {
    const { account, now } = this.#context;
    const texts = message.parts.filter((part): part is TextPart => part.type === 'text');
    const prompts = message.parts.flatMap((part) => (part.type === 'choice' && part.prompt ? [part.prompt] : []));
    const html = texts.flatMap((part) => (part.html ? [part.html] : [])).join('');
    const urlOf = (fileId: number, name: string) => fileAddress(this.#registry.context, fileId, name);
    const attachments = message.parts.map((part) => attachmentOf(part, urlOf)).filter((one) => one !== null);
    const recipients = await Promise.all(message.to.map((one) => this.#recipient(one.address, one.name)));
    const thread = this.#threadsOf(message)[0] ?? message.to.map(({ address }) => address.value).join(' ');
    return {
      id: idOf(account.publicId, message.key),
      type: 'MESSAGE',
      channelId: String(this.#channel.id),
      channelAccountId: String(account.id),
      conversationsThreadId: idOf(account.id, thread),
      createdAt: message.at.toISOString(),
      updatedAt: now().toISOString(),
      ...this.#author(message),
      client: { clientType: 'HUBSPOT' },
      recipients,
      text: [...texts.map(({ text }) => text), ...prompts].join('\n'),
      ...(html && { richText: html }),
      attachments,
      direction: 'OUTGOING',
      status: { statusType: 'SENT' },
      truncationStatus: 'NOT_TRUNCATED',
      ...(message.replyTo && { inReplyToId: message.replyTo }),
      archived: false,
    };
  }

  /** A person of the team is an agent, a rule the system. */
  #author({ author }: OutboundMessage): Pick<PublicMessage, 'createdBy' | 'senders'> {
    const own = identifierIn(this.#context.account.settings);
    const deliveryIdentifier = own ?? {
      type: 'CHANNEL_SPECIFIC_OPAQUE_ID' as const,
      value: String(this.#context.account.id),
    };
    const actorId = author?.id ? `A-${author.id}` : 'S-hubdesk';
    const name = author?.name ?? this.#context.account.title;
    return { createdBy: actorId, senders: [{ actorId, name, senderField: 'ORIGINAL_FROM', deliveryIdentifier }] };
  }

  async #recipient(address: Address, name = ''): Promise<PublicParty> {
    const contact = await this.#context.contact(address);
    return {
      ...(contact && { actorId: `V-${contact.publicId}` }),
      ...(name && { name }),
      recipientField: 'TO',
      deliveryIdentifier: this.#identifier(address),
    };
  }
}

/** The bridge says later what became of it, so it is on its way only. */
function resultOf(posted: Posted, id: string): SendResult {
  switch (posted.outcome) {
    case 'taken':
      return { outcome: 'pending', id };
    case 'refused':
      return { outcome: 'rejected', why: posted.why };
    case 'unclear':
      // A bridge that has it knows it by its id and says so again.
      return { outcome: 'retry', why: posted.why };
    case 'later':
      return { outcome: 'retry', why: posted.why, ...(posted.after !== undefined && { after: posted.after }) };
    default:
      return { outcome: 'retry', why: posted.why, account: true };
  }
}
