// A new conversation that nobody was given: told to those of its inbox who asked for it.
import type { ToldEvent } from '../events/events.ts';
import type { Needs } from './needs.ts';

const LOOK = 'notifications.unassigned';

/** Looked at once routing has decided; nothing is written down while nobody wants to know. */
export async function lookLater({ database, jobs }: Needs, { conversationId }: ToldEvent): Promise<void> {
  const wanted = await database.row('select 1 as wanted from notification_setting where wants_unassigned limit 1');
  if (wanted) await jobs.add({ kind: LOOK, payload: { conversationId } });
}

export function handleUnassigned(needs: Needs): void {
  needs.jobs.handle(LOOK, { run: ({ conversationId }) => look(needs, Number(conversationId)) });
}

async function look({ database, accounts, conversations }: Needs, conversationId: number): Promise<void> {
  const conversation = await database.row<{ inbox_id: number }>(
    `select inbox_id from conversation where id = ? and owner_id is null and team_id is null and bot_since is null
     and status = 'open' and place = 'inbox' and last_direction = 'in'`,
    [conversationId],
  );
  if (!conversation) return;
  const able = await accounts.users.whoMay('conversation.take', { inboxId: conversation.inbox_id });
  await database.write(async () => {
    const wanting = await database.rows<{ user_id: number }>(
      `select user_id from notification_setting where wants_unassigned and not exists (
         select 1 from notification where notification.user_id = notification_setting.user_id
         and conversation_id = ? and kind = 'unassigned')`,
      [conversationId],
    );
    const ids = new Set(wanting.map((row) => row.user_id));
    for (const { id: userId } of able)
      if (ids.has(userId)) await conversations.notify({ userId, kind: 'unassigned', conversationId, actor: 'desk' });
  });
}
