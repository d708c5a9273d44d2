// A conversation goes to people: decided by the account's routing, assigned, and whoever is away is told (CH-4).
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import type { Routing } from './assignment.ts';

export interface HandingRooms {
  database: Database;
  routing: Routing;
  conversations: Pick<Conversations, 'notify' | 'assign'>;
}

/** Only inside `write`. */
export async function handOut(
  { database, routing, conversations }: HandingRooms,
  account: { inboxId: number; routing: RoutingSettings },
  conversation: { id: number; contactId: number | null },
): Promise<void> {
  const contact = await database.row<{ owner_id: number | null }>('select owner_id from contact where id = ?', [
    conversation.contactId ?? 0,
  ]);
  const place = { id: conversation.id, inboxId: account.inboxId };
  const assignment = await routing.assign(place, account.routing, contact?.owner_id ?? null);
  const { notify, userId, teamId, reason } = assignment;
  if (notify) await conversations.notify({ ...notify, conversationId: conversation.id, reason, actor: 'desk' });
  await conversations.assign(conversation.id, { userId, teamId }, reason, 'desk');
}
