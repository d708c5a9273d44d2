// A conversation goes to people: decided by the account's routing, assigned, and whoever is away is told (CH-4).
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import type { Assignment, Routing } from './assignment.ts';

export interface HandingRooms {
  database: Database;
  routing: Routing;
  conversations: Pick<Conversations, 'notify' | 'assign'>;
}

export interface HandingAccount {
  id: number;
  inboxId: number;
  routing: RoutingSettings;
}

interface Handed {
  id: number;
  contactId: number | null;
}

/** Only inside `write`, when its words are there. */
export async function handOut(rooms: HandingRooms, account: HandingAccount, conversation: Handed): Promise<void> {
  const { conversations } = rooms;
  const { notify, userId, teamId, reason, decision } = await assignmentFor(rooms, account, conversation);
  if (notify) await conversations.notify({ ...notify, conversationId: conversation.id, reason, actor: 'desk' });
  await conversations.assign(conversation.id, { userId, teamId }, reason, 'desk', decision);
}

/** Only inside `write`, for one that waits: nothing is said when there is still nobody. */
export async function handOutAgain(
  rooms: HandingRooms,
  account: HandingAccount,
  conversation: Handed,
): Promise<Assignment> {
  const assignment = await assignmentFor(rooms, account, conversation);
  const { userId, teamId, reason, decision } = assignment;
  if (userId !== null) await rooms.conversations.assign(conversation.id, { userId, teamId }, reason, 'desk', decision);
  return assignment;
}

async function assignmentFor(
  { database, routing }: HandingRooms,
  account: HandingAccount,
  { id, contactId }: Handed,
): Promise<Assignment> {
  const contact = await database.row<{ owner_id: number | null }>('select owner_id from contact where id = ?', [
    contactId ?? 0,
  ]);
  if (account.routing.to === 'people') await routing.skills.decide(id);
  const place = await routing.placeOf(account, id);
  return routing.assign(place, account.routing, contact?.owner_id ?? null);
}
