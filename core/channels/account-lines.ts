// Accounts as lists show them: with their inbox, the newest of their health, and what needs a person.
import type { Reason } from '../contract/reason.ts';
import type { Database } from '../database/database.ts';
import { ChannelAccount } from '../database/entities/inbox.ts';
import { toDate, toJson } from '../database/rows.ts';
import type { LiveAccounts } from './live.ts';

export interface AccountLine {
  account: ChannelAccount;
  inboxName: string;
  /** Arrivals in quarantine and deliveries that failed or are unclear: what needs a person. */
  trouble: number;
}

export async function accountLines(database: Database, live: LiveAccounts): Promise<AccountLine[]> {
  const rows = await database
    .read()
    .find(ChannelAccount, { deletedAt: null }, { orderBy: { title: 'asc', id: 'asc' } });
  const inboxes = await database.rows<{ id: number; name: string }>('select id, name from inbox');
  const names = new Map(inboxes.map((row) => [row.id, row.name]));
  const trouble = await database.rows<{ id: number; count: number }>(
    `select id, (select count(*) from arrival where account_id = channel_account.id and status = 'quarantined')
       + (select count(*) from delivery where account_id = channel_account.id and status in ('failed', 'unknown')) as count
     from channel_account where deleted_at is null`,
  );
  const counts = new Map(trouble.map((row) => [row.id, row.count]));
  return rows.map((account) => ({
    account: withHealth(account, live.get(account.id)?.row),
    inboxName: names.get(account.inboxId) ?? '',
    trouble: counts.get(account.id) ?? 0,
  }));
}

/** The live row knows the newest of its health, the stored one everything else. */
export function withHealth(account: ChannelAccount, live: ChannelAccount | undefined): ChannelAccount {
  if (!live) return account;
  const { health, healthState, healthSince } = live;
  return Object.assign(account, { health, healthState, healthSince });
}

/** Where this unique id is connected already, for the refusal's sentence (WS-5). */
export async function whereConnected(
  database: Database,
  channel: string,
  uniqueId: string,
): Promise<{ title: string; inboxName: string; id: number } | null> {
  const row = await database.row<{ title: string; name: string; id: number }>(
    `select channel_account.id, title, inbox.name from channel_account join inbox on inbox.id = inbox_id where channel = ? and unique_id = ? and deleted_at is null`,
    [channel, uniqueId],
  );
  return row ? { title: row.title, inboxName: row.name, id: row.id } : null;
}

export async function notesOf(database: Database, id: number, limit: number): Promise<{ at: Date; reason: Reason }[]> {
  const rows = await database.rows<{ at: unknown; reason: unknown }>(
    'select at, reason from account_note where account_id = ? order by id desc limit ?',
    [id, limit],
  );
  return rows.map((row) => ({ at: toDate(row.at), reason: toJson(row.reason) }));
}

/** Of every account the newest thousand notes stay. */
export async function forgetNotes(database: Database): Promise<void> {
  await database.run(
    `delete from account_note where id in (select id from (
       select id, row_number() over (partition by account_id order by id desc) as place from account_note) where place > ?)`,
    [NOTES_KEPT],
  );
}

const NOTES_KEPT = 1000;
