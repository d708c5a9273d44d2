// Conversations as a plugin that brings channels may see and change them: only those in which its accounts take part.
import type {
  OfferedConversation,
  OfferedConversations,
  OfferedFile,
  OfferedLine,
  OfferedPlace,
  Offers,
} from '../contract/offers.ts';
import type { Happening, Line } from '../conversations/conversations.ts';
import { trustedName, trustedType } from '../files/files.ts';
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
    async answer(place, { userId, text, html, files: given = [] }) {
      const conversationId = await at(place);
      const files = await Promise.all(given.map((file) => stored(rooms, file)));
      return ports.answer({ conversationId, accountId: place.accountId, userId, text, html, files });
    },
    async comment(place, userId, html) {
      const { publicId, at: saidAt } = await conversations.comment(await at(place), userId, html);
      return { id: publicId, at: saidAt };
    },
    async lines(place, { before, limit }) {
      const id = await idOf(place);
      if (id === null) return [];
      return (await conversations.lines(id, { types: TYPES, before, limit })).map(lineOf);
    },
    async line(place, publicId) {
      const id = await idOf(place);
      const found = id === null ? null : await conversations.line(id, publicId, TYPES);
      return found && lineOf(found);
    },
  };
}

/** Happenings that are offered, by their type. */
const HAPPENINGS: Record<string, (params: Happening['params']) => Offered> = {
  ...Object.fromEntries(
    ['assigned_to_user', 'assigned_to_user_of_team', 'assigned_to_team', 'unassigned'].map((type) => [
      type,
      ({ userId, wasId }: Happening['params']) => ({ kind: 'assigned', to: idIn(userId), from: idIn(wasId) }),
    ]),
  ),
  closed: () => ({ kind: 'status', status: 'closed' }),
  reopened: () => ({ kind: 'status', status: 'open' }),
  reopened_by_answer: () => ({ kind: 'status', status: 'open' }),
  moved_to_inbox: ({ inboxId, wasId }) => ({ kind: 'moved', to: idIn(inboxId), from: idIn(wasId) }),
};
const TYPES = Object.keys(HAPPENINGS);

type Offered = OfferedLine extends infer Each ? (Each extends unknown ? Omit<Each, 'id' | 'at' | 'by'> : never) : never;

function idIn(value: string | number | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function lineOf({ id, at, userId: by, comment, happening }: Line): OfferedLine {
  if (comment) return { id, at, by, kind: 'comment', ...comment };
  return { id, at, by, ...HAPPENINGS[happening!.type]!(happening!.params) };
}

async function stored({ files }: ChannelRooms, { name, mimeType, kind, content }: OfferedFile) {
  const file = await files.save(content);
  return { fileId: file.id, name: trustedName(name), bytes: file.bytes, type: trustedType(file.type, mimeType), kind };
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
