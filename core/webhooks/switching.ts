// A webhook is switched off, and those who can mend it are told; both are over when it is switched on again.
import type { Reason } from '../contract/reason.ts';
import type { Needs } from './shapes.ts';

const KIND = 'webhook_off';

/** Only inside `write`. What waits stays and goes on when it is switched on again. */
export async function switchOff(needs: Needs, id: number, why: Reason): Promise<void> {
  const { database, accounts, conversations } = needs;
  const row = await database.row(
    `update webhook set state = 'off', reason = ? where id = ? and state = 'active' returning id`,
    [JSON.stringify(why), id],
  );
  if (!row) return;
  for (const { id: userId } of await accounts.users.whoMay('api.manage'))
    await conversations.notify({ userId, kind: KIND, webhookId: id, reason: why, actor: 'desk' });
}

/** Only inside `write`. */
export async function takeBackNotices({ database, events, clock }: Needs, id: number, actor: string): Promise<void> {
  const read = await database.rows<{ user_id: number }>(
    'update notification set read_at = ? where webhook_id = ? and read_at is null returning user_id',
    [clock.now(), id],
  );
  for (const { user_id: userId } of read)
    await events.add({ type: 'notification.read', actor, data: { userId, count: 1 } });
}
