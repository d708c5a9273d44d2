// What a PATCH of a conversation does, field by field, each through the verb a person would use.
import { actorOf, demand, type Viewer } from '../accounts/accounts.ts';
import type { Conversation } from '../conversations/conversations.ts';
import type { ApiRooms } from './rooms.ts';
import type { ConversationChangeBody } from './shapes.ts';

export async function changeConversation(
  rooms: ApiRooms,
  viewer: Viewer,
  found: Conversation,
  wanted: ConversationChangeBody,
): Promise<void> {
  const { conversations } = rooms;
  const { id } = found;
  const actor = actorOf(viewer);
  if (wanted.status === 'closed') await conversations.close(id, actor);
  if (wanted.status === 'open') await conversations.reopen(id, actor);
  if (wanted.snoozedUntil) await conversations.snooze(id, new Date(wanted.snoozedUntil), actor);
  if (wanted.snoozedUntil === null) await conversations.wake(id, actor);
  const { ownerId, teamId } = wanted;
  if (ownerId !== undefined || teamId !== undefined)
    await conversations.assign(id, { userId: ownerId, teamId }, null, actor);
  if (wanted.subject !== undefined) await conversations.rename(id, wanted.subject, actor);
  if (wanted.place) await lay(rooms, found, wanted.place, actor);
  if (wanted.inboxId !== undefined) {
    demand(viewer, 'conversation.manage', { inboxId: wanted.inboxId });
    await conversations.moveToInbox(id, wanted.inboxId, actor);
  }
  if (wanted.tags) await retag(rooms, viewer, id, wanted.tags, actor);
}

async function lay({ conversations }: ApiRooms, found: Conversation, place: string, actor: string): Promise<void> {
  if (place === 'spam') await conversations.spam(found.id, actor);
  else if (place === 'trash') await conversations.trash(found.id, actor);
  else if (found.place === 'spam') await conversations.notSpam(found.id, actor);
  else await conversations.restore(found.id, actor);
}

async function retag(
  { conversations }: ApiRooms,
  viewer: Viewer,
  id: number,
  wanted: string[],
  actor: string,
): Promise<void> {
  const before = (await conversations.thread.head(id, viewer.userId))!.tags.map((tag) => tag.name);
  for (const name of before) if (!wanted.includes(name)) await conversations.untag(id, name, actor);
  for (const name of wanted) if (!before.includes(name)) await conversations.tag(id, name, actor);
}
