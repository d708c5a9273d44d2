// What the dialogs of a conversation offer: inboxes to move to, conversations to merge with, messages to split off.
import type { FastifyRequest } from 'fastify';
import { may, type Viewer } from '../../accounts/accounts.ts';
import type { InboxFacts, ListRow, ThreadHead, ThreadItem } from '../../conversations/conversations.ts';
import type { WebParts } from '../rooms.ts';

const CONVERSATIONS = 8;
const MESSAGES = 60;

/** Other inboxes this person may handle conversations in. */
export async function movableTo(parts: WebParts, viewer: Viewer, head: ThreadHead): Promise<InboxFacts[]> {
  const inboxes = await parts.rooms.conversations.inboxes.list();
  return inboxes.filter(({ id }) => id !== head.inboxId && may(viewer, 'conversation.manage', { inboxId: id }));
}

/** Others of the same contact first, then the newest open ones of the inbox. */
export async function mergeable(parts: WebParts, viewer: Viewer, head: ThreadHead): Promise<ListRow[]> {
  const { conversations } = parts.rooms;
  const { userId, teamIds } = viewer;
  const all = (await conversations.inboxes.list()).map(({ id }) => id);
  const inboxIds = viewer.inboxIds === 'all' ? all : viewer.inboxIds;
  const limit = CONVERSATIONS + 1;
  const own = head.contactId
    ? await conversations.thread.ofContact(head.contactId, { inboxIds, except: head.id, limit })
    : [];
  const page = await conversations.lists.page({ userId, teamIds, inboxIds: [head.inboxId], list: 'open', limit });
  const ids = [...new Set([...own.map(({ id }) => id), ...page.rows.map(({ id }) => id)])];
  const offered = ids.filter((id) => id !== head.id).slice(0, CONVERSATIONS);
  return conversations.lists.rows(offered, userId);
}

/** The newest messages and comments, newest first; none when there is only one. */
export async function splittable(parts: WebParts, request: FastifyRequest, head: ThreadHead): Promise<ThreadItem[]> {
  const { userId } = request.viewer;
  const read = await parts.rooms.conversations.thread.read(head.id, { limit: MESSAGES, userId });
  const items = read?.items.filter(({ kind }) => kind !== 'event') ?? [];
  return items.length > 1 ? items.toReversed() : [];
}
