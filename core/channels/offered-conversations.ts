// Conversations as a plugin that brings channels may see and change them: only those in which its accounts take part.
import type { OfferedConversation, OfferedConversations, OfferedPlace, Offers } from '../contract/offers.ts';
import { notFound } from '../kernel/errors.ts';
import type { ChannelRooms } from './rooms.ts';

interface By {
  /** As whom it is written down. */
  actor: string;
  /** Throws for an account of another plugin. */
  demandAccount(accountId: number): Promise<void>;
}

export function offeredConversations(rooms: ChannelRooms, by: By): Pick<Offers, 'sendAgain' | 'conversations'> {
  return {
    async sendAgain(accountId, key) {
      await by.demandAccount(accountId);
      return rooms.ports.sendAgain(accountId, key, by.actor);
    },
    conversations: conversationsFor(rooms, by),
  };
}

function conversationsFor(rooms: ChannelRooms, { actor, demandAccount }: By): OfferedConversations {
  const { conversations, ports } = rooms;

  async function idOf({ accountId, message, key }: OfferedPlace): Promise<number | null> {
    await demandAccount(accountId);
    const found = await conversations.findMessage(accountId, message);
    return (found ?? (key ? await conversations.findDelivered(accountId, key) : null))?.conversationId ?? null;
  }

  async function at(place: OfferedPlace): Promise<number> {
    const id = await idOf(place);
    if (id === null) throw notFound('conversation');
    return id;
  }

  return {
    async of(place) {
      const id = await idOf(place);
      return id === null ? null : told(rooms, id);
    },
    async change(place, { status, isTrashed, ownerId }) {
      const id = await at(place);
      if (status === 'closed') await conversations.close(id, actor);
      if (status === 'open') await conversations.reopen(id, actor);
      if (isTrashed === true) await conversations.trash(id, actor);
      if (isTrashed === false) await conversations.restore(id, actor);
      if (ownerId !== undefined) await conversations.assign(id, { userId: ownerId }, null, actor);
    },
    answer: async (place, { userId, text, html }) =>
      ports.answer({ conversationId: await at(place), accountId: place.accountId, userId, text, html }),
    async comment(place, userId, html) {
      const { publicId, at: saidAt } = await conversations.comment(await at(place), userId, html);
      return { id: publicId, at: saidAt };
    },
  };
}

async function told({ conversations, contacts, tickets }: ChannelRooms, id: number): Promise<OfferedConversation> {
  const found = (await conversations.get(id))!;
  const { inboxId, status, place, ownerId, contactId, createdAt, closedAt } = found;
  const contact = contactId === null ? null : await contacts.get(contactId);
  const ticket = await tickets.ofConversation(id);
  return {
    ...{ inboxId, ownerId, createdAt, closedAt, isSpam: place === 'spam', isTrashed: place === 'trash' },
    status: status === 'closed' ? 'closed' : 'open',
    contact: contact?.publicId ?? null,
    ticket: ticket?.number ?? null,
  };
}
