// What a viewer may see of the desk: inboxes, and conversations by their public id.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Conversation, InboxFacts } from '../conversations/conversations.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';

/** The conversation, when the viewer may see it; otherwise there is none for them. */
export async function conversationOf(rooms: ApiRooms, viewer: Viewer, key: string): Promise<Conversation> {
  const found = await rooms.conversations.byPublicId(key);
  if (!found || !may(viewer, 'conversation.read', { inboxId: found.inboxId })) throw notFound('conversation');
  return found;
}

export async function visibleInboxes(rooms: ApiRooms, viewer: Viewer): Promise<InboxFacts[]> {
  const all = await rooms.conversations.inboxes.list();
  const { inboxIds } = viewer;
  return inboxIds === 'all' ? all : all.filter((inbox) => inboxIds.includes(inbox.id));
}
