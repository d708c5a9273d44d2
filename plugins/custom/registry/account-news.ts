// Accounts that came, changed or went since bridges were told last: each told once, in the words of the public API.
import type { OfferedAccount } from '../../../core/contract/offers.ts';
import { publicAccount } from '../wire/account.ts';
import type { Registry } from './registry.ts';

interface Told {
  account_id: number;
  title: string;
  active: number;
}

export async function tellAccounts(registry: Registry): Promise<void> {
  const { store } = registry.context;
  const told = new Map((await store.rows<Told>('select * from custom_told')).map((row) => [row.account_id, row]));
  for (const account of await registry.offers.accounts()) {
    const news = newsOf(account, told.get(account.id));
    if (news === null) continue;
    const { id, title, active, deletedAt } = account;
    const channelId = Number(account.channel.replace('custom', ''));
    // A crash in between tells it once more; bridges know it by its id.
    await registry.say(channelId, {
      type: news,
      eventId: `account-${id}-${registry.context.now().getTime()}`,
      accountId: id,
      about: { channelAccountId: String(id), channelAccount: publicAccount(account) },
    });
    if (deletedAt) await store.run('delete from custom_told where account_id = ?', [id]);
    else
      await store.run(
        `insert into custom_told (account_id, title, active) values (?, ?, ?)
         on conflict (account_id) do update set title = excluded.title, active = excluded.active`,
        [id, title, active ? 1 : 0],
      );
  }
}

function newsOf({ title, active, deletedAt }: OfferedAccount, told: Told | undefined): string | null {
  if (deletedAt) return told ? 'CHANNEL_ACCOUNT_PURGED' : null;
  if (!told) return 'CHANNEL_ACCOUNT_CREATED';
  return told.title !== title || (told.active === 1) !== active ? 'CHANNEL_ACCOUNT_UPDATED' : null;
}
