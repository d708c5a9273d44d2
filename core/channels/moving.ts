// What an account takes along when it moves to another inbox.
import type { Database } from '../database/database.ts';

/** How many conversations of the account are not closed; those move with it, closed ones stay where they were. */
export async function openConversations(database: Database, accountId: number): Promise<number> {
  const row = await database.row<{ count: number }>(
    `select count(*) as count from conversation join channel_account on channel_account.id = account_id
     where account_id = ? and conversation.inbox_id = channel_account.inbox_id
       and place in ('inbox', 'spam', 'trash') and conversation.status in ('open', 'snoozed')`,
    [accountId],
  );
  return row?.count ?? 0;
}
