// By which account a conversation is answered unless somebody chooses another: its own, or one that leads out at all.
import type { Address } from '../contract/address.ts';
import type { OutboundRooms } from './rooms.ts';

type Needs = Pick<OutboundRooms, 'database' | 'ports'>;

/**
 * The given account when something goes out by it. Else the account nearest to the conversation's inbox that reaches the
 * contact, addresses the desk made itself last; the given one when there is none, so that its channel says why.
 */
export async function usualAccount(
  { database, ports }: Needs,
  conversationId: number,
  accountId: number | null,
): Promise<number | null> {
  const own = accountId === null ? null : ports.account(accountId);
  if (!own || own.manifest.reaches.length > 0) return accountId;
  const kinds = await database.rows<{ kind: Address['kind'] }>(
    `select distinct identity.kind from conversation join contact_identity identity on identity.contact_id = conversation.contact_id
     where conversation.id = ? and identity.kind <> 'handle' and identity.unreachable_at is null`,
    [conversationId],
  );
  const accounts = await database.rows<{ id: number }>(
    `select channel_account.id from channel_account, conversation where conversation.id = ? and active = 1 and demo = 0 and channel_account.deleted_at is null
     order by channel_account.inbox_id = conversation.inbox_id desc, fallback, channel_account.id`,
    [conversationId],
  );
  const reaches = ({ id }: { id: number }) =>
    ports.account(id)?.manifest.reaches.some((kind) => kinds.some((one) => one.kind === kind)) ?? false;
  return accounts.find(reaches)?.id ?? accountId;
}
