// An account that works no more is told to those who can mend it, once, and forgotten when it works again.
import type { Reason } from '../contract/reason.ts';
import { toJson } from '../database/rows.ts';
import type { ToldEvent } from '../events/events.ts';
import type { Needs } from './needs.ts';
import { isWanted } from './planning.ts';

/** States that do not pass by themselves. */
const LASTING = ['needs sign-in', 'misconfigured'];
const KIND = 'account_trouble';

export async function accountFares(needs: Needs, event: ToldEvent): Promise<void> {
  const state = String(event.data.state);
  if (LASTING.includes(state)) await tellTrouble(needs, event);
  else if (state === 'connected') await takeBack(needs, event);
}

async function tellTrouble(needs: Needs, { accountId, actor }: ToldEvent): Promise<void> {
  const { database, accounts, conversations } = needs;
  const row = await database.row<{ health: unknown }>('select health from channel_account where id = ?', [accountId]);
  const reason = row ? (toJson<{ why?: Reason }>(row.health).why ?? null) : null;
  const told = await database.rows<{ user_id: number }>(
    'select user_id from notification where account_id = ? and kind = ? and read_at is null',
    [accountId, KIND],
  );
  const know = new Set(told.map(({ user_id: userId }) => userId));
  for (const { id: userId } of await accounts.users.whoMay('channel.manage'))
    if (!know.has(userId) && (await isWanted(needs, userId, KIND)))
      await conversations.notify({ userId, kind: KIND, accountId, reason, actor });
}

async function takeBack({ database, events, clock }: Needs, { accountId, actor }: ToldEvent): Promise<void> {
  const read = await database.rows<{ user_id: number }>(
    'update notification set read_at = ? where account_id = ? and kind = ? and read_at is null returning user_id',
    [clock.now(), accountId, KIND],
  );
  for (const { user_id: userId } of read)
    await events.add({ type: 'notification.read', actor, data: { userId, count: 1 } });
}
